/** Links: what each site leads to, found or missing. */
import type { Component, Container, Destination, ImageStage, Router, Service } from '../model/index.ts';
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
import { type Group, groupsMeant } from './groups.ts';
import {
  gatewaysNamed,
  isDockerHost,
  resolveHost,
  resolveSeenBy,
  routesAttached,
  servicesFronting,
  servicesLabelled,
  servicesNamed,
  servicesPinned,
} from './hosts.ts';
import { isNodePort, keys, tellingPair } from './keys.ts';
import { inheritsChecks, type PortSite, portSites } from './sites.ts';
import type { Store } from './store.ts';
import { buildersOf } from './values/builds.ts';
import { stagesOf } from './values/images.ts';
import { resolveText, sameNamespace } from './values/values.ts';

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

export interface Resolution {
  readonly from: PortSite;
  readonly destination: Destination;
  /** Empty: nobody in the workspace is meant, so nothing is known. */
  readonly ends: readonly End[];
  readonly inferred: boolean;
}

/** Looks up what a component's sites lead to. Links within the component are not looked up here. */
export function resolve(
  store: Store,
  component: Component,
): { sites: readonly PortSite[]; resolutions: readonly Resolution[] } {
  const sites = portSites(store, component);
  const resolutions = sites.flatMap((from) =>
    [...(from.site.to ?? []), ...nodesMeant(from)].flatMap((destination): Resolution[] => {
      if (destination.kind === 'site') return [];
      const { ends, inferred } = endsOf(store, from, destination);
      return ends.length > 0 ? [{ from, destination, ends, inferred }] : [];
    }),
  );
  return { sites, resolutions };
}

/** What a cloud's balancer sends to a number of the node ports' range is for a cluster's Service, if one has it. */
function nodesMeant({ component, site, value }: PortSite): readonly Destination[] {
  const isPort = value.kind === 'number' && isNodePort(value.number);
  return isPort && site.role === 'target' && component.address !== undefined ? [{ kind: 'nodes' }] : [];
}

/** What a site leads to where another looks its host names up: of a config that several carry, one of them. */
export function endsFor(store: Store, from: PortSite, asker: Component): readonly End[] {
  return (from.site.to ?? []).flatMap((to) => (to.kind === 'site' ? [] : endsOf(store, from, to, asker).ends));
}

function endsOf(
  store: Store,
  from: PortSite,
  to: Exclude<Destination, { kind: 'site' }>,
  asker = from.component,
): { ends: readonly End[]; inferred: boolean } {
  const { component } = from;
  switch (to.kind) {
    case 'own':
      return { ends: ownEnd(store, from), inferred: false };
    case 'pods':
      return { ends: podsPicked(store, component, to).map((c) => containerEnd(store, from, c)), inferred: false };
    case 'service':
      return {
        ends: servicesNamed(store, component, to.name, to.namespace).map((s) => serviceEnd(store, from, s, to.by)),
        inferred: false,
      };
    case 'services': {
      const services = servicesLabelled(store, component, to.labels, to.namespaces);
      if (to.at === 'ports') return { ends: services.map((s) => serviceEnd(store, from, s)), inferred: false };
      const pods = services.flatMap((s) => podsBehind(store, s));
      return { ends: [...new Set(pods)].map((c) => containerEnd(store, from, c)), inferred: false };
    }
    case 'workload':
      return { ends: podsOf(store, component, to).map((c) => containerEnd(store, from, c)), inferred: false };
    case 'fronts': {
      const services = servicesFronting(store, component, to.selector);
      return { ends: services.map((s) => serviceEnd(store, from, s, 'either')), inferred: false };
    }
    case 'node-port':
      return { ends: nodePortEnds(store, from), inferred: false };
    case 'gateway':
      return {
        ends: gatewaysNamed(store, component, to.name, to.namespace).map((g) => gatewayEnd(store, from, g)),
        inferred: false,
      };
    case 'routes': {
      const routes = routesAttached(store, component, to.gateway, to.namespace);
      return { ends: routes.flatMap((route) => routeEnd(store, from, route) ?? []), inferred: false };
    }
    case 'nodes': {
      const services = from.value.kind === 'number' ? servicesPinned(store, component, from.value.number) : [];
      return { ends: services.map((s) => nodeEnd(store, from, s)), inferred: false };
    }
    case 'resource':
      return {
        ends: store.find(keys.resource(to.address)).flatMap((c) => resourceEnd(store, from, c) ?? []),
        inferred: false,
      };
    case 'host': {
      const groups = groupsMeant(store, component, [to]);
      if (groups.length > 0) return { ends: groups.map((group) => groupEnd(store, group)), inferred: false };
      const host = to.group === 'only' ? undefined : resolveText(store, component, to.host);
      if (!host) return { ends: [], inferred: false };
      if (!host.complete || isDockerHost(host.text)) return { ends: [], inferred: false };
      if (to.seenBy) {
        const found = resolveSeenBy(store, to.seenBy, host.text);
        return { ends: found.map((c) => containerEnd(store, from, c)), inferred: false };
      }
      if (component.kind === 'image') return { ends: isOwnHost(host.text) ? ownEnd(store, from) : [], inferred: false };
      const { found, inferred } = resolveHost(store, asker, host.text);
      return {
        ends: found.map((c) => (c.kind === 'service' ? hostEnd(store, from, c) : containerEnd(store, from, c))),
        inferred,
      };
    }
  }
}

function isOwnHost(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|::1|0\.0\.0\.0)$/.test(host);
}

function ownEnd(store: Store, from: PortSite): readonly End[] {
  const { component } = from;
  if (component.kind === 'container') return [containerEnd(store, from, component)];
  // A health check is judged in the containers that run it, where there are any.
  if (component.kind === 'image' && !isRun(store, component)) {
    return [end(from, component, listenersOf(store, runAlone(component)))];
  }
  return [];
}

/** True where containers of the workspace run a stage, or one that is built on it, with its health check. */
function isRun(store: Store, stage: ImageStage): boolean {
  return buildersOf(store, stage.file).some(
    (c) => inheritsChecks(c) && stagesOf(store, c).some((s) => s.id === stage.id),
  );
}

/** An image as a container that runs it with nothing changed. */
export function runAlone(stage: ImageStage): Container {
  const known = alone.get(stage) ?? containerOf(stage);
  alone.set(stage, known);
  return known;
}

const alone = new WeakMap<ImageStage, Container>();

function containerOf(stage: ImageStage): Container {
  const { id, file, label, name, span } = stage;
  const build = {
    context: file.slice(0, file.lastIndexOf('/')),
    dockerfile: file,
    arguments: [],
    ...(stage.alias ? { target: stage.alias } : {}),
  };
  return {
    kind: 'container',
    id,
    file,
    format: 'dockerfile',
    label,
    name,
    span,
    sites: [],
    build,
    environment: [],
    environmentFrom: [],
    mounts: [],
  };
}

/** One container of each pod that a selector picks, in the nearest scope. */
export function podsPicked(
  store: Store,
  asker: Component,
  { selector, namespace }: Extract<Destination, { kind: 'pods' }>,
): readonly Container[] {
  const pair = tellingPair(selector);
  if (!pair) return [];
  const wanted = Object.entries(selector);
  const fits = (c: Component): c is Container => {
    const pod = c.kind === 'container' ? c.pod : undefined;
    if (!pod || !sameNamespace(pod.namespace, namespace)) return false;
    return wanted.every(([name, value]) => pod.labels[name] === value);
  };
  const near = store.nearest(`label:${pair}`, asker, fits);
  const pods = new Set<string>();
  return near.filter((c) => c.pod && !pods.has(c.pod.id) && pods.add(c.pod.id));
}

/** One container of each workload of a name, in the nearest scope. */
function podsOf(
  store: Store,
  asker: Component,
  { name, type, namespace }: Extract<Destination, { kind: 'workload' }>,
): readonly Container[] {
  const fits = (c: Component): c is Container =>
    c.kind === 'container' &&
    c.pod?.name === name &&
    (type === undefined || c.pod.label.toLowerCase().startsWith(`${type} `)) &&
    sameNamespace(c.pod.namespace, namespace);
  const pods = new Set<string>();
  return store.nearest(keys.workload(name), asker, fits).filter((c) => !pods.has(c.pod!.id) && pods.add(c.pod!.id));
}

/** A name is the container's own for a probe, the pod's for a Service; a number is the pod's for both. */
function containerEnd(store: Store, from: PortSite, container: Container): End {
  const ownName = from.value.kind === 'name' && (from.site.role === 'probe' || from.site.role === 'declare');
  const listeners = ownName ? listenersOf(store, container) : podListeners(store, container);
  return end(from, container, listeners);
}

function end(from: PortSite, owner: Component, { evidence, closed, hidden }: Listeners): End {
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
  return (
    component.id === own.id && label === site.field && place.file === written.file && place.start === written.start
  );
}

/** The pods that a Service leads to, one container of each. */
export function podsBehind(store: Store, service: Service): readonly Container[] {
  const { selector, namespace } = service;
  return selector ? podsPicked(store, service, { kind: 'pods', selector, namespace }) : [];
}

/** A Service's ports; `target`: the ports of its endpoints; `either`: both. */
function serviceEnd(store: Store, from: PortSite, service: Service, by?: 'target' | 'either'): End {
  // An alias of a name outside the cluster forwards nothing.
  if (service.type === 'ExternalName') return { owner: service, reached: [], offers: [], closed: false };
  const own = by === 'target' ? [] : routeOffers(store, service);
  const targets = by ? targetOffers(store, service) : [];
  // Of a target whose number is not known, nothing can be missed.
  const offers = targets ? [...own, ...targets] : [];
  return { owner: service, reached: offers.filter((o) => answers(from, o)), offers, closed: true };
}

/** A Service as its name resolves: to its own address, or, of a headless one, to its pods, which nothing is put before. */
function hostEnd(store: Store, from: PortSite, service: Service): End {
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

/** The numbers that a target stands for in the pods behind a Service; none where they are not known. */
export function targetNumbers(store: Store, service: Service, target: PortSite): readonly number[] {
  const { value } = target;
  if (value.kind === 'number') return [value.number];
  if (value.kind !== 'name') return [];
  const named = podsBehind(store, service)
    .flatMap((c) => podListeners(store, c).evidence)
    .filter((e) => e.name?.text === value.name && e.from === e.to);
  return [...new Set(named.map((e) => e.from))];
}

function nodePortEnds(store: Store, from: PortSite): readonly End[] {
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

function gatewayEnd(store: Store, from: PortSite, gateway: Router): End {
  const offers = portSites(store, gateway).flatMap((listener): Reached[] => {
    const range = listener.site.role === 'listen' ? portRange(listener.value) : undefined;
    return range ? [{ site: listener.site, ...range, ...offerOf(listener, 'listener') }] : [];
  });
  return { owner: gateway, reached: offers.filter((o) => answers(from, o)), offers, closed: true };
}

/** A Service as every node answers for it. */
function nodeEnd(store: Store, from: PortSite, owner: Service): End {
  const offers = portSites(store, owner).flatMap((route): Reached[] => {
    const range = route.site.role === 'publish' ? portRange(route.value) : undefined;
    return range ? [{ ...offerOf(route, route.site.field), ...range, route }] : [];
  });
  return { owner, reached: offers.filter((o) => answers(from, o)), offers, closed: true };
}

/** What a route sends traffic of a listener to; undefined where it is attached to other listeners alone. */
function routeEnd(store: Store, from: PortSite, owner: Router): End | undefined {
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
function resourceEnd(store: Store, from: PortSite, owner: Component): End | undefined {
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
function groupEnd(store: Store, { proxy, sites }: Group): End {
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
  if (from.value.kind === 'name')
    return offer.name?.text === from.value.name && sameProtocol(from.site.protocol, offer.protocol);
  const range = portRange(from.value);
  if (!range) return true; // unknown is never wrong
  return offer.from <= range.to && range.from <= offer.to && sameProtocol(from.site.protocol, offer.protocol);
}

/** The Services whose selector picks a container's pod, in the order of their places. */
export function servicesPicking(store: Store, container: Container): readonly Service[] {
  const found = new Set<Service>();
  for (const [name, value] of Object.entries(container.pod?.labels ?? {})) {
    for (const c of store.find(keys.selector(`${name}=${value}`))) {
      if (c.kind !== 'service' || !c.selector || found.has(c)) continue;
      if (podsBehind(store, c).some((p) => p.pod?.id === container.pod?.id)) found.add(c);
    }
  }
  return [...found];
}
