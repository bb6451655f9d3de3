/** Splits a Go template into texts and actions, with the white space that `{{-` and `-}}` take away. */
import type { Place } from './nodes.ts';

export type Segment =
  | (Place & { readonly kind: 'text' })
  /** `from` and `to` are what stands between the braces. */
  | (Place & { readonly kind: 'action'; readonly from: number; readonly to: number; readonly closed: boolean })
  | (Place & { readonly kind: 'comment' });

/** The segments of a text. An action that is not closed ends with its line, so that the rest can be read. */
export function segmentsOf(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  const addText = (start: number, end: number): void => {
    if (end > start) segments.push({ kind: 'text', start, end });
  };
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open < 0) break;
    const trims = text[open + 2] === '-' && isSpace(text[open + 3]);
    addText(at, trims ? Math.max(at, trimmedEnd(text, open)) : open);
    const from = open + (trims ? 3 : 2);
    const end = endOf(text, from);
    segments.push(
      end.kind === 'action'
        ? { kind: 'action', start: open, end: end.after, from, to: end.to, closed: end.closed }
        : { kind: 'comment', start: open, end: end.after },
    );
    at = end.trims ? trimmedStart(text, end.after) : end.after;
  }
  addText(at, text.length);
  return segments;
}

interface End {
  readonly kind: 'action' | 'comment';
  readonly to: number;
  /** Behind the closing braces. */
  readonly after: number;
  readonly trims: boolean;
  readonly closed: boolean;
}

const COMMENT = /\s*\/\*/y;
const AFTER_COMMENT = /(\s-)?\}\}/y;

function endOf(text: string, from: number): End {
  COMMENT.lastIndex = from;
  if (COMMENT.test(text)) {
    const stop = text.indexOf('*/', COMMENT.lastIndex);
    AFTER_COMMENT.lastIndex = stop + 2;
    const closing = stop < 0 ? null : AFTER_COMMENT.exec(text);
    if (closing) {
      const after = AFTER_COMMENT.lastIndex;
      return { kind: 'comment', to: stop, after, trims: closing[1] !== undefined, closed: true };
    }
    return unclosed(text, from);
  }
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"' || char === "'") {
      at = quoteEnd(text, at);
      if (at < 0) break;
    } else if (char === '`') {
      at = text.indexOf('`', at + 1);
      if (at < 0) break;
    } else if (char === '}' && text[at + 1] === '}') {
      const trims = text[at - 1] === '-' && at - 2 >= from && isSpace(text[at - 2]);
      return { kind: 'action', to: trims ? at - 1 : at, after: at + 2, trims, closed: true };
    } else if (char === '{' && text[at + 1] === '{') {
      break;
    }
  }
  return unclosed(text, from);
}

function unclosed(text: string, from: number): End {
  const line = /[^\r\n]*/y;
  line.lastIndex = from;
  line.exec(text);
  const next = text.indexOf('{{', from);
  const to = next >= 0 && next < line.lastIndex ? next : line.lastIndex;
  return { kind: 'action', to, after: to, trims: false, closed: false };
}

/** The closing quote's offset; -1 where the line ends first. */
function quoteEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[open]) return at;
  }
  return -1;
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && isSpace(text[at - 1])) at--;
  return at;
}

function trimmedStart(text: string, start: number): number {
  let at = start;
  while (isSpace(text[at])) at++;
  return at;
}
