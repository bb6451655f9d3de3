/**
 * Brings the files of a folder into an engine. A generator, so that whoever runs it decides when to pause: the
 * terminal never does, a server looks at its messages in between.
 */
import type { Engine } from '../engine.ts';
import { formatOf, isSourceCode } from '../formats/registry.ts';
import { type DiscoveryOptions, discover, type Skipped } from './discovery.ts';
import { folderOf } from './paths.ts';
import { readSource } from './reading.ts';
import type { Target } from './targets.ts';

/** What an engine takes. */
type Texts = Pick<Engine, 'update' | 'remove' | 'deploy' | 'files'>;

export interface IndexOptions extends Omit<DiscoveryOptions, 'onSkipped'> {
  /** Larger files are left out. */
  readonly maxBytes?: number;
  /** Files and folders that are read even where they are ignored, because somebody named them. */
  readonly named?: readonly Target[];
  /** True for files whose text comes from elsewhere, from an editor: they are listed and not read. */
  readonly isOpen?: (file: string) => boolean;
}

/** How far it is, in files. The total is 0 until all are listed. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface Indexed {
  /** Absolute paths of all files that were listed, those left out for what is in them included. */
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** Lists and reads a folder; yields after every folder listed and every file read. It does not refresh the engine. */
export function* indexFolder(engine: Texts, root: string, options: IndexOptions = {}): Generator<Progress, Indexed> {
  const files = new Set<string>();
  const skipped = new Map<string, Skipped>();
  const onSkipped = (folder: Skipped) => skipped.set(folder.file, folder);
  const named = options.named ?? [];
  const folders = named.filter(({ path, isFolder }) => isFolder && path !== root).map(({ path }) => path);
  for (const folder of [root, ...folders]) {
    for (const found of discover(folder, { ...options, onSkipped })) {
      for (const file of found) files.add(file);
      yield { done: 0, total: 0 };
    }
  }
  for (const { path, isFolder } of named) {
    if (isFolder) continue;
    if (formatOf(path)) files.add(path);
    else skipped.set(path, { file: path, reason: 'no format reads it' });
  }
  const manifests = [...files].filter((file) => !isSourceCode(file));
  const unread = yield* indexFiles(engine, manifests, options);
  // Source code is evidence for the images that are built from it, and for nothing else.
  const code = [...files].filter(isSourceCode);
  if (code.length > 0) engine.deploy();
  const built = buildFolders(engine);
  const sources = code.filter((file) => isBuiltFrom(file, built));
  const unreadSources = yield* indexFiles(engine, sources, options);
  return { files: [...manifests, ...sources], skipped: [...skipped.values(), ...unread, ...unreadSources] };
}

/** Where the source code lies that may be deployed. */
export interface BuildFolders {
  /** Folders that images are built from, and that containers without a build start in, with all that is below them. */
  readonly contexts: ReadonlySet<string>;
  /** Folders whose own files may be what runs, where no image is built. */
  readonly deployed: ReadonlySet<string>;
}

export function buildFolders(engine: Pick<Engine, 'files'>): BuildFolders {
  const contexts = new Set<string>();
  const deployed = new Set<string>();
  for (const { components } of engine.files()) {
    for (const component of components) {
      if (component.kind === 'image') contexts.add(folderOf(component.file));
      // The pods of a Service may be made elsewhere, and run what lies beside it.
      if (component.kind === 'service') deployed.add(folderOf(component.file));
      if (component.kind !== 'container') continue;
      if (component.build) contexts.add(component.build.context);
      if (component.folder !== undefined) deployed.add(component.folder);
      for (const mount of component.mounts) {
        if (mount.kind === 'path' && component.workingFolder?.startsWith(mount.target)) contexts.add(mount.source);
      }
    }
  }
  return { contexts, deployed };
}

/** True where the file may be a part of what is deployed. */
export function isBuiltFrom(file: string, { contexts, deployed }: BuildFolders): boolean {
  if (deployed.has(folderOf(file))) return true;
  for (let path = folderOf(file); ; path = folderOf(path)) {
    if (contexts.has(path)) return true;
    if (path === folderOf(path)) return false;
  }
}

/** Reads files into the engine; yields after each. @returns what was left out. */
export function* indexFiles(
  engine: Texts,
  files: readonly string[],
  { maxBytes, isOpen }: IndexOptions = {},
): Generator<Progress, readonly Skipped[]> {
  const skipped: Skipped[] = [];
  for (const [index, file] of files.entries()) {
    if (!isOpen?.(file)) {
      const reading = readSource(file, maxBytes);
      if (reading && 'text' in reading) engine.update(file, reading.text);
      else engine.remove(file);
      if (reading && 'skipped' in reading) skipped.push({ file, reason: reading.skipped });
    }
    yield { done: index + 1, total: files.length };
  }
  return skipped;
}

/** What formats could not read and deployments could not build, a line for each file. */
export function problemsOf(engine: Pick<Engine, 'problems'>): readonly Skipped[] {
  const byFile = new Map<string, string[]>();
  for (const { file, message, span } of engine.problems()) {
    const lines = byFile.get(file) ?? [];
    byFile.set(file, lines);
    lines.push(span ? `line ${span.line + 1}: ${message}` : message);
  }
  return [...byFile].map(([file, [first = '', ...others]]) => {
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    return { file, reason: first + more };
  });
}
