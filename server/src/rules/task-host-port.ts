import type { Finding } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { siteText, valueText } from './wording.ts';

export const taskHostPort: Rule = {
  id: 'task-host-port',
  severity: 'error',
  summary: 'A host port of an ECS task differs from its container port where nothing is mapped',
  why: `With the network mode \`awsvpc\`, which Fargate always uses, a task has a network interface of its own, and with
\`host\` it has the machine's: in neither is a port mapped to another. ECS refuses to register such a task: "When
networkMode=awsvpc, the host ports and container ports in port mappings must match".`,
  bad: {
    'main.tf': `resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "example.com/web:1"
    portMappings = [{ containerPort = 3000, hostPort = 80 }]
  }])
}
`,
  },
  good: {
    'main.tf': `resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "example.com/web:1"
    portMappings = [{ containerPort = 3000 }]
  }])
}
`,
  },
  check(graph, component) {
    if (component.kind !== 'container' || !component.unmapped) return [];
    const { unmapped } = component;
    return graph.sites(component).flatMap((host): Finding[] => {
      const [inside] = host.site.role === 'publish' ? graph.next(host) : [];
      if (host.value.kind !== 'number' || inside?.value.kind !== 'number') return [];
      if (host.value.number === inside.value.number) return [];
      return [
        {
          rule: 'task-host-port',
          severity: 'error',
          span: host.site.span,
          message: `${siteText(host)} must be ${siteText(inside)}: in network mode ${unmapped.text} no port is mapped to another`,
          related: [
            { span: inside.site.span, message: siteText(inside) },
            { span: unmapped.span, message: `network mode ${unmapped.text}` },
          ],
          fixes: [changeTo(host, valueText(inside))],
        },
      ];
    });
  },
};
