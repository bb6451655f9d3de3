import type { Reached } from '../graph/ends.ts';
import { listenersOf, portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Container, Finding, Fix, Service } from '../model/index.ts';
import { pointBefore } from '../model/index.ts';
import type { Rule } from './rule.ts';
import { siteText } from './wording.ts';

export const sensitivePortExposed: Rule = {
  id: 'sensitive-port-exposed',
  severity: 'info',
  enabled: false,
  summary: 'A database, broker, debugger or administration port is open to other machines',
  why: `A published port without a host address is open on every address of the machine, and Docker's rules come before
those of most firewalls. \`hostPort\` and a Service of type NodePort or LoadBalancer open the port on every node, or to
whoever reaches the load balancer. A database, a message broker, a debugger or an administration page then answers
strangers. On a laptop, and between machines that trust each other, that may be what is wanted, so the rule is off
until it is given a severity.

Bound to \`127.0.0.1\` the port still serves the machine itself, and other containers need no published port at all.`,
  bad: {
    'compose.yaml': `services:
  db:
    image: postgres:16
    ports:
      - "5432:5432"
`,
  },
  good: {
    'compose.yaml': `services:
  db:
    image: postgres:16
    ports:
      - "127.0.0.1:5432:5432"
`,
  },
  check(graph, component) {
    if (component.kind === 'container') return ofContainer(graph, component);
    return component.kind === 'service' ? ofService(graph, component) : [];
  },
};

/** Ports that mean one thing wherever they are, for images that are not known. */
export const USUAL: Readonly<Record<number, string>> = {
  1433: 'sqlserver',
  1521: 'oracle',
  2345: 'go debugger',
  2375: 'docker',
  2379: 'etcd',
  3306: 'mysql',
  5005: 'java debugger',
  5432: 'postgresql',
  5672: 'amqp',
  5678: 'python debugger',
  6379: 'redis',
  9042: 'cassandra',
  9200: 'elasticsearch',
  9229: 'node.js inspector',
  11211: 'memcached',
  27017: 'mongodb',
};

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '*', '']);

function ofContainer(graph: Graph, container: Container): readonly Finding[] {
  // Without a network of its own nothing is mapped; what listens there is open or not by itself.
  if (container.network?.mode || container.pod?.hostNetwork) return [];
  const known = listenersOf(graph.store, container).evidence;
  return graph.sites(container).flatMap((site): Finding[] => {
    const { address, role } = site.site;
    if (role !== 'publish' || (address && !EVERYWHERE.has(address.text))) return [];
    const [inside] = graph.next(site);
    const port = inside && portRange(inside.value)?.from;
    const purpose = port === undefined ? undefined : purposeOf(port, known);
    return purpose ? [report(site, purpose, 'every address of the host', bindToLoopback(site))] : [];
  });
}

function ofService(graph: Graph, service: Service): readonly Finding[] {
  if (service.type !== 'NodePort' && service.type !== 'LoadBalancer') return [];
  const to = service.type === 'NodePort' ? 'every node' : 'the load balancer';
  return graph.resolutions(service).flatMap(({ from, ends }): Finding[] => {
    const reached = ends.flatMap((end) => end.reached);
    const [first] = reached;
    const purpose = first && purposeOf(first.from, reached);
    if (!purpose) return [];
    const [route = from] = graph.previous(from);
    const [node] = graph.previous(route).filter(({ site }) => site.role === 'publish');
    return [report(service.type === 'NodePort' ? (node ?? route) : route, purpose, to, [])];
  });
}

/** What answers on a port, where it should not answer strangers. */
function purposeOf(
  port: number,
  known: readonly Pick<Reached, 'from' | 'to' | 'sensitive' | 'weight'>[],
): string | undefined {
  const here = known.filter(({ from, to, weight }) => weight === 'default' && from <= port && port <= to);
  return here.length > 0 ? here.find((e) => e.sensitive)?.sensitive : USUAL[port];
}

function report(site: PortSite, purpose: string, to: string, fixes: readonly Fix[]): Finding {
  return {
    rule: 'sensitive-port-exposed',
    severity: 'info',
    span: site.site.span,
    message: `${siteText(site)} opens ${purpose} to ${to}`,
    related: [],
    fixes,
  };
}

/** In the short form of Compose the address stands before the port. */
function bindToLoopback({ component, site }: PortSite): readonly Fix[] {
  const title = 'Bind to 127.0.0.1';
  if (site.address) return [{ title, edits: [{ span: site.address.span, newText: '127.0.0.1' }] }];
  if (component.format !== 'compose' || site.field !== 'published port') return [];
  return [{ title, edits: [{ span: pointBefore(site.span), newText: '127.0.0.1:' }] }];
}
