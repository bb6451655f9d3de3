/** What the rules of a cloud's firewall let through, whether they stand in an order or any of them is enough. */
import type { Peer, Protocol } from '../model/index.ts';
import { portRange, sameProtocol } from './evidence/evidence.ts';
import type { PortSite } from './sites.ts';

/** Both ends included. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}

/**
 * True where somebody gets through to one of the ports: a rule permits it, and none of those before it denies as much.
 * @param networks Where the traffic comes from, where that is known.
 */
export function lets(
  rules: readonly PortSite[],
  ports: Ports,
  protocol: Protocol,
  networks: readonly string[] = [],
): boolean {
  const meant = rules.filter((rule) => shared(rule.value, ports) && sameProtocol(rule.site.protocol, protocol));
  return meant.some((rule) => {
    if (rule.site.permit?.denies) return false;
    const rest = shared(rule.value, ports) ?? ports;
    return !meant.some(
      (other) => orderOf(other) < orderOf(rule) && deniesAll(other, rest) && holds(other, rule, networks),
    );
  });
}

/** Ports of remote shells, which are opened for people and not for what is deployed. */
const SHELLS: ReadonlySet<number> = new Set([22, 3389]);

/** True of one port that is opened for what is deployed. */
export function isForService(value: PortSite['value']): boolean {
  return value.kind === 'number' && !SHELLS.has(value.number);
}

/** The ports of a rule among others; all of them for a rule whose own are not known. */
export function shared(value: PortSite['value'], { from, to }: Ports): Ports | undefined {
  const range = portRange(value) ?? { from, to };
  const both = { from: Math.max(range.from, from), to: Math.min(range.to, to) };
  return both.from <= both.to ? both : undefined;
}

function orderOf({ site }: PortSite): number {
  return site.permit?.order ?? 0;
}

function deniesAll({ site, value }: PortSite, { from, to }: Ports): boolean {
  const range = portRange(value);
  return site.permit?.denies === true && range !== undefined && range.from <= from && to <= range.to;
}

/** True where all that a rule permits comes from networks that another one denies. */
function holds(denying: PortSite, rule: PortSite, networks: readonly string[]): boolean {
  const denied = rangesOf(denying);
  const permitted = rangesOf(rule);
  if (networks.length > 0 && networks.every((range) => denied.some((d) => within(range, d)))) return true;
  return permitted.length > 0 && permitted.every((range) => denied.some((d) => within(range, d)));
}

function rangesOf({ site }: PortSite): readonly string[] {
  return (site.permit?.peers ?? []).flatMap((peer: Peer) => (peer.kind === 'network' ? [peer.range] : []));
}

/** The same network, or one of all addresses of its kind. */
function within(range: string, whole: string): boolean {
  return range === whole || whole === (range.includes(':') ? '::/0' : '0.0.0.0/0');
}
