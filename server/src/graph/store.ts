/**
 * The facts of every file, found by keys. Every look-up is recorded while somebody listens, so that a change of one
 * file tells exactly whose answers it can change: whoever asked a key that the file's old or new facts stand under,
 * and for whom the file stands near enough to count.
 */
import type { Component, Environment, Facts } from '../model/index.ts';
import { comparePositions } from '../model/index.ts';
import { keysOf } from './keys.ts';
import { nearest, nearness, type Place, samePlace } from './nearest.ts';

/** What was asked, by key. */
export type Asked = ReadonlyMap<string, Ask>;

/**
 * How a key was asked: for all that stand under it, or only for the nearest to some places. There a change counts only
 * if it is at least as near as what was found.
 */
export type Ask = 'all' | readonly (Place & { readonly bound: number })[];

/** How many components `known` keeps something of: enough for links and checks to share it, and not without end. */
const KEPT = 50_000;

const NOBODY: readonly Component[] = [];

/** Most keys have one component, so that a shelf is made only for more. */
type Shelves = Map<string, Component | Shelf>;

/** The components under one key. They are put in order when somebody looks. */
class Shelf {
  readonly #components: Set<Component>;
  #order: readonly Component[] | undefined;

  constructor(components: Iterable<Component>) {
    this.#components = new Set(components);
  }

  add(component: Component): void {
    this.#components.add(component);
    this.#order = undefined;
  }

  /** @returns how many are left. */
  remove(component: Component): number {
    this.#components.delete(component);
    this.#order = undefined;
    return this.#components.size;
  }

  inOrder(): readonly Component[] {
    this.#order ??= [...this.#components].sort(inOrder);
    return this.#order;
  }
}

interface Made {
  readonly result: unknown;
  readonly asked: Asked;
}

export class Store {
  /** By their file, or by the unit of a deployment that they are. */
  readonly #facts = new Map<string, Facts>();
  /** The unit that a component of a deployment belongs to, by its id. */
  readonly #units = new Map<string, string>();
  readonly #byKey: Shelves = new Map();
  /** What stands under a key in one environment, by the environment's id. */
  readonly #within = new Map<string, Shelves>();
  readonly #known = new Map<Component, Map<string, Made>>();
  #asked: Map<string, Ask> | undefined;
  /** What `known` has given to the recording that runs, so that it is noted once. */
  #given: Set<Made> | undefined;

  /** Sets the facts of a file or unit, or forgets it. @returns the keys whose answers may now be others. */
  set(file: string, facts: Facts | undefined): ReadonlySet<string> {
    if (this.#known.size > 0) this.#known.clear();
    // All keys first: whatever goes wrong with one leaves the store as it was.
    const added = (facts?.components ?? []).map((component) => ({ component, keys: keysOf(component) }));
    const touched = new Set<string>([`file:${file}`]);
    for (const component of this.#facts.get(file)?.components ?? []) {
      const own = this.#shelvesOf(component.deployedIn);
      for (const key of keysOf(component)) {
        touched.add(key);
        takeOff(this.#byKey, key, component);
        if (own) takeOff(own, key, component);
      }
      if (own?.size === 0) this.#within.delete(component.deployedIn!.id);
    }
    for (const { id } of this.#facts.get(file)?.components ?? []) this.#units.delete(id);
    if (facts) this.#facts.set(file, facts);
    else this.#facts.delete(file);
    for (const { component, keys } of added) {
      if (component.file !== file) this.#units.set(component.id, file);
      const { deployedIn } = component;
      const own = this.#shelvesOf(deployedIn) ?? new Map();
      if (deployedIn) this.#within.set(deployedIn.id, own);
      for (const key of keys) {
        touched.add(key);
        putOn(this.#byKey, key, component);
        if (deployedIn) putOn(own, key, component);
      }
    }
    return touched;
  }

  #shelvesOf(environment: Environment | undefined): Shelves | undefined {
    return environment && this.#within.get(environment.id);
  }

  /** In order, so that whoever takes some of them has these in order. */
  #under(key: string, shelves = this.#byKey): readonly Component[] {
    const found = shelves.get(key);
    if (found === undefined) return NOBODY;
    return found instanceof Shelf ? found.inOrder() : [found];
  }

  /** Under which name a component's facts are kept: its file, or the unit of a deployment. */
  homeOf({ id, file }: Component): string {
    return this.#units.get(id) ?? file;
  }

  /** The components under a key, in the order of their files and then of their places, however they came in. */
  find(key: string): readonly Component[] {
    this.ask(key);
    return this.#under(key);
  }

  /** True where one of the components under a key fits. */
  some(key: string, fits: (component: Component) => boolean): boolean {
    this.ask(key);
    return this.#under(key).some(fits);
  }

  /** Of the components under a key that `fits` takes, those that stand nearest to whoever asks. */
  nearest<T extends Component>(
    key: string,
    asker: Component,
    fits: (component: Component) => component is T,
  ): readonly T[] {
    const { file, deployedIn } = asker;
    // What is deployed together is nearest: of hundreds of environments, the others need not be looked at.
    const shelves = this.#shelvesOf(deployedIn);
    const own = shelves ? this.#under(key, shelves).filter(fits) : NOBODY;
    const found = own.length > 0 ? (own as readonly T[]) : nearest(asker, this.#under(key).filter(fits));
    if (this.#asked) {
      const bound = found[0] ? nearness(asker, found[0]) : 0;
      const near = deployedIn ? { file, deployedIn, bound } : { file, bound };
      this.#asked.set(key, widest(this.#asked.get(key), [near]));
    }
    return found;
  }

  facts(file: string): Facts | undefined {
    return this.#facts.get(file);
  }

  all(): Iterable<Facts> {
    return this.#facts.values();
  }

  /** Notes a key that something other than the store answers: who leads here. */
  ask(key: string): void {
    this.#asked?.set(key, 'all');
  }

  /** Runs `work` and returns what it gives with everything that it asked. */
  recording<T>(work: () => T): { readonly result: T; readonly asked: Asked } {
    const [outer, given] = [this.#asked, this.#given];
    const asked = new Map<string, Ask>();
    this.#asked = asked;
    this.#given = undefined;
    try {
      return { result: work(), asked };
    } finally {
      this.#asked = outer;
      this.#given = given;
      this.#replay(asked);
    }
  }

  /** What `work` gives of a component, worked out once until facts change; whoever takes it has asked what it asked. */
  known<T>(what: string, of: Component, work: () => T): T {
    let kept = this.#known.get(of);
    const known = kept?.get(what);
    if (known) {
      this.#give(known);
      return known.result as T;
    }
    const made = this.recording(work);
    if (!kept) {
      if (this.#known.size >= KEPT) this.#known.clear();
      kept = new Map();
      this.#known.set(of, kept);
    }
    kept.set(what, made);
    this.#given ??= new Set();
    this.#given.add(made);
    return made.result;
  }

  #give(made: Made): void {
    this.#given ??= new Set();
    if (this.#given.has(made)) return;
    this.#given.add(made);
    this.#replay(made.asked);
  }

  /** Lets go of what `known` keeps. */
  forget(): void {
    this.#known.clear();
  }

  #replay(asked: Asked): void {
    const outer = this.#asked;
    if (!outer) return;
    for (const [key, ask] of asked) {
      const before = outer.get(key);
      const now = widest(before, ask);
      if (now !== before) outer.set(key, now);
    }
  }
}

function putOn(shelves: Shelves, key: string, component: Component): void {
  const found = shelves.get(key);
  if (found === undefined) shelves.set(key, component);
  else if (found instanceof Shelf) found.add(component);
  else shelves.set(key, new Shelf([found, component]));
}

function takeOff(shelves: Shelves, key: string, component: Component): void {
  const found = shelves.get(key);
  if (found === component) shelves.delete(key);
  else if (found instanceof Shelf && found.remove(component) === 0) shelves.delete(key);
}

/** An ask that covers both. */
function widest(a: Ask | undefined, b: Ask): Ask {
  if (a === undefined || a === b) return b;
  if (a === 'all' || b === 'all') return 'all';
  const more = b.filter((near) => !a.some((known) => samePlace(known, near) && known.bound <= near.bound));
  return more.length > 0 ? [...a, ...more] : a;
}

function inOrder(a: Component, b: Component): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return comparePositions(a.span, b.span) || (a.id < b.id ? -1 : 1);
}
