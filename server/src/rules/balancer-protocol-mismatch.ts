import type { Graph } from '../graph/graph.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Finding, Named, Pool } from '../model/index.ts';
import type { Rule } from './rule.ts';

export const balancerProtocolMismatch: Rule = {
  id: 'balancer-protocol-mismatch',
  severity: 'error',
  stops: true,
  summary: 'A listener, its target group and the health check do not speak the same',
  why: `An Application Load Balancer forwards HTTP and HTTPS to target groups of HTTP and HTTPS alone, a Network Load
Balancer TCP, TLS and UDP to groups of these: anything else is refused when the listener is made. A health check in
HTTPS of the port that takes plain HTTP, or the other way round, never succeeds.`,
  bad: {
    'main.tf': `resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_target_group" "web" {
  port     = 8443
  protocol = "HTTPS"
}
`,
  },
  good: {
    'main.tf': `resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_target_group" "web" {
  port     = 8443
  protocol = "TCP"
}
`,
  },
  check(graph, component) {
    if (component.kind !== 'pool') return [];
    const target = graph.sites(component).find(({ site }) => site.role === 'target');
    const own = target?.site.appProtocol;
    if (!target || !own) return [];
    return [...ofListeners(graph, component, target, own), ...ofCheck(component, own)];
  },
};

/** What each protocol of a listener is forwarded as (docs.aws.amazon.com/elasticloadbalancing, Listener configuration). */
const FORWARDED: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTP', 'HTTPS'],
  HTTPS: ['HTTPS', 'HTTP'],
  TCP: ['TCP', 'TCP_UDP'],
  TLS: ['TLS', 'TCP'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
};

function ofListeners(graph: Graph, pool: Pool, target: PortSite, own: Named): readonly Finding[] {
  const listeners = graph.incoming(pool).filter(({ from }) => from.component.kind === 'router');
  const wrong = listeners.map(({ from }) => from).filter((from) => !accepts(from, own));
  const [first] = wrong;
  if (!first) return [];
  const spoken = first.site.appProtocol!;
  const instead = likeliest(FORWARDED[spoken.text.toUpperCase()] ?? [], target);
  // Where others forward to it as it is, the listener is the one that is wrong.
  const alone = wrong.length === listeners.length;
  return [
    {
      rule: 'balancer-protocol-mismatch',
      severity: 'error',
      span: own.span,
      message: `${pool.label} takes ${own.text}, which ${first.component.label} of protocol ${spoken.text} cannot forward to`,
      related: wrong
        .slice(0, 4)
        .map(({ site }) => ({ span: site.appProtocol?.span ?? site.span, message: `protocol ${spoken.text}` })),
      fixes:
        instead && alone
          ? [{ title: `Change the protocol to ${instead}`, edits: [{ span: own.span, newText: instead }] }]
          : [],
    },
  ];
}

/** A listener ends TLS as a rule; only a port that is usual for it tells that the targets speak it as well. */
function likeliest(protocols: readonly string[], { value }: PortSite): string | undefined {
  const isSecure = value.kind === 'number' && /443$/.test(String(value.number));
  return protocols.find((protocol) => /^(?:HTTPS|TLS)$/.test(protocol) === isSecure) ?? protocols[0];
}

function accepts({ site }: PortSite, own: Named): boolean {
  const known = site.appProtocol && FORWARDED[site.appProtocol.text.toUpperCase()];
  return !known || !Object.hasOwn(FORWARDED, own.text.toUpperCase()) || known.includes(own.text.toUpperCase());
}

/** One port does not take both. */
function ofCheck({ checkedBy, label }: Pool, own: Named): readonly Finding[] {
  const web = /^HTTPS?$/i;
  if (!checkedBy || !web.test(checkedBy.text) || !web.test(own.text)) return [];
  if (checkedBy.text.toUpperCase() === own.text.toUpperCase()) return [];
  return [
    {
      rule: 'balancer-protocol-mismatch',
      severity: 'warning',
      span: checkedBy.span,
      message: `the health check of ${label} speaks ${checkedBy.text} to the port that is sent ${own.text}`,
      related: [{ span: own.span, message: `protocol ${own.text}` }],
      fixes: [{ title: `Check in ${own.text}`, edits: [{ span: checkedBy.span, newText: own.text }] }],
    },
  ];
}
