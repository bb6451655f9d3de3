/** Variables that a program's own configuration takes from its environment, in whatever syntax the program has. */
import type { Literal, Part, Source, Text } from '../model/index.ts';

/**
 * Reads `source.text.slice(start, end)`, one line of it.
 * @param pattern is global and has the groups `name` and, where there may be one, `fallback`, which ends one character
 *   before the match does.
 */
export function readPlaceholders(source: Source, start: number, end: number, pattern: RegExp): Text {
  const text = source.text.slice(start, end);
  const parts: Part[] = [];
  const literal = (from: number, to: number): Literal => ({
    text: text.slice(from, to),
    span: source.span(start + from, start + to),
  });
  let run = 0;
  for (const match of text.matchAll(pattern)) {
    const after = match.index + match[0].length;
    const { name, fallback } = match.groups ?? {};
    if (!name) continue;
    if (match.index > run) parts.push(literal(run, match.index));
    parts.push({
      variable: name,
      span: source.span(start + match.index, start + after),
      scope: { kind: 'environment' },
      ...(fallback ? { fallback: [literal(after - 1 - fallback.length, after - 1)], operator: '-' as const } : {}),
    });
    run = after;
  }
  if (run < text.length) parts.push(literal(run, text.length));
  return parts;
}
