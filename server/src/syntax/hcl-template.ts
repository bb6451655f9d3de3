/** Templates of HCL (hclsyntax/spec.md, Template Expressions): quoted texts, heredocs, and whole files of them. */
import { HclReader } from './hcl-expression.ts';
import type { HclExpression, HclPart, HclTemplate } from './hcl-node.ts';

/** A quoted text; the reader stands on its first quote, and behind its last afterwards. */
export function readTemplate(reader: HclReader): HclTemplate {
  reader.at++;
  const start = reader.at;
  const parts = new Parts();
  let end = -1;
  while (reader.at < reader.end) {
    const { char } = reader;
    if (char === '"' || char === '\n') {
      end = reader.at;
      if (char === '"') reader.at++;
      break;
    }
    if (char === '\\') parts.text(reader, escaped(reader));
    else readPart(reader, parts, false);
  }
  return { kind: 'template', parts: parts.closed(), start, end: end < 0 ? reader.at : end };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The character that an escape stands for, and how long the escape is. */
function escaped({ text, at }: HclReader): { text: string; length: number } {
  const next = text[at + 1] ?? '';
  const digits = next === 'u' ? text.slice(at + 2, at + 6) : next === 'U' ? text.slice(at + 2, at + 10) : '';
  if (/^[\da-f]{4,8}$/i.test(digits) && Number.parseInt(digits, 16) <= 0x10ffff) {
    return { text: String.fromCodePoint(Number.parseInt(digits, 16)), length: 2 + digits.length };
  }
  return { text: ESCAPES[next] ?? next, length: 2 };
}

/** A heredoc; the reader stands on `<<`, and behind the closing mark afterwards. */
export function readHeredoc(reader: HclReader): HclExpression {
  const start = reader.at;
  const [opening, dash = '', mark = ''] = /^<<(-?)([\p{L}_][\p{L}\p{N}_-]*)[ \t\r]*\n/u.exec(
    reader.text.slice(reader.at, Math.min(reader.end, reader.at + 200)),
  ) ?? [''];
  if (!opening) {
    reader.at += 2;
    return { kind: 'missing', start, end: reader.at };
  }
  const from = start + opening.length;
  const closing = new RegExp(`^[ \\t]*${mark}(?![\\p{L}\\p{N}_-])`, 'mu');
  const found = closing.exec(reader.text.slice(from, reader.end));
  const to = found ? from + found.index : reader.end;
  const indent = dash ? indentOf(reader.text.slice(from, to)) : 0;
  const parts = new Parts();
  const inner = new HclReader(reader.text, from, to);
  while (inner.at < to) {
    if (indent > 0 && (inner.at === from || reader.text[inner.at - 1] === '\n')) {
      for (let column = 0; column < indent && /[ \t]/.test(inner.char); column++) inner.at++;
      if (inner.at >= to) break;
    }
    readPart(inner, parts);
  }
  reader.at = found ? to + found[0].length : to;
  return { kind: 'template', parts: parts.closed(), start: from, end: Math.max(from, to) };
}

/** What all lines with something on them are indented by. */
function indentOf(text: string): number {
  const indents = text.split('\n').flatMap((line) => (line.trim() ? [/^[ \t]*/.exec(line)![0].length] : []));
  return indents.length > 0 ? Math.min(...indents) : 0;
}

/** A stretch of a text that is one template: a file for `templatefile`, a text in JSON syntax. */
export function parseTemplate(text: string, start = 0, end = text.length): HclTemplate {
  const reader = new HclReader(text, start, end);
  const parts = new Parts();
  while (reader.at < end) readPart(reader, parts);
  return { kind: 'template', parts: parts.closed(), start, end };
}

/** The parts of a template while it is read: directives hold those that follow. */
class Parts {
  readonly #open: { readonly parts: HclPart[]; readonly close?: (end: number) => HclPart; onElse?: () => boolean }[] = [
    { parts: [] },
  ];
  #end = 0;

  text(reader: HclReader, { text, length }: { text: string; length: number }): void {
    const start = reader.at;
    reader.at = Math.min(reader.end, reader.at + length);
    const { parts } = this.#open.at(-1)!;
    const last = parts.at(-1);
    const exact = last?.kind === 'text' && last.end === start && last.end - last.start === last.text.length;
    if (last?.kind === 'text' && exact && length === text.length && !last.text.endsWith('\n')) {
      parts[parts.length - 1] = { ...last, text: last.text + text, end: reader.at };
    } else {
      parts.push({ kind: 'text', text, start, end: reader.at });
    }
    this.#end = reader.at;
  }

  add(part: HclPart): void {
    this.#open.at(-1)!.parts.push(part);
    this.#end = part.end;
  }

  begin(close: (parts: readonly HclPart[], otherwise: readonly HclPart[], end: number) => HclPart): void {
    const then: HclPart[] = [];
    const otherwise: HclPart[] = [];
    const level = { parts: then, close: (end: number) => close(then, otherwise, end) };
    this.#open.push({
      ...level,
      onElse: () => {
        this.#open.pop();
        return this.#open.push({ parts: otherwise, close: level.close }) > 0;
      },
    });
  }

  otherwise(): void {
    this.#open.at(-1)!.onElse?.();
  }

  finish(end: number): void {
    if (this.#open.length < 2) return;
    const level = this.#open.pop()!;
    if (level.close) this.add(level.close(end));
  }

  closed(): readonly HclPart[] {
    while (this.#open.length > 1) this.finish(this.#end);
    return this.#open[0]!.parts;
  }
}

/** One interpolation, one directive, or characters up to the next of them, a line's end or an escape. */
function readPart(reader: HclReader, parts: Parts, lines = true): void {
  const { text, char } = reader;
  const start = reader.at;
  if (char === '$' || char === '%') {
    // Doubled, the sign stands for itself.
    if (text.startsWith(`${char}{`, start + 1)) parts.text(reader, { text: `${char}{`, length: 3 });
    else if (text[start + 1] !== '{') parts.text(reader, { text: char, length: 1 });
    else if (char === '%') readDirective(reader, parts, start);
    else readInterpolation(reader, parts, start);
    return;
  }
  let end = start;
  while (end < reader.end && !'$%"\\\n'.includes(text[end]!)) end++;
  if (end < reader.end && (end === start || (lines && text[end] === '\n'))) end++;
  parts.text(reader, { text: text.slice(start, end), length: end - start });
}

function readInterpolation(outer: HclReader, parts: Parts, start: number): void {
  const reader = outer.within(outer.at + 2);
  reader.take('~');
  reader.skip(true);
  const value = reader.expression();
  closeBrace(reader);
  outer.at = reader.at;
  parts.add({ kind: 'interpolation', value, start, end: outer.at });
}

function closeBrace(reader: HclReader): void {
  reader.skip(true);
  reader.take('~');
  if (reader.take('}')) return;
  // What is half typed ends with its line.
  while (reader.at < reader.end && !'}\n"'.includes(reader.char)) reader.at++;
  reader.take('}');
}

function readDirective(outer: HclReader, parts: Parts, start: number): void {
  const reader = outer.within(outer.at + 2);
  reader.take('~');
  reader.skip(true);
  const word = reader.word();
  if (word === 'if') {
    const condition = reader.expression();
    parts.begin((then, otherwise, end) => ({ kind: 'if', condition, then, otherwise, start, end }));
  } else if (word === 'for') {
    reader.skip(true);
    const first = reader.word() ?? '';
    reader.skip(true);
    let second: string | undefined;
    if (reader.take(',')) {
      reader.skip(true);
      second = reader.word() ?? '';
      reader.skip(true);
    }
    reader.word();
    const collection = reader.expression();
    const names = second === undefined ? { value: first } : { key: first, value: second };
    parts.begin((each, _, end) => ({ kind: 'for', ...names, collection, parts: each, start, end }));
  } else if (word === 'else') {
    parts.otherwise();
  }
  closeBrace(reader);
  outer.at = reader.at;
  if (word === 'endif' || word === 'endfor') parts.finish(outer.at);
}
