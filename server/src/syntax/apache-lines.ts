/**
 * The syntax of Apache's configuration files (httpd.apache.org/docs/2.4/configuring.html): directives of words, one a
 * line, and sections in tags that nest. A `\` at the end continues a line, a comment's too. It owns words, quotes and
 * nesting, and knows no directive's meaning. Half-typed text gives what stands before the fault.
 */
import type { Source, Text } from '../model/index.ts';
import { readText } from './interpolation.ts';

export interface ApacheLine {
  /** In lower case: `listen`, of a section `virtualhost`. */
  readonly name: string;
  /** As it is written. */
  readonly written: string;
  /** Without quotes; `${NAME}` is a variable. */
  readonly words: readonly Text[];
  /** What stands between a section's tags. */
  readonly section?: readonly ApacheLine[];
}

/** Deeper nesting is no config that anybody wrote. */
const MAX_DEPTH = 100;
const WORD =
  /(?:[ \t]|\\\r?\n)*(?:"((?:[^"\\\r\n]|\\[^\r\n])*)"?|'((?:[^'\\\r\n]|\\[^\r\n])*)'?|((?:[^\s\\]|\\(?!\r?\n))+))/dy;

/** The directives of a whole text. */
export function parseApacheLines(source: Source): readonly ApacheLine[] {
  const { text } = source;
  const root: ApacheLine[] = [];
  const sections: { readonly name: string; readonly lines: ApacheLine[] }[] = [{ name: '', lines: root }];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const end = endOfLine(text, at);
    const [name, ...words] = readWords(text, at, end);
    at = end + 1;
    if (!name || name.text.startsWith('#')) continue;
    if (name.text.startsWith('</')) {
      const closed = name.text.slice(2).replace(/>.*$/, '').toLowerCase();
      const open = sections.findLastIndex((each) => each.name === closed);
      if (open > 0) sections.length = open;
      continue;
    }
    const tag = name.text.startsWith('<');
    const written = name.text.replace(/^<|>$/g, '');
    const texts = words.map(({ start, end: last }) => readText(source, start, last, 'envsubst'));
    const line = { name: written.toLowerCase(), written, words: texts };
    if (!tag) {
      sections.at(-1)!.lines.push(line);
      continue;
    }
    const section: ApacheLine[] = [];
    sections.at(-1)!.lines.push({ ...line, section });
    if (sections.length === MAX_DEPTH) return root;
    sections.push({ name: line.name, lines: section });
  }
  return root;
}

function endOfLine(text: string, start: number): number {
  for (let at = start; ; ) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return text.length;
    if (!/\\\r?$/.test(text.slice(Math.max(start, newline - 2), newline))) return newline;
    at = newline + 1;
  }
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a line; the `>` that closes a section's tag belongs to none. */
function readWords(text: string, start: number, end: number): readonly Word[] {
  const words: Word[] = [];
  WORD.lastIndex = start;
  const tag = /^[ \t\ufeff]*<(?!\/)/.test(text.slice(start, Math.min(end, start + 200)));
  const limit = tag ? closing(text, start, end) : end;
  for (let match = WORD.exec(text); match && match.index < limit; match = WORD.exec(text)) {
    const [from, to] = match.indices![1] ?? match.indices![2] ?? match.indices![3]!;
    if (from >= limit) break;
    const last = Math.min(to, limit);
    if (last > from || match[3] === undefined) words.push({ text: text.slice(from, last), start: from, end: last });
    if (text[from] === '#' && words.length === 1) break;
  }
  return words;
}

function closing(text: string, start: number, end: number): number {
  const last = text.lastIndexOf('>', end - 1);
  return last > start && /^[ \t\r]*$/.test(text.slice(last + 1, end)) ? last : end;
}
