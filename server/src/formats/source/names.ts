/**
 * What a source file gives its names: constants and variables, properties of plain objects, flags of its command line.
 * Scopes are not told apart, so that a name that is given several values has all of them.
 */
import type { Source } from '../../model/index.ts';
import { argumentsOf, type Lexis, type Token } from '../../syntax/code.ts';

/** A source file with its tokens. */
export interface Code {
  readonly file: Source;
  readonly lexis: Lexis;
  readonly all: readonly Token[];
  /** By the name, dotted where it is a property: `config.port`; `this.` and `self.` are left out. */
  readonly given: ReadonlyMap<string, readonly Given[]>;
  /** By the flag's name without dashes. */
  readonly flags: ReadonlyMap<string, Given>;
}

/** A value that a name is given: an expression, or a variable or flag with the expression that stands in for it. */
export interface Given {
  readonly tokens: readonly Token[];
  readonly variable?: Token;
  readonly flag?: Token;
  /** The block that it is declared in, by offsets; absent where that is the file. */
  readonly block?: Block;
}

interface Block {
  readonly start: number;
  end: number;
}

/** What a name is given that is seen at an offset. */
export function givenAt({ given }: Code, name: string, offset: number): readonly Given[] | undefined {
  const seen = given.get(name)?.filter(({ block }) => !block || (block.start < offset && offset < block.end));
  return seen && seen.length > 0 ? seen : undefined;
}

/** @param all its tokens, by that lexis. */
export function codeOf(file: Source, lexis: Lexis, all: readonly Token[]): Code {
  const given = new Map<string, Given[]>();
  const flags = new Map<string, Given>();
  const give = (name: string, value: Given): unknown => given.get(name)?.push(value) ?? given.set(name, [value]);
  const open: number[] = [];
  const blocks: Block[] = [];
  for (let at = 0; at < all.length; at++) {
    const token = all[at]!;
    if (token.kind === 'mark') {
      if ('([{'.includes(token.text)) open.push(at);
      else if (')]}'.includes(token.text)) open.pop();
      if (token.text === '{') blocks.push({ start: token.start, end: file.text.length });
      else if (token.text === '}') close(blocks, token.end);
      continue;
    }
    if (token.kind !== 'name') continue;
    const next = all[at + 1];
    if (next?.text === '(' || next?.text === '<') {
      readFlag(all, at, flags, give);
      if (isSetter(all, at)) {
        const [name, value] = argumentsOf(all, at + 1);
        if (name?.[0]?.kind === 'string' && value) give(`get(${name[0].text})`, { tokens: value });
      }
    }
    if (token.text === 'env' && all[at - 2]?.text === 'process' && all[at - 3]?.text === '=') taken(all, at - 4, give);
    const start = isArgument(all, open.at(-1)) ? 0 : assignment(all, at);
    const name = start > 0 ? pathOf(all, at) : undefined;
    if (name === undefined) continue;
    const block = isDeclared(file.text, all, at, start) ? blocks.at(-1) : undefined;
    give(name, { tokens: expressionFrom(file.text, all, start), ...(block ? { block } : {}) });
  }
  return { file, lexis, all, given, flags };
}

function close(blocks: Block[], end: number): void {
  const block = blocks.pop();
  if (block) block.end = end;
}

/** `const port = `, `int port = `, `port := `; else a name of some block around is given another value. */
function isDeclared(text: string, all: readonly Token[], at: number, start: number): boolean {
  const [before, name] = [all[at - 1], all[at]!];
  const isBeside = before?.kind === 'name' && !text.slice(before.end, name.start).includes('\n');
  return (isBeside && !/^(?:else|then|do)$/.test(before.text)) || all[start - 2]?.text === ':';
}

/** `app.set('port', 3000)`, which `app.get('port')` gives back. */
function isSetter(all: readonly Token[], at: number): boolean {
  return all[at]!.text === 'set' && all[at - 1]?.text === '.';
}

/** Directly within the brackets of a call, `port=8000` names an argument; Go's `var (` and `const (` make none. */
function isArgument(all: readonly Token[], bracket: number | undefined): boolean {
  if (bracket === undefined || all[bracket]!.text !== '(') return false;
  const before = all[bracket - 1];
  return before?.kind === 'name' && !/^(?:const|var|if|while|for|switch)$/.test(before.text);
}

/** The dotted name that ends at a token; undefined where it hangs on what a call or an index gives. */
function pathOf(all: readonly Token[], end: number): string | undefined {
  let path = all[end]!.text;
  let at = end;
  for (; all[at - 1]?.text === '.'; at -= 2) {
    const owner = all[at - 2];
    if (owner?.kind !== 'name') return undefined;
    if (!/^(?:this|self)$/.test(owner.text)) path = `${owner.text}.${path}`;
  }
  return path;
}

/** The index behind `NAME =`, `NAME :=`, `NAME: number =`, `NAME, err :=`; 0 where nothing is assigned there. */
function assignment(all: readonly Token[], at: number): number {
  const isPair = all[at + 1]?.text === ',' && /^(?:_|err|ok|found|exists)$/.test(all[at + 2]?.text ?? '');
  const from = isPair ? at + 3 : at + 1;
  for (let i = from; i < from + 4; i++) {
    const token = all[i];
    if (!token || (token.kind === 'mark' && !':=?'.includes(token.text)) || token.kind === 'string') return 0;
    if (token.text !== '=') continue;
    const isComparison = all[i + 1]?.text === '=' || all[i + 1]?.text === '>';
    return isComparison || all[i - 1]?.text === '=' ? 0 : i + 1;
  }
  return 0;
}

/** The tokens from one on up to the end of its statement, or of the list or block that it stands in. */
function expressionFrom(text: string, all: readonly Token[], start: number): readonly Token[] {
  const found: Token[] = [];
  let depth = 0;
  for (const token of all.slice(start, start + 120)) {
    const isMark = token.kind === 'mark';
    const last = found.at(-1);
    if (isMark && ')]}'.includes(token.text) && depth-- === 0) break;
    if (depth === 0 && last) {
      if (isMark && ',;'.includes(token.text)) break;
      const isNewLine = text.slice(last.end, token.start).includes('\n');
      if (isNewLine && !/^[|?.&:]/.test(token.text) && !/^[|?&=(]$/.test(last.text)) break;
    }
    if (isMark && '([{'.includes(token.text)) depth++;
    found.push(token);
  }
  return found;
}

/** `const { PORT = 3000 } = process.env`; `close` is the index of its bracket. */
function taken(all: readonly Token[], close: number, give: (name: string, value: Given) => void): void {
  if (all[close]?.text !== '}') return;
  let open = close;
  while (open > close - 100 && open >= 0 && all[open]!.text !== '{') open--;
  if (all[open]?.text !== '{') return;
  for (const item of argumentsOf(all, open)) {
    const [variable, mark, renamed] = item;
    if (variable?.kind !== 'name') continue;
    const equals = item.findIndex(({ text }) => text === '=');
    const name = mark?.text === ':' && renamed ? renamed : variable;
    give(name.text, { variable, tokens: equals < 0 ? [] : item.slice(equals + 1) });
  }
}

const FLAG_CALL = /^(?:add_argument|option|define|DEFINE_integer|DEFINE_string|Option)$/;
/** Go's own set of flags, and what others call theirs. */
export const FLAGS = /^(?:p?flags?|fs|flagSet)$/i;
const GO_FLAG = /^(?:Int|Uint|String|Uint16|Int64)(Var)?P?$/;

/**
 * Flags with their defaults: `add_argument("--port", default=8000)` of argparse, click's `option`, tornado's `define`,
 * `flag.Int("port", 8080, "")` of Go with what binds it to a variable.
 */
function readFlag(
  all: readonly Token[],
  at: number,
  flags: Map<string, Given>,
  give: (name: string, value: Given) => void,
): void {
  const name = all[at]!.text;
  const args = FLAG_CALL.test(name) || GO_FLAG.test(name) ? argumentsOf(all, at + 1) : [];
  const go = GO_FLAG.exec(name);
  if (go && all[at - 1]?.text === '.' && FLAGS.test(all[at - 2]?.text ?? '')) {
    const [flag] = args[go[1] ? 1 : 0] ?? [];
    const value = args.slice(go[1] ? 2 : 1).find((each) => !(each.length === 1 && /^[a-z]?$/i.test(each[0]!.text)));
    if (flag?.kind !== 'string' || !value) return;
    const variable = go[1] ? args[0]!.at(-1) : undefined;
    if (variable) give(variable.text, { flag, tokens: value });
    else flags.set(flag.text, { flag, tokens: value });
    return;
  }
  const words = args.flatMap((each) => (each.length === 1 && each[0]!.kind === 'string' ? [each[0]!] : []));
  const flag = words.find(({ text }) => text.startsWith('--')) ?? (name.startsWith('define') ? words[0] : undefined);
  const otherwise = args.find((each) => each[0]?.text === 'default' && each[1]?.text === '=');
  if (!flag || !otherwise) return;
  flags.set(flag.text.replace(/^--/, '').replaceAll('-', '_'), { flag, tokens: otherwise.slice(2) });
}
