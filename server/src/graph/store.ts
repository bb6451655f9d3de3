/**
 * The facts of every file, found by keys. Every look-up is recorded while somebody listens, so that a change of one
 * file tells exactly whose answers it can change: whoever asked a key that the file's old or new facts stand under.
 */
import type { Component, Facts } from '../model/index.ts';
import { keysOf } from './keys.ts';

export class Store {
  readonly #facts = new Map<string, Facts>();
  readonly #byKey = new Map<string, Component[]>();
  #asked: Set<string> | undefined;

  /** Sets a file's facts, or forgets it. @returns the keys whose answers may now be others. */
  set(file: string, facts: Facts | undefined): ReadonlySet<string> {
    const touched = new Set<string>([`file:${file}`]);
    for (const component of this.#facts.get(file)?.components ?? []) {
      for (const key of keysOf(component)) {
        touched.add(key);
        const rest = this.#byKey.get(key)?.filter((c) => c.file !== file) ?? [];
        if (rest.length > 0) this.#byKey.set(key, rest);
        else this.#byKey.delete(key);
      }
    }
    if (facts) this.#facts.set(file, facts);
    else this.#facts.delete(file);
    for (const component of facts?.components ?? []) {
      for (const key of keysOf(component)) {
        touched.add(key);
        const list = this.#byKey.get(key);
        if (list) list.push(component);
        else this.#byKey.set(key, [component]);
      }
    }
    return touched;
  }

  /** The components under a key, in the order of their files and then of their places, however they came in. */
  find(key: string): readonly Component[] {
    this.#asked?.add(key);
    const found = this.#byKey.get(key);
    if (!found) return [];
    return found.length === 1 ? found : found.toSorted(inOrder);
  }

  facts(file: string): Facts | undefined {
    return this.#facts.get(file);
  }

  all(): Iterable<Facts> {
    return this.#facts.values();
  }

  /** Notes a key that something other than the store answers: who leads here. */
  ask(key: string): void {
    this.#asked?.add(key);
  }

  /** Runs `work` and returns what it gives with every key that it asked. */
  recording<T>(work: () => T): { readonly result: T; readonly asked: ReadonlySet<string> } {
    const outer = this.#asked;
    const asked = new Set<string>();
    this.#asked = asked;
    try {
      return { result: work(), asked };
    } finally {
      this.#asked = outer;
      if (outer) for (const key of asked) outer.add(key);
    }
  }
}

function inOrder(a: Component, b: Component): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.span.start - b.span.start || (a.id < b.id ? -1 : 1);
}
