/**
 * Kafka's listeners: where a broker listens and what it tells its clients to come back to. A client connects once by any
 * address and is then sent to the advertised one of the listener that it came in by (kafka.apache.org, broker configs:
 * listeners, advertised.listeners).
 */
import type { Container, Span } from '../model/index.ts';
import { partOf, writtenText } from '../model/index.ts';
import type { Store } from './store.ts';
import { environmentOf } from './values/environment.ts';
import { type Known, placeOf, resolveText } from './values/values.ts';

export interface KafkaListener {
  /** `PLAINTEXT`, `EXTERNAL`; empty where the only one bears no name. */
  readonly name: string;
  /** The setting that advertises it. */
  readonly field: string;
  /** Where clients are sent. */
  readonly host: { readonly text: string; readonly span: Span };
  readonly port: { readonly number: number; readonly span: Span };
  /** Where it listens; undefined where that cannot be told. */
  readonly listens?: { readonly number: number; readonly span: Span };
}

const ADVERTISED = ['KAFKA_ADVERTISED_LISTENERS', 'KAFKA_CFG_ADVERTISED_LISTENERS'];
/** Entrypoints that listen on the advertised ports unless they are told others (cp-kafka's and apache/kafka's `configure`). */
const DERIVES = /(?:^|\/)(?:cp-(?:kafka|server|enterprise-kafka)|kafka-native)(?::|$)|(?:^|\/)apache\/kafka(?::|$)/;

interface Address {
  readonly name: string;
  readonly host: KafkaListener['host'];
  readonly port: KafkaListener['port'];
}

/** The listeners that a container advertises; empty where it is no broker. */
export function kafkaListeners(store: Store, container: Container): readonly KafkaListener[] {
  return store.known('kafka', container, () => findListeners(store, container));
}

function findListeners(store: Store, container: Container): readonly KafkaListener[] {
  const variables = environmentOf(store, container);
  const read = (name: string): readonly Address[] => {
    const found = variables.get(name);
    return found ? addresses(resolveText(store, found.owner, found.value)) : [];
  };
  for (const field of ADVERTISED) {
    const advertised = read(field);
    if (advertised.length > 0) return joined(container, field, advertised, read(field.replace('ADVERTISED_', '')));
  }
  const options = commandOptions(store, container);
  const advertised = options.get('--advertise-kafka-addr');
  if (!advertised) return [];
  const listens = options.get('--kafka-addr');
  return joined(container, '--advertise-kafka-addr', addresses(advertised), listens ? addresses(listens) : []);
}

function joined(
  container: Container,
  field: string,
  advertised: readonly Address[],
  listening: readonly Address[],
): readonly KafkaListener[] {
  const derives = listening.length === 0 && DERIVES.test(container.image ? writtenText(container.image.text) : '');
  return advertised.map(({ name, host, port }) => {
    const own = listening.find((l) => l.name === name) ?? (advertised.length === 1 ? only(listening) : undefined);
    const listens = own?.port ?? (derives ? port : undefined);
    return { name, field, host, port, ...(listens ? { listens } : {}) };
  });
}

function only(addresses: readonly Address[]): Address | undefined {
  const [first, ...more] = addresses.filter(({ name }) => !/CONTROLLER/i.test(name));
  return more.length === 0 ? first : undefined;
}

const ADDRESS = /(?:([A-Za-z][\w.-]*):\/\/)?(\[[^\]]*\]|[^\s,:/]*):(\d{1,5})(?=[\s,;]|$)/dg;

function addresses(known: Known): readonly Address[] {
  return [...known.text.matchAll(ADDRESS)].flatMap((match): Address[] => {
    const [host, port] = [match.indices![2]!, match.indices![3]!];
    const at = placeOf(known, ...host);
    const digits = placeOf(known, ...port);
    if (!at || !digits) return [];
    return [
      {
        name: (match[1] ?? '').toUpperCase(),
        host: { text: match[2]!, span: at.written },
        port: { number: Number(match[3]), span: digits.written },
      },
    ];
  });
}

/** Redpanda's flags, each with its value: in one word, behind `=`, or in the next word. */
function commandOptions(store: Store, container: Container): ReadonlyMap<string, Known> {
  const found = new Map<string, Known>();
  const words = (container.arguments?.words ?? []).map((word) => resolveText(store, container, word));
  for (const [index, word] of words.entries()) {
    for (const match of word.text.matchAll(/(--(?:advertise-)?kafka-addr)(?:(?:=|\s+)([^\s]+))?/dg)) {
      const at = match.indices![2];
      const value = at ? cut(word, ...at) : words[index + 1];
      if (value) found.set(match[1]!, value);
    }
  }
  return found;
}

function cut(known: Known, start: number, end: number): Known {
  const runs = known.runs.flatMap((run) => {
    const from = Math.max(start, run.start);
    const to = Math.min(end, run.start + run.text.length);
    if (from >= to) return [];
    const exact = run.span.length === run.text.length;
    const shift = from - run.start;
    const text = run.text.slice(shift, to - run.start);
    const span = exact ? partOf(run.span, shift, shift + text.length) : run.span;
    return [{ ...run, start: from - start, text, span }];
  });
  return { text: known.text.slice(start, end), runs, complete: known.complete };
}
