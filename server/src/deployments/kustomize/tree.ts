/**
 * Objects while they are built: trees that are never changed in place, so that what a patch leaves alone is shared
 * with the file that it was read from, and still knows where every key and value is written.
 */
import type { Source } from '../../model/index.ts';
import { isSamePlace } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import type { YamlNode } from '../../syntax/yaml.ts';

export type Tree = MapTree | ListTree | ScalarTree;

/** Where a node stands. A node that was put together keeps the place of what it was, for the look of it. */
export interface Place {
  readonly source: Source;
  readonly node: YamlNode;
}

interface Base {
  readonly place: Place | undefined;
  /** All of it, down to the last child, reads as it stands at its place. */
  readonly whole: boolean;
}

export interface MapTree extends Base {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: ScalarTree;
  readonly value: Tree;
  /** The key and all of the value stand there as one. */
  readonly whole?: boolean;
}

export interface ListTree extends Base {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}

export interface ScalarTree extends Base {
  readonly kind: 'scalar';
  readonly text: string;
  /** True where it is a string whatever it looks like: quoted, or put where a string was. */
  readonly isString: boolean;
  /** What it is put together from, in order; absent where it is whole. */
  readonly runs?: readonly Run[];
}

/** A stretch of a scalar's text. */
export interface Run {
  readonly text: string;
  readonly origin: Origin;
}

/** Deeper than any object is, and what an anchor that holds its own alias comes to soon. */
const DEEPEST = 100;

/**
 * The tree of what a source says. What an alias or `<<` brings in has the place where it is written; where aliases of
 * aliases make it many times as large as the text, or endless, the rest is left out.
 */
export function treeOf(source: Source, node: YamlNode): Tree {
  return grown(source, node, { nodes: 2 * source.text.length + 1000 }, 0);
}

function grown(source: Source, node: YamlNode, left: { nodes: number }, depth: number): Tree {
  const place = { source, node };
  left.nodes--;
  if (node.kind === 'scalar') {
    const isString = node.style !== 'plain' || !isTyped(node.text);
    return { kind: 'scalar', place, whole: node.tag === undefined, text: node.text, isString };
  }
  const isCut = depth > DEEPEST || left.nodes < 0;
  if (node.kind === 'list') {
    const items = isCut ? [] : node.items.map((item) => grown(source, item, left, depth + 1));
    const whole = !isCut && items.every((item) => item.whole && !isNothing(item) && isWithin(item, node));
    return { kind: 'list', place, whole, items };
  }
  const entries = (isCut ? [] : node.entries).map((entry): Entry => {
    const value = grown(source, entry.value, left, depth + 1);
    const whole = !entry.merged && value.whole && !isNothing(value) && entry.value.start >= entry.key.end;
    return { key: grown(source, entry.key, left, depth + 1) as ScalarTree, value, whole };
  });
  return { kind: 'map', place, whole: !isCut && entries.every((entry) => entry.whole), entries };
}

/** True for a value that is not written at all, and so has no place of its own. */
export function isNothing(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.whole && tree.text === '' && !tree.isString;
}

/** False for what an alias stands for: that is written earlier. */
function isWithin({ place }: Tree, outer: YamlNode): boolean {
  return place !== undefined && place.node.start >= outer.start && place.node.end <= outer.end;
}

/** True for a plain scalar that readers of YAML 1.1 or 1.2 take for something else than a string. */
export function isTyped(text: string): boolean {
  return /^(?:~?|null|true|false|yes|no|on|off|y|n|[-+]?\.?\d[\d_]*(?:[.:\de_+-][\d.:e_+-]*)?|[-+]?0[xob][\da-f_]+|[-+]?\.(?:inf|nan))$/i.test(
    text,
  );
}

export function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && !tree.isString && /^(?:~?|null)$/i.test(tree.text);
}

/** The value under a path of keys and places in lists. */
export function get(tree: Tree | undefined, ...path: readonly (string | number)[]): Tree | undefined {
  let current = tree;
  for (const step of path) {
    if (typeof step === 'number') current = current?.kind === 'list' ? current.items[step] : undefined;
    else current = entryOf(current, step)?.value;
  }
  return current;
}

export function entryOf(tree: Tree | undefined, key: string): Entry | undefined {
  return tree?.kind === 'map' ? tree.entries.findLast((entry) => entry.key.text === key) : undefined;
}

export function entriesOf(tree: Tree | undefined): readonly Entry[] {
  return tree?.kind === 'map' ? tree.entries : [];
}

export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

/** The scalar under a path, if there is something in it. */
export function scalarAt(tree: Tree | undefined, ...path: readonly (string | number)[]): ScalarTree | undefined {
  const found = get(tree, ...path);
  return found?.kind === 'scalar' && !isNull(found) ? found : undefined;
}

export function textAt(tree: Tree | undefined, ...path: readonly (string | number)[]): string | undefined {
  return scalarAt(tree, ...path)?.text;
}

export function isTrueAt(tree: Tree | undefined, ...path: readonly (string | number)[]): boolean {
  const found = scalarAt(tree, ...path);
  return found !== undefined && !found.isString && found.text.toLowerCase() === 'true';
}

export function withEntries(map: MapTree, entries: readonly Entry[]): MapTree {
  return { kind: 'map', place: map.place, whole: false, entries };
}

export function withItems(list: ListTree, items: readonly Tree[]): ListTree {
  return { kind: 'list', place: list.place, whole: false, items };
}

/** With a value under a key, in the place of the one that was there; the value undefined takes it away. */
export function withValue(map: MapTree, key: ScalarTree, value: Tree | undefined): MapTree {
  const at = map.entries.findLastIndex((entry) => entry.key.text === key.text);
  if (at < 0) return value ? withEntries(map, [...map.entries, { key, value }]) : map;
  if (map.entries[at]!.value === value) return map;
  if (!value) return withEntries(map, map.entries.toSpliced(at, 1));
  return withEntries(map, map.entries.with(at, { key: map.entries[at]!.key, value }));
}

export function madeMap(entries: readonly Entry[]): MapTree {
  return { kind: 'map', place: undefined, whole: false, entries };
}

/** True where two trees say the same and stem from the same places. */
export function isSame(a: Tree, b: Tree): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.place?.node !== b.place?.node || a.place?.source !== b.place?.source) return false;
  if (a.whole && b.whole) return true;
  if (a.kind === 'map' && b.kind === 'map') {
    return (
      a.entries.length === b.entries.length &&
      a.entries.every((entry, index) => {
        const other = b.entries[index]!;
        return entry === other || (isSame(entry.key, other.key) && isSame(entry.value, other.value));
      })
    );
  }
  if (a.kind === 'list' && b.kind === 'list') {
    return a.items.length === b.items.length && a.items.every((item, index) => isSame(item, b.items[index]!));
  }
  if (a.kind !== 'scalar' || b.kind !== 'scalar' || a.text !== b.text || a.isString !== b.isString) return false;
  const other = b.runs ?? [];
  return (a.runs ?? []).length === other.length && (a.runs ?? []).every((run, index) => isSameRun(run, other[index]!));
}

function isSameRun(a: Run, b: Run): boolean {
  return (
    a.text === b.text &&
    a.origin.source === b.origin.source &&
    a.origin.start === b.origin.start &&
    a.origin.end === b.origin.end &&
    (a.origin.via ?? []).length === (b.origin.via ?? []).length &&
    (a.origin.via ?? []).every((span, index) => isSamePlace(span, b.origin.via![index]!))
  );
}
