import { isComposeService } from '../graph/environments/projects.ts';
import { type Evidence, listenersOf, portRange, sameProtocol } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import { podContainers } from '../graph/namespaces.ts';
import type { PortSite } from '../graph/sites.ts';
import { filesWith, partsOf, wholeOf } from '../graph/values/layers.ts';
import { mappingKey, mappingsOf } from '../graph/values/mappings.ts';
import type { Component, Container, Finding, Fix } from '../model/index.ts';
import { comparePositions, compareSpans, startsTogether } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { siteText, valueText } from './wording.ts';

export const publishedPortConflict: Rule = {
  id: 'published-port-conflict',
  severity: 'error',
  stops: true,
  summary: 'Two publishers claim one port: of a host, of the nodes, or of one network namespace',
  why: `Only one process can bind a port. The second Compose service fails to start with "port is already allocated", a
second Service with the same \`nodePort\` is refused by the API server, and the second container of a pod dies with
"address already in use". Ports of different protocols or of different host addresses do not collide, nor do services
whose profiles keep them apart.`,
  bad: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "8080:80"
  admin:
    image: example.com/admin:1
    ports:
      - "8080:8000"
`,
  },
  good: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "8080:80"
  admin:
    image: example.com/admin:1
    ports:
      - "8081:8000"
`,
  },
  check(graph, component) {
    return [
      ...publishedTwice(graph, component),
      ...inherited(graph, component),
      ...inOneNamespace(graph, component),
      ...replicated(graph, component),
    ];
  },
};

function publishedTwice(graph: Graph, component: Component): readonly Finding[] {
  const own = published(graph, component);
  if (own.length === 0) return [];
  const others = rivals(graph, component).flatMap((c) => published(graph, c));
  return own.flatMap((site): Finding[] => {
    const rival = others.find((o) => isBefore(o, site) && collide(o, site) && !isRepeated(graph, o, site));
    if (!rival) return [];
    const ranges = [...own, ...others].flatMap((s) => portRange(s.value) ?? []);
    const isTaken = (port: number): boolean => ranges.some(({ from, to }) => from <= port && port <= to);
    const { label } = rival.component;
    const whose = rival.component === component ? 'a second time here' : `by ${label} too`;
    // What an anchor or a variable gives to both would change for both.
    const shared = startsTogether(rival.written, site.written);
    const whoseOwn = startsTogether(rival.site.span, site.site.span) ? ` of ${component.label}` : '';
    return [
      {
        rule: 'published-port-conflict',
        severity: alwaysTogether(graph, component, rival.component) ? 'error' : 'warning',
        span: site.site.span,
        message: `${siteText(site)}${whoseOwn} is taken ${whose}`,
        related: [rival, ...(shared && site.through[0] ? [site] : [])].map((each) => ({
          span: (shared ? each.through[0] : undefined) ?? each.site.span,
          message: `${siteText(each)} of ${each.component.label}`,
        })),
        fixes: shared ? [] : [...free(graph, site, isTaken), ...moveRival(graph, site, rival, isTaken)].slice(0, 4),
      },
    ];
  });
}

/** A Compose service on the network of another publishes nothing; on the host's own it takes its ports itself. */
function published(graph: Graph, component: Component): readonly PortSite[] {
  const mode = component.kind === 'container' ? component.network?.mode : undefined;
  if (mode && mode.kind !== 'host') return [];
  return graph.sites(component).filter((s) => s.site.role === 'publish');
}

/**
 * What a service publishes because it extends another one, while that starts beside it: `ports` are added up
 * (compose-spec, 05-services.md, extends).
 */
function inherited(graph: Graph, component: Component): readonly Finding[] {
  if (!isComposeService(component) || !component.layers?.some(({ kind }) => kind === 'extends')) return [];
  if (wholeOf(graph.store, component).network?.mode) return [];
  const bases = partsOf(graph.store, component).filter(({ name }) => name !== component.name);
  const started = rivals(graph, component).filter(
    (c): c is Container =>
      isComposeService(c) && c.id !== component.id && !c.network?.profiles.length && c.network?.replicas !== 0,
  );
  return mappingsOf(graph.store, component).flatMap(({ published: site }): Finding[] => {
    const base = bases.find(({ id }) => id === site?.component.id);
    if (!site || !base || !started.includes(base)) return [];
    return [
      {
        rule: 'published-port-conflict',
        severity: 'error',
        span: site.site.span,
        message: `${siteText(site)} is published by ${component.label} too, which extends ${base.label}`,
        related: [{ span: component.span, message: component.label }],
        fixes: [],
      },
    ];
  });
}

/** Components that share the host or the nodes with this one, itself included. */
function rivals(graph: Graph, component: Component): readonly Component[] {
  const { deployedIn, file } = component;
  const here = graph.store.find(deployedIn ? keys.environment(deployedIn.id) : keys.file(file));
  if (component.kind === 'service') return here.filter((c) => c.kind === 'service');
  if (component.kind !== 'container') return [];
  if (component.pod) return podContainers(graph.store, component);
  const along = filesWith(graph.store, component).map((file) => graph.store.find(keys.file(file)));
  // The lowest file first: a port gives way to those of a service of its name in a file that is laid over it.
  const files = [...along, here].map((file) => file.filter(isComposeService));
  return files.flatMap((file, level) => {
    const above = files.slice(level + 1).flat();
    return file.filter((c) => startTogether(graph, c, component) && !above.some((other) => replacesPorts(other, c)));
  });
}

function replacesPorts(above: Container, below: Container): boolean {
  return below.name === above.name && (above.replaces?.includes('ports') ?? false);
}

/** Services without a profile always start; others only with one of theirs. */
function startTogether(graph: Graph, a: Container, b: Container): boolean {
  const x = wholeOf(graph.store, a).network?.profiles ?? [];
  const y = wholeOf(graph.store, b).network?.profiles ?? [];
  return x.length === 0 || y.length === 0 || x.some((profile) => y.includes(profile));
}

/** One that only a profile starts may run when the other one does not: a certificate's first request. */
function alwaysTogether(graph: Graph, a: Component, b: Component): boolean {
  const hasProfile = (c: Component): boolean =>
    c.kind === 'container' && (wholeOf(graph.store, c).network?.profiles ?? []).length > 0;
  return hasProfile(a) === hasProfile(b);
}

/** The same mapping in two layers of one service is kept once. */
function isRepeated(graph: Graph, a: PortSite, b: PortSite): boolean {
  if (a.component.file === b.component.file || a.component.name !== b.component.name) return false;
  const [x] = graph.next(a);
  const [y] = graph.next(b);
  return (
    x !== undefined &&
    y !== undefined &&
    mappingKey({ published: a, target: x }) === mappingKey({ published: b, target: y })
  );
}

/** Each pair is told once, on the later of the two. */
function isBefore(a: PortSite, b: PortSite): boolean {
  // One place that two take by an anchor or a value: the later of these.
  if (startsTogether(a.site.span, b.site.span)) {
    return (compareSpans(a.component.span, b.component.span) || (a.component.id < b.component.id ? -1 : 1)) < 0;
  }
  return a.component.file !== b.component.file || comparePositions(a.site.span, b.site.span) < 0;
}

function collide(a: PortSite, b: PortSite): boolean {
  const x = portRange(a.value);
  const y = portRange(b.value);
  if (!x || !y || a.site.field.startsWith('nodePort') !== b.site.field.startsWith('nodePort')) return false;
  // A range of several with one container port takes any free one of them.
  if (x.from !== x.to && y.from !== y.to && x.from === y.from && x.to === y.to && a.component === b.component)
    return false;
  if (x.from > y.to || y.from > x.to || !sameProtocol(a.site.protocol, b.site.protocol)) return false;
  return addressesOverlap(a.site.address?.text, b.site.address?.text);
}

const ANY: ReadonlySet<string> = new Set(['0.0.0.0', '::', '*']);

function addressesOverlap(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  if (a === b) return true;
  // `0.0.0.0` covers every IPv4 address, `::` every IPv6 one.
  if (a.includes(':') !== b.includes(':')) return false;
  return ANY.has(a) || ANY.has(b);
}

/** Another port for a publisher: the container's own where that is free, the next free one, one of 10000 more. */
function free(graph: Graph, site: PortSite, isTaken: (port: number) => boolean): readonly Fix[] {
  return candidates(graph, site, isTaken).map((port) => changeTo(site, String(port)));
}

/** The other of the two makes way. */
function moveRival(graph: Graph, site: PortSite, rival: PortSite, isTaken: (port: number) => boolean): readonly Fix[] {
  if (rival.component === site.component) return [];
  const [port] = candidates(graph, rival, isTaken);
  if (port === undefined) return [];
  const fix = changeTo(rival, String(port));
  return [{ ...fix, title: `${fix.title} in ${rival.component.label}` }];
}

function candidates(graph: Graph, site: PortSite, isTaken: (port: number) => boolean): readonly number[] {
  // Without a network of its own, a service has no mapping that could be another.
  const isMapped = site.component.kind !== 'container' || !site.component.network?.mode;
  if (site.value.kind !== 'number' || !isMapped) return [];
  const { number } = site.value;
  const [inside] = graph.next(site);
  let next = number + 1;
  while (isTaken(next)) next++;
  const own = inside?.value.kind === 'number' ? inside.value.number : next;
  return [...new Set([own, next, COMMON[number] ?? number + 10_000])].filter(
    (port) => port <= 65535 && !isTaken(port) && isAllowed(site, port),
  );
}

/** What is published instead of a port that is taken, by custom. */
const COMMON: Readonly<Record<number, number>> = { 80: 8080, 443: 8443 };

function isAllowed({ site }: PortSite, port: number): boolean {
  return site.field !== 'nodePort' || (port >= 30000 && port <= 32767);
}

/** Containers that share a network namespace and listen on the same port. */
function inOneNamespace(graph: Graph, component: Component): readonly Finding[] {
  if (component.kind !== 'container') return [];
  const members = podContainers(graph.store, component).filter(({ file }) => file === component.file);
  if (members.length < 2) return [];
  const before = members.filter((c) => c.id !== component.id && comparePositions(c.span, component.span) < 0);
  const own = bound(graph, component);
  return own.flatMap((mine): Finding[] => {
    for (const other of before) {
      const theirs = bound(graph, other).find(
        (e) =>
          e.from <= mine.to &&
          mine.from <= e.to &&
          sameProtocol(e.protocol, mine.protocol) &&
          !startsTogether(e.place, mine.place) &&
          !isServedBy(graph, [component, mine], [other, e]) &&
          bindTogether(graph, [component, mine], [other, e]),
      );
      if (!theirs) continue;
      const name = component.pod ? `container ${other.name}` : other.label;
      return [
        {
          rule: 'published-port-conflict',
          severity: 'warning',
          span: mine.place,
          message: `port ${mine.from} is taken by ${name}, which shares this network namespace`,
          related: [{ span: theirs.place, message: `${theirs.label} ${theirs.from} of ${other.name}` }],
          fixes: [
            {
              title: `Change ${mine.label} to ${mine.from + 1}`,
              edits: [{ span: mine.place, newText: String(mine.from + 1) }],
            },
          ],
        },
      ];
    }
    return [];
  });
}

/**
 * True where one container declares a port for its probe, which another one serves for it: the livenessprobe of storage
 * drivers (kubernetes-csi.github.io/docs/livenessprobe).
 */
function isServedBy(graph: Graph, a: readonly [Container, Evidence], b: readonly [Container, Evidence]): boolean {
  const isForProbe = ([container, { weight, from }]: readonly [Container, Evidence]): boolean =>
    weight === 'declared' &&
    !listenersOf(graph.store, container).evidence.some((e) => e.weight !== 'declared' && e.from === from) &&
    graph
      .resolutions(container)
      .some((r) => r.from.site.role === 'probe' && r.ends.some((end) => end.reached.some((x) => x.from === from)));
  return (isForProbe(a) && b[1].weight === 'listens') || (isForProbe(b) && a[1].weight === 'listens');
}

/**
 * True where two listeners of one number meet. A containerPort has the address of its own container's listener; one
 * that says no address need not be the one that the other binds alone.
 */
function bindTogether(graph: Graph, a: readonly [Container, Evidence], b: readonly [Container, Evidence]): boolean {
  const [x, y] = [a, b].map(([container, evidence]) => addressOf(graph, container, evidence));
  const alone = (address: string | undefined): boolean => address !== undefined && !ANY.has(address);
  if (alone(x) !== alone(y) && (x === undefined || y === undefined)) return false;
  return addressesOverlap(x, y);
}

function addressOf(graph: Graph, container: Container, evidence: Evidence): string | undefined {
  if (evidence.address) return evidence.address.text;
  const { evidence: all } = listenersOf(graph.store, container);
  return all.find((e) => e.address && e.from <= evidence.to && evidence.from <= e.to)?.address?.text;
}

/** What surely binds: a containerPort of a pod, arguments and configs elsewhere. */
function bound(graph: Graph, container: Container): readonly Evidence[] {
  return listenersOf(graph.store, container).evidence.filter(
    (e) =>
      e.component.id === container.id &&
      (e.weight === 'listens' ||
        (e.weight === 'declared' && container.pod !== undefined && e.label === 'containerPort')),
  );
}

/** Several replicas and one fixed host port. */
function replicated(graph: Graph, component: Component): readonly Finding[] {
  const replicas = component.kind === 'container' ? (component.network?.replicas ?? 1) : 1;
  if (replicas < 2) return [];
  return graph.sites(component).flatMap((site): Finding[] => {
    if (site.site.role !== 'publish' || site.value.kind !== 'number') return [];
    return [
      {
        rule: 'published-port-conflict',
        severity: 'warning',
        span: site.site.span,
        message: `${siteText(site)} is claimed by each of ${replicas} replicas of ${component.label}`,
        related: [],
        fixes: [changeTo(site, `${valueText(site)}-${site.value.number + replicas - 1}`)],
      },
    ];
  });
}
