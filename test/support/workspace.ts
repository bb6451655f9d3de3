/** A workspace in memory: texts by path, the engine that reads them, and edits applied as an editor would. */
import assert from 'node:assert/strict';
import { createEngine, type Engine, type EngineOptions } from '../../server/src/engine.ts';
import { comparePositions, type Edit, endOf, type Finding } from '../../server/src/model/index.ts';
import { stretchOf } from './places.ts';

/** Where the workspace stands, to the engine; no such folder is read. */
export const ROOT = '/w';

/** Texts by path, relative to the workspace. */
export type Files = Readonly<Record<string, string>>;

/** An engine that has read the files and checked them. A fault inside a rule fails the test. */
export function engineOf(files: Files, options: Partial<EngineOptions> = {}): Engine {
  const engine = createEngine({ root: ROOT, onFault: (message) => assert.fail(message), ...options });
  for (const [path, text] of Object.entries(files)) engine.update(`${ROOT}/${path}`, text);
  engine.refresh();
  return engine;
}

/** A path as the files are keyed by. */
export function relative(file: string): string {
  return file.slice(ROOT.length + 1);
}

/** Every finding, in the order of files and places. */
export function findingsOf(engine: Engine): readonly Finding[] {
  return engine.filesWithFindings().flatMap((file) => engine.findings(file));
}

/** The files after the edits. Fails where two of them touch one text, or one of them a file that is not there. */
export function applyEdits(files: Files, edits: readonly Edit[]): Files {
  const after = { ...files };
  const fromTheEnd = edits.toSorted((a, b) => comparePositions(b.span, a.span) || comparePositions(endOf(b), endOf(a)));
  const reached = new Map<string, number>();
  for (const edit of fromTheEnd) {
    const path = relative(edit.span.file);
    const text = after[path];
    assert.ok(text !== undefined, `an edit of ${path}, which is no file of the workspace`);
    const { start, end } = stretchOf(text, edit);
    assert.ok(end <= (reached.get(path) ?? text.length), `edits of ${path} do not overlap`);
    reached.set(path, start);
    after[path] = text.slice(0, start) + edit.newText + text.slice(end);
  }
  return after;
}

/** `path:line:column` of a place, both from 1. */
export function placeOf({ file, line, column }: { file: string; line: number; column: number }): string {
  return `${relative(file)}:${line + 1}:${column + 1}`;
}

/** The offset of the first `needle` behind the first `before`. */
export function offsetOf(text: string, needle: string, before = ''): number {
  const from = text.indexOf(before);
  const offset = text.indexOf(needle, from);
  assert.ok(from >= 0 && offset >= 0, `the text holds ${before}${needle}`);
  return offset;
}
