/**
 * The decoded text of a YAML scalar in the runs that it is written in, whatever its style (YAML 1.2.2, 7.3 and 8.1): each
 * run stands on one line, its span covers its text letter for letter. What stands for another text, an escape, has the
 * span of all of it; what is made of a line's end has none.
 */
import type { Literal, Source } from '../model/index.ts';
import type { YamlScalar } from './yaml-node.ts';

/** The runs of a scalar, which together are its text. Never throws. */
export function literalsOf(source: Source, node: YamlScalar): readonly Literal[] {
  if (node.text === '') return [];
  const isBlock = node.style === 'literal' || node.style === 'folded';
  const runs = new Runs(source);
  if (!isBlock && node.end - node.start === node.text.length) runs.copy(node.start, node.end);
  else if (isBlock) addLines(runs, source, node);
  else addFlow(runs, source, node);
  if (runs.text === node.text) return runs.found;
  // Where it is written otherwise than it reads here, nobody can tell which character stands where.
  return [{ text: node.text, span: { ...source.span(node.start, node.end), encoded: true } }];
}

class Runs {
  readonly found: Literal[] = [];
  text = '';
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  /** A stretch that reads as it is written. */
  copy(start: number, end: number): void {
    if (start === end) return;
    const text = this.#source.text.slice(start, end);
    this.text += text;
    this.found.push(...(this.#source.runs?.(start, end) ?? [{ text, span: this.#source.span(start, end) }]));
  }

  /** A stretch that reads as another text. */
  put(text: string, start: number, end: number): void {
    if (text === '') return;
    this.text += text;
    this.found.push({ text, span: this.#source.span(start, end) });
  }
}

/** The lines of a block scalar, each behind its indentation; between them stands what the text says: `\n` or a blank. */
function addLines(runs: Runs, source: Source, { start, end, text, indent }: YamlScalar): void {
  let at = start;
  for (const line of source.text.slice(start, end).split('\n')) {
    const from = at + indent;
    const to = at + line.replace(/\r$/, '').length;
    at += line.length + 1;
    if (to <= from) continue;
    const body = source.text.slice(from, to);
    const next = text.indexOf(body, runs.text.length);
    // A line of blanks alone may be no part of the text.
    if (next < 0 && body.trim() === '') continue;
    if (next < 0 || /[^ \n]/.test(text.slice(runs.text.length, next))) return;
    runs.put(text.slice(runs.text.length, next), from, from);
    runs.copy(from, to);
  }
  const last = Math.min(at, end);
  if (/^\n*$/.test(text.slice(runs.text.length))) runs.put(text.slice(runs.text.length), last, last);
}

/** Line ends with the blanks around them, an escape, two single quotes, or anything else. */
const DOUBLE =
  /[ \t]*(?:\r\n|\n|\r)\s*|\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|(?:\r\n|\n|\r)[ \t]*|[\s\S])|[^\\\r\n \t]+|[ \t]+/giy;
const SINGLE = /[ \t]*(?:\r\n|\n|\r)\s*|''|[^'\r\n \t]+|[ \t]+/gy;
const PLAIN = /[ \t]*(?:\r\n|\n|\r)\s*|[^\r\n \t]+|[ \t]+/gy;

function addFlow(runs: Runs, source: Source, { start, end, style }: YamlScalar): void {
  const raw = source.text.slice(start, end);
  const quote = style === 'quoted' ? source.text[start - 1] : undefined;
  const tokens = quote === '"' ? DOUBLE : quote === "'" ? SINGLE : PLAIN;
  let copied = start;
  let at = start;
  for (const [token] of raw.matchAll(tokens)) {
    const reads = decoded(token, quote);
    const next = at + token.length;
    if (reads !== undefined) {
      runs.copy(copied, at);
      runs.put(reads, at, /[\r\n]/.test(token) ? at : next);
      copied = next;
    }
    at = next;
  }
  runs.copy(copied, at);
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029' },
};

/** What a token reads as; undefined where that is the token itself. */
function decoded(token: string, quote: string | undefined): string | undefined {
  if (token.startsWith('\\') && quote === '"') {
    const escape = token.slice(1);
    if (/^[\r\n]/.test(escape)) return '';
    if (escape.length > 1) return String.fromCodePoint(Math.min(Number.parseInt(escape.slice(1), 16), 0x10ffff));
    return ESCAPES[escape] ?? escape;
  }
  if (token === "''" && quote === "'") return "'";
  const ends = token.match(/\r\n|\n|\r/g)?.length ?? 0;
  // One line end is a blank, more are one less.
  return ends === 0 ? undefined : ends === 1 ? ' ' : '\n'.repeat(ends - 1);
}
