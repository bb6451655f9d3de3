/** The values that templates compute with, as Go has them, each with the place where it is written. */
import type { Origin } from '../../syntax/rendered.ts';
import type { Reads } from './reads.ts';
import { made, NOWHERE, type Text, UNKNOWN } from './text.ts';

export type Value = Nil | Bool | Numeric | Text | List | Dict | Method | Unknown;

/** `missing` where it was looked up under `.Values` and is not there. */
export interface Nil {
  readonly kind: 'nil';
  readonly missing?: Missing;
}

export interface Missing {
  /** Keys below `.Values`. */
  readonly path: readonly string[];
  readonly origin: Origin;
}

export interface Bool {
  readonly kind: 'bool';
  readonly value: boolean;
  /** As it is written, where it prints that way. */
  readonly written?: Text;
}

export interface Numeric {
  readonly kind: 'number';
  readonly value: number;
  /** A float64, as every number of a values file is. */
  readonly float: boolean;
  readonly written?: Text;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** Its keys from the root of the values, where it is a part of them. */
  readonly path?: Path;
}

export interface Dict {
  readonly kind: 'dict';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly path?: Path;
  /** What it can be asked for besides its entries: `AsConfig` of `.Files.Glob`. */
  readonly methods?: Readonly<Record<string, Value>>;
}

export interface Entry {
  readonly key: Text;
  readonly value: Value;
}

/** What is called with a field's syntax: `.Files.Get "x"`, `.Capabilities.APIVersions.Has "apps/v1"`. */
export interface Method {
  readonly kind: 'method';
  /** @param reads takes what it looks at. */
  readonly call: (args: readonly Value[], reads: Reads) => Value;
}

/** Cannot be known without a cluster, a network, or a file that is not in the workspace. */
export interface Unknown {
  readonly kind: 'unknown';
  /** The way that a condition takes on it. */
  readonly assumed: boolean;
}

/** Keys joined by `\0`, empty for the root. */
export type Path = string;

export function pathTo(path: Path, key: string): Path {
  return path === '' ? key : `${path}\0${key}`;
}

export const NIL: Nil = { kind: 'nil' };
export const TRUE: Bool = { kind: 'bool', value: true };
export const FALSE: Bool = { kind: 'bool', value: false };
export const UNKNOWN_VALUE: Unknown = { kind: 'unknown', assumed: true };
/** What a cluster would be asked for, and has not yet when a chart is first installed. */
export const NOT_THERE: Unknown = { kind: 'unknown', assumed: false };

export function bool(value: boolean): Bool {
  return value ? TRUE : FALSE;
}

export function int(value: number): Numeric {
  return { kind: 'number', value: Math.trunc(value), float: false };
}

export function float(value: number): Numeric {
  return { kind: 'number', value, float: true };
}

export function list(items: readonly Value[]): List {
  return { kind: 'list', items };
}

/** A text that no file holds. */
export function plainText(text: string): Text {
  return made(text, NOWHERE);
}

/** A dict that has no place, such as `.Release`. */
export function dictOf(fields: Readonly<Record<string, Value>>): Dict {
  return { kind: 'dict', entries: new Map(Object.entries(fields).map(([key, value]) => [key, entryOf(key, value)])) };
}

export function entryOf(key: string, value: Value): Entry {
  return { key: plainText(key), value };
}

/** Go's and Sprig's idea of an empty value: false, 0, nil, and what has no elements. */
export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'nil':
      return false;
    case 'bool':
      return value.value;
    case 'number':
      return value.value !== 0;
    case 'string':
      return value.text !== '';
    case 'list':
      return value.items.length > 0;
    case 'dict':
      return value.entries.size > 0;
    case 'method':
      return true;
    case 'unknown':
      return value.assumed;
  }
}

/** True where nobody can say whether a condition on it holds. */
export function isUncertain(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'string' && value.text === UNKNOWN);
}

/** True where some of it cannot be known. */
export function holdsUnknown(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'string' && value.text.includes(UNKNOWN));
}

export function sortedEntries({ entries }: Dict): readonly [string, Entry][] {
  return [...entries].sort(([a], [b]) => compareBytes(a, b));
}

/** Go sorts texts by their bytes, which is the order of code points. */
export function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The kind as `kindOf` names it. */
export function kindOf(value: Value): string {
  switch (value.kind) {
    case 'nil':
      return 'invalid';
    case 'number':
      return value.float ? 'float64' : 'int';
    case 'list':
      return 'slice';
    case 'dict':
      return 'map';
    case 'method':
      return 'func';
    default:
      return value.kind;
  }
}

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'number' && b.kind === 'number') return a.value === b.value;
  if (a.kind === 'string' && b.kind === 'string') return a.text === b.text;
  if (a.kind === 'bool' && b.kind === 'bool') return a.value === b.value;
  if (a.kind === 'list' && b.kind === 'list') {
    return a.items.length === b.items.length && a.items.every((item, index) => sameValue(item, b.items[index]!));
  }
  if (a.kind === 'dict' && b.kind === 'dict') {
    if (a.entries.size !== b.entries.size) return false;
    return [...a.entries].every(([key, { value }]) => {
      const other = b.entries.get(key);
      return other !== undefined && sameValue(value, other.value);
    });
  }
  return a.kind === b.kind && a.kind === 'nil';
}
