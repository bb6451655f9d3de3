/**
 * `Fn::ImportValue`: what a stack takes from another one, under the name that its template exports it by
 * (docs.aws.amazon.com/AWSCloudFormation, Fn::ImportValue). Names often hold the other stack's, which only a deployment
 * tells: such a part may be anything. What no template of the workspace exports, or more than one, is unknown.
 */
import type { Tree } from '../cloud/tree.ts';
import type { Files } from '../deployment.ts';
import { ADDING_TEMPLATES, EXPORTING_TEMPLATES } from '../manifest-kinds.ts';
import type { Stack } from './stack.ts';

/** A stack and all that it takes values from. */
export class Imports {
  readonly #files: Files;
  readonly #root: string;
  readonly #make: (path: string, prefix: string) => Stack | undefined;
  /** By their files; what is no template of one is undefined. */
  readonly #stacks = new Map<string, Stack | undefined>();
  readonly #taken: Set<string>;
  /** Names that are looked up right now. */
  readonly #asked = new Set<string>();
  #isCircular = false;

  /** @param make The stack of a file, with a prefix for its resources; undefined where the file is no template. */
  constructor(files: Files, root: string, make: (path: string, prefix: string) => Stack | undefined) {
    this.#files = files;
    this.#root = root;
    this.#make = make;
    this.#taken = new Set([root]);
  }

  /** The stack of the root, and behind it those that values are taken from: more may turn up as they are evaluated. */
  *stacks(): Iterable<Stack> {
    for (const path of this.#taken) {
      const stack = this.#stackOf(path);
      if (stack) yield stack;
    }
  }

  /** The files of the stacks that values are taken from, unless these take some back. */
  uses(): readonly string[] {
    return this.#isCircular ? [] : [...this.#taken].filter((path) => path !== this.#root);
  }

  /** True where a template that is not deployed with these adds rules to what others declare. */
  mayBeAddedTo(): boolean {
    return (this.#files.manifests?.([ADDING_TEMPLATES]) ?? []).some((path) => !this.#taken.has(path));
  }

  /**
   * What exactly one other template exports under a name.
   * @param from The file that asks.
   */
  value(from: string, name: Tree): Tree | undefined {
    const wanted = patternOf(name);
    if (wanted === undefined || this.#asked.has(wanted)) return undefined;
    this.#asked.add(wanted);
    const value = this.#exported(from, wanted);
    this.#asked.delete(wanted);
    return value;
  }

  #exported(from: string, wanted: string): Tree | undefined {
    const [word = ''] = (wanted.match(/\w+/g) ?? []).sort((a, b) => b.length - a.length);
    const found = (this.#files.manifests?.([EXPORTING_TEMPLATES]) ?? []).flatMap((path) => {
      // Most export other names, and are not read for it.
      if (path === from || !mayExport(this.#files.text(path) ?? '', word)) return [];
      return (this.#stackOf(path)?.exports() ?? []).flatMap(({ output, name }) => {
        const given = patternOf(name);
        // A name that may be any is one more, and not the one.
        return given === undefined || mayBeOne(given, wanted) ? [{ path, output: given && output }] : [];
      });
    });
    const [only, ...others] = found;
    if (only?.output === undefined || others.length > 0) return undefined;
    this.#taken.add(only.path);
    if (only.path === this.#root) this.#isCircular = true;
    return this.#stackOf(only.path)?.output(only.output);
  }

  #stackOf(path: string): Stack | undefined {
    if (!this.#stacks.has(path)) this.#stacks.set(path, this.#make(path, path === this.#root ? '' : `${path}:`));
    return this.#stacks.get(path);
  }
}

/** True where a name that is exported may hold the word. */
function mayExport(text: string, word: string): boolean {
  return [...text.matchAll(/\bExport["']?\s*:/g)].some(({ index }) => text.slice(index, index + 600).includes(word));
}

/** Stands in a pattern for what is not known. */
const ANY = '\uFFFC';
/** Names of exports are no longer. */
const LONGEST = 255;
const MOST_UNKNOWN = 4;

/** The characters of a name; undefined where too little of it is known to tell it from others. */
function patternOf(name: Tree): string | undefined {
  if (name.kind !== 'scalar' || name.runs.filter(({ text }) => text === undefined).length > MOST_UNKNOWN)
    return undefined;
  const pattern = name.runs.map(({ text }) => text ?? ANY).join('');
  return /\w/.test(pattern) && pattern.length <= LONGEST ? pattern : undefined;
}

function mayBeOne(a: string, b: string): boolean {
  return fits(a, b) || fits(b, a);
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split(ANY).map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}
