/** Port numbers as they are written. Whether a number is a valid port is for rules to say. */
import type { Protocol, Text, Value } from '../model/index.ts';
import { isVariable, literalText } from '../model/index.ts';

/** A decimal number of any size or a range `8000-8010`, with both ends as written; else undefined. */
export function parsePort(text: string): Extract<Value, { kind: 'number' | 'range' }> | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return undefined;
  const from = Number(match[1]);
  return match[2] === undefined ? { kind: 'number', number: from } : { kind: 'range', from, to: Number(match[2]) };
}

/**
 * What a text says where a port is expected: a number or a range; a name where it is one word; a text where it holds
 * variables; unknown for a blank and for what some other tool will replace (`{{ port }}`).
 */
export function portValue(text: Text): Value {
  if (text.some(isVariable)) return { kind: 'text', text };
  const written = (literalText(text) ?? '').trim();
  const port = parsePort(written);
  if (port) return port;
  return /^[\w.-]+$/.test(written) ? { kind: 'name', name: written } : { kind: 'unknown' };
}

/**
 * `8080/udp`: where the port ends, and the protocol, in any case of letters; `tcp` where none is written, `unknown` for
 * another word and for a variable. A slash within `${...}` is not that slash.
 */
export function splitProtocol(text: string): { readonly protocol: Protocol; readonly end: number } {
  const [suffix, word = ''] = /\/(\w*|\$\{[^}]*\}|\$\w+)$/.exec(text) ?? [];
  if (suffix === undefined) return { protocol: 'tcp', end: text.length };
  const name = word.toLowerCase();
  const known = name === 'tcp' || name === 'udp' || name === 'sctp';
  return { protocol: known ? name : 'unknown', end: text.length - suffix.length };
}
