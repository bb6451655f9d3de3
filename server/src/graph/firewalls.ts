/**
 * Firewalls of clouds: which traffic somebody behind one waits for, and whether a rule lets it through. What cannot be
 * told lets everything through.
 */
import type { Component, Peer, Policy } from '../model/index.ts';
import { portRange, sameProtocol } from './evidence/evidence.ts';
import type { Graph } from './graph.ts';
import { keys } from './keys.ts';
import { stopped } from './network-acls.ts';
import { isForService, lets, type Ports, shared } from './permits.ts';
import type { PortSite } from './sites.ts';

/** Traffic that somebody waits for. */
export interface Wanted {
  /** The site whose port it comes to. */
  readonly at: PortSite;
  /** One of them is enough. */
  readonly ports: Ports;
  /** Who sends it, as far as firewalls know them; undefined where that may be anybody. */
  readonly senders: readonly string[] | undefined;
  /** The balancers that send it; absent where that may be anybody. */
  readonly balancers?: readonly Component[];
  /** The networks that it comes from, where they are known. */
  readonly networks?: readonly string[];
}

/** Traffic that no rule of a firewall lets through. */
export interface Blocked extends Wanted {
  readonly way: 'in' | 'out';
  /** The firewalls of which one should. */
  readonly firewalls: readonly Policy[];
  /** Their rules for those who send. */
  readonly rules: readonly PortSite[];
  /** The rules that were meant to, as far as that is plain, the likeliest first. */
  readonly meant: readonly PortSite[];
  /** The rule that one for this traffic is written after, as far as that is plain. */
  readonly pattern?: PortSite;
  /** The traffic is the answers, which come to one of these ports. */
  readonly answers?: Ports;
}

/** What a component waits for and cannot get. */
export function blocked(graph: Graph, component: Component): readonly Blocked[] {
  const { firewalls = [] } = component;
  return wantedBy(graph, component).flatMap((wanted) => [
    ...firewalls.flatMap((layer) => refused(graph, wanted, layer, 'in', component) ?? []),
    ...outOf(graph, component).flatMap((layer) => refused(graph, wanted, layer, 'out', component) ?? []),
    ...stopped(graph, component, wanted),
  ]);
}

/** What no rule does with the traffic: `lets it in`. */
export function letsThrough({ way, answers }: Blocked): string {
  return `lets ${answers ? 'its answers' : 'it'} ${way}`;
}

function wantedBy(graph: Graph, component: Component): readonly Wanted[] {
  const sites = graph.sites(component);
  switch (component.kind) {
    case 'router':
      return numbered(sites.filter(({ site }) => site.role === 'route')).map((w) => ({ ...w, senders: undefined }));
    case 'member': {
      const pools = poolsOf(graph, component);
      const senders = sendersTo(graph, component);
      const balancers = pools.flatMap((pool) => balancersBefore(graph, pool));
      const probes = pools.flatMap((pool) => graph.sites(pool).filter(({ site }) => site.role === 'probe'));
      // ECS registers no port that the container does not have.
      const targets = sites.filter(
        (from) => from.site.role === 'target' && !(component.container && lacks(graph, from)),
      );
      return numbered([...targets, ...probes]).map((w) => ({
        ...w,
        senders,
        balancers,
      }));
    }
    case 'pool': {
      const { probedFrom } = component;
      const asked = sites.filter(({ site }) => site.role === (probedFrom ? 'probe' : 'target'));
      return numbered(asked).map((w) => ({
        ...w,
        senders: undefined,
        ...(probedFrom ? { networks: probedFrom } : {}),
      }));
    }
    case 'container': {
      const own = sites.filter(({ site }) => site.role === 'declare');
      const sent = graph
        .incoming(component)
        .filter(({ from }) => from.component.kind === 'pool' || from.component.kind === 'router');
      return [
        ...numbered(own).map((w) => ({ ...w, senders: undefined })),
        ...sent.flatMap(({ from }) =>
          numbered([from]).map((w) => ({
            ...w,
            senders: sendersOf(graph, from.component),
            balancers: balancersBefore(graph, from.component),
          })),
        ),
      ];
    }
    default:
      return [];
  }
}

/** True where all that a site leads to is known to have other ports. */
function lacks(graph: Graph, from: PortSite): boolean {
  const ends = graph.resolutions(from.component).flatMap((r) => (r.from === from ? r.ends : []));
  return ends.length > 0 && ends.every(({ reached, offers }) => reached.length === 0 && offers.length > 0);
}

function numbered(sites: readonly PortSite[]): readonly Pick<Wanted, 'at' | 'ports'>[] {
  return sites.flatMap((at) => {
    const ports = portRange(at.value);
    return ports ? [{ at, ports }] : [];
  });
}

/** The pools that lead to a member. */
function poolsOf(graph: Graph, member: Component): readonly Component[] {
  return [...new Set(graph.incoming(member).map(({ from }) => from.component))].filter(({ kind }) => kind === 'pool');
}

/** The firewalls of the balancers before a member; undefined where one has none that is known. */
function sendersTo(graph: Graph, member: Component): readonly string[] | undefined {
  const all = poolsOf(graph, member).map((pool) => sendersOf(graph, pool));
  return all.length === 0 || all.includes(undefined) ? undefined : all.flatMap((each) => each ?? []);
}

function balancersBefore(graph: Graph, pool: Component): readonly Component[] {
  return pool.kind === 'router' ? [pool] : graph.incoming(pool).map(({ from }) => from.component);
}

function sendersOf(graph: Graph, pool: Component): readonly string[] | undefined {
  const before = balancersBefore(graph, pool);
  if (before.length === 0 && pool.kind === 'pool') return pool.senders;
  const worn = before.map(({ firewalls }) => firewalls?.flat());
  return worn.length === 0 || worn.some((each) => !each?.length) ? undefined : worn.flatMap((each) => each ?? []);
}

/** The firewalls that balancers send through, to a member behind them. */
function outOf(graph: Graph, component: Component): readonly (readonly string[])[] {
  if (component.kind !== 'member') return [];
  const routers = poolsOf(graph, component).flatMap((pool) => balancersBefore(graph, pool));
  return [...new Set(routers)].flatMap(({ firewalls }) => firewalls ?? []);
}

/** Undefined where the traffic is let through, or where that cannot be told. */
function refused(
  graph: Graph,
  wanted: Wanted,
  layer: readonly string[],
  way: 'in' | 'out',
  component: Component,
): Blocked | undefined {
  const firewalls: Policy[] = [];
  for (const address of layer) {
    const found = graph.store.find(keys.resource(address)).filter((c): c is Policy => c.kind === 'policy');
    if (found.length === 0) return undefined;
    firewalls.push(...found);
  }
  if (firewalls.some(({ firewall }) => !firewall || firewall.open)) return undefined;
  const rules = firewalls.flatMap((policy) => graph.sites(policy)).filter(({ site }) => site.permit?.way === way);
  const { protocol } = wanted.at.site;
  const peers = way === 'in' ? wanted.senders : component.firewalls?.flat();
  const fits = rules.filter((rule) => meets(rule, peers, wanted.networks));
  // Of ports that are given out, only a rule for the balancer shows that the machine takes them.
  const isGivenOut = wanted.ports.from < wanted.ports.to;
  // Rules that are written nowhere in the workspace may be made elsewhere.
  if (fits.length === 0)
    return wanted.networks || peers === undefined || isGivenOut ? undefined : strangers(rules, wanted, way, firewalls);
  if (lets(fits, wanted.ports, protocol, wanted.networks)) return undefined;
  const meant = meantBy(graph, fits, wanted, way);
  if (isGivenOut && meant.length === 0) return undefined;
  const [pattern, ...others] = fits;
  return {
    ...{ ...wanted, way, firewalls, rules: fits, meant },
    ...(pattern && others.length === 0 ? { pattern } : {}),
  };
}

/** Somebody is let in at the port, but not who sends. */
function strangers(
  rules: readonly PortSite[],
  wanted: Wanted,
  way: 'in' | 'out',
  firewalls: readonly Policy[],
): Blocked | undefined {
  const known = rules.length > 0 && rules.every(({ site }) => (site.permit?.peers.length ?? 0) > 0);
  return known && way === 'in' ? { ...wanted, way, firewalls, rules: [], meant: [] } : undefined;
}

/** True where a rule may be one for those who send; a network may hold them all. */
function meets(
  { site }: PortSite,
  peers: readonly string[] | undefined,
  networks: readonly string[] | undefined,
): boolean {
  const known = site.permit?.peers ?? [];
  if (known.length === 0) return networks === undefined;
  return known.some((peer: Peer) => {
    if (peer.kind === 'firewall')
      return networks === undefined && (peers === undefined || peers.includes(peer.address));
    return networks === undefined || networks.includes(peer.range) || /^(?:0\.0\.0\.0|::)\/0$/.test(peer.range);
  });
}

/** Rules for one port that nobody behind the firewall waits for; of Google's, those that name the ranges of its probes. */
function meantBy(graph: Graph, rules: readonly PortSite[], wanted: Wanted, way: 'in' | 'out'): readonly PortSite[] {
  const single = rules.filter(
    ({ site, value }) =>
      value.kind === 'number' && !site.permit?.denies && sameProtocol(site.protocol, wanted.at.site.protocol),
  );
  if (wanted.networks) return single.slice(-1);
  const told = single.filter(({ value }) => isForService(value));
  return told.filter((rule) => {
    const others = waitingFor(graph, rule, way);
    // What is let in for balancers alone is what they send.
    const isSent = way === 'in' && isOnlyFor(rule, wanted.senders);
    const known = others.every((other) => isSent || isKnown(graph, other));
    return known && !others.some((other) => wantedBy(graph, other).some(({ ports }) => shared(rule.value, ports)));
  });
}

function isOnlyFor({ site }: PortSite, senders: readonly string[] = []): boolean {
  const peers = site.permit?.peers ?? [];
  return peers.length > 0 && peers.every((peer) => peer.kind === 'firewall' && senders.includes(peer.address));
}

/** Whoever waits for what a rule lets through: those behind its firewall, or behind those that it may be sent to. */
export function waitingFor(graph: Graph, { site, component }: PortSite, way: 'in' | 'out'): readonly Component[] {
  const peers = site.permit?.peers ?? [];
  const addresses =
    way === 'in' ? [component.address] : peers.map((peer) => (peer.kind === 'firewall' ? peer.address : undefined));
  return addresses.flatMap((address) => (address === undefined ? [] : graph.store.find(keys.behind(address))));
}

/** True where all that is waited for is known: of machines it is not, whatever a balancer sends there. */
function isKnown(graph: Graph, component: Component): boolean {
  return component.kind !== 'container' || graph.sites(component).some(({ site }) => site.role === 'declare');
}
