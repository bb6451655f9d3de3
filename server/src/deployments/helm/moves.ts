/** What an edit moved: places in a text that is otherwise what it was. */
import type { Source, Span } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import type { Run, Text } from './text.ts';

/** One edit of one file. */
export interface Move {
  readonly source: Source;
  /** Offsets before the edit: what ends at `from` or before stays, what starts at `to` or behind moves by `by`. */
  readonly from: number;
  readonly to: number;
  readonly by: number;
}

export type Moves = ReadonlyMap<string, Move>;

export function moveBetween(before: string, source: Source): Move {
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
  return { source, from, to: before.length - behind, by: after.length - before.length };
}

/** Where a place is now: the same object where nothing moved; undefined where it was edited. */
function movedOrigin(origin: Origin, moves: Moves): Origin | undefined {
  const via = movedVia(origin.via, moves);
  if (via === undefined && origin.via !== undefined) return undefined;
  const move = moves.get(origin.source.file);
  if (!move || origin.end <= move.from) return via === origin.via ? origin : { ...origin, ...(via ? { via } : {}) };
  if (origin.start < move.to) return undefined;
  const { source, by } = move;
  return { source, start: origin.start + by, end: origin.end + by, ...(via ? { via } : {}) };
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
  if (!move || span.end <= move.from) return span;
  return span.start < move.to ? undefined : move.source.span(span.start + move.by, span.end + move.by);
}

/** The same text with its places as they are now: the same object where nothing moved; undefined where it cannot be said. */
export function movedText(text: Text, moves: Moves): Text | undefined {
  let changed = false;
  const runs: Run[] = [];
  for (const run of text.runs) {
    const origin = movedOrigin(run.origin, moves);
    if (!origin) return undefined;
    if (origin === run.origin) {
      runs.push(run);
      continue;
    }
    changed = true;
    runs.push({ length: run.length, origin });
  }
  return changed ? { ...text, runs } : text;
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
