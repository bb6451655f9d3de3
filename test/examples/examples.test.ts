import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine.ts';
import { trace } from '../../server/src/features/trace.ts';
import { rules } from '../../server/src/rules/registry.ts';
import { indexFolder } from '../../server/src/workspace/index-folder.ts';
import { applyEdits, engineOf, type Files, findingsOf, relative } from '../support/workspace.ts';

const root = resolve('examples');
const ROW = /^\|.*\| \[.*\]\((.+)\) \| (.+) \| `(.+)` \|$/gm;

/** The README's rows: `k8s/web.yaml: what is said (rule)`. */
const told = [...readFileSync(`${root}/README.md`, 'utf8').matchAll(ROW)].map(
  ([, file, message, rule]) => `${file}: ${message} (${rule})`,
);

/** The cloud's files alone, as texts, so that they can be mended. */
const ferries: Files = Object.fromEntries(
  readdirSync(`${root}/cloud`, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const file = `${root}/cloud/${path}`;
    return statSync(file).isFile() ? [[path, readFileSync(file, 'utf8')]] : [];
  }),
);

function rulesBroken(files: Files): readonly string[] {
  return findingsOf(engineOf(files)).map(({ rule }) => rule);
}

test("the README's tables of faults are what Portolan says about the examples, and all that it says", () => {
  const engine = createEngine({ root, onFault: (message) => assert.fail(message) });
  for (const _ of indexFolder(engine, root));
  engine.refresh();
  const found = engine
    .filesWithFindings()
    .flatMap((file) =>
      engine.findings(file).map(({ rule, message }) => `${file.slice(root.length + 1)}: ${message} (${rule})`),
    );
  assert.equal(told.length, 18);
  assert.deepEqual(found.toSorted(), told.toSorted());
});

test('the ferries show each rule that is about clouds alone', () => {
  const shown = rulesBroken(ferries);
  const aboutClouds = rules.filter(({ bad }) => Object.keys(bad).every((path) => path.endsWith('.tf')));
  assert.deepEqual(
    aboutClouds.filter(({ id }) => !shown.includes(id)).map(({ id }) => id),
    [],
  );
});

test('each fix of a fault of the ferries mends that one and leaves the others', () => {
  const before = rulesBroken(ferries);
  const findings = findingsOf(engineOf(ferries));
  for (const { rule, fixes } of findings) {
    for (const { title, edits } of fixes) {
      const after = rulesBroken(applyEdits(ferries, edits));
      assert.deepEqual(after, before.toSpliced(before.indexOf(rule), 1), `${rule}: ${title}`);
    }
  }
});

test('mended, every entry of the ferries leads to what listens there', () => {
  const mended = applyEdits(
    ferries,
    findingsOf(engineOf(ferries)).flatMap(({ fixes }) => fixes[0]?.edits ?? []),
  );
  assert.deepEqual(rulesBroken(mended), ['firewall-open-to-world']);
  const flows = trace(engineOf(mended), { kind: 'traffic', from: 'internet' });
  const ends = flows.map(({ hops, verdict }) => {
    const last = hops.at(-1)!;
    return `${hops[0]?.component}: ${last.component} ${last.value} ${relative(last.span.file)} ${verdict}`;
  });
  assert.deepEqual(
    [...new Set(ends)],
    [
      'listener https: image tickets 8080 tickets/Dockerfile arrives',
      'listener https: image timetable 3000 timetable/Dockerfile arrives',
      'listener https: image weather 8090 weather/Dockerfile arrives',
      'listener https: machine charts 8000 charts.tf arrives',
      'forwarding rule status: instance group status 8080 status.tf leaves',
    ],
  );
});
