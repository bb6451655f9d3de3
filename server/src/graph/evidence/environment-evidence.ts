/** Evidence from a container's environment: the variables that say on which port its process listens. */
import type { Component, Container, Protocol, Text } from '../../model/index.ts';
import { PORT_NAME } from '../../syntax/settings.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import { type Assigned, environmentOf, overridden } from '../values/environment.ts';
import { variablesOf } from '../values/texts.ts';
import { placeOf, resolvePort, resolveText } from '../values/values.ts';
import type { Evidence } from './evidence.ts';

/** Variables that name somebody else's port. */
const OTHERS =
  /(?:^|_)(?:DB|DATABASE|REDIS|MYSQL|POSTGRES|POSTGRESQL|PG|MONGO|MONGODB|KAFKA|AMQP|RABBIT|RABBITMQ|SMTP|MAIL|UPSTREAM|REMOTE|TARGET|BACKEND|PROXY|BROKER|STATSD|JAEGER|ZIPKIN|EXTERNAL|PUBLIC|HOST|NODE)_(?:\w+_)?PORTS?$|^VIRTUAL_PORT$/i;
const MAIN =
  /^(?:PORT|(?:SERVER|HTTP|LISTEN|LISTENING|APP|WEB|SERVICE|API|(?:ASPNETCORE|DOTNET)_HTTP|QUARKUS_HTTP|MICRONAUT_SERVER)_?PORTS?)$/i;
/** Lists of URLs that a server listens on. */
const URLS = /^(?:(?:ASPNETCORE|DOTNET)_)?URLS$|_LISTENERS$/;
const PORT = /(?<![\w.:-])\d{1,5}(?![\w.:-])/g;
const URL_PORT = /(\[[\da-f:]+\]|[\w.*+-]*):(\d{1,5})(?=[/;,\s]|$)/dg;

/** A value that says by itself that it is a listener: `:5001`, `0.0.0.0:80`, `http://+:80`. */
const LISTENER = /^(?:(?:\w+:\/\/)?(?:0\.0\.0\.0|\[::\]|\+|\*)|):\d{1,5}\/?$/;
/** What is listened for beside that which the process is there for, and what only looks like a port: an X display. */
const BESIDE =
  /metric|prom|health|admin|pprof|debug|profil|manage|telemetry|stat|monitor|otlp|rpc|gossip|cluster|peer|raft/i;
const NO_LISTENER = /^DISPLAY$|ADVERTISE|ANNOUNCE|EXTERNAL|PUBLIC|(?:^|_)PROXY(?:_|$)/i;

/** Names of `MAIN` that whoever starts the containers uses for the host's side of a mapping just as well. */
const HOST_SIDE = /^(?:SERVER|HTTP|APP|WEB|SERVICE|API)_?PORT$/i;

/**
 * @param layers Of the service, whose mappings tell which variables are the host's side.
 * @param movers Variables that the image or the program is known to take its listener from, whatever their names.
 */
export function environmentEvidence(
  store: Store,
  container: Container,
  inferred: boolean,
  layers: readonly Container[],
  movers: ReadonlyMap<string, { readonly protocol: Protocol; readonly main: boolean }>,
): readonly Evidence[] {
  const found: Evidence[] = [];
  const variables = environmentOf(store, container);
  const isOthers = othersOf(store, container);
  for (const [name, assigned] of variables.entries()) {
    const { setting, owner } = assigned;
    const mover = movers.get(name);
    const { value } = setting;
    if (!value) continue;
    const listener = !mover && !NO_LISTENER.test(name) && isListener(store, owner, value);
    const urls = listener || URLS.test(name);
    if (!mover && !urls && (!PORT_NAME.test(name) || isOthers(name))) continue;
    // What Kafka advertises is what it listens on only where nothing else says so.
    if (name.includes('ADVERTISED') && variables.get(name.replace('ADVERTISED_', ''))) continue;
    const known = resolveText(store, owner, value);
    const over = overridden(assigned);
    const isMain = (name: string): boolean =>
      (urls && !(listener && BESIDE.test(name))) || MAIN.test(name) || isOwn(container, name);
    const add = (start: number, end: number, address?: Evidence['address']): void => {
      const place = placeOf(known, start, end);
      if (!place) return;
      const port = Number(known.text.slice(start, end));
      const outside = !mover && isPublished(store, layers, assigned, port);
      found.push({
        from: port,
        to: port,
        protocol: mover?.protocol ?? 'unknown',
        weight: 'set',
        label: name,
        place: place.written,
        component: owner,
        ...(address ? { address } : {}),
        ...(over.length > 0 ? { over } : {}),
        main: outside ? false : (mover?.main ?? isMain(name)),
        ...(outside ? { doubtful: true as const } : {}),
        inferred: inferred && owner.kind === 'image',
      });
    };
    for (const match of urls ? [] : known.text.matchAll(PORT)) add(match.index, match.index + match[0].length);
    if (!urls && !mover) continue;
    for (const { indices } of known.text.matchAll(URL_PORT)) {
      const [, host, port] = indices!;
      const place = placeOf(known, ...host!);
      const text = known.text.slice(...host!).replace(/^\[|\]$/g, '');
      add(...port!, place && text && !name.includes('ADVERTISED') ? { text, span: place.written } : undefined);
    }
  }
  return found;
}

/**
 * True for a variable that is there for the host's side of a mapping: one that fills it, or one of its value whose name
 * leaves it open which side is meant. An env file may be there for every service beside it.
 */
function isPublished(
  store: Store,
  layers: readonly Container[],
  { setting: { name }, owner }: Assigned,
  port: number,
): boolean {
  const beside = owner.kind === 'settings' ? layers.flatMap(({ file }) => store.find(keys.file(file))) : layers;
  return beside.some((service) =>
    service.sites.some((site) => {
      if (site.role !== 'publish' || service.format !== 'compose') return false;
      if (site.value.kind === 'text' && variablesOf(site.value.text).some(({ variable }) => variable === name))
        return true;
      if (!HOST_SIDE.test(name)) return false;
      const { value } = resolvePort(store, service, site);
      return value.kind === 'number' && value.number === port;
    }),
  );
}

/** True for a variable whose name says that the process is there for its port: `PORT`, `HTTP_PORT`. */
export function isMainPort(name: string): boolean {
  return MAIN.test(name);
}

/** `CART_PORT` in the container `cart`. */
function isOwn(container: Container, name: string): boolean {
  const stem = name.replace(/_?PORTS?$/i, '').toLowerCase();
  return stem !== '' && stem.replaceAll('_', '-') === container.name.toLowerCase();
}

/** True for a value that is an address to listen on, and nothing else. */
function isListener(store: Store, owner: Component, value: Text): boolean {
  if (!value.some((part) => 'text' in part && part.text.includes(':'))) return false;
  return LISTENER.test(resolveText(store, owner, value).text.trim());
}

/**
 * The numbers of variables that are named after another end's port: they bear out what is claimed of a container
 * and speak against nothing.
 */
export function portsNamed(store: Store, container: Container): readonly number[] {
  const isOthers = othersOf(store, container);
  return [...environmentOf(store, container).entries()].flatMap(([name, { setting, owner }]) => {
    if (!setting.value || !PORT_NAME.test(name) || !isOthers(name)) return [];
    const text = resolveText(store, owner, setting.value).text.trim();
    return /^\d{1,5}$/.test(text) ? [Number(text)] : [];
  });
}

/**
 * Tells the variables that name another end's port: by their names, or as `DB_PORT` beside `DB_HOST`, unless that host
 * is every address or the container itself.
 */
function othersOf(store: Store, container: Container): (name: string) => boolean {
  const variables = new Map(environmentOf(store, container).entries());
  const own = new Set([container.name, ...(container.network?.names ?? [])]);
  const isElsewhere = (host: string): boolean => {
    const found = variables.get(host);
    if (!found?.setting.value) return found !== undefined;
    const text = resolveText(store, found.owner, found.setting.value).text.trim();
    return !/^(?:0\.0\.0\.0|\*|\+|\[?::1?\]?|localhost|127(?:\.\d+){3})$/.test(text) && !own.has(text);
  };
  return (name) => {
    const stem = name.replace(/_?PORTS?$/i, '');
    return OTHERS.test(name) || (stem === '' ? ['HOST'] : hostNames(stem)).some(isElsewhere);
  };
}

/** The names under which the host beside a `STEM_PORT` is kept. */
export function hostNames(stem: string): readonly string[] {
  return ['HOST', 'HOSTNAME', 'ADDR', 'ADDRESS', 'SERVER', 'HOST_NAME', 'SERVICE_HOST', 'ENDPOINT'].map(
    (end) => `${stem}_${end}`,
  );
}
