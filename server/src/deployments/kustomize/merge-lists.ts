/**
 * Lists whose items are told apart by keys. Where there are two keys and one is not written, as the protocol of a port
 * most often is not, kustomize pairs items in a way of its own (kyaml, walk): that is what people get, so it is followed.
 */
import { type ListTree, type Tree, textAt, withItems } from './tree.ts';

/** The values of an item's keys, in order; empty where one is not written. */
type Identity = readonly string[];

/**
 * @param keys Fields of the items; none where the items are plain values, which are united.
 * @param mergeItem Merges two items of one identity, either of which may be missing; undefined takes the item away.
 */
export function mergeLists(
  list: ListTree,
  patch: ListTree,
  keys: readonly string[],
  mergeItem: (item: Tree | undefined, patch: Tree | undefined) => Tree | undefined,
): ListTree {
  if (keys.length === 0) return united(list, patch);
  const identities = completed(unique([...patch.items, ...list.items].map((item) => identityOf(item, keys))));
  const used = keys.map((_, index) => identities.some((identity) => identity[index] !== ''));
  let base = [...list.items];
  const merged: Tree[] = [];
  for (const identity of identities) {
    if (identity.every((value) => value === '')) continue;
    const isMeant = (item: Tree): boolean =>
      identityOf(item, keys).every((value, i) => !identity[i] || value === identity[i]);
    const isBorne = (item: Tree): boolean =>
      identityOf(item, keys).every((value, i) => !used[i] || (identity[i] ? value === identity[i] : value !== ''));
    const at = base.findIndex(isMeant);
    const from = patch.items.find(isMeant);
    const result = mergeItem(base[at], from);
    if (!result || (result.kind === 'map' && result.entries.length === 0)) {
      base = base.filter((item) => !isBorne(item));
      continue;
    }
    if (at >= 0 && (base[at] === from || textAt(from, '$patch') !== 'replace')) base[at] = result;
    put(merged, result, isBorne);
  }
  const several = used.filter(Boolean).length > 1;
  for (const item of base) {
    const identity = identityOf(item, keys);
    const isAlike = (other: Tree): boolean => {
      const values = identityOf(other, keys);
      return identity.some((value) => value !== '') && identity.every((value, i) => !value || value === values[i]);
    };
    if (several) merged.splice(0, merged.length, ...merged.filter((other) => !isAlike(other)), item);
    else put(merged, item, isAlike);
  }
  const same = merged.length === list.items.length && merged.every((item, index) => item === list.items[index]);
  return same ? list : withItems(list, merged);
}

/** In the place of the items that are like it, or at the end. */
function put(items: Tree[], item: Tree, isAlike: (other: Tree) => boolean): void {
  const at = items.findIndex(isAlike);
  if (at < 0) items.push(item);
  else items[at] = item;
}

function identityOf(item: Tree, keys: readonly string[]): Identity {
  return keys.map((key) => textAt(item, key) ?? '');
}

function unique(identities: readonly Identity[]): Identity[] {
  const seen = new Set<string>();
  return identities.filter((identity) => {
    const key = identity.join('\0');
    return !seen.has(key) && seen.add(key);
  });
}

/** Two that agree wherever both say something are one, and say all of it. */
function completed(identities: Identity[]): readonly Identity[] {
  const all = [...identities];
  for (let i = 0; i < all.length; i++) {
    const a = all[i]!;
    for (let j = 0; j < all.length; j++) {
      const b = all[j]!;
      const agree = a.some((value, k) => value === b[k]) && a.every((value, k) => value === b[k] || !value || !b[k]);
      if (agree) all[i] = all[j] = a.map((value, k) => value || b[k]!);
    }
  }
  return all;
}

/** Each text once, those of the patch before the others. */
function united(list: ListTree, patch: ListTree): ListTree {
  const seen = new Set<string>();
  const items = [...patch.items, ...list.items].filter(
    (item) => item.kind !== 'scalar' || (!seen.has(item.text) && seen.add(item.text)),
  );
  return withItems(list, items);
}
