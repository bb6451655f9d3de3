import type { End } from '../graph/ends.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Finding, Fix, Pool, Severity } from '../model/index.ts';
import { changeTo, isNear } from './fixes.ts';
import type { Rule } from './rule.ts';
import { says } from './target-port-unmatched.ts';
import { certainty, missingEnds, serviceWithPort } from './unmatched.ts';
import { distinct, ownerText, relatedOffers, siteText } from './wording.ts';

export const healthCheckPortUnserved: Rule = {
  id: 'health-check-port-unserved',
  severity: 'warning',
  summary: "A load balancer's health check asks a port that its targets do not serve",
  why: `Targets that do not answer the check are unhealthy and get no traffic, and whatever starts them replaces them for
ever. In Kubernetes a balancer whose targets are pods checks a port of the **pods**, not the Service's.

A check of the port \`traffic-port\` asks each target where it is sent to. It must be that where ECS gives out the
host ports: a service whose task has a dynamic host port is refused with a check of a fixed one.`,
  bad: {
    'main.tf': `resource "aws_lb_target_group" "web" {
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  health_check {
    port = "8081"
  }
}

resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "example.com/web:1"
    portMappings = [{ containerPort = 8080 }]
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
`,
  },
  good: {
    'main.tf': `resource "aws_lb_target_group" "web" {
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  health_check {
    port = "traffic-port"
  }
}

resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "example.com/web:1"
    portMappings = [{ containerPort = 8080 }]
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
`,
  },
  check(graph, component) {
    if (!checksOthers(component)) return [];
    const probes = graph.sites(component).filter(({ site }) => site.role === 'probe');
    return probes.flatMap((probe) => {
      if (component.kind === 'pool' && component.dynamic) return [onDynamic(component, component.dynamic.span, probe)];
      const resolutions = graph.resolutions(component).filter(({ from }) => from === probe);
      // Of several kinds of targets, one that answers shows that the port is meant.
      if (resolutions.some(({ ends }) => ends.some(({ reached }) => reached.length > 0))) return [];
      const [finding] = resolutions.flatMap((resolution) => {
        const [end] = missingEnds(resolution);
        return end ? report(graph, resolution, end) : [];
      });
      return finding ? [finding] : [];
    });
  },
};

/** True for a check that most likely asks the wrong port, whatever else would stop it. */
export function isUnserved(graph: Graph, probe: PortSite): boolean {
  const found = healthCheckPortUnserved.check(graph, probe.component);
  return found.some(({ severity: grade, span }) => grade !== 'info' && span === probe.site.span);
}

/** True for what checks the health of others from outside, if it checks any. */
export function checksOthers({ kind }: Component): boolean {
  return kind === 'pool' || kind === 'router' || kind === 'service';
}

/** True for a cloud's balancer and for what it hands traffic to. */
export function isBalancer(component: Component): boolean {
  return component.kind === 'pool' || (component.kind === 'router' && component.address !== undefined);
}

function report(graph: Graph, resolution: Resolution, end: End): readonly Finding[] {
  const { from } = resolution;
  const service = serviceWithPort(graph, from, end);
  const surest = service ? 'warning' : severity(from, end);
  // What is to be registered with a balancer of a cloud is declared; pods often serve checks on a port that is not.
  if (surest === 'info' && end.owner.format === 'kubernetes') return [];
  const other = service ? ` is the port of ${service.label}, and` : ' is';
  const finding: Finding = {
    rule: 'health-check-port-unserved',
    severity: certainty(surest, resolution, end),
    span: from.site.span,
    message: `${siteText(from)}${other} no port that ${ownerText(end)} listens on: ${says(end.offers)}`,
    related: relatedOffers(end.offers),
    fixes: [...followTraffic(from), ...toTraffic(graph, from, end)],
  };
  return [finding];
}

/** A port that is merely not declared may be served beside the declared one, unless it looks like a slip of it. */
function severity({ value }: PortSite, { offers }: End): Severity {
  const listens = offers.some(({ main, weight }) => main && (weight === 'listens' || weight === 'set'));
  const slipped = value.kind === 'number' && offers.some((offer) => isNear(offer.from, value.number));
  return listens || slipped ? 'warning' : 'info';
}

function onDynamic(pool: Pool, span: Finding['span'], probe: PortSite): Finding {
  return {
    rule: 'health-check-port-unserved',
    severity: 'error',
    span: probe.site.span,
    message: `${siteText(probe)} of ${pool.label} is fixed, but its targets have host ports that are given out when they start`,
    related: [{ span, message: pool.dynamic?.text ?? '' }],
    fixes: followTraffic(probe),
  };
}

function followTraffic({ component }: PortSite): readonly Fix[] {
  if (!component.follow) return [];
  return [{ title: 'Check the port that traffic is sent to', edits: [component.follow] }];
}

/** The port that traffic is sent to, where it is one of the target's; else the one that the target has. */
function toTraffic(graph: Graph, from: PortSite, end: End): readonly Fix[] {
  const targets = graph.sites(from.component).filter(({ site }) => site.role === 'target');
  const served = targets.flatMap(({ value }) =>
    value.kind === 'number' && end.offers.some((o) => o.from <= value.number && value.number <= o.to)
      ? [value.number]
      : [],
  );
  const [only, ...others] = distinct(end.offers).map((offer) => offer.from);
  const port = served[0] ?? (from.component.follow || others.length > 0 ? undefined : only);
  return port === undefined ? [] : [changeTo(from, String(port))];
}
