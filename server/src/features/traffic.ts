/**
 * Simulated traffic: from each entry, or from a component, hop by hop as a packet would go, to the process that
 * listens, to the place where it dies, or out of what the workspace knows.
 */
import type { Engine } from '../engine.ts';
import { isLoopback } from '../graph/evidence/arguments.ts';
import { blocked, letsThrough } from '../graph/firewalls.ts';
import { flowsFrom, type Hop } from '../graph/flow.ts';
import type { Graph } from '../graph/graph.ts';
import type { PortSite } from '../graph/sites.ts';
import { carriersOf } from '../graph/values/carriers.ts';
import type { Component } from '../model/index.ts';
import { startsTogether } from '../model/index.ts';
import { ruleOf } from '../rules/registry.ts';

/** Where the traffic of one way ends. */
export type Verdict = 'arrives' | 'dies' | 'leaves';

export interface Way {
  readonly hops: readonly Hop[];
  readonly verdict: Verdict;
  /** Of the last hop, where it dies there. */
  readonly reason?: string;
}

/** Where everybody outside begins. */
export const INTERNET = 'internet';

/** The ways of all traffic from the outside, or of what a component sends; each ends once. */
export function trafficFrom(engine: Engine, from: string, isNamed: (component: Component) => boolean): readonly Way[] {
  const ways: Way[] = [];
  for (const { components } of engine.files()) {
    for (const component of components) {
      if (component.part || (from !== INTERNET && !isNamed(component))) continue;
      const starts = engine.graph
        .sites(component)
        .filter((site) => (from === INTERNET ? isEntry(engine.graph, site) : site.site.role === 'connect'));
      for (const start of starts) ways.push(...flowsFrom(engine.graph, start).map((hops) => wayOf(engine, hops)));
    }
  }
  return ways;
}

/** True for a port that whoever stands outside can knock on. */
function isEntry(graph: Graph, from: PortSite): boolean {
  const { component, site } = from;
  switch (component.kind) {
    case 'container':
      // A platform of a cloud sends to the port of its container; of its machines only balancers are reached.
      if (component.address !== undefined) return site.role === 'target' && graph.incoming(component).length === 0;
      return site.role === 'publish' && !isLoopback(site.address?.text ?? '');
    case 'service':
      if (component.type === 'LoadBalancer') return site.role === 'route';
      return component.type === 'NodePort' && site.role === 'publish';
    case 'router':
      if (component.address !== undefined)
        return site.role === 'route' && !component.internal && graph.incoming(component).length === 0;
      // A developer's port forward begins on the developer's machine.
      if (component.format !== 'kubernetes') return false;
      if (site.role === 'listen') return true;
      if (component.gateways?.length === 0 || site.to?.some(({ kind }) => kind === 'gateway')) return false;
      return site.role === 'target' && graph.incoming(component).length === 0;
    case 'proxy':
      return site.role === 'listen' && !component.owner && carriersOf(graph.store, component).length === 0;
    default:
      return false;
  }
}

/** Cut off where something is known to stop it: a hop that leads nowhere, or one that a rule says cannot work. */
function wayOf(engine: Engine, hops: readonly Hop[]): Way {
  for (const [index, hop] of hops.entries()) {
    const reason = stopsAt(engine, hop);
    if (reason !== undefined) return { hops: hops.slice(0, index + 1), verdict: 'dies', reason };
  }
  return { hops, verdict: arrives(hops.at(-1)) ? 'arrives' : 'leaves' };
}

/** Why nothing gets past a hop: it leads nowhere, or a rule says that it cannot work. */
export function stopsAt(engine: Engine, { site, place, address, broken }: Hop): string | undefined {
  if (broken !== undefined) return broken;
  const closed = site && blocked(engine.graph, site.component).find(({ at }) => at === site);
  if (closed) return `no rule of ${closed.firewalls[0]?.label ?? 'a firewall'} ${letsThrough(closed)}`;
  const spans = site ? [site.site.span, site.written] : [place];
  for (const span of address ? [...spans, address] : spans) {
    for (const { rule, severity, span: at, message } of engine.findings(span.file)) {
      if (severity !== 'info' && startsTogether(at, span) && ruleOf(rule)?.stops) return message;
    }
  }
  return undefined;
}

/** Somebody says that a process listens there, or it is a container's own port. */
function arrives(last: Hop | undefined): boolean {
  // What a Gateway listens on it sends on.
  if (!last || last.component.kind === 'router') return false;
  const ownPort = last.role === 'target' && last.component.kind === 'container';
  return last.role === 'listen' || last.role === 'declare' || last.role === 'assign' || ownPort;
}
