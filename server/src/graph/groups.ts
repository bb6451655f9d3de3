/**
 * Servers that one file of a configuration gathers under a name and another sends to: nginx's `upstream`, and what is behind
 * an entry point of Traefik. Files belong to
 * one configuration where they lie in one folder or ConfigMap, where one of them includes the other or a third includes
 * both, and where one container carries both.
 */
import { dirname } from 'node:path/posix';
import type { Component, Destination, Proxy } from '../model/index.ts';
import { literalText } from '../model/index.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { carriersOf, includersOf } from './values/carriers.ts';

export interface Group {
  readonly proxy: Proxy;
  /** The indexes of the servers' sites. */
  readonly sites: readonly number[];
}

/** The groups that the destinations of a proxy's site may mean by the hosts that they name. */
export function groupsMeant(store: Store, proxy: Component, destinations: readonly Destination[]): readonly Group[] {
  return destinations.flatMap((to) => {
    if (to.kind !== 'host' || !to.group) return [];
    const name = literalText(to.host);
    return name === undefined ? [] : groupsNamed(store, proxy, name);
  });
}

/** The groups of a name in the other files of a proxy's configuration. */
function groupsNamed(store: Store, proxy: Component, name: string): readonly Group[] {
  if (proxy.kind !== 'proxy') return [];
  return store.find(keys.group(name)).flatMap((other) => {
    if (
      other.kind !== 'proxy' ||
      other.format !== proxy.format ||
      other.id === proxy.id ||
      !together(store, proxy, other)
    )
      return [];
    return (other.groups ?? []).flatMap((group) => (group.name === name ? [{ proxy: other, sites: group.sites }] : []));
  });
}

function together(store: Store, a: Proxy, b: Proxy): boolean {
  if (a.owner || b.owner) return a.owner?.settings === b.owner?.settings && a.file === b.file;
  if (dirname(a.file) === dirname(b.file)) return true;
  const mains = mainsOf(store, a);
  for (const file of mainsOf(store, b)) if (mains.has(file)) return true;
  const carriers = carriersOf(store, a);
  return carriersOf(store, b).some((container) => carriers.includes(container));
}

/** A file and those that include it, at any remove. */
function mainsOf(store: Store, { file }: Proxy): ReadonlySet<string> {
  const found = new Set([file]);
  for (const each of found) for (const { file: other } of includersOf(store, each)) found.add(other);
  return found;
}
