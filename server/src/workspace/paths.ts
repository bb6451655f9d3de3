/** Paths as everything behind the disk uses them: absolute, with forward slashes, none at the end but the root's own. */
import { posix, resolve } from 'node:path';

/** The absolute path of what a person or the system wrote, `path` relative to the folder `from`. */
export function absolutePath(path: string, from: string): string {
  const slashes = resolve(from, path).replaceAll('\\', '/');
  // On Linux and macOS a backslash is a letter like any other.
  return process.platform === 'win32' ? slashes : resolve(from, path);
}

/** True where `path` is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** The path from `folder` to `path`: `k8s/service.yaml`, `../other/a.yaml` outside it, `.` for itself. */
export function relativePath(folder: string, path: string): string {
  return posix.relative(folder, path) || '.';
}

/** The folder that a path lies in; that of `/`, and of a drive, is `/`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** The deepest folder that holds all of `folders`; `/` where they share nothing. */
export function commonFolder(folders: readonly string[]): string {
  let [common = '/'] = folders;
  for (const folder of folders) {
    while (!isWithin(common, folder) && common !== folderOf(common)) common = folderOf(common);
  }
  return common;
}
