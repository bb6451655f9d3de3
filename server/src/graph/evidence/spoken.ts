/**
 * What is spoken at the ports of well-known images, by the purposes that the table names, and which URL schemes that
 * fits. Each row is the protocol of the scheme's own documentation; what is not listed is not known.
 */
import { defaultPort } from '../../syntax/endpoint.ts';

/** The protocols of schemes, under the names that the table of images has for them. */
const SCHEMES: Readonly<Record<string, string>> = {
  http: 'http',
  https: 'http',
  amqp: 'amqp',
  amqps: 'amqp',
  pyamqp: 'amqp',
  postgres: 'postgresql',
  postgresql: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  redis: 'redis',
  rediss: 'redis',
  mongodb: 'mongodb',
  mqtt: 'mqtt',
  mqtts: 'mqtt',
  nats: 'nats',
  bolt: 'bolt',
  neo4j: 'bolt',
};

/** Protocols that answer no HTTP request; `transport` and `native` are those of Elasticsearch and ClickHouse. */
const NO_HTTP: ReadonlySet<string> = new Set([
  ...['amqp', 'postgresql', 'mysql', 'redis', 'mongodb', 'mqtt', 'nats', 'kafka', 'cql', 'tds', 'memcached'],
  ...['transport', 'native', 'epmd', 'erlang distribution', 'smtp', 'stomp', 'openwire', 'fastcgi'],
]);

function protocolOf(purpose: string): string {
  return /^(?:https|management|dashboard|(?:web )?console)$/.test(purpose)
    ? 'http'
    : purpose.replace(/^amqps$/, 'amqp');
}

function protocolNamed(scheme: string): string | undefined {
  const [name = ''] = scheme.split('+');
  return Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
}

/** True where a port of this purpose, or of the scheme's own number, takes what a URL of the scheme asks for. */
export function speaks(scheme: string, port: { readonly from: number; readonly purpose?: string }): boolean {
  const protocol = protocolNamed(scheme);
  if (port.purpose !== undefined && protocol === protocolOf(port.purpose)) return true;
  return protocol !== 'http' && port.from === defaultPort(scheme.split('+')[0]!);
}

/** True where a port of this purpose surely does not. */
export function contradicts(scheme: string, purpose: string): boolean {
  const asked = protocolNamed(scheme);
  const there = protocolOf(purpose);
  if (asked === undefined || asked === there) return false;
  if (asked === 'http') return NO_HTTP.has(there);
  return there === 'http' || (NO_HTTP.has(there) && asked !== 'bolt');
}
