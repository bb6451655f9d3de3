/**
 * Go templates as a tree with places. What cannot be read becomes a `broken` node and a fault; a block that is never
 * closed ends with the text, and an `end` too many is left out.
 */
import { type Segment, segmentsOf } from './actions.ts';
import type { Branch, Command, Define, Fault, Operand, Pipe, Place, Template, TemplateNode } from './nodes.ts';
import { type Token, tokensOf, unquoted } from './tokens.ts';

export type { Branch, Command, Define, Fault, Operand, Pipe, Place, Template, TemplateNode } from './nodes.ts';

/** Reads a whole template. Never throws. */
export function parseTemplate(text: string): Template {
  const defines: Define[] = [];
  const problems: Fault[] = [];
  const root: TemplateNode[] = [];
  const blocks: Block[] = [];
  let into = root;
  const fault = (message: string, { start, end }: Place): void => {
    problems.push({ message, start, end });
  };
  const open = (block: Block): void => {
    blocks.push(block);
    into = block.into;
  };
  const close = (end: number): void => {
    const block = blocks.pop();
    if (!block) return;
    block.close(end);
    into = blocks.at(-1)?.into ?? root;
  };

  for (const segment of segmentsOf(text)) {
    if (segment.kind === 'text') {
      into.push(segment);
    } else if (segment.kind === 'action') {
      readAction(segment, tokensOf(text, segment.from, segment.to));
    }
  }
  for (const block of [...blocks].reverse()) {
    fault('is never closed by {{ end }}', block.opening);
    block.abandon?.();
  }
  while (blocks.length > 0) close(text.length);
  return { body: root, defines, problems };

  function readAction(segment: Segment & { kind: 'action' }, tokens: readonly Token[]): void {
    const place: Place = { start: segment.start, end: segment.end };
    if (!segment.closed) {
      fault('is not closed by }}', place);
      into.push({ kind: 'broken', ...place });
      return;
    }
    const [first] = tokens;
    switch (first?.kind === 'name' ? first.text : '') {
      case 'if':
      case 'with':
      case 'range':
        open(branch(first!.text as Branch['kind'], place, tokens.slice(1), into));
        return;
      case 'else':
        alternative(place, tokens.slice(1));
        return;
      case 'end':
        if (blocks.length === 0) fault('closes nothing', place);
        close(segment.end);
        return;
      case 'define':
      case 'block':
        define(place, tokens);
        return;
      case 'template':
        call(place, tokens);
        return;
      case 'break':
      case 'continue':
        if (tokens.length === 1) {
          into.push({ kind: first!.text as 'break' | 'continue', ...place });
          return;
        }
    }
    const pipe = pipeline(tokens, place);
    into.push(pipe ? { kind: 'action', ...place, pipe } : { kind: 'broken', ...place });
  }

  function pipeline(tokens: readonly Token[], place: Place): Pipe | undefined {
    const reader = new PipeReader(tokens, place);
    const pipe = reader.pipe();
    if (pipe && reader.isAtEnd) return pipe;
    const at = reader.next;
    fault(at ? `has an unexpected ${at.text}` : 'lacks a value', place);
    return undefined;
  }

  function branch(kind: Branch['kind'], place: Place, tokens: readonly Token[], target: TemplateNode[]): Block {
    const body: TemplateNode[] = [];
    const otherwise: TemplateNode[] = [];
    const pipe = pipeline(tokens, place);
    const at = target.push({ kind, ...place, ...(pipe ? { pipe } : {}), body, otherwise }) - 1;
    // What is to come is written as if the block were not there yet.
    const abandon = (): void => {
      if (kind !== 'range') target.splice(at, 1, ...body);
    };
    return { opening: place, into: body, otherwise, close: () => {}, abandon };
  }

  function alternative(place: Place, tokens: readonly Token[]): void {
    const block = blocks.at(-1);
    if (!block?.otherwise) {
      fault('belongs to nothing', place);
      return;
    }
    const { otherwise } = block;
    block.otherwise = undefined;
    const [first, ...rest] = tokens;
    if (first?.kind === 'name' && (first.text === 'if' || first.text === 'with')) {
      // One `end` closes the whole chain.
      const next = branch(first.text, place, rest, otherwise);
      block.into = next.into;
      block.otherwise = next.otherwise;
    } else {
      if (first) fault(`has an unexpected ${first.text}`, place);
      block.into = otherwise;
    }
    into = block.into;
  }

  function define(place: Place, [keyword, name, ...rest]: readonly Token[]): void {
    const isBlock = keyword!.text === 'block';
    const title = name && isString(name) ? textOf(name) : undefined;
    if (title === undefined) fault('lacks a name in quotes', place);
    if (isBlock && title !== undefined) {
      const pipe = pipeline(rest, place);
      into.push({ kind: 'template', ...place, name: title, ...(pipe ? { pipe } : {}) });
    }
    const body: TemplateNode[] = [];
    const finish = (end: number): void => {
      if (title !== undefined) defines.push({ name: title, start: place.start, end, body });
    };
    open({ opening: place, into: body, otherwise: undefined, close: finish });
  }

  function call(place: Place, [, name, ...rest]: readonly Token[]): void {
    if (!name || !isString(name)) {
      fault('lacks a name in quotes', place);
      into.push({ kind: 'broken', ...place });
      return;
    }
    const pipe = rest.length > 0 ? pipeline(rest, place) : undefined;
    into.push({ kind: 'template', ...place, name: textOf(name), ...(pipe ? { pipe } : {}) });
  }
}

/** What an `end` will close. */
interface Block {
  readonly opening: Place;
  into: TemplateNode[];
  /** Undefined where there is no `else`, or it has been. */
  otherwise: TemplateNode[] | undefined;
  close(end: number): void;
  /** It is never closed. */
  abandon?(): void;
}

function isString({ kind }: Token): boolean {
  return kind === 'string' || kind === 'raw';
}

function textOf({ kind, text }: Token): string {
  return kind === 'raw' ? text.slice(1, -1).replaceAll('\r', '') : unquoted(text);
}

/** Levels of parentheses that are read. Nothing that somebody wrote nests deeper, and reading recurses. */
const DEEPEST = 100;

/** Reads the tokens of one action as a pipeline. */
class PipeReader {
  readonly #tokens: readonly Token[];
  readonly #place: Place;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], place: Place) {
    this.#tokens = tokens;
    this.#place = place;
  }

  get next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  #isMark(text: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === 'mark' && token.text === text;
  }

  pipe(): Pipe | undefined {
    const start = this.next?.start ?? this.#place.end;
    const declared = this.#declaration();
    const commands: Command[] = [];
    do {
      const command = this.#command();
      if (!command) return undefined;
      commands.push(command);
    } while (this.#skip('|'));
    return { start, end: this.#tokens[this.#at - 1]!.end, ...declared, commands };
  }

  #skip(mark: string): boolean {
    const skips = this.#isMark(mark);
    if (skips) this.#at++;
    return skips;
  }

  /** `$x :=`, `$x =`, `$i, $x :=`; `range` alone may leave out what is ranged over for none of them. */
  #declaration(): { readonly variables: readonly string[]; readonly assigns: boolean } {
    const two = this.#isMark(',', 1) ? 2 : 0;
    const last = this.#tokens[this.#at + two];
    if (this.next?.kind === 'variable' && last?.kind === 'variable') {
      const declares = this.#isMark(':=', two + 1);
      if (declares || this.#isMark('=', two + 1)) {
        const variables = (two > 0 ? [this.next, last] : [last]).map(({ text }) => text.slice(1));
        this.#at += two + 2;
        return { variables, assigns: !declares };
      }
    }
    return { variables: [], assigns: false };
  }

  #command(): Command | undefined {
    const operands: Operand[] = [];
    while (!this.isAtEnd && !this.#isMark('|') && !this.#isMark(')')) {
      const operand = this.#operand();
      if (!operand) return undefined;
      operands.push(operand);
    }
    return operands.length > 0 ? operands : undefined;
  }

  #operand(): Operand | undefined {
    const token = this.next!;
    const { start, end, text } = token;
    const place = { start, end };
    if (this.#isMark('(')) return this.#group(start);
    const operand = ((): Operand | undefined => {
      switch (token.kind) {
        case 'string':
          return { kind: 'string', ...place, text: unquoted(text), exact: !text.includes('\\') };
        case 'raw':
          return { kind: 'string', ...place, text: textOf(token), exact: !text.includes('\r') };
        case 'char':
          return { kind: 'number', ...place, value: unquoted(text).codePointAt(0) ?? 0, float: false };
        case 'number':
          return number(text, place);
        case 'field':
          return { kind: 'field', ...place, fields: text.slice(1).split('.') };
        case 'variable': {
          const [name = '', ...fields] = text.slice(1).split('.');
          return { kind: 'variable', ...place, name, fields };
        }
        case 'name':
          if (text === 'nil') return { kind: 'nil', ...place };
          if (text === 'true' || text === 'false') return { kind: 'bool', ...place, value: text === 'true' };
          return { kind: 'function', ...place, name: text };
        case 'mark':
          return text === '.' ? { kind: 'dot', ...place } : undefined;
        default:
          return undefined;
      }
    })();
    if (operand) this.#at++;
    return operand;
  }

  #group(start: number): Operand | undefined {
    if (this.#depth === DEEPEST) return undefined;
    this.#at++;
    this.#depth++;
    const pipe = this.pipe();
    this.#depth--;
    if (!pipe || !this.#skip(')')) return undefined;
    const after = this.next;
    if (after?.kind === 'field' && !after.spaced) {
      this.#at++;
      return { kind: 'group', start, end: after.end, pipe, fields: after.text.slice(1).split('.') };
    }
    return { kind: 'group', start, end: this.#tokens[this.#at - 1]!.end, pipe, fields: [] };
  }
}

function number(text: string, place: Place): Operand {
  const digits = text.replaceAll('_', '').replace(/^\+/, '');
  const prefixed = /^(-?)(0[xXbBoO].*)$/.exec(digits);
  const octal = /^(-?)0([0-7]+)$/.exec(digits);
  const value = prefixed
    ? Number(prefixed[2]) * (prefixed[1] ? -1 : 1)
    : octal
      ? Number.parseInt(octal[2]!, 8) * (octal[1] ? -1 : 1)
      : Number(digits);
  return { kind: 'number', ...place, value, float: !prefixed && /[.eE]/.test(digits) };
}
