/** Who carries a config: the containers that mount it, or whose image it is copied into, alone or with its folder. */
import { basename, dirname, join } from 'node:path/posix';
import type { Component, Container, ImageStage } from '../model/index.ts';
import { buildersOf } from './builds.ts';
import { isProgramFolder } from './config-places.ts';
import { keys } from './keys.ts';
import { wholeOf } from './layers.ts';
import type { Store } from './store.ts';

/** Configs that include each other without end. */
const DEPTH = 12;

/** The containers that mount a proxy's config or are built with it. */
export function carriersOf(store: Store, proxy: Component): readonly Container[] {
  return store.known('carriers', proxy, () => findCarriers(store, proxy, 0));
}

function findCarriers(store: Store, proxy: Component, depth: number): readonly Container[] {
  const found = new Set<Container>();
  const take = (candidates: readonly Component[]): void => {
    for (const c of candidates) if (c.kind === 'container') found.add(c);
  };
  if (proxy.kind === 'proxy' && proxy.owner) {
    const { settings, key } = proxy.owner;
    const mounts = (c: Component): c is Container =>
      c.kind === 'container' &&
      c.mounts.some((m) => m.kind === 'settings' && m.name === settings && (!m.key || m.key === key));
    return store.nearest(keys.mountsSettings(settings), proxy, mounts);
  }
  // Of a path with variables, only what it comes to tells.
  const mounted = (c: Component): boolean =>
    c.kind === 'container' &&
    wholeOf(store, c).mounts.some(
      (m) => m.kind === 'path' && (m.source === proxy.file || proxy.file.startsWith(`${m.source}/`)),
    );
  for (let path = proxy.file; path.length > 1; path = dirname(path)) {
    take(store.find(keys.mountsPath(path)));
    take(store.find(keys.mountsFrom(dirname(path))).filter(mounted));
  }
  for (const stage of stagesCopying(store, proxy.file)) take(buildersOf(store, stage.file));
  if (found.size > 0 || depth > DEPTH) return [...found];
  // What another config includes is carried with it.
  for (const other of includersOf(store, proxy.file)) take(findCarriers(store, other, depth + 1));
  return [...found];
}

/** The configs that include a file, by name or by a glob. */
export function includersOf(store: Store, file: string): readonly Component[] {
  const found: Component[] = [];
  for (let folder = dirname(file); folder.length > 1; folder = dirname(folder)) {
    for (const other of store.find(keys.includes(folder)))
      if (other.kind === 'proxy' && other.includes.some((path) => fitsGlob(path, file))) found.push(other);
  }
  return found;
}

/** The stages of Dockerfiles that copy a file, or a folder that holds it to where programs look for their configs. */
export function stagesCopying(store: Store, file: string): readonly ImageStage[] {
  const found = new Set<ImageStage>();
  const take = (name: string): void => {
    for (const stage of store.find(keys.copies(name)))
      if (stage.kind === 'image' && copies(store, stage, file)) found.add(stage);
  };
  for (let path = file; path.length > 1; path = dirname(path)) take(basename(path));
  take('.');
  return [...found];
}

function copies(store: Store, stage: ImageStage, file: string): boolean {
  const builds = buildersOf(store, stage.file).map((container) => wholeOf(store, container).build);
  const contexts = new Set(builds.flatMap((build) => build?.context ?? []));
  const folder = dirname(stage.file);
  return stage.copies.some(({ sources, target }) =>
    sources.some(
      (source) =>
        brings(folder, source, target, file) ||
        [...contexts].some((context) => brings(context, source, target, file)) ||
        // A build context that nobody writes down.
        (file.endsWith(join('/', source)) && file.startsWith(`${dirname(folder)}/`)),
    ),
  );
}

function brings(context: string, source: string, target: string, file: string): boolean {
  const path = join(context, source).replace(/(.)\/$/, '$1');
  if (path === file) return true;
  if (file.startsWith(path === '/' ? path : `${path}/`)) return isProgramFolder(join(target, file.slice(path.length)));
  return /[*?]/.test(source) && fitsGlob(path, file) && isProgramFolder(join(target, basename(file)));
}

/** `conf.d/*.conf`, as nginx matches names: `*` and `?` within one name. */
function fitsGlob(glob: string, file: string): boolean {
  if (!/[*?]/.test(glob)) return glob === file;
  const parts = glob.split(/([*?])/).map((part) => {
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`).test(file);
}
