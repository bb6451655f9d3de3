import { portsNamed } from '../graph/evidence/environment-evidence.ts';
import { type Evidence, listenersOf, portRange, sameProtocol } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { podContainers } from '../graph/namespaces.ts';
import { runAlone } from '../graph/run-alone.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Container, Finding, Fix, Severity } from '../model/index.ts';
import { startsTogether } from '../model/index.ts';
import { claims, companions, moving, targeting } from './companions.ts';
import { changeTo, isNear, isShared } from './fixes.ts';
import { hasMoved } from './moved-listener.ts';
import { movedArguments } from './patched-argument-port.ts';
import type { Rule } from './rule.ts';
import { lower, siteText, valueText } from './wording.ts';

/** Debuggers and the like: mapped on purpose beside the port that is served, while nothing speaks of them. */
const DEBUG_PORTS: ReadonlySet<number> = new Set([2345, 4711, 5005, 5678, 5858, 8000, 9003, 9229, 35729, 40000]);

/** Names of ports beside the one that the process is there for: nobody means that one by them. */
const BESIDE = /metric|health|debug|admin|prof|prom|monitor/i;

export const containerPortMismatch: Rule = {
  id: 'container-port-mismatch',
  severity: 'warning',
  stops: true,
  summary: 'A container port or EXPOSE is not the port that the process listens on',
  why: `The right side of a Compose mapping, a \`containerPort\` and EXPOSE all name the port that the process in the
container listens on. Traffic to another port is refused, and tools that pick the port from EXPOSE (Traefik,
nginx-proxy, \`docker run -P\`) pick the wrong one. Reported where a port has nothing that speaks for it while the
image, the arguments, the environment or a config name a port that nothing leads to: the two belong together.`,
  bad: {
    'compose.yaml': `services:
  web:
    build: .
    ports:
      - "8080:3000"
`,
    Dockerfile: `FROM example.com/base:1
EXPOSE 8000
CMD ["serve", "--port", "8000"]
`,
  },
  good: {
    'compose.yaml': `services:
  web:
    build: .
    ports:
      - "8080:8000"
`,
    Dockerfile: `FROM example.com/base:1
EXPOSE 8000
CMD ["serve", "--port", "8000"]
`,
  },
  check(graph, component) {
    if (component.kind === 'image') return component.final ? mismatches(graph, component, runAlone(component)) : [];
    return component.kind === 'container' ? mismatches(graph, component, component) : [];
  },
};

function mismatches(graph: Graph, component: Component, container: Container): readonly Finding[] {
  const claiming = graph.sites(component).filter(claims);
  if (claiming.length === 0) return [];
  const { evidence, closed, configured = [], lends } = listenersOf(graph.store, container);
  const bare = isBare(container);
  // What the component says of itself is what is being judged; the rest judges. An image's EXPOSE adds to that of the
  // stages that it is built from.
  const own = evidence.filter(
    (e) => e.weight === 'declared' && (component.kind === 'image' || e.component.kind === 'container'),
  );
  const judges = evidence.filter((e) => !own.includes(e) && !claiming.some((c) => isPlace(e, c)));
  const isClaimed = (e: Evidence): boolean => [...claiming, ...own].some((c) => sameNumber(c, e));
  // Of a list of listeners, one that is led to is enough.
  const unclaimed = judges.filter(
    (e) => !isClaimed(e) && !(e.weight === 'set' && judges.some((j) => j.label === e.label && isClaimed(j))),
  );
  if (unclaimed.length === 0 && configured.length === 0) return [];
  // Ports of a network namespace that several Compose services share may be those of any one.
  const sharing = container.pod ? [] : podContainers(graph.store, container).filter(({ id }) => id !== container.id);
  const theirs = sharing.map((c) => listenersOf(graph.store, c));
  if (lends || theirs.some((listeners) => !listeners.closed)) return [];
  const named = portsNamed(graph.store, container);
  // An image with several ports is satisfied by the one that is used, unless somebody asks for another.
  const usesDefault = judges.some((e) => e.weight === 'default' && claiming.some((c) => sameNumber(c, e)));
  const isBeside = (from: PortSite): boolean => judges.some((e) => !covers(from, e) && isClaimed(e));
  // What a patch has left behind is told where the patch stands.
  const left = component.kind === 'container' ? movedArguments(graph, component).map(({ stays }) => stays.site) : [];
  const suspects = claiming.flatMap((from): Suspect[] => {
    const range = left.includes(from) ? undefined : portRange(from.value);
    if (!range || range.from !== range.to || (DEBUG_PORTS.has(range.from) && isBeside(from))) return [];
    if (BESIDE.test(from.site.name?.text ?? '') && !unclaimed.some((e) => isNear(e.from, range.from))) return [];
    // What a platform sends to is judged apart from an EXPOSE, which nothing of it reads.
    const refuted = container.folder !== undefined && closed && judges.some((e) => e.weight === 'listens' && e.main);
    const bearing = refuted ? judges.filter((e) => e.weight !== 'declared' || e.component.kind !== 'image') : judges;
    const borne = isBorneOut(from, [...bearing, ...theirs.flatMap((l) => l.evidence)], unclaimed);
    if (named.includes(range.from) || borne) return [];
    if (isTargeted(graph, from) && !hasMoved(graph, container, from, judges)) return [];
    const speaksAgainst = (e: Evidence): boolean => {
      if (isOrphan(graph, component, e) || isMeant(graph, from, e)) return true;
      return isStrong(e, range.from) && !(usesDefault && !bare && e.weight === 'default');
    };
    const likely = unclaimed.filter((e) => sameProtocol(e.protocol, from.site.protocol) && speaksAgainst(e));
    const listed = configured.filter((e) => sameProtocol(e.protocol, from.site.protocol));
    const certain = likely.length === 0 && listed.length > 0;
    return likely.length > 0 || certain
      ? [{ from, number: range.from, likely: certain ? listed : likely, certain }]
      : [];
  });
  return paired(graph, component, suspects).map(([{ from, likely }, best]) =>
    report(graph, from, best, likely, container),
  );
}

/** Nothing tells the image what to do. */
function isBare({ image, build, arguments: words, entrypoint, mounts, environment }: Container): boolean {
  return image !== undefined && !build && !words && !entrypoint && mounts.length === 0 && environment.length === 0;
}

/** A claim that nothing bears out, with what may be meant instead. */
interface Suspect {
  readonly from: PortSite;
  readonly number: number;
  readonly likely: readonly Evidence[];
  /** A config that names every listener speaks against it. */
  readonly certain: boolean;
}

/** Each listener that nothing leads to explains one claim: the one that is most like it. */
function paired(
  graph: Graph,
  component: Component,
  suspects: readonly Suspect[],
): readonly (readonly [Suspect, Evidence])[] {
  const several = new Set(suspects.map((s) => s.number)).size > 1;
  const pairs = suspects.flatMap((suspect) =>
    suspect.likely
      // What the container's own check asks may well be all that is served there.
      .filter((e) => !several || isMeant(graph, suspect.from, e) || !isChecked(graph, component, e))
      .map((e) => ({ suspect, e, score: strength(graph, component, e) + (isMeant(graph, suspect.from, e) ? 16 : 0) })),
  );
  const taken = new Map<number, number>();
  const found = new Map<Suspect, Evidence>();
  for (const { suspect, e } of pairs.toSorted((a, b) => b.score - a.score)) {
    if (found.has(suspect) || (!suspect.certain && (taken.get(e.from) ?? suspect.number) !== suspect.number)) continue;
    taken.set(e.from, suspect.number);
    found.set(suspect, e);
  }
  return suspects.flatMap((suspect) => {
    const best = found.get(suspect);
    return best ? [[suspect, best] as const] : [];
  });
}

/** A command of the container's own goes before the EXPOSE that its image brings. */
function isBorneOut(from: PortSite, judges: readonly Evidence[], unclaimed: readonly Evidence[]): boolean {
  const covering = judges.filter((e) => covers(from, e));
  const told = unclaimed.some((e) => e.weight === 'listens' && e.main && e.component.kind === 'container');
  return covering.some((e) => !(told && e.weight === 'declared' && e.component.kind === 'image'));
}

/** `9200:9207`: the published side, or a slip of one digit, tells which listener is meant. */
function isMeant(graph: Graph, from: PortSite, { from: number, main, doubtful }: Evidence): boolean {
  if (!main) return false;
  if (!doubtful && from.value.kind === 'number' && isNear(from.value.number, number)) return true;
  return graph
    .previous(from)
    .some((p) => p.site.role === 'publish' && p.value.kind === 'number' && p.value.number === number);
}

function isChecked(graph: Graph, component: Component, { from: number }: Evidence): boolean {
  return graph
    .sites(component)
    .some((s) => s.site.role === 'probe' && s.value.kind === 'number' && s.value.number === number);
}

function isPlace(evidence: Evidence, { written }: PortSite): boolean {
  return startsTogether(evidence.place, written);
}

function sameNumber(claim: PortSite | Evidence, { from, to }: Evidence): boolean {
  const range = 'value' in claim ? portRange(claim.value) : claim;
  return range ? range.from <= to && from <= range.to : 'value' in claim && claim.value.kind === 'unknown';
}

function covers({ value, site }: PortSite, { from, to, protocol }: Evidence): boolean {
  const range = portRange(value);
  // A value that is not known may be any port.
  if (!range) return value.kind === 'unknown';
  return range.from <= to && from <= range.to && sameProtocol(site.protocol, protocol);
}

/** Evidence that a process serves on this port instead of the one that is claimed, and not only beside it. */
function isStrong(evidence: Evidence, claimed: number): boolean {
  if (evidence.weight === 'default') return evidence.main || (evidence.formerly?.includes(claimed) ?? false);
  return evidence.main || evidence.weight === 'declared';
}

/** A default or a variable that whoever sends traffic here goes by as well, while the claim stands alone. */
function isOrphan(graph: Graph, component: Component, evidence: Evidence): boolean {
  const open = evidence.weight === 'default' || (evidence.weight === 'set' && !evidence.doubtful);
  return open && isWanted(graph, component, evidence);
}

function strength(graph: Graph, component: Component, evidence: Evidence): number {
  const weights = { listens: 4, set: 3, declared: 2, default: 1 };
  const main = evidence.main && evidence.weight !== 'default' ? 4 : 0;
  return weights[evidence.weight] + main + (isWanted(graph, component, evidence) ? 8 : 0);
}

/** A containerPort that a Service or probe uses is meant; the argument beside it may be another port. */
function isTargeted(graph: Graph, from: PortSite): boolean {
  if (from.site.role !== 'declare' || from.component.format !== 'kubernetes') return false;
  return targeting(graph, from).length > 0;
}

function isWanted(graph: Graph, component: Component, { from }: Evidence): boolean {
  return graph
    .incoming(component)
    .some(
      (r) => r.from.component.id !== component.id && r.from.value.kind === 'number' && r.from.value.number === from,
    );
}

function report(
  graph: Graph,
  from: PortSite,
  best: Evidence,
  unclaimed: readonly Evidence[],
  container: Container,
): Finding {
  // Somebody who sends traffic to that very port bears out what a folder's name only suggests.
  const severity: Severity = best.inferred && !isWanted(graph, from.component, best) ? lower('warning') : 'warning';
  const says =
    best.weight === 'declared' ? `${best.label} says ${best.from}` : `it listens on ${best.from} (${best.label})`;
  const seen = new Set<number>();
  const others = unclaimed
    .filter((e) => !seen.has(e.from) && seen.add(e.from))
    .sort((a, b) => Number(b === best) - Number(a === best));
  const along = companions(graph, from);
  const moved = others.slice(0, 3).map((e) => moveAll(from, along, String(e.from)));
  const stayed = moveListener(graph, from, best, unclaimed);
  // Where others go by the claim as well, it is the listener that stands alone.
  const isAlone = from.site.role === 'declare' && from.component.format === 'kubernetes' && along.length > 0;
  return {
    rule: 'container-port-mismatch',
    severity,
    span: from.site.span,
    message: `${siteText(from)} is no port that ${container.label} listens on: ${says}`,
    related: [
      ...along.map((c) => ({ span: c.site.span, message: `${siteText(c)} of ${c.component.label}` })),
      ...unclaimed.slice(0, 6).map((e) => ({ span: e.place, message: `${e.label} ${e.from}` })),
    ],
    fixes: [...swapped(graph, from, best), ...(isAlone ? [...stayed, ...moved] : [...moved, ...stayed])],
  };
}

/** One fix moves all that say the same. */
function moveAll(from: PortSite, along: readonly PortSite[], port: string): Fix {
  const fix = changeTo(from, port);
  return { ...fix, edits: [...fix.edits, ...moving(along, port)] };
}

/** `5432:55432`: the two sides of a mapping the wrong way round. */
function swapped(graph: Graph, from: PortSite, best: Evidence): readonly Fix[] {
  const published = graph.previous(from).find((p) => p.site.role === 'publish');
  if (published?.value.kind !== 'number' || published.value.number !== best.from) return [];
  const inside = valueText(from);
  return [
    {
      title: `Swap to ${inside}:${best.from}`,
      edits: [
        { span: published.written, newText: inside },
        { span: from.written, newText: String(best.from) },
      ],
    },
  ];
}

function moveListener(graph: Graph, from: PortSite, best: Evidence, others: readonly Evidence[]): readonly Fix[] {
  if (others.some((e) => e !== best && e.from === best.from)) return [];
  const port = valueText(from);
  const exact = best.place.length === String(best.from).length;
  if (best.weight === 'default' || !exact || !/^\d+$/.test(port) || isShared(graph, from, best, 'number')) return [];
  return [{ title: `Change ${best.label} ${best.from} to ${port}`, edits: [{ span: best.place, newText: port }] }];
}
