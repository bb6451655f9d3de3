/** Single values as `--set` takes them: `service.ports[0].port`, `8080` (pkg/strvals). */
import type { Text } from './text.ts';
import { bool, type Dict, dictOf, int, list, NIL, pathTo, type Value } from './value.ts';

/** @param isText for `--set-string`. What is no path changes nothing. */
export function setValue(values: Dict, path: string, text: Text, isText: boolean): Dict {
  const keys = keysOf(path);
  if (keys.length === 0 || typeof keys[0] === 'number') return values;
  return put(values, keys, isText ? text : typed(text), values.path ?? '') as Dict;
}

/** `a.b[0]` as `a`, `b`, 0; a dot behind a backslash is a part of its key. */
function keysOf(path: string): readonly (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|((?:\\.|[^.[\\])+)/g)].map(([, index, key]) =>
    index !== undefined ? Math.min(Number(index), 1000) : key!.replace(/\\(.)/g, '$1'),
  );
}

function typed(text: Text): Value {
  const { text: own } = text;
  if (own === 'true' || own === 'false') return { ...bool(own === 'true'), written: text };
  if (own === 'null') return NIL;
  return own === '0' || /^-?[1-9]\d*$/.test(own) ? { ...int(Number(own)), written: text } : text;
}

function put(into: Value | undefined, keys: readonly (string | number)[], value: Value, path: string): Value {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const below = pathTo(path, String(key));
  if (typeof key === 'number') {
    const items = into?.kind === 'list' ? [...into.items] : [];
    while (items.length < key) items.push(NIL);
    items[key] = put(items[key], rest, value, below);
    return { ...list(items), path };
  }
  const dict = into?.kind === 'dict' ? into : dictOf({});
  const entries = new Map(dict.entries);
  const entry = dictOf({ [key]: put(entries.get(key)?.value, rest, value, below) }).entries.get(key)!;
  return { kind: 'dict', entries: entries.set(key, entry), path };
}
