/**
 * TOML as a list of its assignments with offsets (toml.io/en/v1.0.0), as far as configs of one value a line need it:
 * tables, arrays of tables, bare and quoted keys, strings, numbers, and lists and inline tables as they are written. A
 * value that runs over several lines is taken up to the end of its first. Never throws.
 */

export interface TomlValue {
  /** The table's name and its number among the tables of that name, from 0; empty at the top. */
  readonly table: string;
  readonly number: number;
  readonly key: string;
  readonly keyStart: number;
  /** Without the quotes of a string; escapes stay as they are. */
  readonly text: string;
  readonly kind: 'string' | 'other';
  /** Offsets of `text`. */
  readonly start: number;
  readonly end: number;
}

const HEADER = /^[ \t\ufeff]*\[\[?[ \t]*([^\]\n]+?)[ \t]*\]\]?/;
const ASSIGNMENT = /^([ \t\ufeff]*)([\w.-]+|"[^"\n]*"|'[^'\n]*')[ \t]*=[ \t]*/;
const STRING = /^"((?:[^"\\\n]|\\.)*)"|^'([^'\n]*)'/;

export function readToml(text: string): readonly TomlValue[] {
  const found: TomlValue[] = [];
  const counts = new Map<string, number>();
  let table = '';
  let offset = 0;
  let closing: string | undefined;
  for (const whole of text.split('\n')) {
    const line = whole.replace(/\r$/, '');
    const own = offset;
    offset += whole.length + 1;
    if (closing !== undefined) {
      if (line.includes(closing)) closing = undefined;
      continue;
    }
    const header = HEADER.exec(line);
    if (header) {
      table = header[1]!.replace(/["' \t]/g, '');
      counts.set(table, (counts.get(table) ?? -1) + 1);
      continue;
    }
    const assignment = ASSIGNMENT.exec(line);
    if (!assignment) continue;
    const rest = line.slice(assignment[0].length);
    const long = /^("""|''')/.exec(rest)?.[1];
    if (long && !rest.slice(3).includes(long)) closing = long;
    if (long) continue;
    const string = STRING.exec(rest);
    const value = string ? (string[1] ?? string[2]!) : rest.replace(/[ \t]+#.*$/, '').trimEnd();
    const start = own + assignment[0].length + (string ? 1 : 0);
    const key = assignment[2]!.replace(/^["']|["']$/g, '');
    const keyStart = own + assignment[1]!.length + (key.length < assignment[2]!.length ? 1 : 0);
    const place = { start, end: start + value.length };
    const number = counts.get(table) ?? 0;
    found.push({ table, number, key, keyStart, text: value, kind: string ? 'string' : 'other', ...place });
  }
  return found;
}
