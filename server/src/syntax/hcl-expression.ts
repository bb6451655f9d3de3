/**
 * Expressions of HCL (hclsyntax/spec.md, Expressions), read by descent right on the text. A half-typed one gives what
 * stands there; the reader never throws and always moves on or stops.
 */
import type { HclExpression, HclFor, HclObject } from './hcl-node.ts';
import { readHeredoc, readTemplate } from './hcl-template.ts';

/** Operators by how tightly they bind, the loosest first. */
const OPERATORS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['>=', '<=', '>', '<'],
  ['+', '-'],
  ['*', '/', '%'],
];
const WORD = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Deeper nesting is nobody's, longer chains of operators and names neither; and they would end the stack. */
const DEEPEST = 100;

/** A place in a text that moves on as it is read. */
export class HclReader {
  readonly text: string;
  readonly end: number;
  at: number;
  /** Brackets that are open: within them a line's end means nothing. */
  #open = 0;
  #depth: number;

  /** @param depth how deep what is read lies within other expressions. */
  constructor(text: string, at = 0, end = text.length, depth = 0) {
    this.text = text;
    this.at = at;
    this.end = end;
    this.#depth = depth;
  }

  /** The same text from a place on, as deep as this. */
  within(at: number): HclReader {
    return new HclReader(this.text, at, this.end, this.#depth);
  }

  /** Skips blanks and comments, and line ends within brackets or where told. */
  skip(lines = this.#open > 0): void {
    for (; this.at < this.end; this.at++) {
      const char = this.text[this.at]!;
      if (char === '#' || this.text.startsWith('//', this.at)) {
        const line = this.text.indexOf('\n', this.at);
        this.at = (line < 0 ? this.end : Math.min(line, this.end)) - 1;
      } else if (this.text.startsWith('/*', this.at)) {
        const close = this.text.indexOf('*/', this.at + 2);
        this.at = (close < 0 ? this.end : Math.min(close + 2, this.end)) - 1;
      } else if (char === '\n' ? !lines : char !== ' ' && char !== '\t' && char !== '\r') {
        return;
      }
    }
  }

  get char(): string {
    return this.at < this.end ? this.text[this.at]! : '';
  }

  /** Takes a token that stands right here. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at) || this.at + token.length > this.end) return false;
    this.at += token.length;
    return true;
  }

  /** A word that stands right here. */
  word(): string | undefined {
    return this.#match(WORD);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || this.at + found.length > this.end) return undefined;
    this.at += found.length;
    return found;
  }

  expression(): HclExpression {
    this.skip();
    const start = this.at;
    if (++this.#depth > DEEPEST) {
      this.#depth--;
      return { kind: 'missing', start, end: start };
    }
    const condition = this.#operation(0);
    this.skip();
    let found = condition;
    if (this.take('?')) {
      const then = this.expression();
      this.skip();
      const otherwise: HclExpression = this.take(':')
        ? this.expression()
        : { kind: 'missing', start: this.at, end: this.at };
      found = { kind: 'conditional', condition, then, otherwise, start, end: otherwise.end };
    }
    this.#depth--;
    return found;
  }

  #operation(level: number): HclExpression {
    const operators = OPERATORS[level];
    if (!operators) return this.#unary();
    let left = this.#operation(level + 1);
    for (let links = 1; ; links++) {
      this.skip();
      const operator = operators.find((o) => this.text.startsWith(o, this.at));
      if (!operator || this.at >= this.end || this.text.startsWith('=>', this.at)) return left;
      this.at += operator.length;
      const right = this.#operation(level + 1);
      const place = { start: left.start, end: right.end };
      left =
        links > DEEPEST
          ? { kind: 'missing', ...place }
          : { kind: 'operation', operator, operands: [left, right], ...place };
    }
  }

  #unary(): HclExpression {
    this.skip();
    const start = this.at;
    if ((this.char === '-' || this.char === '!') && this.text[this.at + 1] !== '=' && this.#depth < DEEPEST) {
      const operator = this.char;
      this.at++;
      this.#depth++;
      const operand = this.#unary();
      this.#depth--;
      return { kind: 'operation', operator, operands: [operand], start, end: operand.end };
    }
    return this.#behind(this.#term());
  }

  /** What follows a term: names, indexes, splats. */
  #behind(term: HclExpression): HclExpression {
    let found = term;
    for (let links = 0; ; links++) {
      const { start } = found;
      if (links > DEEPEST) found = { kind: 'missing', start, end: this.at };
      // In brackets a chain may go on in the next line.
      const before = this.at;
      if (this.#open > 0) this.skip();
      if (this.char === '.' && this.text[this.at + 1] !== '.') {
        this.at++;
        if (this.take('*')) {
          found = { kind: 'splat', of: found, names: this.#names(), start, end: this.at };
          continue;
        }
        const number = this.#match(/\d+/y);
        if (number !== undefined) {
          const index = { kind: 'literal', type: 'number', text: number, start: this.at - number.length, end: this.at };
          found = { kind: 'index', of: found, index: index as HclExpression, start, end: this.at };
          continue;
        }
        const name = this.word() ?? '';
        found = { kind: 'access', of: found, name, start, end: this.at };
        if (name === '') return found;
      } else if (this.char === '[' && term.kind !== 'missing') {
        this.at++;
        this.#open++;
        this.skip();
        if (this.take('*')) {
          this.#close(']');
          found = { kind: 'splat', of: found, names: this.#names(), start, end: this.at };
          continue;
        }
        const index = this.expression();
        this.#close(']');
        found = { kind: 'index', of: found, index, start, end: this.at };
      } else {
        this.at = before;
        return found;
      }
    }
  }

  #names(): readonly string[] {
    const names: string[] = [];
    while (this.char === '.') {
      this.at++;
      const name = this.word();
      if (!name) break;
      names.push(name);
    }
    return names;
  }

  #close(bracket: string): void {
    this.skip();
    this.take(bracket);
    this.#open--;
  }

  #term(): HclExpression {
    const start = this.at;
    const { char } = this;
    if (char === '"') return readTemplate(this);
    if (char === '<' && this.text[this.at + 1] === '<') return readHeredoc(this);
    if (char === '(') {
      this.at++;
      this.#open++;
      const inner = this.expression();
      this.#close(')');
      return inner;
    }
    if (char === '[') return this.#tuple();
    if (char === '{') return this.#object();
    const number = this.#match(NUMBER);
    if (number !== undefined) return { kind: 'literal', type: 'number', text: number, start, end: this.at };
    const word = this.word();
    if (word === undefined) return { kind: 'missing', start, end: start };
    if (word === 'true' || word === 'false') return { kind: 'literal', type: 'bool', text: word, start, end: this.at };
    if (word === 'null') return { kind: 'literal', type: 'null', text: word, start, end: this.at };
    if (this.char === '(' || this.text.startsWith('::', this.at)) return this.#call(word, start);
    return { kind: 'name', name: word, start, end: this.at };
  }

  #call(first: string, start: number): HclExpression {
    let name = first;
    // `provider::aws::arn_parse(...)`: a function of a provider.
    while (this.take('::')) name = `${name}::${this.word() ?? ''}`;
    if (!this.take('(')) return { kind: 'name', name, start, end: this.at };
    this.#open++;
    const found: HclExpression[] = [];
    let spread = false;
    for (this.skip(); this.at < this.end && this.char !== ')'; this.skip()) {
      const before = this.at;
      found.push(this.expression());
      this.skip();
      if (this.take('...')) spread = true;
      this.skip();
      if (!this.take(',') && (this.char !== ')' || this.at === before)) break;
    }
    this.#close(')');
    return { kind: 'call', name, arguments: found, spread, start, end: this.at };
  }

  #tuple(): HclExpression {
    const start = this.at++;
    this.#open++;
    this.skip();
    const loop = this.#for(start, ']');
    if (loop) return loop;
    const items: HclExpression[] = [];
    for (this.skip(); this.at < this.end && this.char !== ']'; this.skip()) {
      const before = this.at;
      const item = this.expression();
      if (item.kind !== 'missing') items.push(item);
      this.skip();
      if (!this.take(',') && this.at === before) break;
      if (this.char === '}' || this.char === ')') break;
    }
    this.#close(']');
    return { kind: 'tuple', items, start, end: this.at };
  }

  #object(): HclExpression {
    const start = this.at++;
    this.#open++;
    this.skip();
    const loop = this.#for(start, '}');
    if (loop) return loop;
    const entries: { key: HclExpression; value: HclExpression }[] = [];
    for (this.skip(); this.at < this.end && this.char !== '}'; this.skip()) {
      const before = this.at;
      const key = this.#key();
      this.skip();
      if (!this.take('=') && !this.take(':')) {
        if (this.at === before) break;
        continue;
      }
      // A value ends with its line, as an entry need not have a comma behind it.
      const open = this.#open;
      this.#open = 0;
      const value = this.expression();
      this.#open = open;
      entries.push({ key, value });
      this.skip();
      this.take(',');
    }
    this.#close('}');
    return { kind: 'object', entries, start, end: this.at } satisfies HclObject;
  }

  /** A bare word is the key itself; anything else is computed. */
  #key(): HclExpression {
    const start = this.at;
    const word = this.word();
    if (word !== undefined) {
      const end = this.at;
      this.skip();
      if (this.char === '=' || this.char === ':') {
        return { kind: 'template', parts: [{ kind: 'text', text: word, start, end }], start, end };
      }
      this.at = start;
    }
    return this.expression();
  }

  #for(start: number, bracket: string): HclExpression | undefined {
    const before = this.at;
    if (this.word() !== 'for' || !/\s/.test(this.char)) {
      this.at = before;
      return undefined;
    }
    this.skip();
    const first = this.word() ?? '';
    this.skip();
    let second: string | undefined;
    if (this.take(',')) {
      this.skip();
      second = this.word() ?? '';
      this.skip();
    }
    if (this.word() !== 'in') {
      this.at = before;
      return undefined;
    }
    const collection = this.expression();
    this.skip();
    this.take(':');
    let value = this.expression();
    let key: HclExpression | undefined;
    this.skip();
    if (this.take('=>')) {
      key = value;
      value = this.expression();
      this.skip();
    }
    const grouped = this.take('...');
    this.skip();
    const at = this.at;
    let condition: HclExpression | undefined;
    if (this.word() === 'if') condition = this.expression();
    else this.at = at;
    this.#close(bracket);
    return {
      kind: 'for',
      ...(second === undefined ? {} : { keyName: first }),
      valueName: second ?? first,
      collection,
      ...(key ? { key } : {}),
      value,
      ...(condition ? { condition } : {}),
      grouped,
      start,
      end: this.at,
    } satisfies HclFor;
  }
}
