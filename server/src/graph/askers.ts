/** Who asked what: from a key that changed to the files whose answers it can change. */
import { nearness, type Place, samePlace } from './nearest.ts';
import type { Ask, Asked } from './store.ts';

const NOTHING: Asked = new Map();

export class Askers {
  /** What each file asked. */
  readonly #asked = new Map<string, Asked>();
  /** Who asked each key. Most have one asker, so that a set is made only for more. */
  readonly #askers = new Map<string, string | Set<string>>();

  /**
   * Notes everything that a file asked, in place of what it asked before.
   * @param elsewhere what need not be noted where it is noted there: whoever is woken by it does both again.
   */
  remember(file: string, asked: Asked, elsewhere?: Askers): void {
    for (const key of (this.#asked.get(file) ?? NOTHING).keys()) this.#forget(key, file);
    const noted = elsewhere ? elsewhere.#uncovered(file, asked) : asked;
    if (noted.size > 0) this.#asked.set(file, noted);
    else this.#asked.delete(file);
    for (const key of noted.keys()) {
      const others = this.#askers.get(key);
      if (others === undefined) this.#askers.set(key, file);
      else if (typeof others === 'string') this.#askers.set(key, new Set([others, file]));
      else others.add(file);
    }
  }

  #forget(key: string, file: string): void {
    const askers = this.#askers.get(key);
    if (askers === file) this.#askers.delete(key);
    else if (askers instanceof Set && askers.delete(file) && askers.size === 0) this.#askers.delete(key);
  }

  /** Of what a file asked, that which it is not noted for here at least as widely. */
  #uncovered(file: string, asked: Asked): Asked {
    const known = this.#asked.get(file);
    if (!known) return asked;
    const rest = new Map<string, Ask>();
    for (const [key, ask] of asked) if (!covers(known.get(key), ask)) rest.set(key, ask);
    return rest;
  }

  /** Adds to `found` the files that asked a key and whom a change at a place can concern. */
  collect(key: string, place: Place, found: Set<string>): void {
    const askers = this.#askers.get(key);
    if (askers === undefined) return;
    for (const asker of typeof askers === 'string' ? [askers] : askers) {
      const ask = this.#asked.get(asker)?.get(key);
      if (ask && !found.has(asker) && concerns(ask, place)) found.add(asker);
    }
  }
}

/** True where whoever asked as `known` says has asked as widely as `ask`. */
function covers(known: Ask | undefined, ask: Ask): boolean {
  if (known === undefined || known === 'all' || ask === 'all') return known === 'all';
  return ask.every((near) => known.some((k) => samePlace(k, near) && k.bound <= near.bound));
}

/** True where a change at a place can change what was asked. */
function concerns(ask: Ask, place: Place): boolean {
  if (ask === 'all') return true;
  return ask.some((near) => nearness(near, place) >= near.bound);
}
