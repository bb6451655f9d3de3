/**
 * The functions of Terraform's language that configurations of ports are made with
 * (developer.hashicorp.com/terraform/language/functions). One that is not here, or is given what is not known, gives
 * what is not known.
 */
import type { Origin } from '../../syntax/rendered.ts';
import {
  boolOf,
  decode,
  type Entry,
  type Mapping,
  numberOf,
  type Run,
  type Scalar,
  scalarOf,
  type Tree,
  textOf,
} from '../cloud/tree.ts';

type Call = (given: readonly Tree[], at: Origin) => Tree | undefined;

/** @returns undefined where it is not known. */
export function callFunction(name: string, given: readonly Tree[], at: Origin): Tree | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]!(given, at) : undefined;
}

const FUNCTIONS: Readonly<Record<string, Call>> = {
  jsonencode: ([value], at) => value && encoded(value, at),
  yamlencode: ([value], at) => value && encoded(value, at),
  jsondecode: ([value]) => known(decode(value)),
  yamldecode: ([value]) => known(decode(value)),
  // What is encoded for the wire is read as it was written.
  base64encode: ([value]) => value,
  sensitive: ([value]) => value,
  nonsensitive: ([value]) => value,
  tolist: ([value]) => listed(value),
  toset: ([value]) => listed(value),
  tomap: ([value]) => value,
  tostring: ([value], at) => as(value, 'text', at),
  tonumber: ([value], at) => (numberOf(value) === undefined ? undefined : as(value, 'number', at)),
  tobool: ([value], at) => as(value, 'bool', at),
  trimspace: ([value], at) => onText(value, at, (text) => text.trim()),
  lower: ([value], at) => onText(value, at, (text) => text.toLowerCase()),
  upper: ([value], at) => onText(value, at, (text) => text.toUpperCase()),
  title: ([value], at) => onText(value, at, (text) => text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())),
  chomp: ([value], at) => onText(value, at, (text) => text.replace(/\n+$/, '')),
  trimprefix: ([value, cut], at) => onTexts(value, cut, at, (t, c) => (t.startsWith(c) ? t.slice(c.length) : t)),
  trimsuffix: ([value, cut], at) =>
    onTexts(value, cut, at, (t, c) => (c !== '' && t.endsWith(c) ? t.slice(0, -c.length) : t)),
  basename: ([value], at) => onText(value, at, (text) => text.slice(text.lastIndexOf('/') + 1)),
  dirname: ([value], at) => onText(value, at, (text) => text.slice(0, Math.max(0, text.lastIndexOf('/'))) || '.'),
  abspath: ([value]) => value,
  replace: ([value, from, to], at) => replaced(value, from, to, at),
  substr: ([value, from, count], at) => {
    const [start, length] = [numberOf(from), numberOf(count)];
    if (start === undefined || length === undefined) return undefined;
    return onText(value, at, (text) => text.slice(start, length < 0 ? undefined : start + length));
  },
  split: ([separator, value], at) => {
    const [by, text] = [textOf(separator), textOf(value)];
    if (by === undefined || text === undefined) return undefined;
    return {
      kind: 'list',
      items: text.split(by).map((part) => scalarOf(part, 'text', origin(value!, text, part))),
      at,
    };
  },
  join: ([separator, list], at) => joined(separator, list, at),
  format: ([pattern, ...values], at) => formatted(pattern, values, at),
  concat: (given, at) => {
    if (given.some((list) => list.kind !== 'list' && list.kind !== 'unknown')) return undefined;
    return { kind: 'list', items: given.flatMap((list) => (list.kind === 'list' ? list.items : [list])), at };
  },
  flatten: ([list], at) => {
    const flat = (tree: Tree): readonly Tree[] => (tree.kind === 'list' ? tree.items.flatMap(flat) : [tree]);
    return list?.kind === 'list' ? { kind: 'list', items: flat(list), at } : undefined;
  },
  compact: ([list], at) => {
    if (list?.kind !== 'list') return undefined;
    return { kind: 'list', items: list.items.filter((i) => i.kind !== 'nothing' && textOf(i) !== ''), at };
  },
  distinct: ([list], at) => {
    if (list?.kind !== 'list') return undefined;
    const seen = new Set<string>();
    const isNew = (item: Tree): boolean => {
      const text = textOf(item);
      return text === undefined || (!seen.has(text) && seen.add(text) !== undefined);
    };
    return { kind: 'list', items: list.items.filter(isNew), at };
  },
  reverse: ([list], at) => (list?.kind === 'list' ? { kind: 'list', items: list.items.toReversed(), at } : undefined),
  slice: ([list, from, to], at) => {
    const [start, end] = [numberOf(from), numberOf(to)];
    if (list?.kind !== 'list' || start === undefined || end === undefined) return undefined;
    return { kind: 'list', items: list.items.slice(start, end), at };
  },
  setunion: (given, at) => FUNCTIONS.concat!(given, at),
  merge: (given, at) => merged(given, at),
  keys: ([map], at) => {
    if (map?.kind !== 'mapping' || map.partial) return undefined;
    const sorted = [...map.entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return { kind: 'list', items: sorted.map(([key, entry]) => scalarOf(key, 'text', entry.at)), at };
  },
  values: ([map], at) => {
    if (map?.kind !== 'mapping' || map.partial) return undefined;
    const sorted = [...map.entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return { kind: 'list', items: sorted.map(([, entry]) => entry.value), at };
  },
  zipmap: ([keys, values], at) => {
    if (keys?.kind !== 'list' || values?.kind !== 'list') return undefined;
    const found = new Map<string, Entry>();
    for (const [index, key] of keys.items.entries()) {
      const [name, value] = [textOf(key), values.items[index]];
      if (name === undefined || !value) return undefined;
      found.set(name, { at: key.at, value });
    }
    return { kind: 'mapping', entries: found, at };
  },
  lookup: ([map, key, fallback]) => {
    const name = textOf(key);
    if (map?.kind !== 'mapping' || name === undefined) return undefined;
    return map.entries.get(name)?.value ?? (map.partial ? undefined : fallback);
  },
  element: ([list, index]) => {
    const number = numberOf(index);
    if (list?.kind !== 'list' || number === undefined || list.items.length === 0) return undefined;
    return list.items[number % list.items.length];
  },
  one: ([list]) => (list?.kind === 'list' && list.items.length === 1 ? list.items[0] : undefined),
  length: ([value], at) => {
    const size = sizeOf(value);
    return size === undefined ? undefined : scalarOf(String(size), 'number', at);
  },
  contains: ([list, item], at) => {
    const wanted = textOf(item);
    if (list?.kind !== 'list' || wanted === undefined) return undefined;
    const texts = list.items.map(textOf);
    return texts.includes(wanted) || !texts.includes(undefined)
      ? scalarOf(String(texts.includes(wanted)), 'bool', at)
      : undefined;
  },
  coalesce: (given) => {
    const first = given.find((value) => value.kind !== 'nothing' && textOf(value) !== '');
    return known(first);
  },
  coalescelist: (given) => known(given.find((value) => value.kind !== 'list' || value.items.length > 0)),
  range: (given, at) => {
    const numbers = given.map(numberOf);
    if (numbers.length === 0 || numbers.includes(undefined)) return undefined;
    const [start, limit, step] = (numbers.length === 1 ? [0, numbers[0], 1] : [...numbers, 1]) as number[];
    const found: Tree[] = [];
    for (let n = start!; n < limit! && step! > 0 && found.length < 1000; n += step!) {
      found.push(scalarOf(String(n), 'number', at));
    }
    return { kind: 'list', items: found, at };
  },
  max: (given, at) => onNumbers(given, at, Math.max),
  min: (given, at) => onNumbers(given, at, Math.min),
};

function known(tree: Tree | undefined): Tree | undefined {
  return tree?.kind === 'unknown' ? undefined : tree;
}

function listed(value: Tree | undefined): Tree | undefined {
  return value?.kind === 'list' ? value : undefined;
}

function encoded(value: Tree, at: Origin): Tree {
  return { kind: 'scalar', type: 'text', runs: [{ ...at, text: undefined }], at, decoded: value };
}

function as(value: Tree | undefined, type: Scalar['type'], _at: Origin): Tree | undefined {
  return value?.kind === 'scalar' ? { ...value, type } : value;
}

function onText(value: Tree | undefined, at: Origin, change: (text: string) => string): Tree | undefined {
  const text = textOf(value);
  if (value === undefined || text === undefined) return undefined;
  const changed = change(text);
  return changed === text ? value : scalarOf(changed, 'text', at);
}

function onTexts(
  value: Tree | undefined,
  other: Tree | undefined,
  at: Origin,
  change: (text: string, other: string) => string,
): Tree | undefined {
  const second = textOf(other);
  return second === undefined ? undefined : onText(value, at, (text) => change(text, second));
}

function replaced(value: Tree | undefined, from: Tree | undefined, to: Tree | undefined, at: Origin): Tree | undefined {
  const [wanted, by] = [textOf(from), textOf(to)];
  if (wanted === undefined || by === undefined) return undefined;
  // A text between slashes is a pattern, in a syntax that differs from JavaScript's.
  if (/^\/.+\/$/.test(wanted)) return undefined;
  return onText(value, at, (text) => text.replaceAll(wanted, by));
}

/** The place of a part of a text that is written in one run. */
function origin(value: Tree, text: string, part: string): Origin {
  const [run] = value.kind === 'scalar' && value.runs.length === 1 ? value.runs : [];
  const index = text.indexOf(part);
  if (!run || run.end - run.start !== text.length || index !== text.lastIndexOf(part) || part === '') return value.at;
  return { ...run, start: run.start + index, end: run.start + index + part.length };
}

function joined(separator: Tree | undefined, list: Tree | undefined, at: Origin): Tree | undefined {
  const by = textOf(separator);
  if (by === undefined || list?.kind !== 'list') return undefined;
  // Container definitions are often joined one by one to a list of JSON.
  const runs: Run[] = [];
  for (const [index, item] of list.items.entries()) {
    if (index > 0 && by !== '') runs.push({ ...at, text: by });
    if (item.kind === 'scalar' && !item.decoded) runs.push(...item.runs);
    else if (item.kind !== 'nothing') runs.push({ ...item.at, text: undefined });
  }
  const decoded = by.trim() === ',' ? list.items.map((i) => (i.kind === 'scalar' ? i.decoded : undefined)) : [];
  const all = decoded.length > 0 && decoded.every((d) => d !== undefined);
  return {
    kind: 'scalar',
    type: 'text',
    runs,
    at,
    ...(all ? { decoded: { kind: 'list', items: decoded.filter((d) => d !== undefined), at } } : {}),
  };
}

/** `%s`, `%d`, `%v` and `%%`; whatever else is asked for is not known. */
function formatted(pattern: Tree | undefined, values: readonly Tree[], at: Origin): Tree | undefined {
  const text = textOf(pattern);
  if (text === undefined || pattern === undefined) return undefined;
  const runs: Run[] = [];
  let next = 0;
  for (const part of text.split(/(%[sdv%])/)) {
    if (part === '') continue;
    if (/^%[sdv]$/.test(part)) {
      const value = values[next++];
      if (value?.kind === 'scalar' && !value.decoded) runs.push(...value.runs);
      else runs.push({ ...(value?.at ?? at), text: undefined });
    } else if (part !== '%%' && part.includes('%')) {
      return undefined;
    } else {
      const written = part === '%%' ? '%' : part;
      runs.push({ ...origin(pattern, text, part), text: written });
    }
  }
  return { kind: 'scalar', type: 'text', runs, at };
}

function merged(given: readonly Tree[], at: Origin): Mapping | undefined {
  const found = new Map<string, Entry>();
  let partial = false;
  for (const map of given) {
    if (map.kind === 'mapping') {
      for (const [key, entry] of map.entries) found.set(key, entry);
      partial ||= map.partial === true;
    } else if (map.kind !== 'nothing') {
      // Whatever is not known may override all that came before.
      for (const [key, entry] of found) found.set(key, { ...entry, value: { kind: 'unknown', at: map.at } });
      partial = true;
    }
  }
  return { kind: 'mapping', entries: found, at, ...(partial ? { partial } : {}) };
}

function sizeOf(value: Tree | undefined): number | undefined {
  if (value?.kind === 'list') return value.items.some((i) => i.kind === 'unknown') ? undefined : value.items.length;
  if (value?.kind === 'mapping') return value.partial ? undefined : value.entries.size;
  return textOf(value)?.length;
}

function onNumbers(given: readonly Tree[], at: Origin, pick: (...of: number[]) => number): Tree | undefined {
  const numbers = given.map(numberOf);
  const defined = numbers.filter((n) => n !== undefined);
  if (defined.length === 0 || defined.length < given.length) return undefined;
  const best = pick(...defined);
  return given[defined.indexOf(best)] ?? scalarOf(String(best), 'number', at);
}

/** The value of an operation on known operands; undefined where it is not known. */
export function operate(operator: string, operands: readonly Tree[], at: Origin): Tree | undefined {
  const [left, right] = operands;
  if (left === undefined) return undefined;
  if (right === undefined) {
    const [flag, number] = [boolOf(left), numberOf(left)];
    if (operator === '!') return flag === undefined ? undefined : scalarOf(String(!flag), 'bool', at);
    return number === undefined ? undefined : scalarOf(String(-number), 'number', at);
  }
  if (operator === '&&' || operator === '||') {
    const flags = operands.map(boolOf);
    const deciding = operator === '||';
    if (flags.includes(deciding)) return scalarOf(String(deciding), 'bool', at);
    return flags.includes(undefined) ? undefined : scalarOf(String(!deciding), 'bool', at);
  }
  if (operator === '==' || operator === '!=') {
    const equal = equals(left, right);
    return equal === undefined ? undefined : scalarOf(String(equal === (operator === '==')), 'bool', at);
  }
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const result = ARITHMETIC[operator]?.(a, b);
  if (typeof result === 'boolean') return scalarOf(String(result), 'bool', at);
  return result === undefined || !Number.isFinite(result) ? undefined : scalarOf(String(result), 'number', at);
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

function equals(a: Tree, b: Tree): boolean | undefined {
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  if (a.kind === 'nothing' || b.kind === 'nothing') {
    const other = a.kind === 'nothing' ? b : a;
    // A resource's attribute may be null as well.
    return other.kind === 'reference' ? undefined : a.kind === b.kind;
  }
  if (a.kind === 'list' && b.kind === 'list' && (a.items.length === 0 || b.items.length === 0)) {
    return a.items.length === b.items.length;
  }
  const [x, y] = [textOf(a), textOf(b)];
  return x === undefined || y === undefined ? undefined : x === y;
}
