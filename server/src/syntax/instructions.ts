/**
 * The lines of a Dockerfile as instructions (docs.docker.com/reference/dockerfile; BuildKit's frontend/dockerfile/parser
 * where the reference is silent). It owns continuations, comments, here-documents and the escape directive, and knows of
 * no instruction's arguments. Written by hand because it reads a small file in a few microseconds where dockerfile-ast
 * takes fifty, and a large one, while it is being typed, in well under a millisecond instead of tens.
 */
import type { Literal, Source } from '../model/index.ts';

export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  /** Offsets of the keyword. */
  readonly start: number;
  readonly end: number;
  /** Offsets of what each line adds to the arguments, indentation included; continuation marks and comments excluded. */
  readonly lines: readonly (readonly [start: number, end: number])[];
}

const DIRECTIVE = /^#\s*([A-Za-z][\w-]*)\s*=\s*(\S+)/;
const HEREDOC = /(?:^|[\s;&|(])\d*<<(-?)(["']?)([A-Za-z_][\w.-]*)\2(?=$|[\s;&|<>)])/g;
const TAKES_HEREDOC = /^(?:RUN|COPY|ADD)$/;
const KEYWORD = /[A-Za-z]+/y;

/** Every instruction, in order; lines that are none (a stray word, a here-document's body) are left out. */
export function readInstructions(source: Source): readonly Instruction[] {
  const { text } = source;
  const instructions: Instruction[] = [];
  const unclosed = new Set<string>();
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const escape = escapeOf(text, at);
  while (at < text.length) {
    const first = lineOf(text, at);
    at = first.next;
    if (first.start === first.end || text[first.start] === '#') continue;
    KEYWORD.lastIndex = first.start;
    const keyword = KEYWORD.exec(text)?.[0] ?? '';
    const end = first.start + keyword.length;
    const lines: [number, number][] = [];
    let open = takeLine(text, skipBlanks(text, end, first.end), first.end, escape, lines);
    while (open && at < text.length) {
      const begin = at;
      const line = lineOf(text, at);
      at = line.next;
      // Comments and empty lines within an instruction are as if they were not there.
      if (line.start === line.end || text[line.start] === '#') continue;
      open = takeLine(text, begin, line.end, escape, lines);
    }
    const name = keyword.toUpperCase();
    if (TAKES_HEREDOC.test(name)) at = behindBodies(text, at, lines, unclosed);
    if (keyword !== '' && (end === first.end || /[\s\\`]/.test(text[end]!))) {
      instructions.push({ keyword: name, start: first.start, end, lines });
    }
  }
  return instructions;
}

/** The arguments as literals, one a line. */
export function argumentsOf(source: Source, { lines }: Instruction): readonly Literal[] {
  return lines.map(([start, end]) => ({ text: source.text.slice(start, end), span: source.span(start, end) }));
}

/** `# escape=` and other directives stand before everything else, comments included. */
function escapeOf(text: string, start: number): string {
  let at = start;
  while (at < text.length) {
    const line = lineOf(text, at);
    const directive = DIRECTIVE.exec(text.slice(line.start, line.end));
    if (!directive) break;
    if (directive[1]!.toLowerCase() === 'escape') return directive[2] === '`' ? '`' : '\\';
    at = line.next;
  }
  return '\\';
}

/** A line without its indentation, its trailing blanks and its end. */
function lineOf(text: string, at: number): { readonly start: number; readonly end: number; readonly next: number } {
  const newline = text.indexOf('\n', at);
  const next = newline < 0 ? text.length : newline + 1;
  let end = newline < 0 ? text.length : newline;
  while (end > at && isBlank(text.charCodeAt(end - 1))) end--;
  return { start: skipBlanks(text, at, end), end, next };
}

/** Adds what a line says; true where the instruction goes on behind it. */
function takeLine(text: string, start: number, end: number, escape: string, lines: [number, number][]): boolean {
  const open = end > start && text[end - 1] === escape && text[end - 2] !== escape;
  const last = open ? end - 1 : end;
  if (start < last) lines.push([start, last]);
  return open;
}

/** The offset behind the bodies of the here-documents that an instruction opens. */
function behindBodies(
  text: string,
  start: number,
  lines: readonly (readonly [number, number])[],
  unclosed: Set<string>,
): number {
  let at = start;
  for (const [from, to] of lines) {
    const line = text.slice(from, to);
    if (!line.includes('<<')) continue;
    for (const [, dash, , delimiter = ''] of line.matchAll(HEREDOC)) {
      // A search that failed would fail again further down; a text full of them is not searched time and again.
      if (unclosed.has(delimiter) || unclosed.size >= 16) continue;
      const close = new RegExp(`^${dash ? '\\t*' : ''}${delimiter.replace(/[.]/g, '\\.')}\\r?$`, 'gm');
      close.lastIndex = at;
      // A body that nothing closes is still being typed: what follows is read as instructions.
      if (close.test(text)) at = lineOf(text, close.lastIndex).next;
      else unclosed.add(delimiter);
    }
  }
  return at;
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Space, tab, carriage return, vertical tab, form feed. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 11 || code === 12;
}

/** The words of a string of arguments, as offsets into it, quotes included: blanks part them, except within quotes. */
export function wordsOf(text: string, from = 0): readonly (readonly [start: number, end: number])[] {
  const words: [number, number][] = [];
  let at = from;
  while (at < text.length) {
    at = skipBlanks(text, at, text.length);
    const start = at;
    let quote: string | undefined;
    while (at < text.length && (quote || !isBlank(text.charCodeAt(at)))) {
      const char = text[at]!;
      if (char === quote) quote = undefined;
      else if (!quote && (char === '"' || char === "'")) quote = char;
      else if (char === '\\' && quote !== "'") at++;
      at++;
    }
    at = Math.min(at, text.length);
    if (start < at) words.push([start, at]);
  }
  return words;
}

/**
 * The strings of a JSON array that starts at `from`, as offsets inside their quotes. An array that the text's end cuts
 * off gives what it has; undefined where the text is no array of strings, which makes it a shell's line.
 */
export function jsonStrings(
  text: string,
  from: number,
): readonly (readonly [start: number, end: number])[] | undefined {
  const strings: [number, number][] = [];
  const token = /\s*(?:"((?:[^"\\]|\\.)*)("|$)|(\])|([,[])|$)/y;
  token.lastIndex = from;
  if (text[from] !== '[') return undefined;
  let expected = '[';
  for (;;) {
    const match = token.exec(text);
    if (!match) return undefined;
    const [whole, string, close, end, mark] = match;
    const next = token.lastIndex;
    if (string !== undefined) {
      if (expected === ',' || expected === '[') return undefined;
      const start = next - (close ?? '').length - string.length;
      strings.push([start, start + string.length]);
      if (close === '') return strings;
      expected = ',';
    } else if (end !== undefined) return /^\s*$/.test(text.slice(next)) ? strings : undefined;
    else if (mark !== undefined) {
      if (mark !== expected) return undefined;
      expected = 'string';
    } else if (whole === '' || next >= text.length) return strings;
  }
}
