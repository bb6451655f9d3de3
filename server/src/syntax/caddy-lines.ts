/**
 * The Caddyfile's syntax (caddyserver.com/docs/caddyfile/concepts): lines of words that may open a block with a `{` at
 * their end. It owns words, quotes, heredocs, comments, continued lines and nesting, and knows no directive's meaning.
 * Half-typed text gives what stands before the fault.
 */
import type { Text } from '../model/index.ts';

/** One word; offsets of what stands inside any quotes. */
export interface CaddyWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Where it is put together from several places: what it says, each piece with its place. */
  readonly parts?: Text;
}

export interface CaddyLine {
  readonly words: readonly CaddyWord[];
  readonly block?: readonly CaddyLine[];
}

/** Deeper nesting is no config that anybody wrote. */
const MAX_DEPTH = 100;

/** The lines of a whole text; a line of addresses goes on behind a comma at its end. */
export function parseCaddyLines(text: string): readonly CaddyLine[] {
  const root: CaddyLine[] = [];
  const blocks: CaddyLine[][] = [root];
  let words: CaddyWord[] = [];
  const finish = (): void => {
    if (words.length > 0) blocks.at(-1)!.push({ words });
    words = [];
  };
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const character = text[at]!;
    if (character === '\n') {
      if (!words.at(-1)?.text.endsWith(',')) finish();
      at++;
    } else if (/\s/.test(character)) at++;
    else if (character === '#') at = endOfLine(text, at);
    else if (character === '\\' && /\r?\n/y.test(text.slice(at + 1, at + 3))) at = text.indexOf('\n', at) + 1;
    else {
      const word = readWord(text, at);
      at = word.next;
      if (word.text === '{' && !word.quoted) {
        const block: CaddyLine[] = [];
        blocks.at(-1)!.push({ words, block });
        words = [];
        if (blocks.length === MAX_DEPTH) return root;
        blocks.push(block);
      } else if (word.text === '}' && !word.quoted) {
        finish();
        if (blocks.length > 1) blocks.pop();
      } else words.push({ text: word.text, start: word.start, end: word.end });
    }
  }
  finish();
  return root;
}

interface Read extends CaddyWord {
  readonly quoted: boolean;
  /** Where to read on. */
  readonly next: number;
}

function readWord(text: string, start: number): Read {
  const quote = text[start];
  if (quote === '"' || quote === '`') {
    let end = start + 1;
    while (end < text.length && text[end] !== quote) end += quote === '"' && text[end] === '\\' ? 2 : 1;
    // Still being typed: it ends with its line.
    if (end >= text.length) end = endOfLine(text, start + 1);
    return { text: text.slice(start + 1, end), start: start + 1, end, quoted: true, next: end + 1 };
  }
  const heredoc = /<<([A-Za-z0-9_-]+)[ \t]*\r?\n/y;
  heredoc.lastIndex = start;
  const marker = heredoc.exec(text);
  if (marker) {
    const close = new RegExp(`^[ \\t]*${marker[1]}\\b`, 'gm');
    close.lastIndex = heredoc.lastIndex;
    const end = close.exec(text) ? close.lastIndex : text.length;
    return { text: '', start, end: start, quoted: true, next: end };
  }
  let end = start;
  while (end < text.length && !/\s/.test(text[end]!)) end++;
  return { text: text.slice(start, end), start, end, quoted: false, next: end };
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}
