/**
 * Annotated fixtures: several files in one text, and under a line what is reported there.
 *
 *     === k8s/service.yaml
 *           targetPort: 8081
 *     ~                 ^^^^ warning[target-port-unmatched] reaches no container
 *
 * The marks stand in the columns of the line above; the text is a part of the message, or nothing. What is reported and
 * not marked fails as well as what is marked and not reported, and so does a fix that does not mend what it is for.
 */
import assert from 'node:assert/strict';
import type { Severities } from '../../server/src/engine.ts';
import type { Finding } from '../../server/src/model/index.ts';
import { applyEdits, engineOf, type Files, findingsOf, placeOf, relative } from './workspace.ts';

interface Mark {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** `error[rule-id]`. */
  readonly rule: string;
  readonly text: string;
}

const HEADER = /^=== (\S+)$/;
const MARK = /^~( *)(\^+) (\w+\[[a-z-]+\])(?: (.+))?$/;

/** The files of a fixture, without its marks. */
export function filesOf(fixture: string): Files {
  return read(fixture).files;
}

/** Reads a fixture. Indentation that all of its lines share is not part of it. */
function read(fixture: string): { files: Files; marks: readonly Mark[] } {
  const texts = new Map<string, string[]>();
  const marks: Mark[] = [];
  let lines: string[] = [];
  let file = '';
  for (const line of unindented(fixture)) {
    const header = HEADER.exec(line);
    const mark = MARK.exec(line);
    if (header) {
      file = header[1]!;
      lines = [];
      texts.set(file, lines);
    } else if (mark) {
      const [, blanks = '', carets = '', rule = '', text = ''] = mark;
      marks.push({ file, line: lines.length - 1, column: blanks.length + 1, length: carets.length, rule, text });
    } else {
      assert.ok(!line.startsWith('~'), `no mark: ${line}`);
      lines.push(line);
    }
  }
  assert.ok(texts.size > 0 && file !== '', 'a fixture begins with === path');
  return { files: Object.fromEntries([...texts].map(([path, own]) => [path, `${own.join('\n')}\n`])), marks };
}

function unindented(fixture: string): readonly string[] {
  const lines = fixture
    .replace(/^\n/, '')
    .replace(/\n[ \t]*$/, '')
    .split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length));
  return lines.map((line) => line.slice(indent));
}

/** How texts are changed before they are read; places stay what they are. */
export interface Encoding {
  /** Line ends; `\n` unless told. */
  readonly newline?: string;
  /** Put before each file. */
  readonly before?: string;
}

/** Under which settings a workspace is checked. */
export interface Checked {
  readonly severities?: Severities;
}

/** Fails unless the workspace reports exactly what is marked, and each fix mends what it is offered for. */
export function checkFixture(
  fixture: string,
  { newline = '\n', before = '', severities = {} }: Encoding & Checked = {},
): void {
  const { files, marks } = read(fixture);
  const encoded = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, before + text.replaceAll('\n', newline)]),
  );
  const found = findingsOf(engineOf(encoded, { severities }));
  const left = [...marks];
  const reported = found.map((finding) => asMark(finding, left));
  assert.equal(annotated(files, reported), annotated(files, marks));
  for (const finding of found) checkFixes(encoded, finding, { severities });
}

/** A finding as it would be marked; with the text of the mark that it meets, which is taken from `marks`. */
function asMark({ rule, severity, span, message }: Finding, marks: Mark[]): Mark {
  const mark = {
    file: relative(span.file),
    line: span.line,
    column: span.column,
    length: Math.max(1, span.length),
    rule: `${severity}[${rule}]`,
    text: message,
  };
  const index = marks.findIndex(
    (m) =>
      m.file === mark.file &&
      m.line === mark.line &&
      m.column === mark.column &&
      m.length === mark.length &&
      m.rule === mark.rule &&
      message.includes(m.text),
  );
  return index < 0 ? mark : { ...mark, text: marks.splice(index, 1)[0]!.text };
}

function annotated(files: Files, marks: readonly Mark[]): string {
  const sections = Object.entries(files).map(([path, text]) => {
    const lines = text.split('\n').slice(0, -1);
    return [`=== ${path}`, ...lines.flatMap((line, index) => [line, ...marksUnder(marks, path, index)])];
  });
  return sections.flat().join('\n');
}

function marksUnder(marks: readonly Mark[], file: string, line: number): readonly string[] {
  return marks
    .filter((m) => m.file === file && m.line === line)
    .map((m) => `~${' '.repeat(m.column - 1)}${'^'.repeat(m.length)} ${m.rule} ${m.text}`.trimEnd())
    .sort();
}

/** Fails unless each fix of a finding makes it go away and lets no other come. */
export function checkFixes(files: Files, finding: Finding, { severities = {} }: Checked = {}): void {
  const { rule, span, fixes } = finding;
  const before = counts(files, severities);
  const own = `${rule} in ${relative(span.file)}`;
  for (const { title, edits } of fixes) {
    const what = `'${title}' for ${rule} at ${placeOf(span)}`;
    assert.ok(edits.length > 0, `${what} changes something`);
    const after = counts(applyEdits(files, edits), severities);
    assert.ok((after.get(own)?.length ?? 0) < before.get(own)!.length, `${what} mends it; left: ${after.get(own)}`);
    for (const [other, messages] of after) {
      const known = before.get(other) ?? [];
      assert.ok(messages.length <= known.length, `${what} adds none; ${other}: ${messages}`);
    }
  }
}

/** What is reported, by rule and file. */
function counts(files: Files, severities: Severities): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { rule, span, message } of findingsOf(engineOf(files, { severities }))) {
    const key = `${rule} in ${relative(span.file)}`;
    found.set(key, [...(found.get(key) ?? []), message]);
  }
  return found;
}
