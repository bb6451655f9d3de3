/**
 * Blocks that cannot be known, such as what a helper of a missing chart gives, in a text that has to be YAML all the
 * same: an item among the items of a list, an entry among the entries of a map.
 */
import { made, slice, splice, type Text, UNKNOWN } from './text.ts';

/** A text in which each line that is unknown as a whole stands as its neighbours do. */
export function withUnknownBlocks(text: Text): Text {
  if (!text.text.includes(UNKNOWN)) return text;
  const lines = text.text.split('\n');
  const edits: { start: number; end: number; by: Text }[] = [];
  let at = 0;
  for (const [index, line] of lines.entries()) {
    const indent = line.length - 1;
    if (line.trimStart() === UNKNOWN) {
      const kind = kindAt(lines, index, indent);
      const [start, end] = [at + indent, at + line.length];
      const { origin } = slice(text, start, end).runs[0]!;
      if (kind === 'list') edits.push({ start, end: start, by: made('- ', origin) });
      if (kind === 'map') edits.push({ start: end, end, by: made(`: ${UNKNOWN}`, origin) });
    }
    at += line.length + 1;
  }
  return edits.length > 0 ? splice(text, edits) : text;
}

/** What the neighbours at the same column are; undefined where there are none, and it may be anything. */
function kindAt(lines: readonly string[], index: number, indent: number): 'list' | 'map' | undefined {
  return neighbour(lines, index, -1, indent) ?? neighbour(lines, index, 1, indent);
}

function neighbour(lines: readonly string[], from: number, step: number, indent: number): 'list' | 'map' | undefined {
  for (let at = from + step; at >= 0 && at < lines.length; at += step) {
    const line = lines[at]!;
    const own = line.search(/\S/);
    if (own < 0 || own > indent || line.trimStart().startsWith('#')) continue;
    const rest = line.slice(own);
    if (rest === '---') return undefined;
    if (own === indent) return rest.startsWith('- ') ? 'list' : rest === UNKNOWN ? undefined : 'map';
    // The first entry of a list's item stands behind the dash.
    return step < 0 && own + 2 === indent && /^- \S+:/.test(rest) ? 'map' : undefined;
  }
  return undefined;
}
