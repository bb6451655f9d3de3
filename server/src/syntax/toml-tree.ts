/**
 * TOML as the same tree that YAML gives (toml.io/en/v1.0.0): tables, arrays of tables, dotted and quoted keys, inline
 * tables, arrays over several lines, strings with the offsets of what stands inside their quotes. A line that cannot be
 * read is left out, and the next is read again. Never throws.
 */
import type { OpenList, OpenMap, YamlNode, YamlScalar } from './yaml-node.ts';

export function parseToml(text: string): YamlNode {
  const root = newMap(0);
  let table = root;
  const reader: Reader = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0, depth: 0 };
  while (skipBlank(reader, true)) {
    const start = reader.at;
    const header = /\[\[?/y;
    header.lastIndex = start;
    const brackets = header.exec(text)?.[0];
    if (brackets) {
      reader.at += brackets.length;
      const path = readKeys(reader);
      if (path) table = enter(root, path, brackets === '[[');
    } else {
      const path = readKeys(reader);
      if (path && text[reader.at] === '=') {
        reader.at++;
        const value = readValue(reader);
        if (value) assign(table, path, value);
      }
    }
    reader.at = Math.max(endOfLine(text, reader.at), start + 1);
  }
  return root;
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

/** Deeper nesting is no config that anybody wrote. */
const MAX_DEPTH = 100;
const BARE = /[\w-]+/y;
const PLAIN = /[^\s,[\]{}#=]+/y;
const STRING = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\[^\n])*"|'[^'\n]*'/y;

function newMap(start: number): OpenMap {
  return { kind: 'map', flow: false, start, end: start, entries: [] };
}

/** To the next character that means something; false at the end of the text. */
function skipBlank(reader: Reader, lines: boolean): boolean {
  const { text } = reader;
  while (reader.at < text.length) {
    const character = text[reader.at]!;
    if (character === '#') reader.at = endOfLine(text, reader.at);
    else if (character === ' ' || character === '\t' || (lines && (character === '\n' || character === '\r')))
      reader.at++;
    else return true;
  }
  return false;
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}

/** `http.services."my api"`; undefined for what is no key. */
function readKeys(reader: Reader): readonly YamlScalar[] | undefined {
  const keys: YamlScalar[] = [];
  for (;;) {
    skipBlank(reader, false);
    const key = readString(reader) ?? readWord(reader, BARE);
    if (!key) return undefined;
    keys.push(key);
    skipBlank(reader, false);
    if (reader.text[reader.at] !== '.') return keys;
    reader.at++;
  }
}

function readString(reader: Reader): YamlScalar | undefined {
  STRING.lastIndex = reader.at;
  const match = STRING.exec(reader.text)?.[0];
  if (!match) return undefined;
  const quote = /^(?:"""|'''|"|')/.exec(match)![0].length;
  const start = reader.at + quote;
  const end = reader.at + match.length - quote;
  reader.at += match.length;
  return { kind: 'scalar', text: reader.text.slice(start, end), style: 'quoted', indent: -1, start, end };
}

function readWord(reader: Reader, pattern: RegExp): YamlScalar | undefined {
  pattern.lastIndex = reader.at;
  const text = pattern.exec(reader.text)?.[0];
  if (!text) return undefined;
  const start = reader.at;
  reader.at += text.length;
  return { kind: 'scalar', text, style: 'plain', indent: -1, start, end: reader.at };
}

function readValue(reader: Reader): YamlNode | undefined {
  skipBlank(reader, false);
  const character = reader.text[reader.at];
  if (character === '[') return readArray(reader);
  if (character === '{') return readInline(reader);
  return readString(reader) ?? readWord(reader, PLAIN);
}

function readArray(reader: Reader): YamlNode {
  const list: OpenList = { kind: 'list', flow: true, start: reader.at, end: reader.at, items: [] };
  readItems(reader, ']', () => {
    const value = readValue(reader);
    if (value) list.items.push(value);
    return value !== undefined;
  });
  list.end = reader.at;
  return list;
}

function readInline(reader: Reader): YamlNode {
  const map: OpenMap = { ...newMap(reader.at), flow: true };
  readItems(reader, '}', () => {
    const path = readKeys(reader);
    if (!path || reader.text[reader.at] !== '=') return false;
    reader.at++;
    const value = readValue(reader);
    if (value) assign(map, path, value);
    return value !== undefined;
  });
  map.end = reader.at;
  return map;
}

/** What stands between brackets, commas between; ends at what is no item. */
function readItems(reader: Reader, close: string, item: () => boolean): void {
  reader.at++;
  if (reader.depth >= MAX_DEPTH) return;
  reader.depth++;
  while (skipBlank(reader, true) && reader.text[reader.at] !== close && item()) {
    skipBlank(reader, true);
    if (reader.text[reader.at] === ',') reader.at++;
  }
  if (reader.text[reader.at] === close) reader.at++;
  reader.depth--;
}

/** The table of a header; the last one of an array of tables. */
function enter(root: OpenMap, path: readonly YamlScalar[], array: boolean): OpenMap {
  let map = root;
  path.forEach((key, index) => {
    const last = index === path.length - 1;
    const known = map.entries.findLast((each) => each.key.text === key.text)?.value;
    if (known?.kind === 'map') {
      map = known as OpenMap;
      return;
    }
    const list = known?.kind === 'list' ? (known as OpenList) : undefined;
    const inner = list?.items.at(-1);
    if (list && !(last && array) && inner?.kind === 'map') {
      map = inner as OpenMap;
      return;
    }
    const fresh = newMap(key.start);
    if (list) list.items.push(fresh);
    else {
      const value: YamlNode =
        last && array ? { kind: 'list', flow: false, start: key.start, end: key.end, items: [fresh] } : fresh;
      map.entries.push({ key, value, merged: false });
    }
    map = fresh;
  });
  return map;
}

function assign(table: OpenMap, path: readonly YamlScalar[], value: YamlNode): void {
  const map = path.length > 1 ? enter(table, path.slice(0, -1), false) : table;
  map.entries.push({ key: path.at(-1)!, value, merged: false });
  map.end = Math.max(map.end, value.end);
}
