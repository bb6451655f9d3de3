/** Sources: whole files. Embedded configs make theirs in yaml.ts, where the manifest is read. */
import type { Source, Span } from '../model/index.ts';

/** Where each line starts: offsets from 0. `\r\n`, `\n` and a lone `\r` end a line, as in the LSP. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** The number of the line, from 0, that holds `offset`. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
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
      return { file, start, end: Math.max(start, Math.min(end, next - 1)), line, column: start - starts[line]! };
    },
  };
}
