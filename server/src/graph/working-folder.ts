/** Where a container's process starts: the folders of the workspace that its working folder is filled from. */
import { basename, dirname, join, resolve } from 'node:path/posix';
import type { Container, ImageStage } from '../model/index.ts';

/**
 * The folders, the surest first: what is mounted there, then what is copied there. Where the copies tell nothing (they
 * come from an earlier stage, say), those that the end of its path names in the build context, and the context itself.
 */
export function workingFolders(container: Container, stages: readonly ImageStage[]): readonly string[] {
  const [stage] = stages;
  const inside = resolve('/', container.workingFolder ?? stages.find((s) => s.folder)?.folder ?? '/');
  const context = container.build?.context ?? (stage && dirname(stage.file));
  const found: string[] = [];
  for (const mount of container.mounts) {
    const rest = mount.kind === 'path' ? below(inside, resolve('/', mount.target)) : undefined;
    if (mount.kind === 'path' && rest !== undefined) found.push(join(mount.source, rest));
  }
  if (!context) return found;
  for (const { sources, target, folder = '/' } of stages.flatMap(({ copies }) => copies.toReversed())) {
    for (const source of sources) {
      // A file lands in a folder, and a folder's content does.
      const isFile = /\.\w+$/.test(basename(source)) && !source.endsWith('/');
      const rest = below(inside, resolve(folder, target));
      if (rest !== undefined) found.push(join(context, isFile ? dirname(source) : source, isFile ? '' : rest));
    }
  }
  if (found.length === 0) {
    const names = inside.split('/').filter((name) => name !== '');
    for (let from = 0; from <= names.length; from++) found.push(join(context, ...names.slice(from)));
    if (stage) found.push(dirname(stage.file));
  }
  return [...new Set(found.map((folder) => folder.replace(/(.)\/$/, '$1')))];
}

/** The path from a folder to one below it; undefined where it does not lie there. */
function below(path: string, folder: string): string | undefined {
  if (path === folder || folder === '/') return path.slice(folder.length);
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}
