/**
 * Compose projects: which files of a folder Compose merges and starts together. `COMPOSE_FILE` in the `.env` file says it;
 * without it, the first file goes with `compose.override.yaml`, and a variant (`compose.prod.yaml`) is laid over the first
 * file where it shows that it cannot stand alone (docs.docker.com, Merge Compose files; Pre-defined environment variables).
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Component, Container } from '../../model/index.ts';
import { literalText } from '../../model/index.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';

/** The names under which Compose looks for a project's first file, in its order. */
const FIRST = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = FIRST.map((name) => name.replace('.', '.override.'));
const NAMED = /^(?:docker-)?compose(?:[.\-_](.+))?\.ya?ml$/i;

/** What a Compose file's name says behind `compose`: `prod` of `docker-compose.prod.yml`; undefined for a first file. */
export function variantName(file: string): string | undefined {
  return NAMED.exec(basename(file))?.[1];
}

/** True for the file that Compose merges onto the first one by itself. */
export function isOverride(file: string): boolean {
  return variantName(file)?.toLowerCase() === 'override';
}

export function isComposeService(component: Component): component is Container {
  return component.kind === 'container' && component.network !== undefined && component.pod === undefined;
}

/**
 * The files that start together with a Compose file and that it is laid over, the lowest first, itself last. One of which
 * nobody says so stands alone.
 */
export function filesUpTo(store: Store, file: string): readonly string[] {
  const listed = listedFiles(store, dirname(file));
  const at = listed.indexOf(file);
  if (at >= 0) return listed.slice(0, at + 1);
  if (variantName(file) === undefined) return [file];
  const first = firstFile(store, dirname(file));
  return first && (isOverride(file) || isFragment(store, file, first)) ? [first, file] : [file];
}

/** The files that Compose lays over a file whenever the project starts, the lowest first. */
export function filesAbove(store: Store, file: string): readonly string[] {
  const listed = listedFiles(store, dirname(file));
  return listed.slice(listed.indexOf(file) + 1, listed.includes(file) ? listed.length : 0);
}

/** The files that start where nobody names any: those of `COMPOSE_FILE`, else the first one and its override. */
export function defaultFiles(store: Store, folder: string): readonly string[] {
  const listed = listedFiles(store, folder);
  if (listed.length > 0) return listed;
  const first = firstFile(store, folder);
  if (!first) return [];
  const over = existing(store, folder, OVERRIDES);
  return over ? [first, over] : [first];
}

/** The file that Compose takes where none is named. */
function firstFile(store: Store, folder: string): string | undefined {
  return existing(store, folder, FIRST);
}

function existing(store: Store, folder: string, names: readonly string[]): string | undefined {
  return names.map((name) => join(folder, name)).find((file) => store.some(keys.file(file), isComposeService));
}

/** True where a service of the file has neither image nor build, and the first file has one of its name. */
function isFragment(store: Store, file: string, first: string): boolean {
  const isLaidOver = (c: Component): boolean =>
    isComposeService(c) &&
    (c.layers?.some(({ kind }) => kind === 'variant') ?? false) &&
    store.some(keys.file(first), bearsName(c.name));
  return store.some(keys.file(file), isLaidOver);
}

export function bearsName(name: string): (component: Component) => component is Container {
  return (component): component is Container => isComposeService(component) && component.name === name;
}

/** The files of `COMPOSE_FILE`, in order; none where it is not set or holds a variable. */
function listedFiles(store: Store, folder: string): readonly string[] {
  const settings = store
    .find(keys.file(join(folder, '.env')))
    .flatMap((c) => (c.kind === 'settings' ? c.settings : []));
  const textOf = (name: string): string | undefined => {
    const value = settings.findLast((s) => s.name === name)?.value;
    return value && literalText(value);
  };
  const list = textOf('COMPOSE_FILE');
  if (!list) return [];
  const separator = textOf('COMPOSE_PATH_SEPARATOR') || (list.includes(';') ? ';' : ':');
  return list
    .split(separator)
    .map((path) => path.trim().replaceAll('\\', '/'))
    .filter((path) => path !== '')
    .map((path) => (path.startsWith('/') ? path : join(folder, path)));
}
