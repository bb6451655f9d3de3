/** Places as reports write them: relative paths, lines and columns from 1, columns in UTF-16 units, ends exclusive. */
import type { Edit, Span } from '../../model/index.ts';
import { relativePath } from '../../workspace/paths.ts';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function placeOf(span: Span, root: string): Place {
  const line = span.line + 1;
  const column = span.column + 1;
  return {
    file: relativePath(root, span.file),
    line,
    column,
    endLine: line,
    endColumn: column + span.length,
  };
}

/** The place that an edit replaces; it alone may end on another line. */
export function placeOfEdit({ span, end }: Edit, root: string): Place {
  const place = placeOf(span, root);
  return end ? { ...place, endLine: end.line + 1, endColumn: end.column + 1 } : place;
}

/** `k8s/service.yaml:9:19`, which terminals make a link. */
export function placeText(span: Span, root: string): string {
  return `${relativePath(root, span.file)}:${span.line + 1}:${span.column + 1}`;
}
