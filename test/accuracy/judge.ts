/**
 * Scores the report of one small workspace drawn from an incident.
 *
 * A fault is detected when each expected token is overlapped by a finding of severity warning or higher (information is
 * enough where the case says so), or is named as related by one on its counterpart. It is clean when no error stands
 * outside the expected and related tokens. What only looks like a fault is silent when nothing at all is reported. A fix
 * passes when the first one of the finding on the first expected token makes that finding go away and adds no warning.
 */

/** Lines and columns from 1, ends exclusive, as in the report of `check --format json`. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Reported extends Place {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly related: readonly Place[];
  readonly fixes: readonly { readonly edits: readonly (Place & { readonly newText: string })[] }[];
}

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

interface Token {
  readonly file: string;
  readonly line: number;
  readonly col: number;
  readonly token: string;
}

export interface Incident {
  readonly id: string;
  readonly title: string;
  /** False for what looks like a fault and is right. */
  readonly positive: boolean;
  readonly files: Files;
  readonly expect: readonly Token[];
  readonly related?: readonly Token[];
  readonly fix?: { readonly edits?: readonly unknown[] };
  readonly severity?: string;
}

/** Whether each part of the judgement holds; undefined for parts that the case has not. */
export interface Verdict {
  readonly id: string;
  readonly title: string;
  readonly detected?: boolean;
  readonly clean?: boolean;
  readonly fixed?: boolean;
  readonly silent?: boolean;
  readonly reported: readonly Reported[];
}

const RANK = { info: 1, warning: 2, error: 3 } as const;

/** @param check The findings of a workspace. */
export async function judge(
  incident: Incident,
  check: (files: Files) => Promise<readonly Reported[]>,
): Promise<Verdict> {
  const { id, title, files, expect, related = [], fix } = incident;
  const reported = await check(files);
  if (!incident.positive) return { id, title, silent: reported.length === 0, reported };
  const known = [...expect, ...related];
  const floor = incident.severity?.startsWith('info') ? RANK.info : RANK.warning;
  const heard = reported.filter(({ severity }) => RANK[severity] >= floor);
  const found = expect.map(
    (token) => heard.find((f) => overlap(f, token)) ?? heard.find((f) => names(f, token, known)),
  );
  const stray = reported.some((f) => f.severity === 'error' && !known.some((token) => overlap(f, token)));
  const verdict = { id, title, detected: found.every(Boolean), clean: !stray, reported };
  if (!fix?.edits?.length) return verdict;
  return { ...verdict, fixed: await mends(files, reported, found[0], check) };
}

/** True where nothing of a verdict is wrong. */
export function passes({ detected = true, clean = true, fixed = true, silent = true }: Verdict): boolean {
  return detected && clean && fixed && silent;
}

async function mends(
  files: Files,
  before: readonly Reported[],
  finding: Reported | undefined,
  check: (files: Files) => Promise<readonly Reported[]>,
): Promise<boolean> {
  const fix = finding?.fixes[0];
  if (!fix) return false;
  const after = await check(applyEdits(files, fix.edits));
  const known = new Set(before.map(keyOf));
  return after.every((f) => keyOf(f) !== keyOf(finding) && (f.severity === 'info' || known.has(keyOf(f))));
}

function keyOf({ rule, file, message }: Reported): string {
  return `${rule} ${file} ${message}`;
}

function overlap(place: Place, { file, line, col, token }: Token): boolean {
  return (
    place.file === file &&
    place.line <= line &&
    place.endLine >= line &&
    (place.line < line || place.column < col + token.length) &&
    (place.endLine > line || place.endColumn > col)
  );
}

/** A finding on one token of the story that names another as related. */
function names(finding: Reported, token: Token, known: readonly Token[]): boolean {
  return known.some((k) => overlap(finding, k)) && finding.related.some((place) => overlap(place, token));
}

function applyEdits(files: Files, edits: Reported['fixes'][number]['edits']): Files {
  const changed: Record<string, string> = { ...files };
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const text = changed[file] ?? '';
    const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const offset = (line: number, column: number): number => (starts[line - 1] ?? text.length) + column - 1;
    changed[file] = edits
      .filter((edit) => edit.file === file)
      .map((edit) => ({
        start: offset(edit.line, edit.column),
        end: offset(edit.endLine, edit.endColumn),
        newText: edit.newText,
      }))
      .sort((a, b) => b.start - a.start || b.end - a.end)
      .reduce((whole, { start, end, newText }) => whole.slice(0, start) + newText + whole.slice(end), text);
  }
  return changed;
}
