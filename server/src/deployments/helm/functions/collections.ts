/** Lists and dicts (masterminds.github.io/sprig/lists.html and dicts.html, github.com/darccio/mergo for merge). */

import type { Call } from '../evaluate.ts';
import { limited } from '../limits.ts';
import {
  bool,
  type Dict,
  type Entry,
  FALSE,
  int,
  isTrue,
  type List,
  list,
  NIL,
  plainText,
  sameValue,
  UNKNOWN_VALUE,
  type Value,
} from '../value.ts';
import { type Apply, type Library, takes } from './signature.ts';

const first: Apply = takes(['list'], ([own]) => own.items[0] ?? NIL);
const last: Apply = takes(['list'], ([own]) => own.items.at(-1) ?? NIL);
const rest: Apply = takes(['list'], ([own]) => list(own.items.slice(1)));
const initial: Apply = takes(['list'], ([own]) => list(own.items.slice(0, -1)));
const append: Apply = takes(['any', 'any'], ([own, value]) => joined([itemsOf(own), [value]]));
const prepend: Apply = takes(['any', 'any'], ([own, value]) => joined([[value], itemsOf(own)]));
const reverse: Apply = takes(['list'], ([own]) => list([...own.items].reverse()));
const compact: Apply = takes(['list'], ([own]) => list(own.items.filter(isTrue)));
const uniq: Apply = takes(['list'], ([own]) =>
  list(own.items.filter((item, index) => own.items.findIndex((other) => sameValue(item, other)) === index)),
);
const has: Apply = takes(['any', 'any'], ([value, own]) => bool(itemsOf(own).some((item) => sameValue(item, value))));
const make: Apply = (args) => list(args);

const without: Apply = (args) => {
  const [own, ...others] = args;
  return own?.kind === 'list'
    ? list(own.items.filter((item) => !others.some((other) => sameValue(item, other))))
    : UNKNOWN_VALUE;
};

const part: Apply = (args) => {
  const [own, ...ends] = args;
  if (own?.kind !== 'list') return UNKNOWN_VALUE;
  const [from = 0, to = own.items.length] = ends.map((end) => (end.kind === 'number' ? end.value : 0));
  return list(own.items.slice(from, to));
};

const chunk: Apply = takes(['number', 'list'], ([size, { items }]) => {
  if (size < 1) return UNKNOWN_VALUE;
  const count = Math.ceil(items.length / size);
  return list(Array.from({ length: count }, (_, index) => list(items.slice(index * size, (index + 1) * size))));
});

/** @throws Stop where they are too many. */
function joined(parts: readonly (readonly Value[])[]): List {
  const length = parts.reduce((sum, { length }) => sum + length, 0);
  return limited(length) && list(parts.flat());
}

function itemsOf(value: Value): readonly Value[] {
  return value.kind === 'list' ? value.items : [];
}

/** `index .Values "a" 0`: nil where there is no such key, unknown where Go would stop. */
const index: Apply = (args, call) => {
  const [own = UNKNOWN_VALUE, ...keys] = args;
  return keys.reduce<Value>((value, key) => {
    if (key.kind === 'string') return lookUp(value, key.text, call);
    if (key.kind !== 'number' || value.kind !== 'list') return UNKNOWN_VALUE;
    call.evaluation.reads.all(value);
    return value.items[key.value] ?? UNKNOWN_VALUE;
  }, own);
};

function lookUp(value: Value, key: string, call: Call): Value {
  if (value.kind !== 'dict') {
    call.shows(value);
    return UNKNOWN_VALUE;
  }
  const { runs } = call.made('?');
  return call.evaluation.field(value, key, () => runs[0]!.origin);
}

const dict: Apply = (args) => {
  const entries = new Map<string, Entry>();
  for (let at = 0; at < args.length; at += 2) {
    const key = args[at]!;
    if (key.kind === 'unknown') return UNKNOWN_VALUE;
    const name = key.kind === 'string' ? key : plainText(key.kind === 'number' ? String(key.value) : '');
    entries.set(name.text, { key: name, value: args[at + 1] ?? plainText('') });
  }
  return { kind: 'dict', entries };
};

const set: Apply = takes(['dict', 'text', 'any'], ([own, key, value], { evaluation }) => {
  evaluation.changing(own).set(key.text, { key, value });
  return own;
});

const unset: Apply = takes(['dict', 'text'], ([own, key], { evaluation }) => {
  evaluation.changing(own).delete(key.text);
  return own;
});

const keys: Apply = (args) => {
  const names = args.flatMap((arg) => (arg.kind === 'dict' ? [...arg.entries.values()].map(({ key }) => key) : []));
  return list(names);
};

const chosen =
  (keeps: boolean): Apply =>
  (args) => {
    const [own, ...names] = args;
    if (own?.kind !== 'dict') return UNKNOWN_VALUE;
    const wanted = new Set(names.flatMap((name) => (name.kind === 'string' ? [name.text] : [])));
    return { kind: 'dict', entries: new Map([...own.entries].filter(([key]) => wanted.has(key) === keeps)) };
  };

/** mergo: what is empty counts for absent. */
const merge =
  (overwrites: boolean): Apply =>
  (args, { evaluation }) => {
    const [target, ...sources] = args;
    if (target?.kind !== 'dict') return UNKNOWN_VALUE;
    for (const source of sources) if (source.kind === 'dict') mergeInto(target, source, overwrites, evaluation);
    return target;
  };

function mergeInto(target: Dict, source: Dict, overwrites: boolean, evaluation: Call['evaluation']): void {
  if (target === source) return;
  for (const [key, entry] of source.entries) {
    const own = target.entries.get(key)?.value;
    if (own?.kind === 'dict' && entry.value.kind === 'dict') mergeInto(own, entry.value, overwrites, evaluation);
    else if (own === undefined || !isTrue(own) || overwrites) evaluation.changing(target).set(key, entry);
  }
}

/** A copy that may be changed. */
export function copied(value: Value): Value {
  if (value.kind === 'list') return { ...value, items: value.items.map(copied) };
  if (value.kind !== 'dict') return value;
  const entries = [...value.entries].map(([key, entry]) => [key, { ...entry, value: copied(entry.value) }] as const);
  return { ...value, entries: new Map(entries) };
}

const dig: Apply = (args, call) => {
  const own = args.at(-1);
  const otherwise = args.at(-2);
  if (!own || !otherwise) return UNKNOWN_VALUE;
  let value: Value = own;
  for (const key of args.slice(0, -2)) {
    if (key.kind !== 'string' || value.kind !== 'dict') return UNKNOWN_VALUE;
    value = lookUp(value, key.text, call);
    if (value.kind === 'nil') return otherwise;
  }
  return value;
};

const pluck: Apply = (args) => {
  const [key, ...dicts] = args;
  if (key?.kind !== 'string') return UNKNOWN_VALUE;
  return list(dicts.flatMap((each) => (each.kind === 'dict' ? (each.entries.get(key.text)?.value ?? []) : [])));
};

const size: Apply = takes(['any'], ([value], call) => {
  switch (value.kind) {
    case 'string':
      return int(value.text.length);
    case 'list':
      return int(value.items.length);
    case 'dict':
      return int(value.entries.size);
    default:
      call.shows(value);
      return UNKNOWN_VALUE;
  }
});

const hasKey: Apply = takes(['dict', 'text'], ([own, key], call) => {
  const found = lookUp(own, key.text, call);
  return found.kind === 'nil'
    ? bool(own.entries.has(key.text))
    : found.kind === 'unknown' && !own.entries.has(key.text)
      ? FALSE
      : bool(true);
});

export const collections: Library = {
  list: make,
  tuple: make,
  first,
  last,
  rest,
  initial,
  append,
  push: append,
  prepend,
  reverse,
  compact,
  uniq,
  has,
  without,
  slice: part,
  chunk,
  concat: (args) => joined(args.map(itemsOf)),
  index,
  len: size,
  dict,
  set,
  unset,
  get: takes(['dict', 'text'], ([own, key], call) => {
    const found = lookUp(own, key.text, call);
    return found.kind === 'nil' && !own.entries.has(key.text) ? plainText('') : found;
  }),
  hasKey,
  keys,
  values: takes(['dict'], ([own]) => list([...own.entries.values()].map(({ value }) => value))),
  pick: chosen(true),
  omit: chosen(false),
  merge: merge(false),
  mergeOverwrite: merge(true),
  deepCopy: takes(['any'], ([value]) => withoutPaths(copied(value))),
  dig,
  pluck,
};

/** A copy is no part of the values any more. */
function withoutPaths(value: Value): Value {
  if (value.kind === 'list') return list(value.items.map(withoutPaths));
  if (value.kind !== 'dict') return value;
  return {
    kind: 'dict',
    entries: new Map([...value.entries].map(([key, entry]) => [key, { ...entry, value: withoutPaths(entry.value) }])),
  };
}
