import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Finding } from '../../server/src/model/index.ts';
import { type Outcome, run, wrongPorts } from './program.ts';

const files = {
  'compose.yaml': 'port: 8081\n',
  'k8s/deploy.yaml': 'port: 8080\n',
  'k8s/service.yaml': 'port: 8081\n',
  'other/service.yaml': 'port: 8081 8081\n',
};

/** What is promised of the JSON report, in short. */
function placesOf({ stdout }: Outcome): unknown {
  const { summary, findings } = JSON.parse(stdout);
  return [
    summary.files,
    summary.sites,
    ...findings.map((f: { file: string; column: number }) => `${f.file}:${f.column}`),
  ];
}

const scopes: readonly (readonly [cwd: string, paths: readonly string[], root: string, places: readonly unknown[]])[] =
  [
    ['.', [], '', [4, 5, 'compose.yaml:7', 'k8s/service.yaml:7', 'other/service.yaml:7', 'other/service.yaml:12']],
    ['.', ['k8s/'], '/k8s', [2, 2, 'service.yaml:7']],
    ['other', ['../k8s'], '/k8s', [2, 2, 'service.yaml:7']],
    ['.', ['k8s/service.yaml'], '', [1, 1, 'k8s/service.yaml:7']],
    ['.', ['k8s', 'compose.yaml'], '', [3, 3, 'compose.yaml:7', 'k8s/service.yaml:7']],
    ['other', ['../k8s/service.yaml'], '/k8s', [1, 1, 'service.yaml:7']],
    ['other', ['../k8s', '.'], '', [3, 4, 'k8s/service.yaml:7', 'other/service.yaml:7', 'other/service.yaml:12']],
  ];
for (const [cwd, paths, root, places] of scopes) {
  test(`check ${paths.join(' ') || 'without a path'} in ${cwd} reports ${places.slice(2).join(', ')}`, async (t) => {
    const outcome = await run(t, ['check', '--format=json', ...paths], { files, cwd });
    assert.equal(JSON.parse(outcome.stdout).root, outcome.root + root);
    assert.deepEqual(placesOf(outcome), places);
  });
}

test('what was named is read though it is ignored; the rest of the folder is read beside it', async (t) => {
  const read: string[] = [];
  const find = (file: string, text: string, root: string) => {
    read.push(file.slice(root.length + 1));
    return wrongPorts(file, text);
  };
  const ignored = { ...files, '.gitignore': 'k8s/\nother/service.yaml\n' };
  const outcome = await run(t, ['check', '--format=json', 'k8s', 'other/service.yaml'], { files: ignored, find });
  assert.deepEqual(placesOf(outcome), [3, 4, 'k8s/service.yaml:7', 'other/service.yaml:7', 'other/service.yaml:12']);
  assert.ok(read.includes('compose.yaml'));
});

test('what is left out is a line on standard error and in the report, and the rest is checked', async (t) => {
  const { code, stdout, stderr, root } = await run(t, ['check', '--format=json', '.', 'notes.txt'], {
    files: {
      'big.yaml': '#'.repeat(2_000_001),
      'binary.yaml': Buffer.from([0x7f, 0x45, 0, 0]),
      'broken.yaml': 'port: 1\nBROKEN\n',
      'notes.txt': '',
      'utf16.yaml': Buffer.from('\uFEFFport: 8081\n', 'utf16le'),
    },
  });
  const skipped = [
    { file: 'notes.txt', reason: 'no format reads it' },
    { file: 'big.yaml', reason: 'larger than 2 MB' },
    { file: 'binary.yaml', reason: 'binary' },
    { file: 'broken.yaml', reason: 'line 2: cannot read this' },
  ];
  assert.deepEqual(JSON.parse(stdout).summary.skipped, skipped);
  assert.equal(stderr, skipped.map(({ file, reason }) => `portolan: skipped ${file}: ${reason}\n`).join(''));
  assert.deepEqual(placesOf({ code, stdout, stderr, root }), [2, 2, 'utf16.yaml:7']);
  assert.equal(code, 1);
});

test('progress is written to a terminal alone, and not for short work', async (t) => {
  assert.equal((await run(t, ['check'], { files, isTTY: true })).stderr, '');
});

test('--fix mends every file, byte for byte but the ports, and says what it did', async (t) => {
  const outcome = await run(t, ['check', '--fix'], {
    files: {
      'a.yaml': '\uFEFFport: 8081 # ü\r\nport: 8081\r\n',
      'b.yaml': Buffer.from('\uFEFFport: 8081\n', 'utf16le'),
      'untouched.yaml': 'port: 8080\n',
    },
  });
  assert.equal(outcome.code, 0);
  assert.equal(outcome.stdout, 'No findings in 3 files (4 ports)\n');
  assert.equal(
    outcome.stderr,
    ['a.yaml:1:7', 'a.yaml:2:7', 'b.yaml:1:7'].map((place) => `portolan: fixed ${place}: 8081 → 8080\n`).join(''),
  );
  assert.equal(readFileSync(join(outcome.root, 'a.yaml'), 'utf8'), '\uFEFFport: 8080 # ü\r\nport: 8080\r\n');
  assert.equal(readFileSync(join(outcome.root, 'b.yaml'), 'utf16le'), '\uFEFFport: 8080\n');
});

test('--fix goes on where one fix shows the next fault, and lines end as they do in the file', async (t) => {
  /** 8081 becomes 8080 on a line with another `8082`, which becomes 8083. */
  const find = (file: string, text: string): readonly Finding[] => {
    const next = text.indexOf('8082');
    if (next < 0)
      return wrongPorts(file, text).map((f) => ({
        ...f,
        fixes: [{ title: 't', edits: [{ span: f.span, newText: '8080\n8082' }] }],
      }));
    const span = { file, line: 1, column: 0, length: 4 };
    return [{ ...wrongPorts(file, '8081')[0]!, span, fixes: [{ title: 't', edits: [{ span, newText: '8083' }] }] }];
  };
  const { root, code, stderr } = await run(t, ['check', '--fix'], { files: { 'a.yaml': 'x: 8081\r\n' }, find });
  assert.equal(readFileSync(join(root, 'a.yaml'), 'utf8'), 'x: 8080\r\n8083\r\n');
  assert.equal(stderr, 'portolan: fixed a.yaml:1:4: 8081 → 8080 ⏎ 8082\nportolan: fixed a.yaml:2:1: 8082 → 8083\n');
  assert.equal(code, 0);
});

test('--fix ends where two fixes undo each other', async (t) => {
  const find = (file: string, text: string): readonly Finding[] => {
    const span = { file, line: 0, column: 0, length: 1 };
    const newText = text.startsWith('1') ? '2' : '1';
    return [
      {
        rule: 'r',
        severity: 'error',
        span,
        message: 'm',
        related: [],
        fixes: [{ title: 't', edits: [{ span, newText }] }],
      },
    ];
  };
  const { code, root } = await run(t, ['check', '--fix'], { files: { 'a.yaml': '1\n' }, find });
  assert.equal(code, 1);
  assert.equal(readFileSync(join(root, 'a.yaml'), 'utf8'), '1\n');
});

test('--fix leaves a file alone whose bytes it could not give back', async (t) => {
  const latin1 = Buffer.concat([Buffer.from('port: 8081 # '), Buffer.from([0xe9]), Buffer.from('\n')]);
  const { code, root, stderr } = await run(t, ['check', '--fix'], { files: { 'a.yaml': latin1, 'b.yaml': '8081' } });
  assert.equal(code, 1);
  assert.deepEqual(readFileSync(join(root, 'a.yaml')), latin1);
  assert.equal(readFileSync(join(root, 'b.yaml'), 'utf8'), '8080');
  assert.equal(
    stderr,
    'portolan: not fixed: a.yaml changed meanwhile or holds bytes that are no text\nportolan: fixed b.yaml:1:1: 8081 → 8080\n',
  );
});

test('without --fix no file is written', async (t) => {
  const { root } = await run(t, ['check'], { files });
  assert.equal(readFileSync(join(root, 'compose.yaml'), 'utf8'), files['compose.yaml']);
});

test("--fix keeps a file's permissions", async (t) => {
  let mode = 0;
  const find = (file: string, text: string) => {
    if (mode === 0) {
      chmodSync(file, 0o750);
      mode = statSync(file).mode;
    }
    return wrongPorts(file, text);
  };
  const { root } = await run(t, ['check', '--fix'], { files: { 'a.yaml': '8081' }, find });
  assert.equal(readFileSync(join(root, 'a.yaml'), 'utf8'), '8080');
  assert.equal(statSync(join(root, 'a.yaml')).mode, mode);
});
