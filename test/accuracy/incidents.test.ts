/**
 * Every incident, judged in this process. Those of open.json fail as of now, each with a reason: an incident that is
 * neither in the list nor passes is a regression, one in the list that passes is to be taken out.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path/posix';
import { test } from 'node:test';
import { placeOf, placeOfEdit } from '../../server/src/cli/reports/place.ts';
import { engineOf, findingsOf, ROOT } from '../support/workspace.ts';
import { type Files, type Incident, judge, passes, type Reported } from './judge.ts';

const incidents = readFileSync('test/accuracy/incidents.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line): Incident => JSON.parse(line));
const open: Readonly<Record<string, string>> = JSON.parse(readFileSync('test/accuracy/open.json', 'utf8'));

async function check(files: Files): Promise<readonly Reported[]> {
  return findingsOf(engineOf(files)).map(({ rule, severity, message, span, related, fixes }) => ({
    rule,
    severity,
    message,
    ...placeOf(span, ROOT),
    related: related.map((other) => placeOf(other.span, ROOT)),
    fixes: fixes.map(({ edits }) => ({
      edits: edits.map((edit) => ({ ...placeOfEdit(edit, ROOT), newText: edit.newText })),
    })),
  }));
}

test('the incidents that fail are those of open.json', async () => {
  const failing = new Map<string, string>();
  for (const incident of incidents) {
    const { title, reported, ...parts } = await judge(incident, check);
    if (passes({ title, reported, ...parts })) continue;
    const wrong = Object.entries(parts).flatMap(([part, holds]) => (holds === false ? `not ${part}` : []));
    const found = reported.map((f) => `${f.severity} ${f.rule} ${basename(f.file)}:${f.line}:${f.column}`);
    failing.set(incident.id, `${title} (${[...wrong, ...found].join('; ')})`);
  }
  const regressions = [...failing].filter(([id]) => !(id in open)).map(([id, what]) => `${id} fails: ${what}`);
  const mended = Object.keys(open).filter((id) => !failing.has(id));
  assert.deepEqual([...regressions, ...mended.map((id) => `${id} passes: take it out of open.json`)], []);
});

test('each incident has an id of its own, and each open one a reason', () => {
  assert.equal(new Set(incidents.map(({ id }) => id)).size, incidents.length);
  for (const [id, reason] of Object.entries(open)) {
    assert.ok(
      incidents.some((incident) => incident.id === id),
      id,
    );
    assert.match(reason, /\w+ \w+/, id);
  }
});

test('what only looks like a fault is never in open.json', () => {
  for (const { id, positive } of incidents) if (!positive) assert.ok(!(id in open), id);
});
