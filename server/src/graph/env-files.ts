/** The env files that Compose takes variables from: which ones speak for a file, and how a path with variables reads. */
import { dirname, join, resolve } from 'node:path/posix';
import type { Component, Container, EnvironmentSource } from '../model/index.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { resolveText } from './values.ts';

const DEPTH = 6;

/**
 * The env files that variables of a component's Compose file are replaced from, the weightiest first: those of the
 * project that includes the file, then its own (compose-spec, 14-include.md). Those of an env file are the ones of the
 * projects whose services take it, where these agree.
 */
export function envFilesOf(store: Store, owner: Component): readonly string[] {
  return store.known('env-files', owner, () => {
    if (owner.kind !== 'settings') return ofFile(store, owner.file, 0);
    const takers = new Set(store.find(keys.takesFile(owner.file)).map(({ file }) => file));
    const [first = [], ...others] = [...takers].map((file) => ofFile(store, file, 0));
    if (takers.size === 0) return ofFile(store, owner.file, 0);
    return others.every((files) => files.join() === first.join()) ? first : [];
  });
}

function ofFile(store: Store, file: string, depth: number): readonly string[] {
  const own = [join(dirname(file), '.env')];
  if (depth > DEPTH) return own;
  for (const project of store.find(keys.brings(file))) {
    const include = project.kind === 'project' && project.includes.find(({ files }) => files.includes(file));
    if (include) return [...ofFile(store, project.file, depth + 1), ...include.environment.toReversed()];
  }
  return own;
}

/** The path of an env file that a service takes. */
export function fileOf(
  store: Store,
  container: Container,
  { path, written }: Extract<EnvironmentSource, { kind: 'file' }>,
): string {
  const known = written && resolveText(store, container, written);
  return known?.complete ? resolve(dirname(container.file), known.text.replaceAll('\\', '/')) : path;
}
