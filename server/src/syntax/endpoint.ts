/**
 * Network addresses as configs, URLs and environment values write them: `host:port`, `[::1]:80`, `:80`,
 * `scheme://user:pass@host:port/path`. It owns finding them in a string, with offsets into that string, and nothing
 * about what they lead to. The same for texts with variables stands in text-address.ts.
 */

/** A stretch of the string; offsets from 0, the end exclusive. */
export interface Slice {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Address {
  /** In lower case: `postgresql` for `jdbc:postgresql://`. */
  readonly scheme?: string;
  readonly userinfo?: Slice;
  /** Without the brackets of IPv6; may be `*`, or hold variables as they were written. Absent in `:80` and `80`. */
  readonly host?: Slice;
  /** Digits, a range `8000-8010`, or variables as they were written. */
  readonly port?: Slice;
  /** Where the host ends, its bracket included: `:80` is to be inserted here where no port is written. */
  readonly hostEnd: number;
  /** Where the address ends, a URL's path excluded. */
  readonly end: number;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  h2c: 80,
  grpc: 80,
  grpcs: 443,
  ftp: 21,
  ssh: 22,
  sftp: 22,
  smtp: 25,
  smtps: 465,
  ldap: 389,
  ldaps: 636,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  sqlserver: 1433,
  clickhouse: 9000,
  redis: 6379,
  rediss: 6379,
  amqp: 5672,
  amqps: 5671,
  mqtt: 1883,
  mqtts: 8883,
  mongodb: 27017,
  nats: 4222,
  cassandra: 9042,
  bolt: 7687,
  neo4j: 7687,
};

/** The port that a URL of this scheme means where it writes none; undefined for schemes without one (`kafka`, `tcp`). */
export function defaultPort(scheme: string): number | undefined {
  const key = scheme.toLowerCase();
  return Object.hasOwn(DEFAULT_PORTS, key) ? DEFAULT_PORTS[key] : undefined;
}

const SCHEME = /^(?:[a-z][a-z0-9+.-]*:)*([a-z][a-z0-9+.-]*|\$\w+|\$\{\w+\}):\/\//i;

/**
 * Reads a string that is one address: `host`, `host:port`, `[::1]:80`, `*:80`, `:80`, `80`, or a URL. A run of digits
 * alone is a port. `${NAME}`, `$NAME`, `$(NAME)` and `{{ ... }}` stand for any characters. Of a URL with several hosts
 * (`mongodb://a:1,b:2`) it reads the first. An IPv6 address without brackets takes its last colon as the port's, as
 * HAProxy reads `:::443`. Undefined for socket paths (`unix:/x`) and for what is half typed (`app:`) or no address.
 */
export function parseAddress(text: string): Address | undefined {
  const url = SCHEME.exec(text);
  if (!url) {
    const found = readHostPort(text, 0);
    if (!found || !isEnd(text, found.end, '/')) return undefined;
    if (found.host && !found.port && /^\d+(-\d+)?$/.test(found.host.text))
      return { port: found.host, hostEnd: 0, end: found.end };
    return found;
  }
  const start = url[0].length;
  const userinfo = readUserinfo(text, start);
  const found = readHostPort(text, userinfo ? userinfo.end + 1 : start);
  if (!found || !isEnd(text, found.end, '/?#,;')) return undefined;
  return { scheme: url[1]!.toLowerCase(), ...(userinfo ? { userinfo } : {}), ...found };
}

// A URL's beginning, or host:port. Each alternative starts only where a run of its characters starts, so that a long
// run is read once.
const ENDPOINT =
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/|(?<![\w.$:/\\}-])(?:[a-z0-9](?:[\w.-]*[a-z0-9])?|\[[0-9a-f:.]+\]):[1-9]\d{0,4}(?![\w@:]|[.-]\w)/gi;

/**
 * The endpoints in a longer text: every host of every URL, with or without a port, and every `host:port`. Hosts with
 * variables are left out; so are paths, unless a URL starts anew after a comma or a blank.
 *
 * Outside URLs much looks like an endpoint: times (`12:30`), image tags (`nginx:1.27`, `redis:7`, `node:20`), ids
 * (`user:1000`). There a host is an IPv4 address, a bracketed IPv6 address, or a name that does not end in a number of
 * its own; the port is 1 to 65535; and after a name it has three digits or is a two-digit port in common use (80, 81,
 * 88, 21, 22, 25, 53). What still passes is harmless: no component bears that name.
 */
export function findEndpoints(text: string): readonly Address[] {
  const found: Address[] = [];
  ENDPOINT.lastIndex = 0;
  for (let match = ENDPOINT.exec(text); match; match = ENDPOINT.exec(text)) {
    if (match[0].endsWith('://')) {
      ENDPOINT.lastIndex = readUrl(text, match.index, match[0].length, found);
      continue;
    }
    const address = readHostPort(text, match.index);
    if (address && isLikely(address)) found.push(address);
  }
  return found;
}

/** Reads the URL whose `scheme://` stands at `start` and is `length` long; returns where to search on. */
function readUrl(text: string, start: number, length: number, found: Address[]): number {
  const scheme = text.slice(start, start + length - 3).toLowerCase();
  const userinfo = readUserinfo(text, start + length);
  let next = userinfo ? userinfo.end + 1 : start + length;
  for (;;) {
    const address = readHostPort(text, next);
    if (!address) return next;
    const literal = !/[${]/.test(text.slice(next, address.end));
    if (address.host && literal && isEnd(text, address.end, '/?#,;:.)]}\\|&'))
      found.push({ scheme, ...(userinfo ? { userinfo } : {}), ...address });
    next = address.end;
    if (text[next] !== ',' || SCHEME.test(text.slice(next + 1, next + 64))) break;
    next++;
  }
  while (next < text.length && !/[\s"'`<>,;|]/.test(text[next]!)) next++;
  return next;
}

const COMMON_PORTS = new Set(['21', '22', '25', '53', '80', '81', '88']);

function isLikely({ host, port }: Address): boolean {
  if (!host || !port || Number(port.text) > 65535) return false;
  if (host.text.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host.text)) return true;
  if (/(^|\.)\d+$/.test(host.text) || /^\d{4}-\d\d-\d\dT\d\d$/i.test(host.text)) return false;
  return port.text.length > 2 || COMMON_PORTS.has(port.text);
}

// Up to the last colon, which must have a number or a variable behind it.
const BARE_IPV6 = /[0-9a-f:.]{0,40}::[0-9a-f:.]{0,40}(?=:(?:\d+(?![0-9a-f:.])|\$))/iy;

function readHostPort(text: string, at: number): Omit<Address, 'scheme' | 'userinfo'> | undefined {
  let host: Slice | undefined;
  let hostEnd = at;
  if (text[at] === '[') {
    const close = text.indexOf(']', at);
    if (close < 0 || !/^[0-9a-f:.%\w]+$/i.test(text.slice(at + 1, close))) return undefined;
    host = slice(text, at + 1, close);
    hostEnd = close + 1;
  } else {
    BARE_IPV6.lastIndex = at;
    hostEnd = BARE_IPV6.test(text) ? BARE_IPV6.lastIndex : scanRun(text, at, isHostCharacter);
    if (hostEnd > at) host = slice(text, at, hostEnd);
  }
  if (text[hostEnd] !== ':') return host ? { host, hostEnd, end: hostEnd } : undefined;
  let end = scanRun(text, hostEnd + 1, isDigit);
  if (end === hostEnd + 1) return undefined;
  if (text[end] === '-') {
    const last = scanRun(text, end + 1, isDigit);
    if (last > end + 1) end = last;
  }
  return { port: slice(text, hostEnd + 1, end), hostEnd, end, ...(host ? { host } : {}) };
}

const VARIABLE = /\$\{[^}]*\}|\$\([^)]*\)|\$\w+|\{\{.*?\}\}/y;

/** The end of the run of characters that `accepts`, and of variables, that starts at `at`. */
function scanRun(text: string, at: number, accepts: (code: number) => boolean): number {
  let end = at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (accepts(code)) end++;
    else if (code === 36 || code === 123) {
      VARIABLE.lastIndex = end;
      if (!VARIABLE.test(text)) break;
      end = VARIABLE.lastIndex;
    } else break;
  }
  return end;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, digits and `. _ - * +`. */
function isHostCharacter(code: number): boolean {
  return (
    isDigit(code) ||
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 42 && code <= 46 && code !== 44) ||
    code === 95
  );
}

/** What stands before the last `@` of a URL's authority, which ends at the path, a blank or a quote. */
function readUserinfo(text: string, start: number): Slice | undefined {
  let end = start;
  while (end < text.length && !/[\s/?#"'`<>;|\\]/.test(text[end]!)) end++;
  const at = text.slice(start, end).lastIndexOf('@');
  return at < 0 ? undefined : slice(text, start, start + at);
}

/** True at the end of the text, before a blank or a quote, and before one of `stops`. */
function isEnd(text: string, at: number, stops: string): boolean {
  const next = text[at];
  return next === undefined || stops.includes(next) || /[\s"'`<>]/.test(next);
}

function slice(text: string, start: number, end: number): Slice {
  return { text: text.slice(start, end), start, end };
}
