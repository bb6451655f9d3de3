/** The lines of a text: between offsets and positions. */
import type { Position } from './span.ts';

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

/** The offset of a position, by where each line starts. */
export function offsetAt(starts: readonly number[], { line, column }: Position): number {
  return (starts[line] ?? 0) + column;
}
