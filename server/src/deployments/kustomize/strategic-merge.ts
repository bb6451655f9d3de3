/**
 * Strategic merge patches as kustomize applies them: maps field by field, lists that have merge keys item by item, and
 * everything else as a whole. `null` and `$patch` take away; what is added stands before what was there.
 */

import { mergeKeysOf } from './merge-keys.ts';
import { mergeLists } from './merge-lists.ts';
import type { Id } from './resource.ts';
import { joined, runsOf } from './scalars.ts';
import {
  type Entry,
  entriesOf,
  entryOf,
  isNull,
  type ListTree,
  type MapTree,
  type ScalarTree,
  type Tree,
  textAt,
  withEntries,
  withItems,
} from './tree.ts';

/** What a merge knows of the object that it is in. */
interface Context {
  readonly type: Pick<Id, 'group' | 'kind'>;
  /** Told of a value that is of another kind than the one that it would be merged with. */
  readonly fault: (patch: Tree) => void;
}

/**
 * @param type What the patched object is.
 * @param fault Takes each part of the patch that does not fit and is left out.
 * @returns undefined where the patch deletes the object.
 */
export function strategicMerge(
  tree: MapTree,
  patch: MapTree,
  type: Pick<Id, 'group' | 'kind'>,
  fault: (patch: Tree) => void,
): MapTree | undefined {
  const merged = merge({ type, fault }, tree, patch, [], ['apiVersion', 'kind']);
  return merged?.kind === 'map' && merged.entries.length > 0 ? merged : undefined;
}

/**
 * @param path The keys that lead here, items of lists left out.
 * @param keys The fields by which the patch finds what it changes.
 */
function merge(
  context: Context,
  tree: Tree | undefined,
  patch: Tree,
  path: readonly string[],
  keys: readonly string[] = path.length === 1 && path[0] === 'metadata' ? ['name', 'namespace'] : [],
): Tree | undefined {
  if (isNull(patch)) return undefined;
  const into = tree && isNull(tree) ? undefined : tree;
  if (into && into.kind !== patch.kind) {
    context.fault(patch);
    return into;
  }
  if (patch.kind === 'map') return mergeMaps(context, into as MapTree | undefined, patch, path, keys);
  if (patch.kind === 'list') return mergeListsAt(context, into as ListTree | undefined, patch, path);
  return patch.kind === 'scalar' && into ? replacing(into as ScalarTree, patch) : patch;
}

/** kustomize keeps the quotes of what it replaces, so that a number becomes a string where one was quoted. */
function replacing(before: ScalarTree, patch: ScalarTree): ScalarTree {
  const node = before.place?.node;
  const isQuoted = node?.kind === 'scalar' && node.style !== 'plain';
  return isQuoted && !patch.isString ? joined(runsOf(patch), before) : patch;
}

function mergeMaps(
  context: Context,
  tree: MapTree | undefined,
  patch: MapTree,
  path: readonly string[],
  keys: readonly string[],
): MapTree | undefined {
  const directive = textAt(patch, '$patch');
  if (directive === 'delete') return undefined;
  const said = entryOf(patch, '$patch') ? withoutDirective(patch) : patch;
  // What is new is merged with itself: its own directives and nulls count, too.
  const into = directive === 'replace' || tree === patch ? undefined : tree;
  const entries: Entry[] = [];
  for (const entry of (into ?? said).entries) {
    const from = entryOf(said, entry.key.text);
    const below = [...path, entry.key.text];
    const value = !from
      ? tidied(context, entry.value, below)
      : into && isRepeated(entry, from, keys)
        ? entry.value
        : merge(context, into ? entry.value : undefined, from.value, below);
    if (value) entries.push(value === entry.value ? entry : { key: into ? entry.key : from!.key, value });
  }
  if (into) {
    for (const { key, value } of said.entries) {
      if (entryOf(into, key.text)) continue;
      const added = merge(context, undefined, value, [...path, key.text]);
      if (added) entries.push({ key, value: added });
    }
  }
  return unchanged(into ?? patch, entries);
}

/** What only says which item or object is meant stays where it is written first; a change of the patch's would miss it. */
function isRepeated({ key, value }: Entry, patch: Entry, keys: readonly string[]): boolean {
  const other = patch.value;
  return (
    keys.includes(key.text) &&
    value.kind === 'scalar' &&
    other.kind === 'scalar' &&
    value.text === other.text &&
    value.isString === other.isString
  );
}

function mergeListsAt(
  context: Context,
  tree: ListTree | undefined,
  patch: ListTree,
  path: readonly string[],
): ListTree | undefined {
  const keys = mergeKeysOf(context.type, path);
  if (!keys) return patch;
  const first = patch.items.findIndex((item) => entryOf(item, '$patch'));
  // An item that says more is patched itself, and no word about the list.
  const at = entriesOf(patch.items[first]).length === 1 ? first : -1;
  const directive = textAt(patch.items[at], '$patch');
  if (directive === 'delete') return undefined;
  const said = at >= 0 ? withItems(patch, patch.items.toSpliced(at, 1)) : patch;
  const into = (directive === 'replace' ? undefined : tree) ?? said;
  return mergeLists(into, said, keys, (item, from) =>
    from ? merge(context, item, from, path, keys) : item && tidied(context, item, path),
  );
}

/** What no patch speaks of is merged with itself, which leaves one of the items that have one key. */
function tidied(context: Context, tree: Tree, path: readonly string[]): Tree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'map') {
    const entries = tree.entries.map((entry) => {
      const value = tidied(context, entry.value, [...path, entry.key.text]);
      return value === entry.value ? entry : { key: entry.key, value };
    });
    return unchanged(tree, entries);
  }
  const keys = mergeKeysOf(context.type, path);
  if (!keys) return tree;
  const items = tree.items.map((item) => tidied(context, item, path));
  const same = items.every((item, index) => item === tree.items[index]);
  const list = same ? tree : withItems(tree, items);
  return hasTwins(list.items, keys) ? mergeLists(list, withItems(list, []), keys, (item) => item) : list;
}

/** True where some items share at least their first key. */
function hasTwins(items: readonly Tree[], [key]: readonly string[]): boolean {
  const seen = new Set(items.map((item) => (item.kind === 'scalar' ? item.text : key && textAt(item, key))));
  return seen.size < items.length;
}

function withoutDirective(map: MapTree): MapTree {
  return withEntries(
    map,
    map.entries.filter(({ key }) => key.text !== '$patch'),
  );
}

function unchanged(map: MapTree, entries: readonly Entry[]): MapTree {
  const same = entries.length === map.entries.length && entries.every((entry, index) => entry === map.entries[index]);
  return same ? map : withEntries(map, entries);
}
