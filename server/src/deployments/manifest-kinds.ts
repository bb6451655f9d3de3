/**
 * Which files hold objects of which kinds: found when somebody first asks, and kept from then on. Of Terraform's files,
 * whether they release charts (`helm_release`) or call modules (`module`).
 */
import type { Files } from './deployment.ts';

export class ManifestKinds {
  readonly #text: (path: string) => string | undefined;
  /** Absent until somebody asks. */
  #kinds: Map<string, ReadonlySet<string>> | undefined;

  /** @param text The text of a file of the workspace. */
  constructor(text: (path: string) => string | undefined) {
    this.#text = text;
  }

  /** Files that hold an object of one of the kinds, in order. */
  find(kinds: readonly string[], files: () => Iterable<string>): ReturnType<NonNullable<Files['manifests']>> {
    if (!this.#kinds) {
      this.#kinds = new Map();
      for (const path of files()) this.touch(path);
    }
    return [...this.#kinds].flatMap(([path, own]) => (kinds.some((kind) => own.has(kind)) ? [path] : [])).sort();
  }

  /** A file has come, gone or changed. @returns the kinds that it held or holds; nothing while nobody has asked. */
  touch(path: string): ReadonlySet<string> {
    const pattern = PATTERNS.find(({ files }) => files.test(path));
    if (!this.#kinds || !pattern) return NONE;
    const before = this.#kinds.get(path) ?? NONE;
    const now = new Set([...(this.#text(path) ?? '').matchAll(pattern.kind)].map(([, kind]) => kind!));
    if (now.size > 0) this.#kinds.set(path, now);
    else this.#kinds.delete(path);
    return new Set([...before, ...now]);
  }
}

const PATTERNS = [
  { files: /\.ya?ml$/i, kind: /^kind:[ \t]*["']?(\w+)/gm },
  { files: /\.tf$/, kind: /^[ \t]*(?:resource[ \t]+"?(?=helm_release"?[ \t]))?(helm_release|module)"?[ \t]+"/gm },
];

const NONE: ReadonlySet<string> = new Set();
