/** `check --fix`: applies preferred fixes until none is left, then writes the files that changed. */
import { fixAll } from '../features/codeAction.ts';
import { comparePositions, type Edit, endOf, lineStarts, offsetAt } from '../model/index.ts';
import type { Encoding } from '../workspace/encoding.ts';
import { relativePath } from '../workspace/paths.ts';
import { readSource } from '../workspace/reading.ts';
import { isFaithful, writeSource } from '../workspace/writing.ts';
import { placeText } from './reports/place.ts';
import { printable, type Terminal } from './terminal.ts';
import { findingsOf, type Workspace } from './workspace.ts';

/** One fix can show the next fault; two rules that undo each other's fixes must not go on for ever. */
const ROUNDS = 10;

/** @returns false where a file could not be written; it is told. */
export function fixWorkspace(workspace: Workspace, { stderr }: Terminal): boolean {
  const { root, chart } = workspace;
  const { engine } = chart;
  const say = (text: string) => stderr.write(`portolan: ${printable(text)}\n`);
  const encodings = new Map<string, Encoding | undefined>();
  const encodingOf = (file: string): Encoding | undefined => {
    if (!encodings.has(file)) {
      const encoding = safeEncoding(file, engine.text(file));
      if (!encoding) say(`not fixed: ${relativePath(root, file)} changed meanwhile or holds bytes that are no text`);
      encodings.set(file, encoding);
    }
    return encodings.get(file);
  };

  const changed = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const fixable = findingsOf(workspace).filter(({ fixes: [fix] }) =>
      fix?.edits.every(({ span }) => encodingOf(span.file)),
    );
    const edits = fixAll(fixable);
    if (edits.length === 0) break;
    for (const [file, own] of byFile(edits)) {
      const text = engine.text(file) ?? '';
      const starts = lineStarts(text);
      for (const edit of own) {
        const before = text.slice(...stretchOf(edit, starts));
        say(`fixed ${placeText(edit.span, root)}: ${changeText(before, edit.newText)}`);
      }
      engine.update(file, applyEdits(text, own));
      changed.add(file);
    }
    engine.refresh();
  }
  return [...changed].sort().reduce((ok, file) => {
    try {
      writeSource(file, { text: engine.text(file)!, encoding: encodings.get(file)! });
      return ok;
    } catch (error) {
      say(`cannot write ${relativePath(root, file)}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }, true);
}

/** The encoding of a file that can be written back without touching what is not edited. */
function safeEncoding(file: string, text: string | undefined): Encoding | undefined {
  const source = readSource(file, Number.POSITIVE_INFINITY);
  if (!source || 'skipped' in source || source.text !== text || !isFaithful(file, source)) return undefined;
  return source.encoding;
}

/** Applies edits of one file, none of which touches another. New lines end as the text's first one does. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const starts = lineStarts(text);
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => comparePositions(a.span, b.span))) {
    const [start, end] = stretchOf(edit, starts);
    result += text.slice(at, start) + edit.newText.replace(/\r\n|\n|\r/g, lineEnd);
    at = end;
  }
  return result + text.slice(at);
}

/** The offsets of what an edit replaces. */
function stretchOf(edit: Edit, starts: readonly number[]): [number, number] {
  return [offsetAt(starts, edit.span), offsetAt(starts, endOf(edit))];
}

function byFile(edits: readonly Edit[]): Map<string, Edit[]> {
  const groups = new Map<string, Edit[]>();
  for (const edit of edits) groups.set(edit.span.file, [...(groups.get(edit.span.file) ?? []), edit]);
  return groups;
}

/** `8081 → 8080`, in one line. */
function changeText(before: string, after: string): string {
  const short = (text: string) => text.trim().replace(/\s*[\r\n]+\s*/g, ' ⏎ ');
  if (before === '') return `+ ${short(after)}`;
  return after === '' ? `- ${short(before)}` : `${short(before)} → ${short(after)}`;
}
