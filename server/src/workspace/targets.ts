/** What the paths of a command line mean: which folder is read, and what in it is reported. */
import { statSync } from 'node:fs';
import { absolutePath, commonFolder, folderOf, isWithin } from './paths.ts';

/** A path that somebody named. */
export interface Target {
  /** Absolute. */
  readonly path: string;
  readonly isFolder: boolean;
}

export interface Targets {
  /** The folder that is read, since links cross folders, and that paths are shown relative to. */
  readonly root: string;
  /** What is reported: all that lies in these. */
  readonly named: readonly Target[];
}

/**
 * One folder is its own root. A file, or several paths, are read within the current folder where they all lie in it,
 * else within the deepest folder that holds them all.
 * @returns the first path that is neither a file nor a folder, where there is one.
 */
export function resolveTargets(paths: readonly string[], cwd: string): Targets | { readonly missing: string } {
  const named: Target[] = [];
  for (const written of paths) {
    const path = absolutePath(written, cwd);
    const stats = statOf(path);
    if (!stats?.isFile() && !stats?.isDirectory()) return { missing: written };
    named.push({ path, isFolder: stats.isDirectory() });
  }
  const here = absolutePath('.', cwd);
  const folders = named.map(({ path, isFolder }) => (isFolder ? path : folderOf(path)));
  if (named.length === 1 && named[0]!.isFolder) return { root: named[0]!.path, named };
  return { root: folders.every((folder) => isWithin(here, folder)) ? here : commonFolder(folders), named };
}

/** True where `file` lies in what was named. */
export function isNamed({ named }: Targets, file: string): boolean {
  return named.some(({ path, isFolder }) => (isFolder ? isWithin(path, file) : path === file));
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
