/**
 * nginx's configuration syntax: directives that end in `;` or hold a block, with spans. It owns words, quotes, comments
 * and nesting as `ngx_conf_read_token` reads them, and knows no directive's meaning. Half-typed text gives what stands
 * before the fault.
 */

/** One word; offsets of what stands inside any quotes. */
export interface Word {
  /** As written, escapes not undone. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

export interface Directive {
  readonly name: Word;
  readonly words: readonly Word[];
  /** Ended by its own `;`. A block is not. */
  readonly closed: boolean;
  readonly block?: Block;
}

export interface Block {
  /** Just after `{`. */
  readonly start: number;
  readonly directives: readonly Directive[];
}

/** Deeper nesting is no config that anybody wrote. */
const MAX_DEPTH = 100;

/**
 * Reads a whole text.
 * @param starters names that, at the start of a line, begin a directive even if the one before lacks its `;`. So a line
 *   that is being typed does not swallow the next.
 */
export function parseDirectives(text: string, starters: ReadonlySet<string>): readonly Directive[] {
  const root: Directive[] = [];
  const blocks: Directive[][] = [root];
  let words: Word[] = [];
  const finish = (closed: boolean, block?: Block): void => {
    const [name, ...rest] = words;
    if (name) blocks.at(-1)!.push({ name, words: rest, closed, ...(block ? { block } : {}) });
    words = [];
  };
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let lineStart = true;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '\n' || character === '\r') {
      lineStart = true;
      at++;
    } else if (character === ' ' || character === '\t') at++;
    else if (character === '#') at = endOfLine(text, at);
    else if (character === ';') {
      finish(true);
      at++;
    } else if (character === '{' && text[at + 1] !== '{') {
      const name = words[0]?.text ?? '';
      const directives: Directive[] = [];
      if (words.length === 0) words.push({ text: '', start: at, end: at, quoted: false });
      finish(false, { start: at + 1, directives });
      if (blocks.length === MAX_DEPTH) return root;
      blocks.push(directives);
      at++;
      if (name.endsWith('_by_lua_block')) at = endOfLua(text, at);
    } else if (character === '}') {
      finish(false);
      if (blocks.length > 1) blocks.pop();
      at++;
    } else {
      const word = readWord(text, at);
      if (lineStart && words.length > 0 && !word.quoted && starters.has(word.text)) finish(false);
      // A template's `{{- if ... }}` or `{% ... %}` on a line of its own is no directive.
      if (words.length > 0 || !/^(\{\{.*\}\}|\{%.*%\})$/.test(word.text)) words.push(word);
      at = Math.max(word.quoted && text[word.end] === character ? word.end + 1 : word.end, at + 1);
      lineStart = false;
    }
  }
  finish(false);
  return root;
}

function readWord(text: string, start: number): Word {
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    let end = start + 1;
    while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
    // Still being typed: it ends with its line.
    if (end >= text.length) end = endOfLine(text, start + 1);
    return { text: text.slice(start + 1, end), start: start + 1, end, quoted: true };
  }
  let end = start;
  while (end < text.length) {
    const character = text[end]!;
    const closing = character === '{' ? closingOf(text, end) : undefined;
    if (closing) end = closing;
    else if (character === '\\' && !/[\r\n]/.test(text[end + 1] ?? '')) end += 2;
    else if (/[\s;{]/.test(character) || (character === '}' && end === start)) break;
    else end++;
  }
  end = Math.min(end, text.length);
  return { text: text.slice(start, end), start, end, quoted: false };
}

/** The end of what a brace inside a word opens: `${NAME}`, a template's `{{ ... }}` or `{% ... %}`; on one line. */
function closingOf(text: string, brace: number): number | undefined {
  const next = text[brace + 1];
  const mark = text[brace - 1] === '$' ? '}' : next === '{' ? '}}' : next === '%' ? '%}' : undefined;
  if (!mark) return undefined;
  const near = text.slice(brace + 1, brace + 200);
  const close = near.indexOf(mark);
  return close < 0 || near.slice(0, close).includes('\n') ? undefined : brace + 1 + close + mark.length;
}

function endOfLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

/** The offset of the `}` that ends a block of Lua whose first character is at `start`. */
function endOfLua(text: string, start: number): number {
  let depth = 1;
  let at = start;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
    const long = character === '-' || character === '[' ? /(?:--)?\[(=*)\[/y : undefined;
    if (long) long.lastIndex = at;
    const opening = long?.exec(text);
    if (opening) {
      const close = text.indexOf(`]${opening[1]}]`, at);
      at = close < 0 ? text.length : close + opening[1]!.length + 2;
    } else if (character === '-' && text[at + 1] === '-') at = endOfLine(text, at);
    else if (character === '"' || character === "'") {
      at++;
      while (at < text.length && text[at] !== character && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
      at++;
    } else at++;
  }
  return text.length;
}
