/** Sources: whole files. Embedded configs make theirs in yaml.ts, where the manifest is read. */
import { lineAt, lineStarts, type Source, type Span } from '../model/index.ts';

/**
 * The same source in a language that has no bare words, HCL or JSON: where no quotes stand, nothing but a number may take
 * the place of what is written.
 */
export function withoutBareWords(source: Source): Source {
  const { text } = source;
  return {
    ...source,
    span(start, end) {
      const span = source.span(start, end);
      return end > start && text[start - 1] === '"' ? span : { ...span, numeric: true };
    },
  };
}

/** A whole file as a source. `file` is an absolute path with forward slashes. */
export function fileSource(file: string, text: string): Source {
  let starts: readonly number[] | undefined;
  return {
    file,
    text,
    span(start: number, end: number): Span {
      starts ??= lineStarts(text);
      const line = lineAt(starts, start);
      const next = starts[line + 1] ?? text.length + 1;
      return { file, line, column: start - starts[line]!, length: Math.max(0, Math.min(end, next - 1) - start) };
    },
  };
}
