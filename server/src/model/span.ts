/** Places in files. Nothing here knows what the text means. */

/**
 * A stretch of one line of one file. `start` and `end` are UTF-16 offsets into the file's text, from 0, the end
 * exclusive; `line` and `column` are those of `start`, both from 0, columns in UTF-16 units. An insertion point is
 * a span whose start equals its end.
 */
export interface Span {
  /** Absolute path with forward slashes: `/repo/k8s/service.yaml`. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  /**
   * The expressions that the reader comes through to this place, the outermost first: `{{ .Values.port }}` in a template
   * for the `8080` in values.yaml. Absent where the reader stands here.
   */
  readonly via?: readonly Span[];
  /** What is written here is its text in another form, base64: no edit of the text can be made here. */
  readonly encoded?: true;
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

/** True where two spans share a character, or where an empty one touches the other. */
export function overlap(a: Span, b: Span): boolean {
  return (
    a.file === b.file &&
    a.start <= b.end &&
    b.start <= a.end &&
    (a.start < b.end || b.start < a.end || a.start === b.start)
  );
}

/** True where `offset` lies within the span or at either edge of it. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** Order of spans: by file, then by place. For `Array.sort`. */
export function compareSpans(a: Span, b: Span): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}
