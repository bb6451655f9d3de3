import { dirname } from 'node:path/posix';
import { isComposeService } from '../graph/environments/projects.ts';
import { listenersOf, portRange } from '../graph/evidence/evidence.ts';
import { knownImageOf } from '../graph/evidence/image-defaults.ts';
import type { Graph } from '../graph/graph.ts';
import { isDockerHost } from '../graph/hosts.ts';
import { isNodePort, keys } from '../graph/keys.ts';
import type { PortSite } from '../graph/sites.ts';
import { stagesOf } from '../graph/values/images.ts';
import { resolveText } from '../graph/values/values.ts';
import type { Component, Container, Finding, Fix, Service, Severity } from '../model/index.ts';
import { pointBefore } from '../model/index.ts';
import type { Rule } from './rule.ts';
import { siteText, valueText } from './wording.ts';

/** What Linux hands out where nobody asks for a certain port (net.ipv4.ip_local_port_range, the kernel's default). */
const EPHEMERAL = { from: 32768, to: 60999 };

export const unstablePort: Rule = {
  id: 'unstable-port',
  severity: 'warning',
  summary: 'A port that somebody relies on is picked at random, or lies where random ports are picked',
  why: `A Compose port without a host side is published on any free port, another one each time; a Service of type NodePort
without \`nodePort\` gets any free port of the nodes when it is made. Whoever goes by a fixed number from outside is then sent to
nobody. The other way round, a fixed port of the host between 32768 and 60999 lies in the range that Linux takes ports for
outgoing connections from, and Docker its random ones, unless it is told otherwise: most of the time it is free, and one day it
is taken and the container does not start. That is told, as information, only where the number was chosen freely: not where it
is that of the container too, such as 50051.`,
  bad: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "3000"
  agent:
    image: example.com/agent:1
    environment:
      WEB_URL: http://host.docker.internal:3000
`,
  },
  good: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "3000:3000"
  agent:
    image: example.com/agent:1
    environment:
      WEB_URL: http://host.docker.internal:3000
`,
  },
  check(graph, component) {
    if (component.kind === 'service') return pickedNodePort(graph, component);
    if (component.kind !== 'container') return [];
    return [...(isComposeService(component) ? randomHostPorts(graph, component) : []), ...ephemeral(graph, component)];
  },
};

/** Container ports of which the host side is any free port, while somebody goes by a number of the host. */
function randomHostPorts(graph: Graph, container: Container): readonly Finding[] {
  const random = graph
    .sites(container)
    .filter((s) => s.site.role === 'target' && /^(?:container port|target)$/.test(s.site.field))
    .filter((s) => s.value.kind === 'number' && !graph.previous(s).some((p) => p.site.role === 'publish'));
  if (random.length === 0) return [];
  const here = graph.store.find(keys.folder(dirname(container.file)));
  const sites = here.filter((c) => c.format === 'readme' || isComposeService(c)).flatMap((c) => graph.sites(c));
  const published = sites.filter(({ site }) => site.role === 'publish');
  return random.flatMap((port): Finding[] => {
    const number = portRange(port.value)!.from;
    // Of a published port that is not known, it may be the one.
    if (published.some(({ value }) => holds(value, number))) return [];
    const isSame = ({ value }: PortSite): boolean => value.kind === 'number' && value.number === number;
    // Several with one number inside: it cannot be told which of them is meant.
    const like = sites.filter((s) => s.site.role === 'target' && s.component.id !== container.id && isSame(s));
    const from = sites.find((s) => isSame(s) && (s.component.format === 'readme' || asksHost(graph, s)));
    if (!from || like.length > 0) return [];
    const severity: Severity = from.component.format === 'readme' ? 'info' : 'warning';
    const message = `${siteText(port)} is published on any free port of the host, but ${from.component.label} goes by ${number}`;
    return [finding(port, severity, message, from, pin(port, number))];
  });
}

function holds(value: PortSite['value'], number: number): boolean {
  const range = portRange(value);
  return range ? range.from <= number && number <= range.to : value.kind === 'unknown';
}

function asksHost(graph: Graph, { site, component }: PortSite): boolean {
  return (site.to ?? []).some(
    (to) => to.kind === 'host' && isDockerHost(resolveText(graph.store, component, to.host).text),
  );
}

/** The host side, before a container port in the short form. */
function pin({ site, through }: PortSite, number: number): readonly Fix[] {
  if (site.field !== 'container port' || through.length > 0) return [];
  const at = pointBefore(site.span);
  return [{ title: `Publish it as ${number}`, edits: [{ span: at, newText: `${number}:` }] }];
}

/** A Service whose node port is picked when it is made, while somebody goes by a number that no Service pins. */
function pickedNodePort(graph: Graph, service: Service): readonly Finding[] {
  const picked = graph.sites(service).filter(({ site }) => site.pinning);
  const [port] = picked;
  const unpinned = new Set(graph.store.find(keys.unpinned()).map(({ label }) => label));
  if (!port || picked.length > 1 || unpinned.size > 1) return [];
  const from = graph.store
    .find(keys.toNodePorts())
    .flatMap((c) => outgoing(graph, c))
    .find(({ value }) => value.kind === 'number' && graph.store.find(keys.pinned(value.number)).length === 0);
  const range = from && portRange(from.value);
  if (!from || !range) return [];
  const message = `the nodePort of ${siteText(port)} is picked at random, but ${from.component.label} goes by ${range.from}`;
  const { at, template } = port.site.pinning!;
  const edits = [{ span: at, newText: template.replace('{port}', String(range.from)) }];
  return [finding(port, 'warning', message, from, [{ title: `Set nodePort to ${range.from}`, edits, guess: true }])];
}

/** Sites that go by a number of the node ports' range to a machine that is not in the workspace. */
function outgoing(graph: Graph, component: Component): readonly PortSite[] {
  return graph.sites(component).filter((s) => {
    const { role } = s.site;
    if (s.value.kind !== 'number' || !isNodePort(s.value.number) || (role !== 'target' && role !== 'connect'))
      return false;
    const isOutside = (s.site.to ?? []).some((to) => to.kind === 'host');
    return isOutside && !graph.resolutions(component).some((r) => r.from === s);
  });
}

/** Fixed ports of the host, chosen freely, in the range that the host hands out itself. */
function ephemeral(graph: Graph, container: Container): readonly Finding[] {
  return graph.sites(container).flatMap((site): Finding[] => {
    const { value } = site;
    if (site.site.role !== 'publish' || value.kind !== 'number' || !isEphemeral(value.number)) return [];
    if (isOwnNumber(graph, container, site, value.number)) return [];
    const message = `${siteText(site)} lies in the range that Linux hands out itself (${EPHEMERAL.from}-${EPHEMERAL.to}): it may be taken when ${container.label} starts`;
    return [{ rule: 'unstable-port', severity: 'info', span: site.site.span, message, related: [], fixes: [] }];
  });
}

/** The container's own number or one beside it, or one that its image is known for: nobody chose it for the host. */
function isOwnNumber(graph: Graph, container: Container, site: PortSite, number: number): boolean {
  const { store } = graph;
  const known = knownImageOf(store, container, stagesOf(store, container))?.ports ?? [];
  return (
    graph.next(site).some(({ value }) => holds(value, number) || isEphemeral(portRange(value)?.from ?? 0)) ||
    listenersOf(store, container).evidence.some(({ from, to }) => from <= number && number <= to) ||
    known.some(({ port }) => port === number)
  );
}

function isEphemeral(port: number): boolean {
  return EPHEMERAL.from <= port && port <= EPHEMERAL.to;
}

function finding(port: PortSite, severity: Severity, message: string, from: PortSite, fixes: readonly Fix[]): Finding {
  const related = [
    { span: from.site.span, message: `${from.site.field} ${valueText(from)} of ${from.component.label}` },
  ];
  return { rule: 'unstable-port', severity, span: port.site.span, message, related, fixes };
}
