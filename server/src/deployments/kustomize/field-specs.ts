/** Field specs: which fields of which kinds a transformer changes (kustomize, `configurations`). */
import type { Origin } from '../../syntax/rendered.ts';
import type { Id } from './resource.ts';
import { madeScalar } from './scalars.ts';
import {
  get,
  isNull,
  isTrueAt,
  itemsOf,
  type MapTree,
  madeMap,
  type Tree,
  textAt,
  withItems,
  withValue,
} from './tree.ts';

export interface FieldSpec {
  /** Keys joined by `/`; a slash within one is written `\/`, and `[]` at the end of one says that it holds a list. */
  readonly path: string;
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  /** Makes the field where it is not there. */
  readonly create?: boolean;
}

/** One for each kind. */
export function specs(kinds: readonly string[], path: string, more: Partial<FieldSpec> = {}): readonly FieldSpec[] {
  return kinds.map((kind) => ({ path, kind, ...more }));
}

/** Those that a configuration file lists. */
export function specsIn(list: Tree | undefined): readonly FieldSpec[] {
  return itemsOf(list).flatMap((item) => {
    const path = textAt(item, 'path');
    if (path === undefined) return [];
    const said = (key: 'group' | 'version' | 'kind') => {
      const text = textAt(item, key);
      return text === undefined ? {} : { [key]: text };
    };
    return [{ path, ...said('group'), ...said('version'), ...said('kind'), create: isTrueAt(item, 'create') }];
  });
}

export function isFor(spec: FieldSpec, { group, version, kind }: Id): boolean {
  return (
    (!spec.kind || spec.kind === kind) &&
    (!spec.group || spec.group === group) &&
    (!spec.version || spec.version === version)
  );
}

const keysOf = new Map<string, readonly string[]>();

function pathOf({ path }: FieldSpec): readonly string[] {
  const known = keysOf.get(path);
  if (known) return known;
  const keys = path.split(/(?<!\\)\//).map((key) => key.replaceAll('\\/', '/'));
  if (keysOf.size > 4096) keysOf.clear();
  keysOf.set(path, keys);
  return keys;
}

/**
 * With every field that a spec leads to, through all items of lists, replaced by what `change` makes of it.
 * @param origin What a field that is made stems from.
 * @param change Is handed undefined for a field that is to be made.
 */
export function withFields(
  tree: MapTree,
  id: Id,
  spec: FieldSpec,
  origin: Origin | undefined,
  change: (field: Tree | undefined) => Tree | undefined,
): MapTree {
  return isFor(spec, id) ? (within(tree, pathOf(spec), 0, spec.create ? origin : undefined, change) as MapTree) : tree;
}

function within(
  tree: Tree,
  path: readonly string[],
  depth: number,
  origin: Origin | undefined,
  change: (field: Tree | undefined) => Tree | undefined,
): Tree {
  if (tree.kind === 'list') {
    const items = tree.items.map((item) => within(item, path, depth, origin, change));
    return items.every((item, index) => item === tree.items[index]) ? tree : withItems(tree, items);
  }
  if (tree.kind !== 'map') return tree;
  const key = path[depth]!.replace(/\[\]$/, '');
  // A list is never made.
  if (key !== path[depth] && !get(tree, key)) return tree;
  const found = get(tree, key);
  const field = found && isNull(found) && origin ? undefined : found;
  if (!field && !origin) return tree;
  const made = (text: string) => madeScalar(text, origin!);
  if (depth === path.length - 1) {
    const value = change(field);
    return value === field || !value ? tree : withValue(tree, field ? keyIn(tree, key) : made(key), value);
  }
  const inner = within(field ?? madeMap([]), path, depth + 1, origin, change);
  return inner === field ? tree : withValue(tree, field ? keyIn(tree, key) : made(key), inner);
}

function keyIn(tree: MapTree, key: string) {
  return tree.entries.findLast((entry) => entry.key.text === key)!.key;
}
