/**
 * Network ACLs: what the subnets of balancers, and of those behind them, let through. They are looked at only for traffic
 * that surely goes from one subnet to another, and answers must pass them like requests
 * (docs.aws.amazon.com/vpc, Network ACLs; Ephemeral ports). What cannot be told lets everything through.
 */
import type { Component, Policy, Protocol } from '../model/index.ts';
import type { Blocked, Wanted } from './firewalls.ts';
import type { Graph } from './graph.ts';
import { keys } from './keys.ts';
import { isForService, lets, type Ports, shared } from './permits.ts';
import type { PortSite } from './sites.ts';

/** Answers go to a port of the client's choice; load balancers choose among all of these. */
const EPHEMERAL: Ports = { from: 1024, to: 65535 };

/** What a component waits for and the lists of the subnets on the way stop. */
export function stopped(graph: Graph, component: Component, wanted: Wanted): readonly Blocked[] {
  const { subnets = [] } = component;
  const { balancers } = wanted;
  if (subnets.length === 0) return [];
  if (!balancers) return mayBeWithin(component) ? [] : stoppedAt(graph, subnets, wanted, 'in');
  const before = balancers.map((balancer) => balancer.subnets ?? []);
  const areApart = before.every((own) => own.length > 0 && !own.some((subnet) => subnets.includes(subnet)));
  if (balancers.length === 0 || !areApart) return [];
  return [...stoppedAt(graph, subnets, wanted, 'in'), ...stoppedAt(graph, before.flat(), wanted, 'out')];
}

/** True where whoever asks, which is not known, may stand in the very same subnet. */
function mayBeWithin(component: Component): boolean {
  const isPublic = component.kind === 'router' && !component.internal;
  return !isPublic && component.subnets?.length === 1;
}

/** Requests into subnets, or out of them, and the answers to those. */
function stoppedAt(graph: Graph, subnets: readonly string[], wanted: Wanted, way: 'in' | 'out'): readonly Blocked[] {
  const lists = subnets.flatMap((subnet) => graph.store.find(keys.subnet(subnet)));
  return [...new Set(lists)].flatMap((list): readonly Blocked[] => {
    if (list.kind !== 'policy' || !list.firewall || list.firewall.open) return [];
    const answers = refused(graph, list, wanted, way === 'in' ? 'out' : 'in', EPHEMERAL);
    return [
      ...refused(graph, list, wanted, way, wanted.ports),
      ...answers.map((each): Blocked => ({ ...each, answers: EPHEMERAL })),
    ];
  });
}

function refused(graph: Graph, list: Policy, wanted: Wanted, way: 'in' | 'out', ports: Ports): readonly Blocked[] {
  const rules = graph.sites(list).filter(({ site }) => site.permit?.way === way);
  const { protocol } = wanted.at.site;
  if (lets(rules, ports, protocol)) return [];
  const pattern = patternOf(rules, ports, protocol);
  return [{ ...wanted, way, firewalls: [list], rules, meant: [], ...(pattern ? { pattern } : {}) }];
}

/** The rule that one for these ports is written after: all that are like it are for one network, and no rule denies them. */
function patternOf(rules: readonly PortSite[], ports: Ports, protocol: Protocol): PortSite | undefined {
  if (rules.some(({ site, value }) => site.permit?.denies && shared(value, ports))) return undefined;
  const alike = rules.filter(
    ({ site, value }) =>
      !site.permit?.denies && site.protocol === protocol && (ports === EPHEMERAL || isForService(value)),
  );
  const networks = new Set(alike.map(({ site }) => JSON.stringify(site.permit?.peers)));
  return networks.size === 1 ? alike.at(-1) : undefined;
}
