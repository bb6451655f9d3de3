/** The line that a span stands on, with carets below it. */
import { endColumn, type Span } from '../../model/index.ts';
import { type Paint, printable } from '../terminal.ts';

/** Characters of a line that are shown, and how many of them before the span where the line is longer. */
const WIDTH = 120;
const BEFORE = 40;

/** Two lines, or nothing where the text no longer has the place. */
export function frame(span: Span, text: string, mark: (text: string) => string, paint: Paint): readonly string[] {
  const line = text.split(/\r\n|\n|\r/, span.line + 1)[span.line] ?? '';
  const { length } = span;
  if (text === '' || endColumn(span) > line.length) return [];
  const from = span.column + length > WIDTH ? Math.max(0, span.column - BEFORE) : 0;
  const shown = line.slice(from, from + WIDTH);
  const before = shown.slice(0, span.column - from);
  const number = String(span.line + 1);
  const opening = from > 0 ? '…' : '';
  const closing = from + WIDTH < line.length ? '…' : '';
  // Tabs stay tabs, so that the carets stand where the terminal puts the text.
  const indentation = (opening + before).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - before.length)));
  return [
    `${paint.dim(`${number} │`)} ${opening}${printable(shown)}${closing}`,
    `${' '.repeat(number.length)} ${paint.dim('│')} ${indentation}${mark(carets)}`,
  ];
}
