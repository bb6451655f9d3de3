/** What an edit moved: places in a text that is otherwise what it was. */
import { comparePositions, endColumn, type Position, type Source, type Span } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import type { Run, Text } from './text.ts';

/** One edit of one file. */
export interface Move {
  readonly source: Source;
  /** Offsets before the edit: what ends at `from` or before stays, what starts at `to` or behind moves by `by`. */
  readonly from: number;
  readonly to: number;
  readonly by: number;
  /** The same in lines and columns. Only what follows on the line of `end`, up to offset `lineEnd`, moves by `columns`. */
  readonly start: Position;
  readonly end: Position;
  readonly lineEnd: number;
  readonly lines: number;
  readonly columns: number;
}

export type Moves = ReadonlyMap<string, Move>;

export function moveBetween(earlier: Source, source: Source): Move {
  const before = earlier.text;
  const after = source.text;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let behind = 0;
  while (
    behind < shorter - from &&
    before.charCodeAt(before.length - 1 - behind) === after.charCodeAt(after.length - 1 - behind)
  ) {
    behind++;
  }
  const to = before.length - behind;
  const by = after.length - before.length;
  const end = earlier.span(to, to);
  const now = source.span(to + by, to + by);
  const moved = { lines: now.line - end.line, columns: now.column - end.column };
  const lineEnd = earlier.span(to, before.length);
  return { source, from, to, by, start: earlier.span(from, from), end, lineEnd: to + lineEnd.length, ...moved };
}

interface Moved<T> {
  /** The same object where nothing moved. */
  readonly now: T;
  /** It stands on another line, or in another column. */
  readonly isElsewhere: boolean;
}

/** Where a place is now; undefined where it was edited. */
function movedOrigin(origin: Origin, moves: Moves): Moved<Origin> | undefined {
  const via = movedVia(origin.via, moves);
  if (via === undefined && origin.via !== undefined) return undefined;
  const isSeenElsewhere = via !== origin.via;
  const move = moves.get(origin.source.file);
  if (!move || origin.end <= move.from) {
    return { now: isSeenElsewhere && via ? { ...origin, via } : origin, isElsewhere: isSeenElsewhere };
  }
  if (origin.start < move.to) return undefined;
  const { source, by, lines, lineEnd } = move;
  const now = { source, start: origin.start + by, end: origin.end + by, ...(via ? { via } : {}) };
  return { now, isElsewhere: isSeenElsewhere || lines !== 0 || origin.start <= lineEnd };
}

function movedVia(via: readonly Span[] | undefined, moves: Moves): readonly Span[] | undefined {
  if (!via?.some((span) => moves.has(span.file))) return via;
  const spans: Span[] = [];
  for (const span of via) {
    const moved = movedSpan(span, moves);
    if (!moved) return undefined;
    spans.push(moved);
  }
  return spans.every((span, index) => span === via[index]) ? via : spans;
}

export function movedSpan(span: Span, moves: Moves): Span | undefined {
  const move = moves.get(span.file);
  if (!move || comparePositions({ line: span.line, column: endColumn(span) }, move.start) <= 0) return span;
  if (comparePositions(span, move.end) < 0) return undefined;
  const column = span.line === move.end.line ? span.column + move.columns : span.column;
  if (move.lines === 0 && column === span.column) return span;
  return { ...span, line: span.line + move.lines, column };
}

/** A text with its places as they are now; undefined where that cannot be said. */
export function movedText(text: Text, moves: Moves): Moved<Text> | undefined {
  let changed = false;
  let isElsewhere = false;
  const runs: Run[] = [];
  for (const run of text.runs) {
    const origin = movedOrigin(run.origin, moves);
    if (!origin) return undefined;
    if (origin.now === run.origin) {
      runs.push(run);
      continue;
    }
    changed = true;
    if (origin.isElsewhere) isElsewhere = true;
    runs.push({ length: run.length, origin: origin.now });
  }
  return { now: changed ? { ...text, runs } : text, isElsewhere };
}

/** True where two texts of equal letters are written at the same places, but for what moved. */
export function isSamePlace(before: Text, after: Text, moves: Moves): boolean {
  if (before.runs.length !== after.runs.length) return false;
  return before.runs.every((run, index) => {
    const { origin, length } = after.runs[index]!;
    const { file } = run.origin.source;
    if (length !== run.length || file !== origin.source.file) return false;
    const move = moves.get(file);
    const by = !move || run.origin.end <= move.from ? 0 : run.origin.start < move.to ? Number.NaN : move.by;
    return run.origin.start + by === origin.start && run.origin.end + by === origin.end;
  });
}
