/** Who asked what: from a key that changed to the files whose answers it can change. */
import { nearness, type Place, samePlace } from './nearest.ts';
import type { Ask, Asked } from './store.ts';

/** A key and its askers. Nearly every key has one, so that a map is made only for more. */
interface Entry {
  readonly key: string;
  file: string | undefined;
  ask: Ask;
  more: Map<string, Ask> | undefined;
}

export class Askers {
  readonly #entries = new Map<string, Entry>();
  /** What each file asked; entries are shared, so that a key is kept once however many ask it. */
  readonly #ofFile = new Map<string, readonly Entry[]>();

  /**
   * Notes everything that a file asked, in place of what it asked before.
   * @param elsewhere what need not be noted where it is noted there: whoever is woken by it does both again.
   */
  remember(file: string, asked: Asked, elsewhere?: Askers): void {
    for (const entry of this.#ofFile.get(file) ?? []) {
      if (entry.file === file) entry.file = undefined;
      else entry.more?.delete(file);
      if (entry.file === undefined && !entry.more?.size) this.#entries.delete(entry.key);
    }
    if (asked.size === 0) {
      this.#ofFile.delete(file);
      return;
    }
    const entries: Entry[] = [];
    for (const [key, ask] of asked) {
      if (elsewhere?.covers(file, key, ask)) continue;
      let entry = this.#entries.get(key);
      if (!entry) {
        entry = { key, file, ask, more: undefined };
        this.#entries.set(key, entry);
      } else if (entry.file === undefined) {
        entry.file = file;
        entry.ask = ask;
      } else {
        entry.more ??= new Map();
        entry.more.set(file, ask);
      }
      entries.push(entry);
    }
    this.#ofFile.set(file, entries);
  }

  /** True where a file asked a key at least as widely. */
  covers(file: string, key: string, ask: Ask): boolean {
    const entry = this.#entries.get(key);
    const known = entry?.file === file ? entry.ask : entry?.more?.get(file);
    if (known === undefined || known === 'all' || ask === 'all') return known === 'all';
    return ask.every((near) => known.some((k) => samePlace(k, near) && k.bound <= near.bound));
  }

  /** Adds to `found` the files that asked a key and whom a change at a place can concern. */
  collect(key: string, place: Place, found: Set<string>): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    if (entry.file !== undefined && !found.has(entry.file) && concerns(entry.ask, place)) found.add(entry.file);
    for (const [asker, ask] of entry.more ?? []) {
      if (!found.has(asker) && concerns(ask, place)) found.add(asker);
    }
  }
}

/** True where a change at a place can change what was asked. */
function concerns(ask: Ask, place: Place): boolean {
  if (ask === 'all') return true;
  return ask.some((near) => nearness(near, place) >= near.bound);
}
