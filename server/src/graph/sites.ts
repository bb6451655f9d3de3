/** The port sites of a component with their values known: those that its format saw, and those that its settings hold. */
import type { Component, Container, Settings, Site, Span } from '../model/index.ts';
import { pointBehind } from '../model/index.ts';
import { devicesIn, dialledBy, mayDial } from '../syntax/dialling.ts';
import { type Address, defaultPort, findEndpoints } from '../syntax/endpoint.ts';
import { parsePort } from '../syntax/ports.ts';
import { splitShell } from '../syntax/shell.ts';
import { flatten } from '../syntax/text-address.ts';
import { runningCommands } from './evidence/command-evidence.ts';
import { hostNames } from './evidence/environment-evidence.ts';
import { groupsMeant } from './groups.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { environmentOf } from './values/environment.ts';
import { stagesOf } from './values/images.ts';
import { type Known, type Port, placeOf, resolvePort, resolveText } from './values/values.ts';

/** A site whose value has been looked up. */
export interface PortSite {
  readonly component: Component;
  readonly site: Site;
  readonly value: Port['value'];
  /** Where the value is written; what a fix edits. */
  readonly written: Span;
  /** The expressions between the site and that place. */
  readonly through: readonly Span[];
  /** The values of less weight that it takes the place of, the weightiest first. */
  readonly over?: readonly Span[];
}

/** Every site of a component. */
export function portSites(store: Store, component: Component): readonly PortSite[] {
  const own = component.sites.map((site): PortSite => {
    const port = resolvePort(store, component, site);
    // Who means a group uses the ports of its servers, none of its own.
    const value =
      site.role !== 'listen' && groupsMeant(store, component, site.to ?? []).length > 0
        ? ({ kind: 'unknown' } as const)
        : port.value;
    return { component, site, ...port, value };
  });
  if (component.kind === 'container')
    return [...own, ...inheritedChecks(store, component), ...clientSites(store, component)];
  if (component.kind === 'settings' && isOnItsOwn(store, component)) {
    const texts = component.settings.flatMap((s) =>
      s.value ? [{ name: s.name, known: resolveText(store, component, s.value) }] : [],
    );
    return [...own, ...connections(component, texts)];
  }
  return own;
}

/**
 * The HEALTHCHECK of the image that a Compose service builds, which runs in its container and so with its environment
 * (Dockerfile reference, HEALTHCHECK). Kubernetes runs none.
 */
function inheritedChecks(store: Store, container: Container): readonly PortSite[] {
  if (!inheritsChecks(container)) return [];
  const stage = stagesOf(store, container).find((s) => s.sites.some((site) => site.role === 'probe'));
  const sites = stage?.sites.filter((site) => site.role === 'probe') ?? [];
  return sites.map((site) => ({ component: container, site, ...resolvePort(store, container, site) }));
}

/** True for a container in which the health check of the image that it builds is run. */
export function inheritsChecks(container: Container): boolean {
  return container.format === 'compose' && container.build !== undefined && !container.checked;
}

/** Settings that a container of the workspace takes are read there, where their host names have a meaning. */
function isOnItsOwn(store: Store, settings: Settings): boolean {
  return settings.format === 'kubernetes' && store.find(keys.takesSettings(settings.name)).length === 0;
}

function clientSites(store: Store, container: Container): readonly PortSite[] {
  const texts: NamedText[] = [];
  for (const [name, assigned] of environmentOf(store, container).entries()) {
    const { setting, owner } = assigned;
    const known = setting.value && resolveText(store, owner, setting.value);
    if (known) texts.push({ name, known });
  }
  const words = [container.entrypoint, container.arguments].flatMap((line) =>
    line?.form === 'shell' ? line.words.flatMap((w) => splitShell(w)).flat() : (line?.words ?? []),
  );
  const commands = words.map((word) => ({ name: 'command', known: resolveText(store, container, word) }));
  return [...connections(container, [...texts, ...commands]), ...dialledSites(store, container)];
}

/** Host and port that are no address in one word: `nc -z db 5432`, `/dev/tcp/db/5432`; in the image's words, too. */
function dialledSites(store: Store, container: Container): readonly PortSite[] {
  const stages = stagesOf(store, container);
  const lines = [container.entrypoint, container.arguments, ...stages.flatMap((s) => [s.entrypoint, s.command])];
  const written = lines.flatMap((line) => line?.words ?? []).map(flatten);
  if (!written.some(mayDial)) return [];
  return runningCommands(store, container, stages).flatMap(({ words }): readonly PortSite[] => {
    const dialled = dialledBy(words.map((word) => word.written));
    if (!dialled) return [];
    const [host, port] = [resolveText(store, container, dialled.host), resolveText(store, container, dialled.port)];
    const value = port.complete ? parsePort(port.text) : undefined;
    const at = placeOf(port, 0, port.text.length);
    const name = placeOf(host, 0, host.text.length);
    if (!at || !name || !host.complete || value?.kind !== 'number') return [];
    if (!isName(host.text) || isOwnName(container, host.text)) return [];
    return [connection(container, 'command', value, at, host.text, name.written)];
  });
}

interface NamedText {
  readonly name: string;
  readonly known: Known;
}

/** What a process says of itself: not where it connects to. */
const OF_ITSELF = /ADVERTISED|LISTENER|CORS|ORIGIN|ALLOWED|CALLBACK|REDIRECT|WHITELIST|ALLOWLIST|NO_PROXY|TRUSTED/i;

function connections(component: Component, texts: readonly NamedText[]): readonly PortSite[] {
  const found: PortSite[] = [];
  for (const { name, known } of texts) {
    if (OF_ITSELF.test(name)) continue;
    for (const endpoint of [...findEndpoints(known.text), ...devicesIn(known.text)]) {
      const host = endpoint.host;
      if (!host || isOwnName(component, host.text) || !isName(host.text)) continue;
      const place = placeOf(known, host.start, host.end);
      if (endpoint.port) {
        const port = placeOf(known, endpoint.port.start, endpoint.port.end);
        const value = parsePort(endpoint.port.text);
        if (port && place && value) {
          const more = spoken(known, endpoint);
          found.push(connection(component, name, value, port, host.text, place.written, more));
        }
      } else if (endpoint.scheme && place) {
        const number = defaultPort(endpoint.scheme);
        const implied = placeOf(known, host.start, endpoint.hostEnd);
        if (number === undefined || !implied) continue;
        const more = { implied: { at: pointBehind(implied.written), template: ':{port}' }, ...spoken(known, endpoint) };
        found.push(connection(component, name, { kind: 'number', number }, place, host.text, place.written, more));
      }
    }
  }
  return [...found, ...hostAndPortPairs(component, texts)];
}

/** A URL's scheme, what it says of TLS, and how to change that. */
function spoken(known: Known, { scheme, userinfo, host }: Address): Pick<Site, 'scheme' | 'tls' | 'switchTls'> {
  if (!scheme || !host) return {};
  if (!/^(?:https?|wss?)$/.test(scheme)) return { scheme };
  const tls = scheme.endsWith('s');
  const start =
    (userinfo?.start ?? host.start - (known.text[host.start - 1] === '[' ? 1 : 0)) - '://'.length - scheme.length;
  const place = placeOf(known, start, start + scheme.length);
  const newText = tls ? scheme.slice(0, -1) : `${scheme}s`;
  return { scheme, tls, ...(place ? { switchTls: { span: place.written, newText } } : {}) };
}

/** `DB_HOST=db` with `DB_PORT=5432`. */
function hostAndPortPairs(component: Component, texts: readonly NamedText[]): readonly PortSite[] {
  const byName = new Map(texts.map((t) => [t.name, t.known]));
  return texts.flatMap(({ name, known }): PortSite[] => {
    const stem = /^(.+?)_PORT$/i.exec(name)?.[1];
    const value = stem && known.complete ? parsePort(known.text.trim()) : undefined;
    if (!stem || value?.kind !== 'number') return [];
    const key =
      hostNames(stem).find((n) => byName.has(n)) ??
      hostNames(stem)
        .map((n) => n.toLowerCase())
        .find((n) => byName.has(n));
    const host = key && byName.get(key);
    if (!host || !/^[a-z0-9][\w.-]*$/i.test(host.text) || isOwnName(component, host.text)) return [];
    const port = placeOf(known, 0, known.text.length);
    const place = placeOf(host, 0, host.text.length);
    return port && place ? [connection(component, name, value, port, host.text, place.written)] : [];
  });
}

function connection(
  component: Component,
  field: string,
  value: NonNullable<ReturnType<typeof parsePort>>,
  port: { written: Span; through: readonly Span[] },
  host: string,
  hostSpan: Span,
  more: Pick<Site, 'scheme' | 'tls' | 'switchTls' | 'implied'> = {},
): PortSite {
  const to = [{ kind: 'host' as const, host: [{ text: host, span: hostSpan }] }];
  // The site is where the reader looks: the expression that leads to the value, if there is one in this file.
  const span = port.through[0] ?? port.written;
  const site: Site = { role: 'connect', span, value, protocol: 'unknown', field, to, ...more };
  return { component, site, value, ...port };
}

/** A name to look up: no address, and not the loopback, which may be meant for a browser as well. */
function isName(host: string): boolean {
  return host !== 'localhost' && !/^[\d.]+$|:/.test(host);
}

function isOwnName(component: Component, host: string): boolean {
  return component.kind === 'container' && (component.network?.names.includes(host) ?? false);
}
