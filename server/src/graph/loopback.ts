/**
 * Clients in containers that ask `localhost`: their own container, although another service of the project may be meant.
 * It finds those clients and who is meant; what a browser or a host asks is none of them.
 */
import type { Component, Container, Site, Span } from '../model/index.ts';
import { literalText, startsTogether } from '../model/index.ts';
import { findEndpoints } from '../syntax/endpoint.ts';
import { parsePort } from '../syntax/ports.ts';
import { isLoopback } from './evidence/arguments.ts';
import { hostNames } from './evidence/environment-evidence.ts';
import { listenersOf, podListeners, portRange, speaksFor } from './evidence/evidence.ts';
import { meet, resolveHost, servicesOf } from './hosts.ts';
import { keys } from './keys.ts';
import { podContainers } from './namespaces.ts';
import { type PortSite, portSites } from './sites.ts';
import type { Store } from './store.ts';
import { carriersOf } from './values/carriers.ts';
import { environmentOf } from './values/environment.ts';
import { type Known, placeOf, resolvePort, resolveText } from './values/values.ts';

/** Settings by which a process is told what a browser, a host or another process will ask it for. */
export const FACES_BROWSERS =
  /^(?:VITE|NEXT_PUBLIC|REACT_APP|NUXT_PUBLIC|NUXT_ENV|VUE_APP|GATSBY|EXPO_PUBLIC|PUBLIC|NG_APP|SNOWPACK_PUBLIC|PARCEL|STORYBOOK|WDS|GF_SERVER)_|PUBLIC|EXTERNAL|CORS|ORIGIN|CALLBACK|REDIRECT|ALLOWED|WHITELIST|ALLOWLIST|TRUSTED|ADVERTISE|LISTENER|FRONTEND|ISSUER|NO_PROXY|(?:^|_)(?:CLIENT|BASE|ROOT|APP|WEB|SITE|SERVER)_?URL$|(?:^|_)(?:SITE|DOMAIN|WEBSITE)(?:_|$)/i;
/** Settings that only a server reads, whatever scheme they bear. */
const SERVES =
  /ENDPOINT|INTERNAL|UPSTREAM|PROXY_PASS|(?:^|_)OTEL|ELASTIC|OPENSEARCH|COLLECTOR|PROMETHEUS|LOKI|TEMPO|JAEGER|ZIPKIN|VAULT|CONSUL|ETCD|QDRANT|WEAVIATE|CHROMA|OLLAMA|MEILI|TYPESENSE|SOLR|SELENIUM|EUREKA|CONFIG_SERVER/i;

export interface LoopbackClient {
  /** The container whose `localhost` is asked. */
  readonly container: Container;
  readonly field: string;
  readonly port: number;
  /** `localhost`, where it is written. */
  readonly host: Span;
  /** The port's digits; absent where the port is only implied. */
  readonly digits?: Span;
  /** No host is written: `host` is the port's place. It is a developer's, who may start anything but what others have. */
  readonly bare?: true;
}

/** The service that a client means which asks its own container for a port that nothing there listens on. */
export interface Meant {
  readonly service: Container;
  /** What it listens on, if that is not what was asked for: the port was the published one. */
  readonly inside: number;
}

/** The clients of a component that ask `localhost`. */
export function loopbackClients(store: Store, component: Component): readonly LoopbackClient[] {
  if (component.kind === 'container' && component.network) return ofEnvironment(store, component);
  if (component.kind === 'router') return portSites(store, component).flatMap((from) => ofForward(store, from));
  if (component.kind !== 'proxy') return [];
  const [container, ...more] = carriersOf(store, component).filter((c) => c.network);
  // Of several that carry one config, another may have the port.
  if (!container || more.length > 0) return [];
  return portSites(store, component).flatMap((from) => ofProxy(from, container));
}

function ofProxy({ site, value, written }: PortSite, container: Container): readonly LoopbackClient[] {
  const to = hostOf(site);
  if (!to || value.kind !== 'number') return [];
  const digits = site.implied ? {} : { digits: written };
  return [{ container, field: site.field, port: value.number, host: to, ...digits }];
}

/** A port that is forwarded out of a Compose service in which somebody works. */
function ofForward(store: Store, { site, value, written }: PortSite): readonly LoopbackClient[] {
  const host = hostOf(site);
  const [container, ...more] = (site.to ?? []).flatMap((to) =>
    to.kind === 'host' && to.seenBy ? servicesOf(store, to.seenBy) : [],
  );
  if (!host || !container || more.length > 0 || value.kind !== 'number') return [];
  const bare = startsTogether(host, written) ? { bare: true as const } : {};
  return [{ container, field: site.field, port: value.number, host, digits: written, ...bare }];
}

/** True for a site that leads to `localhost` by its name or address. */
export function leadsToLoopback(site: Site): boolean {
  return hostOf(site) !== undefined;
}

/** Where a site that leads to `localhost` says so. */
function hostOf(site: Site): Span | undefined {
  for (const to of site.to ?? []) {
    const text = to.kind === 'host' ? literalText(to.host) : undefined;
    if (text && isLoopback(text) && to.kind === 'host') return to.host[0]?.span;
  }
  return undefined;
}

function ofEnvironment(store: Store, container: Container): readonly LoopbackClient[] {
  const texts = new Map<string, Known>();
  for (const [name, { setting, owner }] of environmentOf(store, container).entries()) {
    if (setting.value && owner.kind !== 'image') texts.set(name, resolveText(store, owner, setting.value));
  }
  const found: LoopbackClient[] = [];
  for (const [name, known] of texts) {
    if (FACES_BROWSERS.test(name)) continue;
    for (const { scheme, host, port } of findEndpoints(known.text)) {
      const value = port && parsePort(port.text);
      if (!host || !isLoopback(host.text) || value?.kind !== 'number') continue;
      if (/^(?:https?|wss?)$/.test(scheme ?? '') && !SERVES.test(name)) continue;
      const at = placeOf(known, host.start, host.end);
      const digits = placeOf(known, port!.start, port!.end);
      if (at && digits)
        found.push({ container, field: name, port: value.number, host: at.written, digits: digits.written });
    }
    const pair = hostAndPort(container, name, known, texts);
    if (pair) found.push(pair);
  }
  return found;
}

/** `DB_HOST=localhost` with `DB_PORT=5432`. */
function hostAndPort(
  container: Container,
  name: string,
  known: Known,
  texts: ReadonlyMap<string, Known>,
): LoopbackClient | undefined {
  const stem = /^(.+?)_PORT$/.exec(name)?.[1];
  const value = stem && known.complete ? parsePort(known.text.trim()) : undefined;
  const host = stem
    ? hostNames(stem)
        .map((key) => texts.get(key))
        .find((text) => text !== undefined)
    : undefined;
  if (value?.kind !== 'number' || !host || !isLoopback(host.text)) return undefined;
  const at = placeOf(host, 0, host.text.length);
  const digits = placeOf(known, 0, known.text.length);
  return at && digits && { container, field: name, port: value.number, host: at.written, digits: digits.written };
}

/** Who is meant, where nothing in the client's own network namespace listens and one other service does. */
export function meantBy(store: Store, { container, port, bare }: LoopbackClient): Meant | undefined {
  if (!container.network || container.network.mode?.kind === 'host') return undefined;
  const own = podListeners(store, container).evidence;
  if (own.some((e) => speaksFor(e, port, 'tcp'))) return undefined;
  const beside = podContainers(store, container);
  // Its own published port: an address by which others call it.
  if (beside.some((c) => publishes(store, c, port) !== undefined)) return undefined;
  const others = store
    .find(keys.file(container.file))
    .filter((c): c is Container => c.kind === 'container' && !beside.includes(c) && meet(store, container, c));
  const listening = others.filter((c) =>
    listenersOf(store, c).evidence.some(
      (e) =>
        speaksFor(e, port, 'tcp') &&
        (bare
          ? e.weight === 'default' && e.sensitive !== undefined
          : own.length > 0 || e.weight === 'default' || e.weight === 'listens'),
    ),
  );
  if (listening.length > 0) return listening.length === 1 ? { service: listening[0]!, inside: port } : undefined;
  if (bare) return undefined;
  const publishing = others.flatMap((service) => {
    const inside = publishes(store, service, port);
    return inside === undefined || own.length === 0 ? [] : [{ service, inside }];
  });
  const [only] = publishing;
  return publishing.length === 1 && !asksByName(store, container, only!.service) ? only : undefined;
}

/** True where a container calls a service by its name elsewhere: the published address beside it is told to others. */
function asksByName(store: Store, container: Container, service: Container): boolean {
  return portSites(store, container).some(({ site }) =>
    (site.to ?? []).some((to) => {
      if (to.kind !== 'host') return false;
      const host = resolveText(store, container, to.host);
      return host.complete && resolveHost(store, container, host.text).found.includes(service);
    }),
  );
}

/** The container port behind a published one. */
function publishes(store: Store, container: Container, port: number): number | undefined {
  for (const site of container.sites) {
    const range = site.role === 'publish' ? portRange(resolvePort(store, container, site).value) : undefined;
    if (!range || port < range.from || port > range.to) continue;
    for (const to of site.to ?? []) {
      const inside = to.kind === 'site' ? container.sites[to.index] : undefined;
      const value = inside && resolvePort(store, container, inside).value;
      if (value?.kind === 'number') return value.number;
    }
    return port;
  }
  return undefined;
}

/** True for a site that asks `localhost` and means another service: who reports it says so. */
export function meansAnother(store: Store, from: PortSite): boolean {
  const host = hostOf(from.site);
  if (!host) return false;
  return loopbackClients(store, from.component).some(
    (client) => startsTogether(client.host, host) && meantBy(store, client) !== undefined,
  );
}
