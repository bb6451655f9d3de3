/** The flows that run through a port or a component. */
import type { Engine } from '../engine.ts';
import { flowsThrough, type Hop as GraphHop } from '../graph/flow.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component } from '../model/index.ts';
import { placeKey, touches } from '../model/index.ts';
import type { PortRow } from './ports.ts';
import { sitesIn } from './sites.ts';
import { stopsAt, trafficFrom, type Verdict } from './traffic.ts';

export type TraceQuery =
  /** The port sites of a line, or the one at a column; both from 0, columns in UTF-16 units. */
  | { readonly kind: 'place'; readonly file: string; readonly line: number; readonly column?: number }
  /** A component by its name, and one of its ports by number or name. */
  | ({ readonly kind: 'component' } & Endpoint)
  /** Traffic from everybody outside (`internet`), or from a component; all of it, or what comes to an endpoint. */
  | { readonly kind: 'traffic'; readonly from: string; readonly to?: Endpoint };

/** A component by its name, label or pod, and one of its ports by number or name. */
export interface Endpoint {
  readonly component: string;
  readonly port?: string;
}

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
  /** How it ends, where traffic was asked for. */
  readonly verdict?: Verdict;
}

/** Empty where nothing is at the place, or nothing has the name. */
export function trace(engine: Engine, query: TraceQuery): readonly Flow[] {
  if (query.kind === 'traffic') return traffic(engine, query);
  const sites = query.kind === 'place' ? atPlace(engine, query) : ofComponent(engine, query);
  const seen = new Set<string>();
  return sites
    .flatMap((site) => flowsThrough(engine.graph, site))
    .map((hops): Flow => ({ hops: hops.map((hop) => rowHop(engine, hop)) }))
    .filter(({ hops }) => {
      const key = hops.map((h) => placeKey(h.span)).join(' ');
      return !seen.has(key) && seen.add(key);
    });
}

function atPlace(engine: Engine, { file, line, column }: Extract<TraceQuery, { kind: 'place' }>): readonly PortSite[] {
  return sitesIn(engine, file).filter(({ site: { span } }) => {
    return column === undefined ? span.line === line : touches(span, { line, column });
  });
}

/** `web`, `Deployment web`, `service db`: a component's own name, its label, or the pod's that it is part of. */
function ofComponent(engine: Engine, { component, port }: Endpoint): readonly PortSite[] {
  const found: PortSite[] = [];
  for (const { components } of engine.files()) {
    for (const c of components) {
      if (!isCalled(c, component)) continue;
      found.push(...engine.graph.sites(c).filter((s) => port === undefined || holds(s, port)));
    }
  }
  return found;
}

function isCalled({ name, label }: Component, wanted: string): boolean {
  return name === wanted || label === wanted || label.endsWith(` ${wanted}`);
}

function traffic(engine: Engine, { from, to }: Extract<TraceQuery, { kind: 'traffic' }>): readonly Flow[] {
  return trafficFrom(engine, from, (component) => isCalled(component, from))
    .filter(({ hops }) => !to || hops.some((hop) => comesTo(hop, to)))
    .map(({ hops, verdict, reason }): Flow => {
      const rows = hops.map((hop) => rowHop(engine, hop));
      const last = rows.at(-1);
      if (reason === undefined || !last) return { hops: rows, verdict };
      return { hops: [...rows.slice(0, -1), { ...last, ok: false, reason }], verdict };
    });
}

function comesTo({ component, value, name }: GraphHop, to: Endpoint): boolean {
  return isCalled(component, to.component) && (to.port === undefined || to.port === value || to.port === name);
}

function holds({ value, site }: PortSite, port: string): boolean {
  if (site.name?.text === port || (value.kind === 'name' && value.name === port)) return true;
  if (value.kind === 'number') return String(value.number) === port;
  return value.kind === 'range' && value.from <= Number(port) && Number(port) <= value.to;
}

/** A hop as rows have it. */
export function rowHop(engine: Engine, hop: GraphHop): Hop {
  const reason = stopsAt(engine, hop);
  return {
    span: hop.place,
    text: engine.textAt(hop.place),
    ...(hop.value === undefined ? {} : { value: hop.value }),
    ...(hop.name === undefined ? {} : { name: hop.name }),
    protocol: hop.protocol,
    role: hop.role,
    component: hop.component.label,
    format: hop.component.format,
    link: hop.link ?? '',
    ok: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
  };
}
