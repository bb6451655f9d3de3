/** Evidence from a container's environment: the variables that say on which port its process listens. */
import type { Container, Protocol } from '../model/index.ts';
import { PORT_NAME } from '../syntax/settings.ts';
import type { Evidence } from './evidence.ts';
import type { Store } from './store.ts';
import { environmentOf, placeOf, resolveText } from './values.ts';

/** Variables that name somebody else's port. */
const OTHERS =
  /(?:^|_)(?:DB|DATABASE|REDIS|MYSQL|POSTGRES|POSTGRESQL|PG|MONGO|MONGODB|KAFKA|AMQP|RABBIT|RABBITMQ|SMTP|MAIL|UPSTREAM|REMOTE|TARGET|BACKEND|PROXY|BROKER|STATSD|JAEGER|ZIPKIN|EXTERNAL|PUBLIC|HOST|NODE)_(?:\w+_)?PORTS?$|^VIRTUAL_PORT$/i;
const MAIN = /^(?:PORT|(?:SERVER|HTTP|LISTEN|LISTENING|APP|WEB|SERVICE|API|(?:ASPNETCORE|DOTNET)_HTTP)_?PORTS?)$/i;
/** Lists of URLs that a server listens on. */
const URLS = /^(?:(?:ASPNETCORE|DOTNET)_)?URLS$|_LISTENERS$/;
const PORT = /(?<![\w.:-])\d{1,5}(?![\w.:-])/g;
const URL_PORT = /(\[[\da-f:]+\]|[\w.*+-]*):(\d{1,5})(?=[/;,\s]|$)/dg;

/**
 * @param movers Variables that the image or the program is known to take its listener from, whatever their names.
 */
export function environmentEvidence(
  store: Store,
  container: Container,
  inferred: boolean,
  movers: ReadonlyMap<string, { readonly protocol: Protocol; readonly main: boolean }>,
): readonly Evidence[] {
  const found: Evidence[] = [];
  const variables = environmentOf(store, container);
  const names = new Set<string>();
  for (const [name] of variables.entries()) names.add(name);
  for (const [name, { setting, owner }] of variables.entries()) {
    const mover = movers.get(name);
    const urls = URLS.test(name);
    if (!setting.value || (!mover && !urls && (!PORT_NAME.test(name) || OTHERS.test(name) || hasHost(name, names)))) {
      continue;
    }
    // What Kafka advertises is what it listens on only where nothing else says so.
    if (name.includes('ADVERTISED') && names.has(name.replace('ADVERTISED_', ''))) continue;
    const known = resolveText(store, owner, setting.value);
    const add = (start: number, end: number, address?: Evidence['address']): void => {
      const place = placeOf(known, start, end);
      if (!place) return;
      const port = Number(known.text.slice(start, end));
      found.push({
        from: port,
        to: port,
        protocol: mover?.protocol ?? 'unknown',
        weight: 'set',
        label: name,
        place: place.written,
        component: owner,
        ...(address ? { address } : {}),
        main: mover?.main ?? (urls || MAIN.test(name) || isOwn(container, name)),
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

/** `CART_PORT` in the container `cart`. */
function isOwn(container: Container, name: string): boolean {
  const stem = name.replace(/_?PORTS?$/i, '').toLowerCase();
  return stem !== '' && stem.replaceAll('_', '-') === container.name.toLowerCase();
}

/** `DB_PORT` beside `DB_HOST` is the other end's. */
function hasHost(name: string, names: ReadonlySet<string>): boolean {
  const stem = name.replace(/_?PORTS?$/i, '');
  return stem !== '' && hostNames(stem).some((host) => names.has(host));
}

/** The names under which the host beside a `STEM_PORT` is kept. */
export function hostNames(stem: string): readonly string[] {
  return ['HOST', 'HOSTNAME', 'ADDR', 'ADDRESS', 'SERVER', 'HOST_NAME', 'SERVICE_HOST', 'ENDPOINT'].map(
    (end) => `${stem}_${end}`,
  );
}
