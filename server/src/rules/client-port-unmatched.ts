import type { End } from '../graph/ends.ts';
import { listenersOf } from '../graph/evidence/evidence.ts';
import { contradicts, speaks } from '../graph/evidence/spoken.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import { meansAnother } from '../graph/loopback.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Finding } from '../model/index.ts';
import { align, changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { says } from './target-port-unmatched.ts';
import { certainty, missingEnds, publishedAs } from './unmatched.ts';
import { lower, offersText, ownerText, relatedOffers, valueText } from './wording.ts';

export const clientPortUnmatched: Rule = {
  id: 'client-port-unmatched',
  severity: 'error',
  stops: true,
  summary: 'A URL or host and port pair uses a port that the other end does not have',
  why: `The client gets "connection refused" or runs into a time-out. A Kubernetes Service answers on its own ports alone,
so a port that it does not have is an error. A Compose service is reached on the port that its process listens on; that
is a warning, since a process may listen where nothing says so.`,
  bad: {
    'compose.yaml': `services:
  api:
    image: example.com/api:1
    environment:
      DATABASE_URL: postgres://shop@db:5433/shop
  db:
    image: postgres:16
`,
  },
  good: {
    'compose.yaml': `services:
  api:
    image: example.com/api:1
    environment:
      DATABASE_URL: postgres://shop@db:5432/shop
  db:
    image: postgres:16
`,
  },
  check(graph, component) {
    return graph.resolutions(component).flatMap((resolution) => {
      const { from } = resolution;
      if (from.site.role !== 'connect' || from.value.kind !== 'number') return [];
      if (meansAnother(graph.store, from)) return [];
      const { number } = from.value;
      const asked = resolution.ends.map((end) => checkedPorts(graph, end));
      if (asked.some((ports) => ports.some((p) => p.value === number))) return [];
      const [end] = missingEnds(resolution).filter((e) => e.offers.length > 0 && !publishedAs(graph, e.owner, number));
      // It takes what its config says in as well.
      if (end?.owner.kind === 'container' && listenersOf(graph.store, end.owner).unread) return [];
      if (end) return [report(graph, resolution, end)];
      const [misspoken] = resolution.ends.flatMap((other) => contradiction(resolution, other) ?? []);
      if (misspoken) return [misspoken];
      const [other] = resolution.ends;
      if (!other || resolution.ends.length > 1 || other.offers.length > 0) return [];
      // A port that others ask for as well is hardly a slip.
      const isAsked = graph
        .incoming(other.owner)
        .some(({ from: f }) => f !== from && f.value.kind === 'number' && f.value.number === number);
      const [only] = asked;
      return only?.length === 1 && !isAsked ? [doubt(resolution, only[0]!)] : [];
    });
  },
};

interface Checked {
  readonly value: number;
  readonly site: PortSite;
}

/** The ports that a container's own health checks ask it for. */
function checkedPorts(graph: Graph, { owner }: End): readonly Checked[] {
  if (owner.kind !== 'container') return [];
  return graph.resolutions(owner).flatMap(({ from: site, ends }) => {
    const isOwn = site.site.role === 'probe' && ends.some((e) => e.owner.id === owner.id);
    return isOwn && site.value.kind === 'number' ? [{ value: site.value.number, site }] : [];
  });
}

/** A port that the image has for another protocol than that of the URL, while it has one for that as well. */
function contradiction({ from, inferred }: Resolution, { owner, offers, reached }: End): Finding | undefined {
  const { scheme, implied } = from.site;
  const purpose = reached.find((o) => o.purpose !== undefined && !o.doubtful)?.purpose;
  const isTold = reached.some((o) => o.weight !== 'default' && o.weight !== 'declared');
  if (!scheme || implied || inferred || isTold || purpose === undefined || !contradicts(scheme, purpose))
    return undefined;
  const right = offers.find((o) => o.purpose !== undefined && speaks(scheme, o));
  if (!right) return undefined;
  return {
    rule: 'client-port-unmatched',
    severity: 'warning',
    span: from.site.span,
    message: `${from.site.field} asks ${owner.label} for port ${valueText(from)} by ${scheme}, but that is for ${purpose}: ${right.purpose} is on ${right.from}`,
    related: relatedOffers([...reached, right]),
    fixes: [changeTo(from, String(right.from))],
  };
}

/** All that is known of the other end is what its health check asks: it may listen on more. */
function doubt({ from, ends }: Resolution, { value, site }: Checked): Finding {
  return {
    rule: 'client-port-unmatched',
    severity: 'info',
    span: from.site.span,
    message: `${from.site.field} asks ${ownerText(ends[0]!)} for port ${valueText(from)}, but its health check asks ${value}`,
    related: [{ span: site.site.span, message: `health check ${value}` }],
    fixes: from.site.implied ? [] : [changeTo(from, String(value))],
  };
}

/**
 * An exporter that asks for its protocol's own port (opentelemetry.io, OTLP: 4317 and 4318) of an image that is not
 * built here: what takes OTLP beside its own port seldom declares it.
 */
function keepsToProtocol({ site, value }: PortSite, { owner, offers }: End): boolean {
  const isOwn = value.kind === 'number' && (value.number === 4317 || value.number === 4318);
  const isForeign = owner.kind === 'container' && !owner.build && offers.every(({ weight }) => weight === 'declared');
  return isOwn && isForeign && /^otlp\S* exporter$/.test(site.field);
}

function report(graph: Graph, resolution: Resolution, end: End): Finding {
  const { from } = resolution;
  const service = end.owner.kind === 'service';
  // A headless Service's name leads to its pods, which may listen on more than it has.
  const severity = certainty(service && end.closed ? 'error' : 'warning', resolution, end);
  const port = `${valueText(from)}${from.site.implied ? ', the default of its scheme' : ''}`;
  const instead = service
    ? `: it has ${offersText(end.offers)}`
    : `${from.site.implied ? ',' : ''} but ${says(end.offers)}`;
  return {
    rule: 'client-port-unmatched',
    // A URL without a port may be a name and no address.
    severity: from.site.implied || keepsToProtocol(from, end) ? lower(severity) : severity,
    span: from.site.span,
    message: `${from.site.field} asks ${ownerText(end)} for port ${port}${instead}`,
    related: relatedOffers(end.offers),
    fixes: align(graph, from, end, end.offers),
  };
}
