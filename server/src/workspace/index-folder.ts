/**
 * Brings the files of a folder into an engine. A generator, so that whoever runs it decides when to pause: the
 * terminal never does, a server looks at its messages in between.
 */
import type { Engine } from '../engine.ts';
import { type DiscoveryOptions, discover, type Skipped } from './discovery.ts';
import { readSource } from './reading.ts';

/** What an engine takes. */
type Texts = Pick<Engine, 'update' | 'remove'>;

export interface IndexOptions extends Omit<DiscoveryOptions, 'onSkipped'> {
  /** Larger files are left out. */
  readonly maxBytes?: number;
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
  const files: string[] = [];
  const skipped: Skipped[] = [];
  for (const found of discover(root, { ...options, onSkipped: (folder) => skipped.push(folder) })) {
    files.push(...found);
    yield { done: 0, total: 0 };
  }
  skipped.push(...(yield* indexFiles(engine, files, options)));
  return { files, skipped };
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

/** What formats could not read, a line for each file. */
export function problemsOf(engine: Pick<Engine, 'files'>): readonly Skipped[] {
  const problems: Skipped[] = [];
  for (const facts of engine.files()) {
    const [first, ...others] = facts.problems;
    if (!first) continue;
    const line = first.span ? `line ${first.span.line + 1}: ` : '';
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    problems.push({ file: facts.file, reason: line + first.message + more });
  }
  return problems;
}
