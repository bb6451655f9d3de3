/** What the steps of a workflow's job connect to: addresses in `env`, pairs of host and port there, and client commands. */
import type { Literal, Site, Source, Span, Text } from '../model/index.ts';
import { placeKey } from '../model/index.ts';
import { clientCommand, isClient } from '../syntax/clients.ts';
import { findEndpoints } from '../syntax/endpoint.ts';
import { readLiterals } from '../syntax/interpolation.ts';
import { splitShell } from '../syntax/shell.ts';
import { cutText, flatten, textSpan } from '../syntax/text-address.ts';
import { embeddedSource, scalar, type YamlEntry, type YamlScalar } from '../syntax/yaml.ts';

export interface Step {
  readonly env: readonly YamlEntry[];
  readonly run: YamlScalar | undefined;
}

/**
 * @param isMeant whether an address of this host is told of.
 * @param field what a step's commands are called.
 */
export function connections(
  source: Source,
  common: readonly YamlEntry[],
  steps: readonly Step[],
  isMeant: (host: string) => boolean,
  field = 'run',
): readonly Site[] {
  const found = [
    ...common.flatMap((each) => inSetting(source, each)),
    ...pairs(source, common),
    ...steps.flatMap(({ env, run }) => [
      ...env.flatMap((each) => inSetting(source, each)),
      ...pairs(source, [...common, ...env]),
      ...(run ? inScript(source, run, field) : []),
    ]),
  ];
  const seen = new Set<string>();
  return found
    .filter(({ host, port }) => isMeant(host.text) && !seen.has(placeKey(port)) && seen.add(placeKey(port)))
    .map(({ host, port, number, field: own }) => ({
      role: 'connect',
      span: port,
      value: { kind: 'number', number },
      protocol: 'tcp',
      field: own,
      to: [{ kind: 'host', host: [host] }],
    }));
}

interface Connection {
  readonly host: Literal;
  readonly port: Span;
  readonly number: number;
  readonly field: string;
}

function inSetting(source: Source, { key, value }: YamlEntry): readonly Connection[] {
  const node = scalar(value);
  if (!node) return [];
  const inner = embeddedSource(source, node);
  return inText(readLiterals(inner, 0, inner.text.length), key.text);
}

function inText(text: Text, field: string): readonly Connection[] {
  return findEndpoints(flatten(text)).flatMap(({ host, port }): Connection[] => {
    if (!host || !port || !/^\d+$/.test(port.text)) return [];
    return [connection(cutText(text, host.start, host.end), cutText(text, port.start, port.end), field)];
  });
}

function connection(host: Text, port: Text, field: string): Connection {
  return {
    host: { text: flatten(host), span: textSpan(host) },
    port: textSpan(port),
    number: Number(flatten(port)),
    field,
  };
}

/** `PGHOST` and `PGPORT`, `DB_HOST` and `DB_PORT`. */
function pairs(source: Source, settings: readonly YamlEntry[]): readonly Connection[] {
  const byName = new Map(settings.map((each) => [each.key.text, each]));
  return [...byName.values()].flatMap(({ key, value }): Connection[] => {
    const stem = /^(.+)PORT$/.exec(key.text)?.[1];
    const port = scalar(value);
    if (!stem || !port || !/^\d+$/.test(port.text)) return [];
    const host = ['HOST', 'HOSTNAME', 'SERVER', 'ADDR', 'ADDRESS']
      .map((end) => scalar(byName.get(stem + end)?.value))
      .find((each) => each !== undefined);
    if (!host || !/^[\w.-]+$/.test(host.text)) return [];
    const literal = (node: YamlScalar): Text => readLiterals(embeddedSource(source, node), 0, node.text.length);
    return [connection(literal(host), literal(port), key.text)];
  });
}

function inScript(source: Source, run: YamlScalar, field: string): readonly Connection[] {
  const inner = embeddedSource(source, run);
  const commands = splitShell(readLiterals(inner, 0, inner.text.length));
  return commands.flatMap((words) => [...words.flatMap((word) => inText(word, field)), ...inCommand(words, field)]);
}

function inCommand(words: readonly Text[], field: string): readonly Connection[] {
  const texts = words.map((word) => flatten(word));
  const at = texts.findIndex((text) => isClient(text));
  if (at < 0) {
    const [program, ...rest] = words;
    if (!program || !/^(?:nc|ncat|netcat|telnet)$/.test(flatten(program))) return [];
    const [host, port] = rest.filter((word) => !flatten(word).startsWith('-')).slice(-2);
    return host && port && /^\d+$/.test(flatten(port)) ? [connection(host, port, field)] : [];
  }
  const { host, port, name } = clientCommand(words.slice(at));
  if (!host || !port || !/^\d+$/.test(flatten(port)) || !/^[\w.-]+$/.test(flatten(host))) return [];
  return [connection(host, port, name)];
}
