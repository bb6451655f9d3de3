/**
 * What silences findings: comments `# portolan-ignore target-port-unmatched, invalid-port: the mesh rewrites it`, and
 * the same list of rules and reason where a format has another place for it.
 */
import type { Edit, Format, Named, Position, Source, Span, Suppression } from '../model/index.ts';
import { lineAt, lineStarts } from '../model/index.ts';

export const SUPPRESSION = 'portolan-ignore';

/**
 * The suppressions of a file whose comments run to the end of the line. One beside text silences its line; one on a
 * line of its own the next line that is no comment, with the lines that this one goes on on.
 */
export function findSuppressions(source: Source, { comment, continued }: Format): readonly Suppression[] {
  const { text } = source;
  if (comment === undefined || !text.includes(SUPPRESSION)) return [];
  const lines = linesOf(text);
  const found: Suppression[] = [];
  for (let at = text.indexOf(SUPPRESSION); at >= 0; at = text.indexOf(SUPPRESSION, at + 1)) {
    const number = lineAt(lines.starts, at);
    const line = lines.at(number);
    const rest = text.slice(at + SUPPRESSION.length, line.end);
    const before = text.slice(line.start, at);
    const mark = before.lastIndexOf(comment);
    if (mark < 0 || before.slice(mark + comment.length).trim() !== '' || !/^(?:[\s:]|$)/.test(rest)) continue;
    const alone = before.slice(0, mark).trim() === '';
    if (!alone && continued) continue; // No comment there, but a part of the instruction.
    const first = alone ? lines.next(number, comment) : number;
    const last = continued ? lines.whole(first, comment, continued) : first;
    found.push({
      span: source.span(at, line.end),
      from: first,
      to: last,
      ...ruleList(source, at + SUPPRESSION.length, line.end),
      removal: alone ? removedLines(source, line.start, line.end) : removed(source, line.start + mark, line.end),
    });
  }
  return found;
}

/**
 * The edit that puts a suppressing comment on a line of its own above a place, and above all lines that go together
 * with it. Undefined where there is no such line: in a folded scalar, which would take the comment for its text.
 */
export function suppressingComment(source: Source, format: Format, place: Span, rule: string): Edit | undefined {
  const { comment, continued } = format;
  if (comment === undefined) return undefined;
  const lines = linesOf(source.text);
  const line = continued ? lines.beginning(place.line, comment, continued) : place.line;
  const { start, end } = lines.at(line);
  const indentation = /^[ \t]*/.exec(source.text.slice(start, end))![0];
  if (!continued && lines.isFolded(line, indentation.length)) return undefined;
  return { span: source.span(start, start), newText: `${indentation}${comment} ${SUPPRESSION} ${rule}\n` };
}

/** `rule-a, rule-b: reason`, between two offsets of a source; `*` and nothing are every rule. */
export function ruleList(source: Source, start: number, end: number): Pick<Suppression, 'rules' | 'reason'> {
  const text = source.text.slice(start, end);
  const colon = text.indexOf(':');
  const reason = colon < 0 ? '' : text.slice(colon + 1).trim();
  const rules: Named[] = [];
  let at = start;
  for (const item of (colon < 0 ? text : text.slice(0, colon)).split(',')) {
    const name = item.trim();
    const from = at + item.indexOf(name);
    if (name !== '' && name !== '*') rules.push({ text: name, span: source.span(from, from + name.length) });
    at += item.length + 1;
  }
  return reason === '' ? { rules } : { rules, reason };
}

/** Takes whole lines away, their end included. */
export function removedLines(source: Source, start: number, end: number): Edit {
  const { text } = source;
  const from = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const newline = /\r\n|\n|\r/g;
  newline.lastIndex = end;
  const match = newline.exec(text);
  const span = source.span(from, from);
  if (!match) return { span, newText: '', end: positionOf(source, text.length) };
  const next = match.index + match[0].length;
  return { span, newText: '', end: positionOf(source, next) };
}

/** Takes the end of a line away, with the blanks before it. */
function removed(source: Source, start: number, end: number): Edit {
  const from = start - (/[ \t]*$/.exec(source.text.slice(0, start))?.[0].length ?? 0);
  return { span: source.span(from, end), newText: '' };
}

function positionOf(source: Source, offset: number): Position {
  const { line, column } = source.span(offset, offset);
  return { line, column };
}

function linesOf(text: string) {
  const starts = lineStarts(text);
  const at = (number: number): { start: number; end: number } => {
    const start = starts[number] ?? text.length;
    const next = starts[number + 1] ?? text.length;
    return { start, end: start + text.slice(start, next).replace(/[\r\n]+$/, '').length };
  };
  const textAt = (number: number): string => text.slice(at(number).start, at(number).end);
  const isComment = (number: number, comment: string): boolean => textAt(number).trimStart().startsWith(comment);
  return {
    starts,
    at,
    /** The first line below that is no comment. */
    next(number: number, comment: string): number {
      let next = number + 1;
      while (next < starts.length && isComment(next, comment)) next++;
      return next;
    },
    /** The first of the lines that go together with one. */
    beginning(number: number, comment: string, continued: RegExp): number {
      let first = number;
      for (let line = number - 1; line >= 0; line--) {
        if (isComment(line, comment) || textAt(line).trim() === '') continue;
        if (!continued.test(textAt(line))) break;
        first = line;
      }
      return first;
    },
    /** True within a YAML scalar whose lines are joined: `>` or `>-` ends the line that it hangs on. */
    isFolded(number: number, indentation: number): boolean {
      let above = number - 1;
      while (above >= 0 && (textAt(above).trim() === '' || /^[ \t]*/.exec(textAt(above))![0].length >= indentation))
        above--;
      return above >= 0 && /(?:^|[\s:-])>[-+\d]*\s*(?:#.*)?$/.test(textAt(above));
    },
    /** The last of the lines that go together with one; comments and empty lines between them do not end it. */
    whole(number: number, comment: string, continued: RegExp): number {
      let last = number;
      for (let line = number; line < starts.length; line++) {
        if (line > number && (isComment(line, comment) || textAt(line).trim() === '')) continue;
        last = line;
        if (!continued.test(textAt(line))) break;
      }
      return last;
    },
  };
}
