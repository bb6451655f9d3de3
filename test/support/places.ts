/** Places in texts, for tests: what stands at a span, and where an offset is. */
import assert from 'node:assert/strict';
import {
  type Edit,
  endOf,
  lineAt,
  lineStarts,
  offsetAt,
  type Position,
  type Span,
} from '../../server/src/model/index.ts';

/** The characters that a span covers. Fails where it reaches beyond its line. */
export function shownAt(text: string, { line, column, length }: Span): string {
  const whole = text.split(/\r\n|\n|\r/)[line];
  assert.ok(whole !== undefined && column >= 0 && length >= 0, `line ${line}, column ${column} is in the text`);
  assert.ok(column + length <= whole.length, `line ${line} is ${column + length} long`);
  return whole.slice(column, column + length);
}

/** Where an offset, from 0, stands. */
export function positionAt(text: string, offset: number): Position {
  const starts = lineStarts(text);
  const line = lineAt(starts, offset);
  return { line, column: offset - starts[line]! };
}

/** The offset of a span's first character. */
export function startOf(text: string, span: Position): number {
  return offsetAt(lineStarts(text), span);
}

/** The offsets of what an edit replaces. */
export function stretchOf(text: string, edit: Edit): { readonly start: number; readonly end: number } {
  return { start: startOf(text, edit.span), end: startOf(text, endOf(edit)) };
}
