import { isLoopback } from '../graph/evidence/arguments.ts';
import { listenersOf, portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Container, Edit, Finding, Span } from '../model/index.ts';
import { pointBefore } from '../model/index.ts';
import type { Rule } from './rule.ts';

export const ciServicePort: Rule = {
  id: 'ci-service-port',
  severity: 'warning',
  summary: 'A CI job asks for a service container where that does not answer',
  why: `A job that runs on the runner itself reaches its service containers at \`localhost\`, on the published side of
\`ports\`, and knows no names of theirs. A job with a \`container\` shares a network with them: it reaches them by their
labels, on the ports that they listen on, and \`localhost\` is its own container. Otherwise: "connection refused" or
"could not translate host name". Jobs whose steps may start servers themselves are left alone.`,
  bad: {
    '.github/workflows/test.yml': `jobs:
  test:
    runs-on: ubuntu-latest
    services:
      postgres:
        image: postgres:16
        ports: ["5433:5432"]
    steps:
      - run: npm test
        env:
          DATABASE_URL: postgres://postgres@localhost:5432/test
`,
  },
  good: {
    '.github/workflows/test.yml': `jobs:
  test:
    runs-on: ubuntu-latest
    services:
      postgres:
        image: postgres:16
        ports: ["5433:5432"]
    steps:
      - run: npm test
        env:
          DATABASE_URL: postgres://postgres@localhost:5433/test
`,
  },
  check(graph, component) {
    if (component.kind !== 'container' || component.format !== 'github-actions' || !component.network) return [];
    const clients = component.sites.some(({ role }) => role === 'connect');
    if (!clients) return [];
    const mappings = servicesBeside(graph, component).flatMap((service) => mappingsOf(graph, service));
    const onRunner = component.network.mode?.kind === 'host';
    return graph
      .sites(component)
      .flatMap((from) => (onRunner ? fromRunner(from, mappings) : fromContainer(component, from, mappings)));
  },
};

/** One port of a service container, inside and as it is published. */
interface Mapping {
  readonly service: Container;
  readonly inside: number;
  readonly place: Span;
  /** Absent where the runner chooses one, or nothing is published. */
  readonly outside?: number;
  readonly published: 'fixed' | 'chosen' | 'no';
}

function servicesBeside(graph: Graph, job: Container): readonly Container[] {
  return graph.store
    .find(keys.file(job.file))
    .filter((c): c is Container => c.kind === 'container' && c !== job && c.network?.project === job.network?.project);
}

function mappingsOf(graph: Graph, service: Container): readonly Mapping[] {
  const sites = graph.sites(service);
  const found = sites.flatMap((site): Mapping[] => {
    if (site.site.role !== 'target' || site.value.kind !== 'number') return [];
    const base = { service, inside: site.value.number, place: site.written };
    const outside = graph.previous(site).find((each) => each.site.role === 'publish');
    if (!outside) return [{ ...base, published: 'chosen' }];
    return outside.value.kind === 'number'
      ? [{ ...base, published: 'fixed', outside: outside.value.number, place: outside.written }]
      : [];
  });
  if (sites.length > 0) return found;
  const known = listenersOf(graph.store, service).evidence.filter((e) => e.weight === 'default' && e.from === e.to);
  return known.map((e) => ({ service, inside: e.from, place: service.span, published: 'no' }));
}

function fromRunner(from: PortSite, mappings: readonly Mapping[]): readonly Finding[] {
  const asked = askedOf(from);
  if (!asked) return [];
  const { number, host } = asked;
  const named = mappings.filter(({ service }) => service.name === host.text);
  const [mapping, other] = isLoopback(host.text)
    ? mappings.filter(({ inside }) => inside === number)
    : named.toSorted((a, b) => Number(b.inside === number) - Number(a.inside === number));
  if (!mapping || (isLoopback(host.text) && (other || mappings.some(({ outside }) => outside === number)))) return [];
  const edits: Edit[] = isLoopback(host.text) ? [] : [{ span: host.span, newText: 'localhost' }];
  const { outside } = mapping;
  if (outside !== undefined && outside !== number) edits.push({ span: from.written, newText: String(outside) });
  const why = isLoopback(host.text)
    ? `${label(mapping)} listens on ${number} inside; on the runner ${published(mapping)}`
    : `${host.text} is no name on the runner, where the job runs; ${label(mapping)} ${published(mapping)}`;
  const fix =
    outside !== undefined
      ? [{ title: `Change to localhost:${outside}`, edits }]
      : mapping.published === 'chosen'
        ? [
            {
              title: `Publish ${mapping.inside} as ${number}`,
              edits: [...edits, { span: pointBefore(mapping.place), newText: `${number}:` }],
            },
          ]
        : [];
  return [finding(from, isLoopback(host.text) ? from.site.span : host.span, why, mapping, fix)];
}

function published({ published: how, outside }: Mapping): string {
  if (how === 'fixed') return `it is published as ${outside}`;
  return how === 'chosen' ? 'it is published on a port that is chosen at every run' : 'it is not published';
}

function fromContainer(job: Container, from: PortSite, mappings: readonly Mapping[]): readonly Finding[] {
  const asked = askedOf(from);
  if (!asked || !isLoopback(asked.host.text)) return [];
  const { number, host } = asked;
  const [mapping, other] = mappings.filter(({ inside, outside }) => inside === number || outside === number);
  if (!mapping || other) return [];
  const { service, inside } = mapping;
  const edits: Edit[] = [{ span: host.span, newText: service.name }];
  if (inside !== number) edits.push({ span: from.written, newText: String(inside) });
  const why = `the job runs in a container, and ${host.text} is that one; ${label(mapping)} is reached by its name`;
  const at = job.image ? [{ span: job.image.span, message: `the job's container` }] : [];
  const found = finding(from, host.span, why, mapping, [{ title: `Change to ${service.name}:${inside}`, edits }]);
  return [{ ...found, related: [...found.related, ...at] }];
}

function askedOf(from: PortSite): { number: number; host: { text: string; span: Span } } | undefined {
  const range = from.site.role === 'connect' ? portRange(from.value) : undefined;
  const to = from.site.to?.find((each) => each.kind === 'host');
  const part = to?.kind === 'host' ? to.host[0] : undefined;
  return range && part && 'text' in part ? { number: range.from, host: part } : undefined;
}

function label({ service }: Mapping): string {
  return service.label;
}

function finding(from: PortSite, span: Span, why: string, mapping: Mapping, fixes: Finding['fixes']): Finding {
  return {
    rule: 'ci-service-port',
    severity: 'warning',
    span,
    message: `${from.site.field} asks for port ${portRange(from.value)?.from}, but ${why}`,
    related: [{ span: mapping.place, message: `${label(mapping)} ${published(mapping)}` }],
    fixes,
  };
}
