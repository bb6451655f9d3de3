/** Ends: what answers a site at one of those that it was looked for at, and everything that is offered there. */
import type { Component, Container, Router, Service } from '../model/index.ts';
import { startsTogether } from '../model/index.ts';
import {
  type Evidence,
  type Hidden,
  type Listeners,
  listenersOf,
  type Offer,
  podListeners,
  portRange,
  sameProtocol,
} from './evidence/evidence.ts';
import type { Group } from './groups.ts';
import { keys } from './keys.ts';
import { podsBehind, targetNumbers } from './pods.ts';
import { type PortSite, portSites } from './sites.ts';
import type { Store } from './store.ts';

/** One end that a site was looked for at. */
export interface End {
  /** The Service, or the container whose pod should listen. */
  readonly owner: Component;
  /** What answers there; empty where nothing does. */
  readonly reached: readonly Reached[];
  /** Everything that the owner offers; empty where nothing is known of it. */
  readonly offers: readonly Reached[];
  /** True where the offers are all that there is. */
  readonly closed: boolean;
}

/** A place that answers on a port: evidence of a listener, or a Service's port. */
export type Reached = Offer & Partial<Omit<Evidence, keyof Offer>> & { readonly route?: PortSite };

/** A name is the container's own for a probe, the pod's for a Service; a number is the pod's for both. */
export function containerEnd(store: Store, from: PortSite, container: Container): End {
  const ownName = from.value.kind === 'name' && (from.site.role === 'probe' || from.site.role === 'declare');
  const listeners = ownName ? listenersOf(store, container) : podListeners(store, container);
  return end(from, container, listeners);
}

export function end(from: PortSite, owner: Component, { evidence, closed, hidden }: Listeners): End {
  // What a site says of itself proves nothing about it.
  const isOwn = (e: Evidence): boolean => e.site === from.site || isItself(e, from);
  const offers: readonly Reached[] = evidence.some(isOwn) ? evidence.filter((e) => !isOwn(e)) : evidence;
  const reached = offers.filter((o) => answers(from, o));
  if (reached.length > 0 || hidden.length === 0) return { owner, reached, offers, closed };
  const perhaps = hidden.filter((h) => h.site !== from.site && mayAnswer(from, h));
  return { owner, reached: perhaps, offers: [...offers, ...perhaps], closed };
}

/** What is not known of a port may be what is asked for. */
function mayAnswer({ site, value }: PortSite, hidden: Hidden): boolean {
  if (!sameProtocol(site.protocol, hidden.protocol)) return false;
  if (value.kind === 'name') return hidden.site.hiddenName || hidden.name?.text === value.name;
  return hidden.from === 0;
}

/** A setting that is evidence and is read as a site too. */
function isItself({ component, label, place }: Evidence, { component: own, site, written }: PortSite): boolean {
  return component.id === own.id && label === site.field && startsTogether(place, written);
}

/** A Service's ports; `target`: the ports of its endpoints; `either`: both. */
export function serviceEnd(store: Store, from: PortSite, service: Service, by?: 'target' | 'either'): End {
  // An alias of a name outside the cluster forwards nothing.
  if (service.type === 'ExternalName') return { owner: service, reached: [], offers: [], closed: false };
  const own = by === 'target' ? [] : routeOffers(store, service);
  const targets = by ? targetOffers(store, service) : [];
  // Of a target whose number is not known, nothing can be missed.
  const offers = targets ? [...own, ...targets] : [];
  return { owner: service, reached: offers.filter((o) => answers(from, o)), offers, closed: true };
}

/** A Service as its name resolves: to its own address, or, of a headless one, to its pods, which nothing is put before. */
export function hostEnd(store: Store, from: PortSite, service: Service): End {
  if (!service.headless) return serviceEnd(store, from, service);
  const pods = podsBehind(store, service).flatMap((c) => podListeners(store, c).evidence);
  const offers = [...routeOffers(store, service), ...(targetOffers(store, service) ?? []), ...pods];
  return { owner: service, reached: offers.filter((o) => answers(from, o)), offers, closed: false };
}

function routeOffers(store: Store, service: Service): readonly Reached[] {
  return portSites(store, service).flatMap((route): Reached[] => {
    const range = route.site.role === 'route' ? portRange(route.value) : undefined;
    return range ? [{ route, ...range, ...offerOf(route, 'port') }] : [];
  });
}

/** The ports of the endpoints, under the names of the Service's ports; undefined where one of them is not known. */
function targetOffers(store: Store, service: Service): readonly Reached[] | undefined {
  const sites = portSites(store, service);
  const found: Reached[] = [];
  for (const route of sites) {
    if (route.site.role !== 'route') continue;
    const target = sites.find((_, index) => route.site.to?.some((to) => to.kind === 'site' && to.index === index));
    const numbers = target ? targetNumbers(store, service, target) : [];
    if (!target || numbers.length === 0) return undefined;
    const { name } = route.site;
    for (const number of numbers) {
      found.push({ ...offerOf(target, 'targetPort'), ...(name ? { name } : {}), from: number, to: number, route });
    }
  }
  return found;
}

export function nodePortEnds(store: Store, from: PortSite): readonly End[] {
  if (from.value.kind !== 'number') return [];
  const { number } = from.value;
  const fits = (c: Component): c is Service => c.kind === 'service';
  return store.nearest(keys.pinned(number), from.component, fits).flatMap((owner): End[] => {
    const offers = portSites(store, owner).flatMap((route): Reached[] => {
      const range = route.site.field === 'nodePort' ? portRange(route.value) : undefined;
      return range?.from === number ? [{ route, ...range, ...offerOf(route, 'nodePort') }] : [];
    });
    const reached = offers.filter((o) => answers(from, o));
    return reached.length > 0 ? [{ owner, reached, offers, closed: true }] : [];
  });
}

export function gatewayEnd(store: Store, from: PortSite, gateway: Router): End {
  const offers = portSites(store, gateway).flatMap((listener): Reached[] => {
    const range = listener.site.role === 'listen' ? portRange(listener.value) : undefined;
    return range ? [{ site: listener.site, ...range, ...offerOf(listener, 'listener') }] : [];
  });
  return { owner: gateway, reached: offers.filter((o) => answers(from, o)), offers, closed: true };
}

/** A Service as every node answers for it. */
export function nodeEnd(store: Store, from: PortSite, owner: Service): End {
  const offers = portSites(store, owner).flatMap((route): Reached[] => {
    const range = route.site.role === 'publish' ? portRange(route.value) : undefined;
    return range ? [{ ...offerOf(route, route.site.field), ...range, route }] : [];
  });
  return { owner, reached: offers.filter((o) => answers(from, o)), offers, closed: true };
}

/** What a route sends traffic of a listener to; undefined where it is attached to other listeners alone. */
export function routeEnd(store: Store, from: PortSite, owner: Router): End | undefined {
  const sites = portSites(store, owner).filter(({ site }) => site.role === 'target');
  const isParent = ({ site }: PortSite): boolean => site.to?.some(({ kind }) => kind === 'gateway') ?? false;
  const parents = sites.filter(isParent);
  const listener = portRange(from.value);
  const fits = parents.some(({ value }) =>
    value.kind === 'name' ? value.name === from.site.name?.text : portRange(value)?.from === listener?.from,
  );
  if (parents.length > 0 && !fits) return undefined;
  const offers = sites.flatMap((route): Reached[] =>
    isParent(route) ? [] : [{ ...offerOf(route, route.site.field), ...(portRange(route.value) ?? NO_NUMBER), route }],
  );
  return offers.length > 0 ? { owner, reached: offers, offers, closed: false } : undefined;
}

/**
 * What has an address: containers answer by their ports. A pool takes whatever it is sent, at ports of its own, and so
 * do its members; a balancer takes what its listeners do.
 */
export function resourceEnd(store: Store, from: PortSite, owner: Component): End | undefined {
  if (owner.kind === 'container') return containerEnd(store, from, owner);
  if (owner.kind !== 'pool' && owner.kind !== 'member' && owner.kind !== 'router') return undefined;
  const offers = portSites(store, owner).flatMap((route): Reached[] => {
    if (!CARRYING.has(route.site.role)) return [];
    // What a pool leads to by a name, or by a number that is not known, it leads to all the same.
    const range = portRange(route.value) ?? (owner.kind === 'router' ? undefined : NO_NUMBER);
    return range ? [{ ...offerOf(route, route.site.field), ...range, route }] : [];
  });
  const reached =
    owner.kind === 'router' || from.value.kind === 'name' ? offers.filter((o) => answers(from, o)) : offers;
  return { owner, reached, offers, closed: true };
}

const CARRYING: ReadonlySet<string> = new Set(['route', 'target']);

const NO_NUMBER = { from: 0, to: 0 };

/** Servers that another file gathers: each of them is meant. */
export function groupEnd(store: Store, { proxy, sites }: Group): End {
  const all = portSites(store, proxy);
  const offers = sites.flatMap((index): Reached[] => {
    const server = all[index];
    const range = (server && portRange(server.value)) ?? NO_NUMBER;
    return server ? [{ ...offerOf(server, server.site.field), ...range, site: server.site }] : [];
  });
  return { owner: proxy, reached: offers, offers, closed: false };
}

function offerOf({ component, written, site }: PortSite, label: string): Omit<Reached, 'from' | 'to'> {
  return { component, place: written, protocol: site.protocol, label, ...(site.name ? { name: site.name } : {}) };
}

function answers(from: PortSite, offer: Reached): boolean {
  // A name is looked up together with the protocol that is declared with it, whatever the process answers by.
  if (from.value.kind === 'name')
    return (
      offer.name?.text === from.value.name && sameProtocol(from.site.protocol, offer.site?.protocol ?? offer.protocol)
    );
  const range = portRange(from.value);
  if (!range) return true; // unknown is never wrong
  return offer.from <= range.to && range.from <= offer.to && sameProtocol(from.site.protocol, offer.protocol);
}
