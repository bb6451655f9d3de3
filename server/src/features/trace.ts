/** The flows that run through a port or a component. */
import type { Engine } from '../engine.ts';
import { flowsThrough, type Hop as GraphHop } from '../graph/flow.ts';
import type { PortSite } from '../graph/sites.ts';
import type { PortRow } from './ports.ts';
import { sitesIn } from './sites.ts';

export type TraceQuery =
  /** The port sites of a line, or the one at a column; both from 0, columns in UTF-16 units. */
  | { readonly kind: 'place'; readonly file: string; readonly line: number; readonly column?: number }
  /** A component by its name, and one of its ports by number or name. */
  | { readonly kind: 'component'; readonly component: string; readonly port?: string };

/** One site on the way, and how the one before it leads here. */
export interface Hop extends PortRow {
  /** `forwards`, `publishes`; empty for the first. */
  readonly link: string;
  /** False where the way is broken here. */
  readonly ok: boolean;
  /** Why it is broken. */
  readonly reason?: string;
}

/** From an entry to the process that listens, or to where the way breaks. */
export interface Flow {
  readonly hops: readonly Hop[];
}

/** Empty where nothing is at the place, or nothing has the name. */
export function trace(engine: Engine, query: TraceQuery): readonly Flow[] {
  const sites = query.kind === 'place' ? atPlace(engine, query) : ofComponent(engine, query);
  const seen = new Set<string>();
  return sites
    .flatMap((site) => flowsThrough(engine.graph, site))
    .map((hops): Flow => ({ hops: hops.map((hop) => rowHop(engine, hop)) }))
    .filter(({ hops }) => {
      const key = hops.map((h) => `${h.span.file}:${h.span.start}`).join(' ');
      return !seen.has(key) && seen.add(key);
    });
}

function atPlace(engine: Engine, { file, line, column }: Extract<TraceQuery, { kind: 'place' }>): readonly PortSite[] {
  return sitesIn(engine, file).filter(({ site: { span } }) => {
    if (span.line !== line) return false;
    return column === undefined || (span.column <= column && column <= span.column + span.end - span.start);
  });
}

/** `web`, `Deployment web`, `service db`: a component's own name, its label, or the pod's that it is part of. */
function ofComponent(
  engine: Engine,
  { component, port }: Extract<TraceQuery, { kind: 'component' }>,
): readonly PortSite[] {
  const found: PortSite[] = [];
  for (const { components } of engine.files()) {
    for (const c of components) {
      if (c.name !== component && c.label !== component && !c.label.endsWith(` ${component}`)) continue;
      found.push(...engine.graph.sites(c).filter((s) => port === undefined || holds(s, port)));
    }
  }
  return found;
}

function holds({ value, site }: PortSite, port: string): boolean {
  if (site.name?.text === port || (value.kind === 'name' && value.name === port)) return true;
  if (value.kind === 'number') return String(value.number) === port;
  return value.kind === 'range' && value.from <= Number(port) && Number(port) <= value.to;
}

/** A hop as rows have it. */
export function rowHop(engine: Engine, hop: GraphHop): Hop {
  return {
    span: hop.place,
    text: engine.text(hop.place.file)?.slice(hop.place.start, hop.place.end) ?? '',
    ...(hop.value === undefined ? {} : { value: hop.value }),
    ...(hop.name === undefined ? {} : { name: hop.name }),
    protocol: hop.protocol,
    role: hop.role,
    component: hop.component.label,
    format: hop.component.format,
    link: hop.link ?? '',
    ok: hop.broken === undefined,
    ...(hop.broken === undefined ? {} : { reason: hop.broken }),
  };
}
