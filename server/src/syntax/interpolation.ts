/**
 * Variables in texts, in the five syntaxes that formats use. It owns where a variable starts and ends, and what is
 * escaped; it looks no value up and removes no quotes.
 *
 * Each literal part stands on one line, and its span covers its text letter for letter. A line end is a literal of its
 * own, with an empty span. What stands for one character but is written with more (`$$`) has the span of all of it.
 */
import type { Literal, Part, Source, Span, Text, Variable, VariableScope } from '../model/index.ts';
import { isVariable, upTo } from '../model/index.ts';
import { cutText, flatten } from './text-address.ts';

/**
 * - `compose`: `$V`, `${V}`, `${V:-d}`, `${V-d}`, `${V:?e}`, `${V?e}`, `${V:+r}`, `${V+r}`, nested; `$$` is a dollar
 *   (compose-spec, 12-interpolation.md).
 * - `kubernetes`: `$(V)`; `$$` is a dollar (k8s.io/kubernetes third_party/forked/golang/expansion).
 * - `shell`: as `compose` and `${V:=d}`; not within single quotes or behind a backslash, which both stay in the text;
 *   `$(...)` and backticks are literal (POSIX.1-2017, 2.6).
 * - `dockerfile`: as `shell`, without command substitution (docs.docker.com/reference/dockerfile, Environment replacement).
 * - `envsubst`: `$V` and `${V}`.
 */
export type Interpolation = 'compose' | 'kubernetes' | 'shell' | 'dockerfile' | 'envsubst';

/** Reads `source.text.slice(start, end)`. What is half typed (`${PORT`) is literal. */
export function readText(source: Source, start: number, end: number, syntax: Interpolation): Text {
  return interpolate(readLiterals(source, start, end), syntax);
}

/** `source.text.slice(start, end)` with nothing read in it. */
export function readLiterals(source: Source, start: number, end: number): readonly Literal[] {
  const { text } = source;
  const literals: Literal[] = [];
  for (let at = start; at < end; ) {
    const newline = text.indexOf('\n', at);
    const last = newline < 0 || newline >= end;
    const lineEnd = last ? end : newline > at && text[newline - 1] === '\r' ? newline - 1 : newline;
    if (at < lineEnd && source.runs) literals.push(...source.runs(at, lineEnd));
    else if (at < lineEnd) literals.push({ text: text.slice(at, lineEnd), span: source.span(at, lineEnd) });
    if (last) break;
    literals.push({ text: text.slice(lineEnd, newline + 1), span: source.span(lineEnd, lineEnd) });
    at = newline + 1;
  }
  return literals;
}

/**
 * Reads a decoded string. Where the span is as long as the string, it is taken to map letter for letter; else every
 * part has the span of the whole token.
 */
export function textOf(value: string, span: Span, syntax: Interpolation): Text {
  return value === '' ? [] : interpolate([{ text: value, span }], syntax);
}

/** Reads the literal parts of a text that another syntax has been read from already; its variables stay. */
export function interpolate(text: Text, syntax: Interpolation): Text {
  if (!text.some((part) => !isVariable(part) && part.text.includes('$'))) return text;
  return new Reader(text, syntax).read();
}

const KINDS: Readonly<Record<Interpolation, VariableScope>> = {
  compose: { kind: 'interpolation' },
  kubernetes: { kind: 'environment', declared: true },
  shell: { kind: 'environment' },
  dockerfile: { kind: 'environment' },
  envsubst: { kind: 'environment' },
};

/** No expression that somebody wrote is longer; a bound keeps text that opens thousands of them fast to read. */
const LONGEST = 1000;
const NAME = /[A-Za-z_]\w*/y;
const OPERATOR = /:?[-+?=]/y;
const KUBERNETES_NAME = /\(([-._A-Za-z][-._A-Za-z0-9]*)\)/y;

/** One pass over one text. */
class Reader {
  readonly #text: Text;
  readonly #whole: string;
  readonly #syntax: Interpolation;
  /** Variables that the text came with, by their offset in `#whole`. */
  readonly #known = new Set<number>();

  constructor(text: Text, syntax: Interpolation) {
    this.#text = text;
    this.#whole = flatten(text);
    this.#syntax = syntax;
    let offset = 0;
    for (const part of text) {
      if (isVariable(part)) this.#known.add(offset);
      offset += isVariable(part) ? part.variable.length + 3 : part.text.length;
    }
  }

  read(): Text {
    return this.#parts(0, this.#whole.length);
  }

  #parts(start: number, end: number): Text {
    const whole = this.#whole;
    const shell = this.#syntax === 'shell' || this.#syntax === 'dockerfile';
    const parts: Part[] = [];
    let run = start;
    let quoted = false;
    const flush = (to: number): void => {
      parts.push(...cutText(this.#text, run, to));
    };
    for (let at = start; at < end; ) {
      const char = whole[at];
      if (char === '$') {
        const found = this.#dollar(at, end);
        if (found.part) {
          flush(at);
          parts.push(found.part);
          run = found.end;
        }
        at = found.end;
      } else if (!shell) {
        const next = whole.indexOf('$', at);
        at = next < 0 ? end : next;
      } else if (char === '\\') at += 2;
      else if (char === '"') {
        quoted = !quoted;
        at++;
      } else if (char === "'" && !quoted) {
        const close = whole.indexOf("'", at + 1);
        // An apostrophe that nothing closes: the rest is half typed, or prose.
        at = close < 0 || close >= end ? at + 1 : close + 1;
      } else if (char === '`' && this.#syntax === 'shell') at = substitutionEnd(whole, at, end);
      else at++;
    }
    flush(end);
    return parts;
  }

  /** What stands at a dollar: a variable, an escaped dollar, or nothing of meaning up to `end`. */
  #dollar(at: number, limit: number): { readonly part?: Part; readonly end: number } {
    const whole = this.#whole;
    if (this.#known.has(at)) return { end: whole.indexOf('}', at) + 1 };
    const next = whole[at + 1];
    if (this.#syntax === 'kubernetes') {
      if (next === '$') return { part: { text: '$', span: this.#span(at, at + 2) }, end: at + 2 };
      KUBERNETES_NAME.lastIndex = at + 1;
      const name = KUBERNETES_NAME.exec(whole)?.[1];
      const end = at + 3 + (name?.length ?? 0);
      return name !== undefined && end <= limit ? { part: this.#variable(name, at, end), end } : { end: at + 1 };
    }
    if (next === '$' && this.#syntax === 'compose') {
      return { part: { text: '$', span: this.#span(at, at + 2) }, end: at + 2 };
    }
    if (next === '(' && this.#syntax === 'shell') return { end: substitutionEnd(whole, at, limit) };
    const braced = next === '{';
    NAME.lastIndex = at + (braced ? 2 : 1);
    const name = NAME.exec(whole)?.[0];
    if (name === undefined) return { end: at + 1 };
    const nameEnd = at + (braced ? 2 : 1) + name.length;
    if (nameEnd > limit) return { end: limit };
    if (!braced) return { part: this.#variable(name, at, nameEnd), end: nameEnd };
    if (whole[nameEnd] === '}') return { part: this.#variable(name, at, nameEnd + 1), end: nameEnd + 1 };
    const close = this.#closingBrace(nameEnd, limit);
    if (close === undefined) return { end: at + 1 };
    OPERATOR.lastIndex = nameEnd;
    const operator = OPERATOR.exec(whole)?.[0];
    const assigns = operator === '=' || operator === ':=';
    if (!operator || this.#syntax === 'envsubst' || (assigns && this.#syntax !== 'shell')) return { end: close + 1 };
    const fallback = this.#parts(nameEnd + operator.length, close);
    const part = {
      ...this.#variable(name, at, close + 1),
      fallback,
      operator: (assigns ? operator.replace('=', '-') : operator) as NonNullable<Variable['operator']>,
    };
    return { part, end: close + 1 };
  }

  #variable(name: string, start: number, end: number): Variable {
    return { variable: name, span: this.#span(start, end), scope: KINDS[this.#syntax] };
  }

  /** The place of a stretch of `#whole`: from its first part to its last, as far as they stand on one line. */
  #span(start: number, end: number): Span {
    const parts = cutText(this.#text, start, end);
    const first = parts[0]!.span;
    const last = parts.at(-1)!.span;
    return last.line === first.line ? upTo(first, last) : first;
  }

  #closingBrace(from: number, limit: number): number | undefined {
    let depth = 1;
    for (let at = from; at < Math.min(limit, from + LONGEST); at++) {
      const char = this.#whole[at];
      if (char === '\n') return undefined;
      if (char === '$' && this.#whole[at + 1] === '{') depth++;
      else if (char === '}' && --depth === 0) return at;
    }
    return undefined;
  }
}

/**
 * The end of a `$(...)` or of a stretch in backticks that starts at `at`; one character on where nothing closes it.
 * Quotes and nesting within are heeded as far as finding the end takes.
 */
export function substitutionEnd(text: string, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST);
  if (text[at] === '`') {
    for (let to = at + 1; to < limit; to++) {
      if (text[to] === '\\') to++;
      else if (text[to] === '`') return to + 1;
    }
    return at + 1;
  }
  let depth = 0;
  for (let to = at + 1; to < limit; to++) {
    const char = text[to];
    if (char === '\\') to++;
    else if (char === "'" || char === '"') {
      const close = text.indexOf(char, to + 1);
      if (close < 0 || close >= limit) return at + 1;
      to = close;
    } else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return to + 1;
  }
  return at + 1;
}
