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
  /** What begins a comment, and what ends it. */
  readonly blockComments: readonly (readonly [string, string])[];
  /** Longer ones first. One of three characters, or a backtick, may stand on several lines. */
  readonly quotes: readonly string[];
  /** The quote within which a backslash is itself. */
  readonly raw?: string;
  /** A slash where a value is expected begins a regular expression. */
  readonly regexes?: true;
}

const SLASH_STAR: Lexis['blockComments'] = [['/*', '*/']];
export const C_LIKE: Lexis = { lineComments: ['//'], blockComments: SLASH_STAR, quotes: ['"""', '"', "'", '`'] };
export const HASH: Lexis = { lineComments: ['#'], blockComments: [], quotes: ['"""', "'''", '"', "'"] };
/** PHP has both kinds of comments. */
export const BOTH: Lexis = { lineComments: ['//', '#'], blockComments: SLASH_STAR, quotes: ['"', "'"] };

/**
 * The tokens of a text from one offset up to another, comments left out. A string that nothing closes ends with its
 * line. Never throws.
 */
export function tokens(whole: string, lexis: Lexis, from = 0, to = whole.length): readonly Token[] {
  const found: Token[] = [];
  const text = to === whole.length ? whole : whole.slice(0, to);
  const word = /[A-Za-z_$][\w$]*|\d[\w.]*/y;
  for (let at = from; at < text.length; ) {
    const char = text[at]!;
    const block = lexis.blockComments.find(([open]) => text.startsWith(open, at));
    if (char <= ' ') {
      at++;
    } else if (lexis.lineComments.some((mark) => text.startsWith(mark, at))) {
      at = endOfLine(text, at);
    } else if (block) {
      const close = text.indexOf(block[1], at + block[0].length);
      at = close < 0 ? text.length : close + block[1].length;
    } else if (char === '/' && lexis.regexes && isValueExpected(found.at(-1))) {
      at = endOfRegex(text, at + 1);
    } else {
      const quote = lexis.quotes.find((q) => text.startsWith(q, at));
      if (quote) {
        const start = at + quote.length;
        const end = endOfString(text, start, quote, quote === lexis.raw);
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

/** Behind a mark that begins or joins, and behind `return`, a slash does not divide. */
function isValueExpected(before: Token | undefined): boolean {
  if (!before) return true;
  return before.kind === 'mark' ? '(,=:[!&|?{};+>'.includes(before.text) : before.text === 'return';
}

function endOfRegex(text: string, start: number): number {
  for (let at = start, isClass = false; at < text.length; at++) {
    const char = text[at];
    if (char === '\n') return at;
    if (char === '\\') at++;
    else if (char === '[') isClass = true;
    else if (char === ']') isClass = false;
    else if (char === '/' && !isClass) return at + 1;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function endOfString(text: string, start: number, quote: string, isRaw: boolean): number {
  const lines = quote.length === 3 || quote === '`';
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\' && !isRaw) at++;
    // A template holds code, which may hold templates.
    else if (quote === '`' && !isRaw && text.startsWith('${', at)) depth++;
    else if (depth > 0 && text[at] === '}') depth--;
    else if (depth === 0 && text.startsWith(quote, at)) return at;
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
