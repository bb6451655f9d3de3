/** Places in files. Nothing here knows what the text means. */

/** A place in a text: line and column from 0, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A stretch of one line of one file, from the position of its first character. An insertion point is a span without
 * length. Lines and columns, not offsets into the text: so what is typed in one line leaves the spans of all others as
 * they are.
 */
export interface Span extends Position {
  /** Absolute path with forward slashes: `/repo/k8s/service.yaml`. */
  readonly file: string;
  /** In UTF-16 units. */
  readonly length: number;
  /**
   * The expressions that the reader comes through to this place, the outermost first: `{{ .Values.port }}` in a template
   * for the `8080` in values.yaml. Absent where the reader stands here.
   */
  readonly via?: readonly Span[];
  /** What is written here is its text in another form, base64: no edit of the text can be made here. */
  readonly encoded?: true;
  /** A number without quotes in a language that has no bare words: nothing but another number may take its place. */
  readonly numeric?: true;
}

/**
 * Text to be parsed together with the way back to the file it stands in. A whole file is a source; so is a config
 * that a manifest carries in a block scalar, whose offsets are not those of the file.
 */
export interface Source {
  /** The file that spans point into. */
  readonly file: string;
  /** The text to parse; its offsets are what `span` takes. */
  readonly text: string;
  /** The place in the file of `text.slice(start, end)`, cut at the end of its first line. */
  span(start: number, end: number): Span;
  /**
   * A stretch as the runs that it is put together from, each written in one place. Absent where the text stands in the
   * file as it is; a rendered text has it.
   */
  runs?(start: number, end: number): readonly { readonly text: string; readonly span: Span }[];
}

/** Where whoever reads from the outside sees what is written at a span. */
export function seenAt(span: Span): Span {
  return span.via?.[0] ?? span;
}

/** The column behind a span's last character. */
export function endColumn({ column, length }: Span): number {
  return column + length;
}

/** The part of a span between two offsets into it, from 0. */
export function partOf(span: Span, from: number, to: number): Span {
  return { ...span, column: span.column + from, length: to - from };
}

/** The insertion point before a span. */
export function pointBefore(span: Span): Span {
  return partOf(span, 0, 0);
}

/** The insertion point behind a span. */
export function pointBehind(span: Span): Span {
  return partOf(span, span.length, span.length);
}

/** From one span to the end of another one, or its own end, on the same line. */
export function upTo(span: Span, last: Span): Span {
  return { ...span, length: Math.max(span.length, endColumn(last) - span.column) };
}

/** True where two spans begin at one place of one file. */
export function startsTogether(a: Span, b: Span): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

/** True where two spans cover the same characters, whatever they are seen through. */
export function isSamePlace(a: Span, b: Span): boolean {
  return startsTogether(a, b) && a.length === b.length;
}

/** A key for maps: the same for spans that begin at one place of one file. */
export function placeKey({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}

/** True where two spans share a character, or where an empty one touches the other. */
export function overlap(a: Span, b: Span): boolean {
  if (a.file !== b.file || a.line !== b.line || a.column > endColumn(b) || b.column > endColumn(a)) return false;
  return a.column < endColumn(b) || b.column < endColumn(a) || a.column === b.column;
}

/** True where a position in the span's file lies within the span or at either edge of it. */
export function touches(span: Span, { line, column }: Position): boolean {
  return span.line === line && span.column <= column && column <= endColumn(span);
}

/** Order of positions in one text. For `Array.sort`. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

/** Order of spans: by file, then by place. For `Array.sort`. */
export function compareSpans(a: Span, b: Span): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return comparePositions(a, b) || a.length - b.length;
}
