/** What .gitignore files leave out, by git's rules: they nest, and the deepest that has a say decides. */
import { existsSync, readFileSync } from 'node:fs';
import ignore, { type Ignore } from 'ignore';
import { folderOf } from './paths.ts';

/** One .gitignore and those above it. */
export interface Ignores {
  readonly above: Ignores | undefined;
  readonly rules: Ignore;
  /** How many characters of an absolute path lie before the part that the rules speak of. */
  readonly prefix: number;
}

/** As git sets `core.ignoreCase` where it makes a repository. */
const ignorecase = process.platform === 'win32' || process.platform === 'darwin';

/** Patterns in .gitignore's syntax, relative to `folder`. */
export function ignoresOf(folder: string, patterns: string | readonly string[], above: Ignores | undefined): Ignores {
  return { above, rules: ignore({ ignorecase }).add(patterns), prefix: folder.endsWith('/') ? 1 : folder.length + 1 };
}

/** The .gitignore of `folder` on top of those above it; only those above where it has none. */
export function withGitignore(folder: string, above: Ignores | undefined): Ignores | undefined {
  try {
    return ignoresOf(folder, readFileSync(`${folder}/.gitignore`, 'utf8').replace(/^\uFEFF/, ''), above);
  } catch {
    return above;
  }
}

/**
 * What the folders above `root` ignore within it, up to the one that holds the repository. Nothing where `root` is
 * itself ignored: whoever names it wants it read.
 */
export function ignoresAbove(root: string): Ignores | undefined {
  const chain = [root];
  for (let folder = root; !existsSync(`${folder}/.git`); ) {
    const parent = folderOf(folder);
    if (parent === folder) return undefined;
    chain.unshift(parent);
    folder = parent;
  }
  let ignores: Ignores | undefined;
  for (let depth = 0; depth + 1 < chain.length; depth++) {
    ignores = withGitignore(chain[depth]!, ignores);
    if (isIgnored(ignores, chain[depth + 1]!, true)) return undefined;
  }
  return ignores;
}

/** @param path An absolute path below every folder of `ignores`, of whose own folders none is ignored. */
export function isIgnored(ignores: Ignores | undefined, path: string, isFolder: boolean): boolean {
  for (let layer = ignores; layer; layer = layer.above) {
    const { ignored, unignored } = layer.rules.test(path.slice(layer.prefix) + (isFolder ? '/' : ''));
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}
