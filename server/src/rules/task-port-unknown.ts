import type { End } from '../graph/ends.ts';
import { listenersOf } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import type { Finding, Member } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { missingEnds } from './unmatched.ts';
import { offersText, relatedOffers, siteText } from './wording.ts';

export const taskPortUnknown: Rule = {
  id: 'task-port-unknown',
  severity: 'error',
  stops: true,
  summary: 'A service registers a container or port that its task does not have',
  why: `An ECS service registers one container and one of its ports with a target group. Both must be in the task
definition: "The container web does not exist in the task definition", or "did not have a container port 8080 defined",
and the service is not created.`,
  bad: {
    'main.tf': `resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "example.com/web:1"
    portMappings = [{ containerPort = 3000 }]
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    container_name = "web"
    container_port = 8080
  }
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

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    container_name = "web"
    container_port = 3000
  }
}
`,
  },
  check(graph, component) {
    if (component.kind !== 'member' || !component.container) return [];
    const unknown = unknownContainer(component);
    if (unknown.length > 0) return unknown;
    return graph.resolutions(component).flatMap((resolution) => unknownPort(graph, resolution));
  },
};

function unknownContainer({ container, containers, label }: Member): readonly Finding[] {
  if (!container || !containers || containers.some(({ text }) => text === container.text)) return [];
  const names = containers.map(({ text }) => text);
  return [
    {
      rule: 'task-port-unknown',
      severity: 'error',
      span: container.span,
      message: `container "${container.text}" of ${label} is not in its task, which has ${names.join(', ')}`,
      related: containers.slice(0, 8).map(({ text, span }) => ({ span, message: `container ${text}` })),
      fixes: names.slice(0, 3).map((name) => ({
        title: `Change the container to ${name}`,
        edits: [{ span: container.span, newText: name }],
        ...(names.length > 1 ? { guess: true as const } : {}),
      })),
    },
  ];
}

function unknownPort(graph: Graph, resolution: Resolution): readonly Finding[] {
  const { from } = resolution;
  if (from.value.kind !== 'number') return [];
  const { number } = from.value;
  return resolution.ends.flatMap((end): Finding[] => {
    const { owner } = end;
    if (owner.kind !== 'container') return [];
    const declared = declaredBy(graph, end);
    if (declared.some(({ from: first, to }) => first <= number && number <= to)) return [];
    // A port that cannot be told may be the one.
    if (graph.sites(owner).some(({ site, value }) => site.role === 'declare' && value.kind === 'unknown')) return [];
    if (declared.length === 0 && missingEnds(resolution).length === 0) return [];
    return [
      {
        rule: 'task-port-unknown',
        severity: 'error',
        span: from.site.span,
        message: `${siteText(from)} is no port of ${owner.label}: it has ${offersText(declared.length > 0 ? declared : end.offers)}`,
        related: relatedOffers(declared.length > 0 ? declared : end.offers),
        fixes: declared.slice(0, 3).map((offer) => ({
          ...changeTo(from, String(offer.from)),
          ...(declared.length > 1 ? { guess: true as const } : {}),
        })),
      },
    ];
  });
}

/** What the task says of the container, which is all that ECS looks at. */
function declaredBy(graph: Graph, { owner }: End) {
  if (owner.kind !== 'container') return [];
  return listenersOf(graph.store, owner).evidence.filter(
    (e) => e.weight === 'declared' && e.component.id === owner.id && e.site?.role === 'declare',
  );
}
