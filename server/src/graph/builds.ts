/** Builds and mounts whose paths hold variables: which Dockerfile and which files they are, and what a build sets. */
import { dirname, resolve } from 'node:path/posix';
import type { Build, Component, Container, ImageStage, Mount, Text } from '../model/index.ts';
import { keys } from './keys.ts';
import { wholeOf } from './layers.ts';
import type { Store } from './store.ts';
import { agreed, type Found, resolveText } from './values.ts';

/** A build with its variables replaced; undefined where they are not known. */
export function resolveBuild(store: Store, container: Container): Build | undefined {
  const { build } = container;
  if (!build?.written) return build;
  const { written, ...plain } = build;
  const read = (text: Text | undefined): string | undefined => {
    const known = text && resolveText(store, container, text);
    return known?.complete ? known.text.replaceAll('\\', '/') : undefined;
  };
  const [path, file, target] = [read(written.context), read(written.dockerfile), read(written.target)];
  if (written.context && (path === undefined || path.includes('://'))) return undefined;
  if (written.dockerfile && file === undefined) return undefined;
  if (written.target && target === undefined) return undefined;
  const context = path === undefined ? plain.context : resolve(dirname(container.file), path);
  const name = plain.dockerfile.slice(plain.context.length + 1);
  return {
    ...plain,
    context,
    dockerfile: file === undefined ? resolve(context, name) : resolve(context, file),
    ...(target ? { target } : {}),
  };
}

/** A mount with its variables replaced; none where they are not known, or where it is a volume's name. */
export function resolveMount(store: Store, container: Container, mount: Mount): readonly Mount[] {
  if (mount.kind !== 'path' || !mount.written) return [mount];
  const { text, complete } = resolveText(store, container, mount.written);
  if (!complete || !/^(?:\.{0,2}|[A-Za-z]:)[\\/]|^\.$/.test(text)) return [];
  const source = resolve(dirname(container.file), text.replaceAll('\\', '/'));
  return [{ kind: 'path', source, target: mount.target }];
}

/** The containers that are built from a Dockerfile. */
export function buildersOf(store: Store, dockerfile: string): readonly Container[] {
  const found = new Set<Container>();
  const take = (candidates: readonly Component[]): void => {
    for (const c of candidates) {
      if (c.kind === 'container' && wholeOf(store, c).build?.dockerfile === dockerfile) found.add(c);
    }
  };
  take(store.find(keys.builds(dockerfile)));
  for (let folder = dirname(dockerfile); ; folder = dirname(folder)) {
    take(store.find(keys.buildsBelow(folder)));
    if (folder === dirname(folder)) break;
  }
  return [...found];
}

/**
 * What the builds of a stage's Dockerfile give for one of its ARGs; undefined where none gives any. Builds that differ
 * make several images of it, and leave it unknown which one is meant.
 */
export function builtWith(
  store: Store,
  stage: ImageStage,
  name: string,
): { readonly found: Found | undefined } | undefined {
  const given = buildersOf(store, stage.file).map((container) => {
    const setting = wholeOf(store, container).build?.arguments.findLast((each) => each.name === name);
    return setting?.value && { value: setting.value, owner: container };
  });
  return given.some((found) => found !== undefined) ? { found: agreed(store, given) } : undefined;
}
