/**
 * Which files of a folder are read: those that a format reads, by their names alone, without what .gitignore, the user
 * or everybody leaves out. Links are not followed, so that no file is read twice and no loop is walked.
 */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { formatOf } from '../formats/registry.ts';
import { type Ignores, ignoresAbove, ignoresOf, isIgnored, withGitignore } from './ignores.ts';
import { isWithin, relativePath } from './paths.ts';
import { unreadable } from './reading.ts';

/** A file or folder that was left out, and why, in a few words without its name. */
export interface Skipped {
  /** Absolute path. */
  readonly file: string;
  readonly reason: string;
}

export interface DiscoveryOptions {
  /** Globs in .gitignore's syntax, relative to the root. They win over .gitignore. */
  readonly exclude?: readonly string[];
  /** Told once for each folder that cannot be listed. */
  readonly onSkipped?: (skipped: Skipped) => void;
  /** What a test replaces to make the disk fail. */
  readonly list?: (folder: string) => Dirent[];
}

/** Others' code and git's own files: never anybody's deployment. */
const NEVER: ReadonlySet<string> = new Set(['.git', 'node_modules', 'vendor']);

const listFolder = (folder: string): Dirent[] => readdirSync(folder, { withFileTypes: true });

/**
 * Lists the files below `root`, an absolute path with forward slashes: one folder's files at a time, by name, before
 * those of its subfolders. Folders without such files yield an empty list, so that the caller can pause often.
 */
export function* discover(root: string, options: DiscoveryOptions = {}): Generator<readonly string[]> {
  const { exclude = [], onSkipped, list = listFolder } = options;
  const excluded = exclude.length > 0 ? ignoresOf(root, exclude, undefined) : undefined;
  const pending: { folder: string; ignores: Ignores | undefined }[] = [{ folder: root, ignores: ignoresAbove(root) }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { folder } = next;
    let entries: Dirent[];
    try {
      entries = list(folder);
    } catch (error) {
      // A folder that was deleted meanwhile is not left out: there is nothing to read.
      if (folder === root || !isGone(error)) onSkipped?.({ file: folder, reason: unreadable(error) });
      continue;
    }
    const ignores = entries.some(({ name }) => name === '.gitignore')
      ? withGitignore(folder, next.ignores)
      : next.ignores;
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    const leftOut = (path: string, isFolder: boolean) =>
      isIgnored(excluded, path, isFolder) || isIgnored(ignores, path, isFolder);
    const files: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      const path = prefix + entry.name;
      if (entry.isDirectory()) {
        if (!NEVER.has(entry.name) && !leftOut(path, true)) folders.push(path);
      } else if (entry.isFile() && formatOf(path) && !leftOut(path, false)) {
        files.push(path);
      }
    }
    for (const path of folders.sort().reverse()) pending.push({ folder: path, ignores });
    yield files.sort();
  }
}

/**
 * True where `discover` would list `file`: for files that appear while the workspace is open. `file` is an absolute
 * path; whether it still exists does not matter.
 */
export function isListed(root: string, file: string, { exclude = [] }: DiscoveryOptions = {}): boolean {
  if (file === root || !isWithin(root, file) || !formatOf(file) || isLink(file)) return false;
  const excluded = exclude.length > 0 ? ignoresOf(root, exclude, undefined) : undefined;
  let ignores = ignoresAbove(root);
  let path = root;
  const names = relativePath(root, file).split('/');
  for (const [depth, name] of names.entries()) {
    const isFolder = depth < names.length - 1;
    ignores = withGitignore(path, ignores);
    path = path.endsWith('/') ? path + name : `${path}/${name}`;
    if (isFolder && (NEVER.has(name) || isLink(path))) return false;
    if (isIgnored(excluded, path, isFolder) || isIgnored(ignores, path, isFolder)) return false;
  }
  return true;
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
