/**
 * JSON with comments and trailing commas, as a tree with spans of the same nodes that YAML is read into (RFC 8259;
 * code.visualstudio.com, JSON with Comments). Half-typed text gives what can be read of it. Never throws.
 */
import { DEEPEST, type OpenList, type OpenMap, type YamlEntry, type YamlNode, type YamlScalar } from './yaml-node.ts';

const BLANK = /(?:[\s\ufeff]+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))*/y;
const WORD = /[^\s"{}[\],:/]+/y;
const STRING = /"((?:[^"\\\n]|\\.)*)("|$|(?=\n))/y;

/** The first value of a text; undefined where there is none. Keys and strings are quoted scalars, all else plain ones. */
export function parseJson(text: string): YamlNode | undefined {
  return new Reader(text).value(0);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): YamlNode | undefined {
    this.#blank();
    const char = this.#text[this.#at];
    if (char === '{' && depth < DEEPEST) return this.#map(depth);
    if (char === '[' && depth < DEEPEST) return this.#list(depth);
    return this.#scalar();
  }

  #map(depth: number): YamlNode {
    const map: OpenMap = { kind: 'map', flow: true, entries: [], start: this.#at, end: this.#at + 1 };
    this.#at++;
    for (this.#blank(); this.#at < this.#text.length && this.#text[this.#at] !== '}'; this.#blank()) {
      const entry = this.#entry(depth);
      if (entry) map.entries.push(entry);
      else if (this.#text[this.#at] !== '}') this.#at++;
    }
    this.#at++;
    map.end = Math.min(this.#at, this.#text.length);
    return map;
  }

  #entry(depth: number): YamlEntry | undefined {
    const key = this.#scalar();
    if (!key) return undefined;
    this.#blank();
    if (this.#text[this.#at] !== ':') return undefined;
    this.#at++;
    const value = this.value(depth + 1);
    return value && { key, value, merged: false };
  }

  #list(depth: number): YamlNode {
    const list: OpenList = { kind: 'list', flow: true, items: [], start: this.#at, end: this.#at + 1 };
    this.#at++;
    for (this.#blank(); this.#at < this.#text.length && this.#text[this.#at] !== ']'; this.#blank()) {
      const item = this.value(depth + 1);
      if (item) list.items.push(item);
      else if (this.#text[this.#at] !== ']') this.#at++;
    }
    this.#at++;
    list.end = Math.min(this.#at, this.#text.length);
    return list;
  }

  #scalar(): YamlScalar | undefined {
    const start = this.#at;
    if (start >= this.#text.length) return undefined;
    STRING.lastIndex = start;
    const string = STRING.exec(this.#text);
    if (string) {
      this.#at = STRING.lastIndex;
      const written = string[1]!;
      return {
        kind: 'scalar',
        text: decoded(written),
        style: 'quoted',
        indent: -1,
        start: start + 1,
        end: start + 1 + written.length,
      };
    }
    WORD.lastIndex = start;
    const [word] = WORD.exec(this.#text) ?? [];
    if (word === undefined) return undefined;
    this.#at = start + word.length;
    return { kind: 'scalar', text: word, style: 'plain', indent: -1, start, end: this.#at };
  }

  #blank(): void {
    // Behind the end a pattern would start over.
    if (this.#at >= this.#text.length) return;
    BLANK.lastIndex = this.#at;
    BLANK.test(this.#text);
    this.#at = BLANK.lastIndex;
  }
}

function decoded(written: string): string {
  if (!written.includes('\\')) return written;
  try {
    return JSON.parse(`"${written.replaceAll('\t', ' ')}"`) as string;
  } catch {
    return written;
  }
}
