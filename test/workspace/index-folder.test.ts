import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine.ts';
import type { Facts } from '../../server/src/model/index.ts';
import { type Indexed, indexFolder, problemsOf } from '../../server/src/workspace/index-folder.ts';
import { folderOfFiles } from './folder.ts';

/** An engine that keeps the texts, and finds a problem wherever a text says so. */
function memoryEngine() {
  const texts = new Map<string, string>();
  const facts = (file: string): Facts => {
    const problems = [...texts.get(file)!.matchAll(/BROKEN/g)].map(() => ({
      message: 'not read',
      span: { file, line: 4, column: 0, length: 6 },
    }));
    return { file, format: 'test', components: [], suppressions: [], problems };
  };
  return {
    texts,
    update: (file: string, text: string) => void texts.set(file, text),
    remove: (file: string) => void texts.delete(file),
    deploy: () => {},
    files: () => [...texts.keys()].map(facts),
    problems: () => [...texts.keys()].flatMap((file) => facts(file).problems.map((each) => ({ file, ...each }))),
  };
}

/** Runs the work to its end. */
function finish(work: Generator<unknown, Indexed>): Indexed {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

test('brings every file into the engine, and says what was left out', (t) => {
  const root = folderOfFiles(t, {
    'a/compose.yaml': 'a',
    'b/compose.yaml': Buffer.from([0]),
    'c/compose.yaml': '#'.repeat(101),
  });
  const engine = memoryEngine();
  const work = indexFolder(engine, root, { maxBytes: 100 });
  const seen: string[] = [];
  let step = work.next();
  for (; !step.done; step = work.next()) seen.push(`${step.value.done}/${step.value.total}`);
  assert.deepEqual(seen, ['0/0', '0/0', '0/0', '0/0', '1/3', '2/3', '3/3']);
  assert.deepEqual([...engine.texts], [[join(root, 'a/compose.yaml'), 'a']]);
  assert.deepEqual(step.value.skipped, [
    { file: join(root, 'b/compose.yaml'), reason: 'binary' },
    { file: join(root, 'c/compose.yaml'), reason: 'larger than 0.0001 MB' },
  ]);
});

test('a file deleted between listing and reading is forgotten without a word', (t) => {
  const root = folderOfFiles(t, { 'a.yaml': 'a', 'b.yaml': 'b' });
  const engine = memoryEngine();
  engine.update(join(root, 'b.yaml'), 'as it was once');
  const work = indexFolder(engine, root);
  assert.deepEqual(work.next().value, { done: 0, total: 0 });
  rmSync(join(root, 'b.yaml'));
  const { skipped } = finish(work);
  assert.deepEqual([...engine.texts.keys()], [join(root, 'a.yaml')]);
  assert.deepEqual(skipped, []);
});

test("an open file's text is the editor's", (t) => {
  const root = folderOfFiles(t, { 'a.yaml': 'on the disk' });
  const engine = memoryEngine();
  engine.update(join(root, 'a.yaml'), 'being typed');
  writeFileSync(join(root, 'b.yaml'), 'b');
  finish(indexFolder(engine, root, { isOpen: (file) => file.endsWith('/a.yaml') }));
  assert.deepEqual([...engine.texts.values()], ['being typed', 'b']);
});

test('source code beside what a deployment runs is read at once', (t) => {
  const root = folderOfFiles(t, {
    'task-definition.json': `{
  "networkMode": "awsvpc",
  "containerDefinitions": [
    { "name": "web", "image": "registry.example.com/web:1", "portMappings": [{ "containerPort": 8080 }] }
  ]
}
`,
    'server.js': "require('express')().listen(3000);\n",
    'scripts/other.js': "require('express')().listen(4000);\n",
  });
  const engine = createEngine({ root, onFault: assert.fail });
  const { files } = finish(indexFolder(engine, root));
  engine.refresh();
  assert.deepEqual(
    files.map((file) => file.slice(root.length + 1)),
    ['task-definition.json', 'server.js'],
  );
  assert.deepEqual(
    [...engine.filesWithFindings()].flatMap((file) => engine.findings(file)).map(({ rule }) => rule),
    ['container-port-mismatch'],
  );
});

test('what formats could not read is one line a file', (t) => {
  const root = folderOfFiles(t, { 'a.yaml': 'BROKEN', 'b.yaml': 'BROKEN BROKEN BROKEN', 'c.yaml': 'fine' });
  const engine = memoryEngine();
  finish(indexFolder(engine, root));
  assert.deepEqual(problemsOf(engine), [
    { file: join(root, 'a.yaml'), reason: 'line 5: not read' },
    { file: join(root, 'b.yaml'), reason: 'line 5: not read (and 2 more)' },
  ]);
});
