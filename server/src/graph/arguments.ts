/**
 * Ports that a command line says its process listens on. Spellings in use: `--port 80`, `--port=80`, `-p80`, `:80`,
 * `0.0.0.0:80`, `[::]:80`, `tcp://*:80`, `server.port=80`, `-Dserver.port=80`.
 */
import { parseAddress } from '../syntax/endpoint.ts';

export interface ArgumentPort {
  readonly port: number;
  /** The word it stands in, counted from 0, and its place there. */
  readonly word: number;
  readonly start: number;
  readonly end: number;
  /** The address it binds, where one is written. */
  readonly address?: { readonly text: string; readonly start: number; readonly end: number };
  /** False for metrics, health, admin and debug ports: a process has them beside the one that it serves on. */
  readonly main: boolean;
}

/** Flags of ports that are somebody else's. */
const OTHERS =
  /(?:^|[-_.])(?:db|database|redis|mysql|postgres|postgresql|pg|mongo|mongodb|kafka|amqp|rabbit|rabbitmq|smtp|mail|upstream|remote|target|backend|peer|client|connect|forward|proxy|dest|destination|join|master|leader|broker|bootstrap|statsd|jaeger|zipkin|otlp|exporter|endpoint|publish|advertise|advertised|origin|callback|redirect|external)(?:[-_.]|$)/i;
/** Flags of ports beside the one that the process is there for. */
const BESIDE =
  /metric|health|probe|prom|admin|manage|debug|pprof|profil|inspect|status|stats|monitor|telemetry|webhook|secure|tls|https|grpc|gossip|cluster|raft|rpc|ws|websocket|livereload|pasv|passive|bind-port|jmx|min|max|range/i;
const PORT_FLAG = /(?:^|[-_.])(?:ports?|p)$/i;
const PORT_WORD = /^(?:ports?|[a-z]*(?:http|server|listen|web|app|api|serve|service)ports?)$/i;
const ADDRESS_FLAG =
  /(?:^|[-_.])(?:addr|address|listen|bind|listener|host-port|hostport|listen-address|b|l|urls?|serve)$/i;
/** Programs that are clients: their flags name the other end. */
const CLIENTS =
  /^(?:redis-cli|mysql|mysqladmin|mysqldump|psql|pg_isready|mongo|mongosh|nc|ncat|netcat|curl|wget|ssh|kcat|kafkacat|ping|telnet|dig|nslookup|wait-for-it(?:\.sh)?|wait-for|dockerize|grpc_health_probe|grpcurl|docker|kubectl|socat|mkdir|cp|chmod|chown|kafka-topics(?:\.sh)?)$/;
const ANY = /^(?:0\.0\.0\.0|\*|\+|::|::0|)$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1)$/;

/** The listening ports of one simple command, in order. */
export function argumentPorts(words: readonly string[]): readonly ArgumentPort[] {
  const program = words[0]?.split('/').at(-1) ?? '';
  if (CLIENTS.test(program)) return [];
  const found: ArgumentPort[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const flag = /^(?:--?|-D|\/)?([A-Za-z][\w.-]*)(?:=)(.+)$/.exec(word);
    if (flag) {
      take(found, flag[1]!, flag[2]!, index, word.length - flag[2]!.length);
      continue;
    }
    const bare = /^--?([A-Za-z][\w.-]*)$/.exec(word);
    const next = words[index + 1];
    if (bare && next !== undefined && !/^-/.test(next)) {
      take(found, bare[1]!, next, index + 1, 0);
      index += isValueOf(bare[1]!) ? 1 : 0;
      continue;
    }
    const glued = /^-([pPbl])(\S*\d{2,5})$/.exec(word);
    if (glued) take(found, glued[1]!.toLowerCase(), glued[2]!, index, 2);
    else if (index > 0 || words.length === 1) positional(found, word, index);
  }
  return found;
}

function isValueOf(flag: string): boolean {
  return PORT_FLAG.test(flag) || ADDRESS_FLAG.test(flag) || PORT_WORD.test(flag);
}

function take(found: ArgumentPort[], flag: string, value: string, word: number, at: number): void {
  if (OTHERS.test(flag)) return;
  const main = !BESIDE.test(flag);
  const isPort = PORT_FLAG.test(flag) || PORT_WORD.test(flag);
  if (isPort && /^\d{1,5}$/.test(value)) {
    found.push({ port: Number(value), word, start: at, end: at + value.length, main });
  } else if (isPort || ADDRESS_FLAG.test(flag)) {
    for (const part of pieces(value)) addressPort(found, part.text, word, at + part.start, main, flag);
  }
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
  if (!address.host && /^\d+$/.test(text) && !/listen|bind|addr|^[bl]$|serve/i.test(flag)) return;
  const { port } = address;
  found.push({
    port: Number(port.text),
    word,
    start: at + port.start,
    end: at + port.end,
    main,
    ...(address.host && host
      ? { address: { text: host, start: at + address.host.start, end: at + address.host.end } }
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
