/**
 * Source code as tokens, the same for all languages that are read: names, numbers, strings, marks. It knows comments
 * and quotes and no grammar; that is enough to find a call and its arguments.
 */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'mark';
  /** A string without its quotes, escapes left as they are. */
  readonly text: string;
  /** Offsets of `text`. */
  readonly start: number;
  readonly end: number;
}

export interface Lexis {
  /** What starts a comment to the end of the line. */
  readonly lineComments: readonly string[];
  readonly blockComments: boolean;
  readonly quotes: readonly string[];
}

export const C_LIKE: Lexis = { lineComments: ['//'], blockComments: true, quotes: ['"', "'", '`'] };
export const HASH: Lexis = { lineComments: ['#'], blockComments: false, quotes: ['"""', "'''", '"', "'"] };
/** PHP has both kinds of comments. */
export const BOTH: Lexis = { lineComments: ['//', '#'], blockComments: true, quotes: ['"', "'"] };

/** The tokens of a text, comments left out. A string that nothing closes ends with its line. Never throws. */
export function tokens(text: string, lexis: Lexis): readonly Token[] {
  const found: Token[] = [];
  const word = /[A-Za-z_$][\w$]*|\d[\w.]*/y;
  for (let at = 0; at < text.length; ) {
    const char = text[at]!;
    if (char <= ' ') {
      at++;
    } else if (lexis.lineComments.some((mark) => text.startsWith(mark, at))) {
      at = endOfLine(text, at);
    } else if (lexis.blockComments && text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2);
      at = close < 0 ? text.length : close + 2;
    } else {
      const quote = lexis.quotes.find((q) => text.startsWith(q, at));
      if (quote) {
        const start = at + quote.length;
        const end = endOfString(text, start, quote);
        found.push({ kind: 'string', text: text.slice(start, end), start, end });
        at = end + (text.startsWith(quote, end) ? quote.length : 0);
        continue;
      }
      word.lastIndex = at;
      const match = word.exec(text);
      const length = match ? match[0].length : 1;
      const kind = !match ? 'mark' : /^\d/.test(char) ? 'number' : 'name';
      found.push({ kind, text: text.slice(at, at + length), start: at, end: at + length });
      at += length;
    }
  }
  return found;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function endOfString(text: string, start: number, quote: string): number {
  const lines = quote.length === 3 || quote === '`';
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quote, at)) return at;
    else if (text[at] === '\n' && !lines) return at;
  }
  return text.length;
}

/**
 * The arguments of a call whose opening bracket is `tokens[open]`: the tokens of each, brackets balanced. A call that
 * is not closed yet gives what is there, at most 200 tokens.
 */
export function argumentsOf(all: readonly Token[], open: number): readonly (readonly Token[])[] {
  const found: Token[][] = [[]];
  let depth = 0;
  for (let at = open + 1; at < all.length && at < open + 200; at++) {
    const token = all[at]!;
    if (token.kind === 'mark') {
      if (')]}'.includes(token.text) && depth-- === 0) break;
      if ('([{'.includes(token.text)) depth++;
      if (token.text === ',' && depth === 0) {
        found.push([]);
        continue;
      }
    }
    found.at(-1)!.push(token);
  }
  return found.filter((argument, index) => argument.length > 0 || index < found.length - 1);
}
