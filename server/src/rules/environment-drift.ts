import { type Counterpart, counterpartsOf } from '../graph/environments/counterparts.ts';
import { canonicalName } from '../graph/environments/environment-names.ts';
import { DEFAULT } from '../graph/environments/environments.ts';
import { type Evidence, listenersOf } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { mappingsOf } from '../graph/values/mappings.ts';
import type { Container, Edit, Finding, Fix, Protocol, Span } from '../model/index.ts';
import { compareSpans, placeKey, startsTogether } from '../model/index.ts';
import { tiedPorts } from './container-port-tied.ts';
import type { Rule } from './rule.ts';

export const environmentDrift: Rule = {
  id: 'environment-drift',
  severity: 'info',
  summary: 'A container listens on another port in one environment than in the others',
  why: `What works in one environment is tested there, and what differs is not. The port outside may differ, and often must:
the host's, the load balancer's, the Service's. The port that the process itself listens on has no reason to, and everything
that names it has to differ along: probes, targets, policies, dashboards. It works as long as somebody keeps all of that in
step, so it is information. Containers that run different images are not compared.`,
  bad: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "8080:8080"
`,
    'compose.prod.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "80:9090"
`,
  },
  good: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "8080:8080"
`,
    'compose.prod.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "80:8080"
`,
  },
  check(graph, component) {
    if (component.kind !== 'container') return [];
    const all = counterpartsOf(graph.store, component);
    if (all.length < 2) return [];
    const [own, ...others] = all.map((each) => ({ ...each, ports: innerPorts(graph, each.container) }));
    const differ = (port: InnerPort): boolean =>
      others.some(({ ports }) => (partnerOf(port, own!.ports, ports)?.number ?? port.number) !== port.number);
    if (!own!.ports.some(differ)) return [];
    // What moves along with a Service's port is told as that.
    const tied = tiedPorts(graph, component).map(({ port }) => port.written);
    const isTied = ({ written }: InnerPort): boolean => tied.some((place) => compareSpans(place, written) === 0);
    const sound = own!.ports.filter((port) => !isBroken(graph, component, port) && !isTied(port));
    return sound.flatMap((port): Finding[] => {
      const pairs = others.flatMap((other) => {
        const theirs = partnerOf(port, own!.ports, other.ports);
        return theirs && !isBroken(graph, other.container, theirs) ? [{ ...other, port: theirs }] : [];
      });
      const isOdd = pairs.some(({ port: { number } }) => number !== port.number) && !isRight(port, own!, pairs);
      return isOdd ? [finding(graph, component, port, own!, pairs)] : [];
    });
  },
};

interface InnerPort {
  readonly number: number;
  readonly protocol: Protocol;
  readonly name?: string;
  readonly field: string;
  /** Where the reader sees it, and where it is written. */
  readonly span: Span;
  readonly written: Span;
}

interface Pair extends Counterpart {
  readonly port: InnerPort;
}

/** What the container is said to listen on; where nothing is declared, what its process is told to. */
function innerPorts(graph: Graph, container: Container): readonly InnerPort[] {
  const { store } = graph;
  const sites = container.network
    ? mappingsOf(store, container).map(({ target }) => target)
    : graph.sites(container).filter(({ site }) => site.role === 'declare');
  const declared = sites.flatMap(({ value, site, written }): InnerPort[] => {
    const { protocol, field, span, name } = site;
    if (value.kind !== 'number') return [];
    return [{ number: value.number, protocol, field, span, written, ...(name ? { name: name.text } : {}) }];
  });
  if (sites.length > 0) return declared;
  const seen = new Set<number>();
  return listenersOf(store, container).evidence.flatMap((e): InnerPort[] => {
    const isTold = e.main && (e.weight === 'set' || e.weight === 'listens') && e.from === e.to && !e.inferred;
    if (!isTold || seen.has(e.from)) return [];
    seen.add(e.from);
    return [{ number: e.from, protocol: e.protocol, field: e.label, span: e.place, written: e.place }];
  });
}

/** Nothing listens there, which is told by itself. */
function isBroken(graph: Graph, container: Container, { written }: InnerPort): boolean {
  return graph
    .resolutions(container)
    .some(
      ({ from, ends }) =>
        startsTogether(from.written, written) &&
        ends.some(({ offers, reached }) => reached.length === 0 && offers.some((o) => o.weight !== 'declared')),
    );
}

/** The same port elsewhere: that of its name, of its number, else the one that is left where one is left on both sides. */
function partnerOf(port: InnerPort, own: readonly InnerPort[], theirs: readonly InnerPort[]): InnerPort | undefined {
  const named = theirs.find((t) => port.name !== undefined && t.name === port.name);
  if (named) return named;
  const same = theirs.find((t) => t.number === port.number && t.protocol === port.protocol);
  if (same) return same;
  const isLeft = (a: InnerPort, list: readonly InnerPort[]): boolean =>
    a.protocol === port.protocol &&
    !list.some(
      (b) => b.protocol === a.protocol && (b.number === a.number || (a.name !== undefined && a.name === b.name)),
    );
  const [mine, ...more] = own.filter((p) => isLeft(p, theirs));
  const [other, ...further] = theirs.filter((p) => isLeft(p, own));
  const isAlone = mine === port && more.length === 0 && further.length === 0;
  // A port with a name of its own is another port.
  return isAlone && other && (port.name === undefined || other.name === undefined) ? other : undefined;
}

/** What most say is right; of as many, what the default says, or production. */
function isRight({ number }: InnerPort, own: Counterpart, pairs: readonly Pair[]): boolean {
  const votes = new Map<number, number>([[number, weight(own)]]);
  for (const pair of pairs) votes.set(pair.port.number, (votes.get(pair.port.number) ?? 0) + weight(pair));
  return [...votes].every(([other, count]) => other === number || count < votes.get(number)!);
}

/** The smaller parts only decide between equals. */
function weight({ environment: { name, id } }: Counterpart): number {
  if (name === DEFAULT) return 1.3;
  return canonicalName(name) === 'prod' ? 1.2 : 1 + 1 / (10 + id.length);
}

function finding(
  graph: Graph,
  container: Container,
  port: InnerPort,
  own: Counterpart,
  pairs: readonly Pair[],
): Finding {
  const other = pairs.find((pair) => isRight(pair.port, pair, [...pairs.filter((p) => p !== pair), { ...own, port }]));
  const right = (other ?? pairs.find((pair) => pair.port.number !== port.number)!).port;
  const same = pairs.filter((pair) => pair.port.number === right.number).map(({ environment }) => environment.name);
  const where = [...new Set(same)].sort((a, b) => Number(b === DEFAULT) - Number(a === DEFAULT) || (a < b ? -1 : 1));
  const fix = align(graph, container, port, right);
  return {
    rule: 'environment-drift',
    severity: 'info',
    span: port.span,
    message: `${port.field} ${port.number} of ${container.label} is ${right.number} in ${where.join(', ')}`,
    related: pairs.map(({ port: theirs, environment }) => ({
      span: theirs.span,
      message: `${theirs.field} ${theirs.number} in ${environment.label}`,
    })),
    fixes: fix ? [fix] : [],
  };
}

/** Moves the port with all that says the same of it in this environment; none where something cannot be moved. */
function align(graph: Graph, container: Container, port: InnerPort, right: InnerPort): Fix | undefined {
  const speaks = listenersOf(graph.store, container).evidence.filter(
    (e) => e.from <= port.number && port.number <= e.to,
  );
  const senders = [...graph.incoming(container).map(({ from }) => from), ...graph.sites(container)].filter(
    ({ value, site }) => value.kind === 'number' && value.number === port.number && site.role !== 'publish',
  );
  if (speaks.some(isFixed)) return undefined;
  const places = [port.written, ...speaks.map((e) => e.place), ...senders.map(({ written }) => written)];
  const edits = new Map<string, Edit>();
  for (const span of places) {
    const isExact = span.length === String(port.number).length;
    if (!isExact || startsTogether(span, right.written)) return undefined;
    edits.set(placeKey(span), { span, newText: String(right.number) });
  }
  return { title: `Change ${port.field} to ${right.number}`, edits: [...edits.values()] };
}

/** What an image listens on, whoever runs it. */
function isFixed({ weight: kind, component }: Evidence): boolean {
  return kind === 'default' || component.kind === 'image' || component.kind === 'program';
}
