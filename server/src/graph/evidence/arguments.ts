/**
 * Ports that a command line says its process listens on. Spellings in use: `--port 80`, `--port=80`, `-p80`, `:80`,
 * `0.0.0.0:80`, `[::]:80`, `tcp://*:80`, `server.port=80`, `-Dserver.port=80`.
 */
import { parseAddress } from '../../syntax/endpoint.ts';

export interface ArgumentPort {
  readonly port: number;
  /** The word it stands in, counted from 0, and its place there. */
  readonly word: number;
  readonly start: number;
  readonly end: number;
  /** The address it binds, and the word and place that say so. */
  readonly address?: {
    readonly text: string;
    readonly word: number;
    readonly start: number;
    readonly end: number;
    /** The program's default, which stands where its name does. */
    readonly assumed?: boolean;
  };
  /** False for metrics, health, admin and debug ports: a process has them beside the one that it serves on. */
  readonly main: boolean;
  /** The program whose default it is, where no word says it. */
  readonly byDefault?: string;
  /** What opens a listener that is bound to loopback by default: words to add behind one, or to put in its place. */
  readonly open?: { readonly words: readonly string[]; readonly behind: number; readonly replace: boolean };
}

/** Flags of ports that are somebody else's; `--app-port` is where a sidecar calls the application. */
const OTHERS =
  /^app[-_]port$|(?:^|[-_.])(?:db|database|redis|mysqld?|mariadb|postgres|postgresql|pg|mongo|mongodb|memcached|cassandra|elasticsearch|influxdb|etcd|consul|vault|zookeeper|nats|ldap|kafka|amqp|rabbit|rabbitmq|smtp|mail|upstream|remote|target|backend|peer|client|connect|forward|proxy|dst|dest|destination|join|master|leader|broker|bootstrap|statsd|jaeger|zipkin|otlp|exporter|endpoint|publish|advertise|advertised|origin|callback|redirect|external)(?:[-_.]|$)/i;
/** Flags of what others are told. */
const SAID = /(?:^|[-_.])(?:publish|advertised?|origin|callback|redirect|external)(?:[-_.]|$)/i;
/** Flags of ports beside the one that the process is there for. */
const BESIDE =
  /metric|health|probe|prom|admin|manage|debug|pprof|profil|inspect|status|stats|monitor|telemetry|webhook|(?:^|[-_.])(?:in)?secure(?:[-_.]|$)|tls|https|grpc|gossip|cluster|raft|rpc|(?:^|[-_.])ws(?:[-_.]|$)|websocket|livereload|jdwp|javaagent|pasv|passive|bind-port|jmx|(?:^|[-_.])(?:min|max)(?:[-_.]|$)|range/i;
/** Flags that are called after what is spoken there: `--grpc 17070`. */
const SPOKEN = /(?:^|[-_.])(?:https?|http2|grpcs?|tcp|udp|tls|metrics|xds-grpc-server)$/i;
const PORT_FLAG = /(?:^|[-_.])(?:ports?|p)$/i;
const PORT_WORD = /^(?:ports?|[a-z]*(?:http|server|listen|web|app|api|serve|service)ports?)$/i;
const ADDRESS_FLAG =
  /(?:^|[-_.])(?:addr|address|listen|bind|listener|host-port|hostport|listen-address|b|l|serve|inspect|inspect-brk)$|^urls$|listen.*urls?$/i;
/** Flags that say the address alone; where it names a machine, the port beside it is that machine's. */
const HOST_FLAG =
  /^(?:host|ip|bind|bind-?addr(?:ess)?|bind-host|listen-?(?:addr(?:ess)?|host)?|addr(?:ess)?|server\.address)$/i;
/** Programs that are clients: their flags name the other end. */
const CLIENTS =
  /^(?:redis-cli|mysql|mysqladmin|mysqldump|psql|pg_isready|mongo|mongosh|nc|ncat|netcat|curl|wget|ssh|kcat|kafkacat|ping|telnet|dig|nslookup|wait-for-it(?:\.sh)?|wait-for|dockerize|grpc_health_probe|grpcurl|docker|kubectl|socat|mkdir|cp|chmod|chown|kafka-topics(?:\.sh)?)$/;
const ANY = /^(?:0\.0\.0\.0|\*|\+|::|::0|)$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1)$/;

/** The listening ports of one simple command, in order. */
export function argumentPorts(words: readonly string[]): readonly ArgumentPort[] {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const program = words[first]?.split('/').at(-1) ?? '';
  if (CLIENTS.test(program)) return [];
  const found: ArgumentPort[] = [];
  let host: { flag: string; text: string; word: number; start: number } | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    // A word of a list may hold a flag with its value: `- --kafka-addr 0.0.0.0:9092`.
    const flag = /^(?:--?|-D|\/)?([A-Za-z][\w.-]*)=(.+)$/.exec(word) ?? /^--?([A-Za-z][\w.-]*)\s+(\S.*)$/.exec(word);
    if (flag) {
      const start = word.length - flag[2]!.length;
      if (word.startsWith('-') && HOST_FLAG.test(flag[1]!) && isHost(flag[2]!)) {
        host = { flag: flag[1]!, text: flag[2]!, word: index, start };
      } else take(found, flag[1]!, flag[2]!, index, start);
      continue;
    }
    const agent = AGENT.exec(word);
    if (agent) {
      const start = agent.indices![1]![0];
      found.push({ port: Number(agent[1]), word: index, start, end: start + agent[1]!.length, main: false });
      continue;
    }
    const bare = /^--?([A-Za-z][\w.-]*)$/.exec(word);
    const next = words[index + 1];
    if (bare && next !== undefined && !/^-/.test(next)) {
      if (HOST_FLAG.test(bare[1]!) && isHost(next)) host = { flag: bare[1]!, text: next, word: index + 1, start: 0 };
      else take(found, bare[1]!, next, index + 1, 0);
      index += isValueOf(bare[1]!) ? 1 : 0;
      continue;
    }
    const glued = /^-([pPbl])(\S*\d{2,5})$/.exec(word);
    if (glued) take(found, glued[1]!.toLowerCase(), glued[2]!, index, 2);
    else if (index > first || words.length === 1) positional(found, word, index);
  }
  if (!host) return found;
  if (!ANY.test(host.text) && !isLoopback(host.text)) {
    // `--host db --port 5432` is the other end; a number may be an address of the own machine.
    return host.flag === 'host' && !/^\d/.test(host.text) ? found.filter((f) => !f.main || f.address) : found;
  }
  const address = { text: host.text, word: host.word, start: host.start, end: host.start + host.text.length };
  return found.map((f) => (f.main && !f.address ? { ...f, address } : f));
}

/** A debugger's or a metrics agent's port within a JVM option. */
const AGENT =
  /^-(?:(?:agentlib:jdwp=|Xrunjdwp:)\S*?address=(?:[^:,\s]*:)?|javaagent:[^=]+=(?:[\w.]+:)?)(\d{1,5})(?![\w.]).*$/d;

/** An address without a port: a name, `0.0.0.0`, `::`. */
function isHost(value: string): boolean {
  return /^(?:[a-z][\w.-]*|\d+(?:\.\d+){3}|\*|::\d?|\[::\d?\])$/i.test(value);
}

function isValueOf(flag: string): boolean {
  return [PORT_FLAG, ADDRESS_FLAG, PORT_WORD, HOST_FLAG, SPOKEN].some((form) => form.test(flag));
}

function take(found: ArgumentPort[], name: string, value: string, word: number, at: number): void {
  // `monitoringAddr` is as `monitoring-addr`.
  const flag = name.replace(/([a-z\d])([A-Z])/g, '$1-$2');
  // Quotes that no shell takes away: `--addr=":80"` in a list of arguments.
  if (/^(["']).*\1$/.test(value)) {
    take(found, name, value.slice(1, -1), word, at + 1);
    return;
  }
  // `--listen-client-urls` is where clients come in, and nobody else is at `0.0.0.0`.
  if (OTHERS.test(flag) && !/(?:^|[-_.])listen/i.test(flag) && (SAID.test(flag) || !isOwnAddress(value))) return;
  const main = !BESIDE.test(flag);
  const isPort = PORT_FLAG.test(flag) || PORT_WORD.test(flag);
  if (isPort && /^\d{1,5}$/.test(value)) {
    found.push({ port: Number(value), word, start: at, end: at + value.length, main });
  } else if (SPOKEN.test(flag) && /^\d{2,5}$/.test(value)) {
    found.push({ port: Number(value), word, start: at, end: at + value.length, main: false });
  } else if (isPort || ADDRESS_FLAG.test(flag)) {
    for (const part of pieces(value)) addressPort(found, part.text, word, at + part.start, main, flag);
  }
}

/** True where every address is one on which only the process itself can listen. */
function isOwnAddress(value: string): boolean {
  const hosts = pieces(value).map(({ text }) => parseAddress(text)?.host?.text);
  return hosts.length > 0 && hosts.every((host) => host !== undefined && host !== '' && ANY.test(host));
}

/** `http://a:1;http://b:2` and `a:1,b:2` are several. */
function pieces(value: string): readonly { text: string; start: number }[] {
  return [...value.matchAll(/[^;,]+/g)].map((m) => ({ text: m[0], start: m.index }));
}

function addressPort(found: ArgumentPort[], text: string, word: number, at: number, main: boolean, flag: string): void {
  const address = parseAddress(text);
  if (!address?.port || !/^\d{1,5}$/.test(address.port.text)) return;
  const host = address.host?.text ?? '';
  // A name is another machine, except where the flag says that it is listened on.
  if (!ANY.test(host) && !LOOPBACK.test(host) && !/listen|bind/i.test(flag)) return;
  if (!address.host && /^\d+$/.test(text) && !/listen|bind|addr|^[bl]$|serve|inspect/i.test(flag)) return;
  const { port } = address;
  found.push({
    port: Number(port.text),
    word,
    start: at + port.start,
    end: at + port.end,
    main,
    ...(address.host && host
      ? { address: { text: host, word, start: at + address.host.start, end: at + address.host.end } }
      : {}),
  });
}

/** `:80`, `0.0.0.0:80`, `tcp://*:80`: an address without a flag is listened on when it names no machine. */
function positional(found: ArgumentPort[], word: string, index: number): void {
  if (!/^(?:[a-z+]+:\/\/)?(?:0\.0\.0\.0|\*|\+|\[::\]|127\.0\.0\.1|)?:\d{2,5}\/?$/i.test(word)) return;
  addressPort(found, word, index, 0, true, '');
}

/** True for an address that only the same network namespace reaches. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address);
}
