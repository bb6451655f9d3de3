import { type Blocked, blocked, letsThrough, waitingFor } from '../graph/firewalls.ts';
import type { Graph } from '../graph/graph.ts';
import type { Ports } from '../graph/permits.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Edit, Finding, Fix, Policy, Severity } from '../model/index.ts';
import { startsTogether } from '../model/index.ts';
import { isUnserved } from './health-check-port-unserved.ts';
import type { Rule } from './rule.ts';
import { siteText } from './wording.ts';

export const firewallPortClosed: Rule = {
  id: 'firewall-port-closed',
  severity: 'error',
  summary: 'No rule of a firewall lets in the port that the traffic comes to',
  why: `A security group, a network ACL or a firewall rule drops what it does not name, so a load balancer's requests and
health checks time out instead of being refused, and targets are replaced for ever. Often the container's or the
database's port was changed and the rule was left behind. A network ACL knows no connections: it must let the answers
through as well, which go to a port that the client picks. Reported where every rule of the firewall is known: where a
rule is there for a port that nobody behind the firewall waits for, on that rule; else on the port.`,
  bad: {
    'main.tf': `resource "aws_db_instance" "shop" {
  engine                 = "postgres"
  port                   = 6432
  vpc_security_group_ids = [aws_security_group.db.id]
}

resource "aws_security_group" "db" {
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}
`,
  },
  good: {
    'main.tf': `resource "aws_db_instance" "shop" {
  engine                 = "postgres"
  port                   = 6432
  vpc_security_group_ids = [aws_security_group.db.id]
}

resource "aws_security_group" "db" {
  ingress {
    from_port   = 6432
    to_port     = 6432
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}
`,
  },
  check(graph, component) {
    if (component.kind === 'policy') return component.firewall ? onRules(graph, component) : [];
    return closed(graph, component)
      .filter(({ meant }) => meant.length === 0)
      .map((path) => onPort(component, path));
  },
};

/** A health check that asks the wrong port is told of as such. */
function closed(graph: Graph, component: Component): readonly Blocked[] {
  return blocked(graph, component).filter(({ at }) => at.site.role !== 'probe' || !isUnserved(graph, at));
}

/** The rules of a firewall that were meant for a port that somebody behind it waits for. */
function onRules(graph: Graph, policy: Policy): readonly Finding[] {
  const waiting = graph
    .sites(policy)
    .flatMap((rule) => (rule.site.permit ? waitingFor(graph, rule, rule.site.permit.way) : []));
  const told = new Set<PortSite>();
  return [...new Set(waiting)].flatMap((component) =>
    closed(graph, component).flatMap((path): Finding[] => {
      const [rule] = path.meant;
      if (rule?.component.id !== policy.id || told.has(rule)) return [];
      told.add(rule);
      return [onRule(component, path, rule)];
    }),
  );
}

function onRule(component: Component, path: Blocked, rule: PortSite): Finding {
  const { at, ports, way } = path;
  const upper = rule.site.permit?.upper;
  return {
    rule: 'firewall-port-closed',
    severity: severityOf(component, path),
    span: rule.site.span,
    message: `${siteText(rule)} of ${rule.component.label} does not let ${way} ${siteText(at)} of ${at.component.label}`,
    related: [
      { span: at.site.span, message: `${siteText(at)} of ${at.component.label}` },
      ...(upper ? [{ span: upper.span, message: upper.text }] : []),
    ],
    fixes: path.networks
      ? [...added(rule, ports), ...moved(rule, ports)]
      : [...moved(rule, ports), ...added(rule, ports)],
  };
}

function onPort(component: Component, path: Blocked): Finding {
  const { at, ports, firewalls, rules, pattern, answers } = path;
  const [policy] = firewalls;
  const names = [...new Set(firewalls.filter((f) => f.address === policy?.address).map(({ label }) => label))];
  return {
    rule: 'firewall-port-closed',
    severity: severityOf(component, path),
    span: at.site.span,
    message: `${siteText(at)} of ${component.label} is closed: no rule of ${names[0] ?? 'its firewall'} ${letsThrough(path)}${fromWhom(path)}`,
    related: rules.slice(0, 8).map((rule) => ({ span: rule.site.span, message: siteText(rule) })),
    fixes: pattern ? added(pattern, answers ?? ports) : [],
  };
}

function fromWhom({ rules, senders, way }: Blocked): string {
  return rules.length === 0 && senders && way === 'in' ? ' from the load balancer' : '';
}

/** What a balancer sends is lost for sure; who asks a database is somewhere else. */
function severityOf(component: Component, { at }: Blocked): Severity {
  if (component.kind === 'container' && at.component === component) return 'warning';
  // What is only sent on to another listener is missed by nobody.
  if (component.kind === 'router' && (at.site.to ?? []).length === 0) return 'info';
  return component.kind === 'pool' ? 'warning' : 'error';
}

/** Several ports need a rule with two ends. */
function moved(rule: PortSite, { from, to }: Ports): readonly Fix[] {
  const edits: Edit[] = [{ span: rule.written, newText: String(from) }];
  const upper = rule.site.permit?.upper?.span;
  if (upper && !startsTogether(upper, rule.written)) edits.push({ span: upper, newText: String(to) });
  else if (from < to) return [];
  return [{ title: `Change ${rule.site.field} to ${from === to ? from : `${from}-${to}`}`, edits }];
}

function added(rule: PortSite, { from, to }: Ports): readonly Fix[] {
  const copy = rule.site.permit?.copy;
  if (!copy) return [];
  const newText = copy.template.replaceAll('{port}', String(from)).replaceAll('{last}', String(to));
  return [
    {
      title: from === to ? `Open port ${from} as well` : `Open ports ${from}-${to} as well`,
      edits: [{ span: copy.at, newText }],
    },
  ];
}
