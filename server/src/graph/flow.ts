/** Flows: the ways that traffic takes through a site, from the outermost entry to what listens or to where it ends. */
import type { Component, Protocol, Role, Span } from '../model/index.ts';
import { seenAt, startsTogether } from '../model/index.ts';
import type { End, Reached } from './ends.ts';
import type { Graph } from './graph.ts';
import { endsFor, type Resolution } from './links.ts';
import type { PortSite } from './sites.ts';

export type LinkKind = 'forwards' | 'exposes' | 'publishes' | 'connects' | 'checks' | 'scrapes' | 'allows';

/** One place on the way. */
export interface Hop {
  readonly place: Span;
  readonly component: Component;
  readonly role: Role;
  readonly protocol: Protocol;
  /** `8080`, `8000-8010`, a name; undefined where it cannot be known. */
  readonly value: string | undefined;
  readonly name: string | undefined;
  /** What the place is: `targetPort`, `EXPOSE`. */
  readonly field: string;
  /** How the hop before leads here; undefined for the first. */
  readonly link: LinkKind | undefined;
  /** Why nothing is reached here; undefined where the way goes on or has arrived. */
  readonly broken: string | undefined;
  /** The expressions that the value came through. */
  readonly through: readonly Span[];
  /** The address that it binds, where one is written. */
  readonly address?: Span;
  /** Absent for evidence that is no site of its own. */
  readonly site: PortSite | undefined;
}

export type Flow = readonly Hop[];

const LINKS: Readonly<Record<Role, LinkKind>> = {
  listen: 'forwards',
  declare: 'exposes',
  publish: 'publishes',
  route: 'forwards',
  target: 'forwards',
  connect: 'connects',
  probe: 'checks',
  scrape: 'scrapes',
  allow: 'allows',
  assign: 'exposes',
};
/** Roles that traffic passes through; the others look at a port from beside. */
const CARRIES: ReadonlySet<Role> = new Set<Role>(['listen', 'publish', 'route', 'target', 'connect', 'declare']);
const MOST = 24;
const DEPTH = 12;

/** Every flow through a site, at most 24, entries in the order of their places. */
export function flowsThrough(graph: Graph, site: PortSite): readonly Flow[] {
  const before = CARRIES.has(site.site.role) ? upstream(graph, site, new Set(), 0) : [[]];
  const flows: Flow[] = [];
  for (const head of before) {
    const carrier = head.map(({ component }) => component).findLast((c) => c.kind === 'container');
    for (const tail of downstream(graph, hopOf(site, undefined), site, new Set(), 0, carrier)) {
      if (flows.length >= MOST) return flows;
      const last = head.at(-1);
      const [here, ...rest] = tail;
      flows.push([...head, { ...here!, link: last && LINKS[last.role] }, ...rest]);
    }
  }
  return flows;
}

/** The ways that lead on from a site, itself first. */
export function flowsFrom(graph: Graph, site: PortSite): readonly Flow[] {
  return downstream(graph, hopOf(site, undefined), site, new Set(), 0);
}

/** True for a site that sends traffic on and to which nobody in the workspace leads. */
export function isEntry(graph: Graph, site: PortSite): boolean {
  return CARRIES.has(site.site.role) && senders(graph, site).length === 0;
}

/** What looks at a site from beside: probes, policies, scrapers. */
export function besides(graph: Graph, site: PortSite): readonly Resolution[] {
  return graph.incoming(site.component).filter((r) => !CARRIES.has(r.from.site.role) && reaches(r, site));
}

export function hopOf(site: PortSite, link: LinkKind | undefined): Hop {
  return {
    place: seenAt(site.site.span),
    component: site.component,
    role: site.site.role,
    protocol: site.site.protocol,
    value: valueOf(site),
    name: site.site.name?.text,
    field: site.site.field,
    link,
    broken: undefined,
    through: site.through,
    ...(site.site.address ? { address: site.site.address.span } : {}),
    site,
  };
}

function valueOf({ value }: PortSite): string | undefined {
  if (value.kind === 'number') return String(value.number);
  if (value.kind === 'range') return `${value.from}-${value.to}`;
  return value.kind === 'name' ? value.name : undefined;
}

/** The ways that lead to a site, the outermost hop first; one empty way where nobody does. */
function upstream(
  graph: Graph,
  site: PortSite,
  seen: ReadonlySet<PortSite>,
  depth: number,
  passed?: Passed,
): readonly Flow[] {
  if (depth > DEPTH || seen.has(site)) return [[]];
  const next = new Set(seen).add(site);
  const ways = senders(graph, site, passed).flatMap((from) => {
    const within = from.component === site.component;
    const passing = within ? passed : from.component.kind === 'proxy' ? { target: from, to: site } : undefined;
    return upstream(graph, from, next, depth + 1, passing).map((head): Flow => {
      const last = head.at(-1);
      return [...head, hopOf(from, last && LINKS[last.role])];
    });
  });
  return ways.length > 0 ? ways.slice(0, MOST) : [[]];
}

/** Where the way goes on behind a proxy, which is not everywhere the same for a config that several carry. */
interface Passed {
  readonly target: PortSite;
  readonly to: PortSite;
}

function senders(graph: Graph, site: PortSite, passed?: Passed): readonly PortSite[] {
  const passes = ({ owner, reached }: End): boolean =>
    reached.some((r) => isPlaceOf(r, site)) &&
    (!passed ||
      owner.kind !== 'container' ||
      endsFor(graph.store, passed.target, owner).some((end) => end.reached.some((r) => isPlaceOf(r, passed.to))));
  const outside = graph
    .incoming(site.component)
    .filter((r) => r.from !== site && CARRIES.has(r.from.site.role) && r.from.component !== site.component)
    // A route names its Gateway, and gets its traffic from there.
    .filter(({ destination }) => destination.kind !== 'gateway')
    .filter(({ ends }) => ends.some(passes))
    .map((r) => r.from);
  return [...new Set([...graph.previous(site), ...outside])];
}

function reaches({ ends }: Resolution, site: PortSite): boolean {
  return ends.some((end) => end.reached.some((r) => isPlaceOf(r, site)));
}

function isPlaceOf({ place, site: reached, route }: Reached, { site, written }: PortSite): boolean {
  const own = reached ?? route?.site;
  return own ? own === site : startsTogether(place, written);
}

/** The ways from a site on, itself first; of a proxy, as the one sees it that carries its config on this way. */
function downstream(
  graph: Graph,
  hop: Hop,
  site: PortSite,
  seen: ReadonlySet<PortSite>,
  depth: number,
  carrier?: Component,
): readonly Flow[] {
  if (depth > DEPTH || seen.has(site)) return [[hop]];
  const next = new Set(seen).add(site);
  const link = LINKS[site.site.role];
  const inside = graph.next(site).flatMap((to) => downstream(graph, hopOf(to, link), to, next, depth + 1, carrier));
  const ends =
    carrier && site.component.kind === 'proxy'
      ? endsFor(graph.store, site, carrier)
      : graph.resolutions(site.component).flatMap((r) => (r.from === site ? r.ends : []));
  const broken = brokenReason(site, ends);
  if (broken) return [[{ ...hop, broken }]];
  const outside = ends.flatMap((end) => onward(graph, site, end, link, next, depth, carrier));
  const ways = [...inside, ...outside].map((way): Flow => [hop, ...way]);
  return ways.length > 0 ? ways.slice(0, MOST) : [[hop]];
}

function brokenReason(site: PortSite, ends: readonly End[]): string | undefined {
  if (site.value.kind === 'unknown' || site.site.role === 'declare') return undefined;
  // What a container declares is no word against another port of its own; what else speaks against a mapping, which
  // declares what it leads to, is a rule's to weigh.
  const isMapping = site.component.kind === 'container' && site.site.role === 'target';
  const isBeside = (offer: Reached): boolean => offer.weight === 'declared' && offer.component.id === site.component.id;
  const known = isMapping ? [] : ends.filter((end) => !end.offers.every(isBeside));
  const [missing] = known.filter((end) => end.reached.length === 0);
  if (!missing || known.some((end) => end.reached.length > 0)) return undefined;
  const ports = missing.offers.map((offer) => portOf(offer, site.value.kind === 'name'));
  return `${missing.owner.label} has ${[...new Set(ports)].join(', ')}`;
}

/** `8080`, `8000-8010`; where a name was asked for, with its own. */
function portOf({ from, to, name }: Reached, byName: boolean): string {
  const number = from === to ? `${from}` : `${from}-${to}`;
  if (!byName || !name) return number;
  return from === 0 ? name.text : `${number} (${name.text})`;
}

function onward(
  graph: Graph,
  site: PortSite,
  end: End,
  link: LinkKind,
  seen: ReadonlySet<PortSite>,
  depth: number,
  carrier: Component | undefined,
): readonly Flow[] {
  const by = end.owner.kind === 'container' ? end.owner : carrier;
  // A declaration of the container stands for it; what else speaks for the port follows from there.
  const declared = end.reached.filter((r) => r.weight === 'declared' && r.component.id === end.owner.id);
  const steps = declared.length > 0 && site.component.id !== end.owner.id ? declared : end.reached;
  const sites = steps.map((reached) => (reached.route ? ownSite(graph, reached.route) : siteAt(graph, reached)));
  return steps.flatMap((reached, index) => {
    const to = sites[index];
    if (!to || seen.has(to)) return [[evidenceHop(reached, link)]];
    if (sites.slice(0, index).some((other) => other && isTwin(graph, other, to))) return [];
    return downstream(graph, hopOf(to, link), to, seen, depth + 1, by);
  });
}

/** One server that listens on a port twice: on IPv4 and on IPv6. */
function isTwin(graph: Graph, one: PortSite, other: PortSite): boolean {
  const [first, second] = [graph.next(one), graph.next(other)];
  return (
    one.component === other.component &&
    one.site.role === 'listen' &&
    valueOf(one) === valueOf(other) &&
    first.length === second.length &&
    first.every((site, index) => site === second[index])
  );
}

/** The graph's own of a site that was looked up for a link. */
function ownSite(graph: Graph, route: PortSite): PortSite {
  return graph.sites(route.component).find(({ site }) => site === route.site) ?? route;
}

function siteAt(graph: Graph, reached: Reached): PortSite | undefined {
  const sites = graph.sites(reached.component).filter((s) => isPlaceOf(reached, s));
  return sites.find((s) => s.site.role !== 'probe' && s.site.role !== 'publish');
}

function evidenceHop(reached: Reached, link: LinkKind): Hop {
  return {
    place: seenAt(reached.place),
    component: reached.component,
    role: 'listen',
    protocol: reached.protocol,
    value: reached.from === reached.to ? String(reached.from) : `${reached.from}-${reached.to}`,
    name: reached.name?.text,
    field: reached.label,
    link,
    broken: undefined,
    through: [],
    ...(reached.address ? { address: reached.address.span } : {}),
    site: undefined,
  };
}
