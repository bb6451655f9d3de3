/**
 * Which files hold objects of which kinds: found when somebody first asks, and kept from then on. Of Terraform's files,
 * whether they release charts (`helm_release`) or call modules (`module`); of CloudFormation's, whether others may build
 * on them or they on others.
 */
import type { Files } from './deployment.ts';

/** Templates of CloudFormation that export values for other stacks. */
export const EXPORTING_TEMPLATES = 'AWS export';
/** Those that import values, and declare rules by themselves: of what another stack declares, maybe. */
export const ADDING_TEMPLATES = 'AWS rule by itself';

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
    const patterns = PATTERNS.filter(({ files }) => files.test(path));
    if (!this.#kinds || patterns.length === 0) return NONE;
    const before = this.#kinds.get(path) ?? NONE;
    const text = this.#text(path) ?? '';
    const now = new Set(patterns.flatMap((pattern) => kindsIn(text, pattern)));
    if (now.size > 0) this.#kinds.set(path, now);
    else this.#kinds.delete(path);
    return new Set([...before, ...now]);
  }
}

interface Pattern {
  readonly files: RegExp;
  readonly kind: RegExp;
  /** Nothing is looked for in a text without it. */
  readonly mark?: string;
  /** What is found, where its own name does not say it. */
  readonly called?: string;
}

const TEMPLATE = /\.(?:ya?ml|json|template)$/i;
const PATTERNS: readonly Pattern[] = [
  { files: /\.ya?ml$/i, kind: /^kind:[ \t]*["']?(\w+)/gm },
  { files: /\.tf$/, kind: /^[ \t]*(?:resource[ \t]+"?(?=helm_release"?[ \t]))?(helm_release|module)"?[ \t]+"/gm },
  { files: TEMPLATE, mark: 'AWS::', kind: /\bExport["']?\s*:/g, called: EXPORTING_TEMPLATES },
  {
    files: TEMPLATE,
    mark: 'ImportValue',
    kind: /AWS::EC2::(?:SecurityGroup(?:In|E)gress|NetworkAclEntry)\b/g,
    called: ADDING_TEMPLATES,
  },
];

function kindsIn(text: string, { kind, mark, called }: Pattern): readonly string[] {
  if (mark !== undefined && !text.includes(mark)) return [];
  return [...text.matchAll(kind)].map(([, name]) => called ?? name!);
}

const NONE: ReadonlySet<string> = new Set();
