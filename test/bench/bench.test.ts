import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadAll } from 'js-yaml';
import { percentile } from './measure.ts';
import { replaceTable, report } from './report.ts';
import { makeWorkspace } from './workspace.ts';

test('a workspace depends on its seed alone', () => {
  assert.deepEqual(makeWorkspace(20, 1), makeWorkspace(20, 1));
  assert.notDeepEqual(makeWorkspace(20, 1), makeWorkspace(20, 2));
});

test('every service has four files, and its manifests are YAML', () => {
  const { files, services } = makeWorkspace(20, 1);
  assert.equal(services.length, 20);
  assert.equal(new Set(files.map(({ path }) => path)).size, 80);
  for (const { path, text } of files) {
    if (path.endsWith('.yaml')) assert.equal(loadAll(text).length, 1, path);
    else assert.match(text, /^FROM .*\n(.*\n)*EXPOSE \d+\n/);
  }
});

test('the target port reaches the container, except in the Services known to be broken', () => {
  const { files, services, broken } = makeWorkspace(1_000, 1);
  assert.equal(broken.length, 4);
  for (const { folder, containerPort } of services) {
    const text = files.find(({ path }) => path === `${folder}/service.yaml`)!.text;
    const target = /targetPort: (.*)/.exec(text)![1];
    const reaches = target === 'http' || target === String(containerPort);
    assert.equal(reaches, !broken.includes(`${folder}/service.yaml`), folder);
  }
});

test('percentiles are values that were measured', () => {
  const sorted = Array.from({ length: 200 }, (_, index) => index + 1);
  assert.deepEqual(
    [0.5, 0.95, 1].map((part) => percentile(sorted, part)),
    [100, 190, 200],
  );
  assert.equal(percentile([7], 0.5), 7);
});

test('the report compares with the floor and tells the growth', () => {
  const small = { services: 10, files: 40, bytes: 1e6, floor: 10, coldIndex: 25, check: 50, memory: 5e7 };
  const large = { ...small, services: 100, files: 400, floor: 100, coldIndex: 300, check: 400 };
  const text = report([small, large].map((each) => ({ ...each, keystrokes: [1, 2], hovers: [3], surprises: [] })));
  assert.match(text, /against the floor \| 2\.5 × \| 3\.0 × \| ≤ 3 ×/);
  assert.match(text, /From 10 to 100 services \(10\.0 ×\) the cold index takes 12\.0 × as long/);
  assert.match(text, new RegExp(`Node ${process.version.replaceAll('.', '\\.')}, \\d+ cores`));
});

test('a new table replaces the old one and nothing else', () => {
  const page = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n';
  assert.equal(replaceTable(page, 'new'), 'before\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nafter\n');
  assert.throws(() => replaceTable('no comments', 'new'), /lacks/);
});
