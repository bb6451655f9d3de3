/** Carriers: the containers that run with a config of the workspace, because they mount it or are built with it. */
import { dirname, join } from 'node:path/posix';
import type { Component, Container, ImageStage } from '../model/index.ts';
import { buildersOf } from './builds.ts';
import { keys } from './keys.ts';
import { wholeOf } from './layers.ts';
import type { Store } from './store.ts';

const DEPTH = 12;

/** The containers that mount a proxy's config or are built with it. */
export function carriersOf(store: Store, proxy: Component, depth = 0): readonly Container[] {
  const found = new Set<Container>();
  const take = (candidates: readonly Component[]): void => {
    for (const c of candidates) if (c.kind === 'container') found.add(c);
  };
  if (proxy.kind === 'proxy' && proxy.owner) {
    const { settings, key } = proxy.owner;
    const mounts = (c: Component): c is Container =>
      c.kind === 'container' &&
      c.mounts.some((m) => m.kind === 'settings' && m.name === settings && (!m.key || m.key === key));
    return store.nearest(keys.mountsSettings(settings), proxy.file, mounts);
  }
  const mounted = (c: Component): boolean =>
    c.kind === 'container' &&
    wholeOf(store, c).mounts.some(
      (m) => m.kind === 'path' && (m.source === proxy.file || proxy.file.startsWith(`${m.source}/`)),
    );
  for (let path = proxy.file; path.length > 1; path = dirname(path)) {
    take(store.find(keys.mountsPath(path)));
    take(store.find(keys.mountsFrom(dirname(path))).filter(mounted));
  }
  for (const stage of store.find(keys.copies(proxy.file.slice(proxy.file.lastIndexOf('/') + 1)))) {
    if (stage.kind === 'image' && copiesFile(stage, proxy.file)) take(buildersOf(store, stage.file));
  }
  if (found.size > 0 || depth > DEPTH) return [...found];
  // What another config includes is carried with it.
  for (const other of store.find(keys.includes(dirname(proxy.file)))) {
    if (other.kind === 'proxy' && other.includes.some((path) => fitsGlob(path, proxy.file))) {
      take(carriersOf(store, other, depth + 1));
    }
  }
  return [...found];
}

/** `conf.d/*.conf`, as nginx matches names: `*` and `?` within one name. */
function fitsGlob(glob: string, file: string): boolean {
  const parts = glob.split(/([*?])/).map((part) => {
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`).test(file);
}

/** True where a stage copies the file from its own folder or from a build context above it. */
export function copiesFile(stage: ImageStage, file: string): boolean {
  const folder = dirname(stage.file);
  return stage.copies.some(({ sources }) =>
    sources.some(
      (source) =>
        join(folder, source) === file || (file.endsWith(join('/', source)) && file.startsWith(`${dirname(folder)}/`)),
    ),
  );
}
