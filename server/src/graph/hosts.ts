/** Host names: who answers to a name where a client, a proxy or a setting stands. */
import { dirname } from 'node:path/posix';
import type { Component, Container, Labels, Router, Service } from '../model/index.ts';
import { bearsName } from './environments/projects.ts';
import { isLoopback } from './evidence/arguments.ts';
import { keys, tellingPair } from './keys.ts';
import { namespaceOwner } from './namespaces.ts';
import type { Store } from './store.ts';
import { carriersOf } from './values/carriers.ts';
import { filesWith, sameProject, wholeOf } from './values/layers.ts';
import { namespaceOf, sameNamespace } from './values/values.ts';

export interface Hosts {
  /** Several where copies stand equally near, or where several containers share an alias. */
  readonly found: readonly (Container | Service)[];
  /** No mount, build or network ties the asker to what was found; only the name does. */
  readonly inferred: boolean;
}

const NOBODY: Hosts = { found: [], inferred: false };

/** The host of the machine that the containers run on, as they see it (docs.docker.com, networking). */
export function isDockerHost(host: string): boolean {
  return /^(?:host|gateway)\.docker\.internal$|^host\.containers\.internal$/.test(host);
}

/**
 * Who answers to `host` for a component. Loopback is the component's own container. Nobody for addresses, external
 * names, and names that nothing in the workspace bears.
 */
export function resolveHost(store: Store, asker: Component, host: string): Hosts {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === '' || isDockerHost(name) || /^[\d.]+$/.test(name) || name.includes(':')) {
    return isLoopback(name) ? own(store, asker) : NOBODY;
  }
  if (isLoopback(name)) return own(store, asker);
  switch (asker.kind) {
    case 'container':
      return { found: asker.network ? onNetworks(store, asker, host) : services(store, asker, name), inferred: false };
    case 'proxy':
      return throughCarriers(store, asker, host);
    case 'settings':
      if (asker.format === 'kubernetes') return { found: services(store, asker, name), inferred: false };
      return through(store, store.find(keys.takesFile(asker.file)), asker, host);
    case 'router':
    case 'service':
    case 'policy':
    case 'monitor':
      return { found: services(store, asker, name), inferred: false };
    case 'image':
    case 'overlay':
    case 'program':
    case 'project':
    case 'record':
    case 'chart':
    case 'pool':
    case 'member':
      return NOBODY;
  }
}

/** The services of a name in Compose files. */
export function servicesOf(
  store: Store,
  { files, service }: { readonly files: readonly string[]; readonly service: string },
): readonly Container[] {
  return files.flatMap((file) => store.find(keys.file(file)).filter(bearsName(service)));
}

/** Who answers to `host` where a service of Compose files asks; they start together, wherever they lie. */
export function resolveSeenBy(
  store: Store,
  asker: { readonly files: readonly string[]; readonly service: string },
  host: string,
): readonly Container[] {
  const found = servicesOf(store, asker).flatMap((c) => resolveHost(store, c, host).found);
  const containers = found.filter((c): c is Container => c.kind === 'container');
  return [...new Set(containers.length > 0 ? containers : servicesOf(store, { ...asker, service: host }))];
}

/** Of a container on the host's network, loopback is the host's, where anything may listen. */
function own(store: Store, asker: Component): Hosts {
  const isAlone = (c: Container): boolean => c.network?.mode?.kind !== 'host';
  if (asker.kind === 'container') return { found: [asker].filter(isAlone), inferred: false };
  if (asker.kind === 'proxy') return { found: carriersOf(store, asker).filter(isAlone), inferred: false };
  return NOBODY;
}

function throughCarriers(store: Store, asker: Component, host: string): Hosts {
  const carriers = carriersOf(store, asker);
  if (carriers.length > 0) return through(store, carriers, asker, host);
  if (asker.kind === 'proxy' && asker.owner) return { found: services(store, asker, host), inferred: false };
  return byName(store, asker, host);
}

function through(store: Store, users: readonly Component[], asker: Component, host: string): Hosts {
  const found = new Set<Container | Service>();
  for (const user of users) {
    if (user.kind === 'container') for (const c of resolveHost(store, user, host).found) found.add(c);
  }
  return users.length > 0 ? { found: [...found], inferred: false } : byName(store, asker, host);
}

/** Nothing says where the file is used: the nearest bearer of the name, if it stands in the file's own folders. */
function byName(store: Store, asker: Component, host: string): Hosts {
  const bears = (c: Component): c is Container | Service => c.kind === 'container' || c.kind === 'service';
  const near = store.nearest(keys.host(host), asker, bears);
  // Copies in several folders: any of them may be meant.
  const folders = new Set(near.map((c) => dirname(c.file)));
  return folders.size === 1 ? { found: near, inferred: true } : NOBODY;
}

/**
 * Services by `svc`, `svc.ns`, `svc.ns.svc`, `svc.ns.svc.cluster.local` (Kubernetes: DNS for Services and Pods). An
 * ExternalName is but another name of what it names.
 */
function services(store: Store, asker: Component, host: string): readonly Service[] {
  const [name, namespace, kind] = host.split('.');
  if (!name || (kind !== undefined && kind !== 'svc')) return [];
  return servicesNamed(store, asker, name, namespace ?? namespaceOf(asker)).flatMap((service) => {
    const { alias } = service;
    const meant = alias ? servicesNamed(store, service, alias.name, alias.namespace) : [];
    return meant.length > 0 ? meant : [service];
  });
}

/** Services of a name in a namespace, the nearest to the component. */
export function servicesNamed(
  store: Store,
  asker: Component,
  name: string,
  namespace: string | undefined,
): readonly Service[] {
  const fits = (c: Component): c is Service => c.kind === 'service' && sameNamespace(c.namespace, namespace);
  return store.nearest(keys.host(name), asker, fits);
}

/** Services that have a number as a port of every node, the nearest. */
export function servicesPinned(store: Store, asker: Component, port: number): readonly Service[] {
  return store.nearest(keys.pinned(port), asker, (c): c is Service => c.kind === 'service');
}

/** Services that carry labels, in any of the namespaces, the nearest to the component. */
export function servicesLabelled(
  store: Store,
  asker: Component,
  labels: Labels,
  namespaces: readonly string[] | undefined,
): readonly Service[] {
  const pair = tellingPair(labels);
  if (!pair) return [];
  const fits = (c: Component): c is Service =>
    c.kind === 'service' &&
    (namespaces?.some((namespace) => sameNamespace(c.namespace, namespace)) ?? true) &&
    includes(c.labels, labels);
  return store.nearest(keys.serviceLabel(pair), asker, fits);
}

/** Services whose pods a balancer checks as a config says, the nearest to it. */
export function servicesChecked(
  store: Store,
  asker: Component,
  config: string,
  namespace: string | undefined,
): readonly Service[] {
  const fits = (c: Component): c is Service => c.kind === 'service' && sameNamespace(c.namespace, namespace);
  return store.nearest(keys.checkedBy(config), asker, fits);
}

/** Services in front of the pods that a selector picks: one of the two selectors asks for all that the other does. */
export function servicesFronting(store: Store, asker: Component, selector: Labels): readonly Service[] {
  const pair = tellingPair(selector);
  if (!pair) return [];
  const fits = (c: Component): c is Service =>
    c.kind === 'service' && c.selector !== undefined && includes(c.selector, selector);
  return store.nearest(keys.selects(pair), asker, fits);
}

/** True where `labels` has every pair of `wanted`. */
export function includes(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** Gateways of a name in a namespace, the nearest to the component. */
export function gatewaysNamed(
  store: Store,
  asker: Component,
  name: string,
  namespace: string | undefined,
): readonly Router[] {
  const fits = (c: Component): c is Router =>
    c.kind === 'router' && c.sites.some((site) => site.role === 'listen') && sameNamespace(c.namespace, namespace);
  return store.nearest(keys.gateway(name), asker, fits);
}

/** The routes that are attached to a Gateway: of several that bear a name, each means the nearest. */
export function routesAttached(
  store: Store,
  gateway: Component,
  name: string,
  namespace: string | undefined,
): readonly Router[] {
  const isMeant = (route: Router): boolean =>
    (route.gateways ?? []).some(
      (meant) =>
        meant.name === name &&
        sameNamespace(meant.namespace, namespace) &&
        gatewaysNamed(store, route, name, meant.namespace).some(({ id }) => id === gateway.id),
    );
  return store.find(keys.attached(name)).filter((c): c is Router => c.kind === 'router' && isMeant(c));
}

function onNetworks(store: Store, asker: Container, host: string): readonly Container[] {
  const link = asker.network?.links.find((l) => l.alias === host);
  const wanted = link?.service ?? host;
  const fits = (c: Component): c is Container =>
    c.kind === 'container' && sameProject(asker, c) && (link !== undefined || bears(store, asker, c, wanted));
  const near = store.nearest(keys.host(wanted), asker, fits);
  // Of several files in one folder, those that start with the asker's own.
  const own = near.filter((c) => c.file === asker.file || filesWith(store, asker).includes(c.file));
  return own.length > 0 ? own : near;
}

/** Two services reach each other only where they share a network, and an alias counts only on its own. */
function bears(store: Store, asker: Container, other: Container, name: string): boolean {
  const joined = networksOf(store, asker);
  return networksOf(store, other).some(
    (theirs) =>
      joined.some((ours) => ours.network === theirs.network) &&
      (wholeOf(store, other).network?.names.includes(name) || theirs.aliases.includes(name)),
  );
}

/** True where two services share a network. */
export function meet(store: Store, a: Container, b: Container): boolean {
  const joined = networksOf(store, a);
  return sameProject(a, b) && networksOf(store, b).some((t) => joined.some((o) => o.network === t.network));
}

/** A service that shares another's network namespace stands on that one's networks. */
function networksOf(store: Store, container: Container): readonly { network: string; aliases: readonly string[] }[] {
  const whole = wholeOf(store, container);
  const mode = whole.network?.mode;
  if (mode?.kind === 'service' || mode?.kind === 'container') {
    const other = namespaceOwner(store, whole);
    return other?.network?.mode ? [] : other ? networksOf(store, other) : [];
  }
  return mode ? [] : (whole.network?.joined ?? []);
}
