/** Builds: the Dockerfile that a container is built from, variables in its path included, and what that build sets. */
import { dirname, resolve } from 'node:path/posix';
import type { Build, Component, Container, ImageStage, Text } from '../model/index.ts';
import { keys } from './keys.ts';
import { wholeOf } from './layers.ts';
import type { Store } from './store.ts';
import { type Found, resolveText } from './values.ts';

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
  const [first] = given;
  if (given.every((found) => found === undefined)) return undefined;
  const texts = given.map((found) => found && resolveText(store, found.owner, found.value).text);
  return { found: texts.every((text) => text === texts[0]) ? first : undefined };
}
