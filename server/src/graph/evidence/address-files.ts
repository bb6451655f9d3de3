/** Whether a file that a program finds by itself may say which address it binds. */
import { basename, dirname, join } from 'node:path/posix';
import type { Component, Container, ImageStage } from '../../model/index.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import { isLoopback } from './arguments.ts';
import type { KnownImage } from './image-defaults.ts';
import { workingFolders } from './working-folder.ts';

/** Tells whether there may be such a file, by its name: always where the image brings more than a language's runtime. */
export function mayOpen(
  store: Store,
  container: Container,
  stages: readonly ImageStage[],
  base: KnownImage | undefined,
): (file: RegExp) => boolean {
  const [stage] = stages;
  if (!stage || base?.ports.length !== 0) return () => true;
  return (file) => {
    const brought = [
      ...stages.flatMap(({ touches, copies }) => [...touches, ...copies.flatMap(({ sources }) => sources)]),
      ...container.mounts.map(({ target }) => target),
    ];
    const folders = [dirname(stage.file), ...workingFolders(container, stages)];
    return (
      brought.some((path) => file.test(basename(path))) ||
      [...new Set(folders.flatMap((folder) => [folder, join(folder, 'config')]))].some((folder) =>
        store.find(keys.folder(folder)).some((c) => file.test(c.name) && opens(c)),
      )
    );
  };
}

/** A config whose text speaks of an address that cannot be told, or one that is read and is not the loopback. */
function opens(config: Component): boolean {
  if (config.kind !== 'program') return true;
  return config.partial === true || config.sites.some(({ address }) => !address || !isLoopback(address.text));
}
