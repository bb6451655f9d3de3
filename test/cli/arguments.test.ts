import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './program.ts';

const FILES = { 'compose.yaml': 'port: 8081\n', 'sub/web.yaml': 'port: 8080\n' };

const wrong: readonly (readonly [args: readonly string[], line: string])[] = [
  [[], 'no command given; see portolan --help'],
  [['chek'], "unknown command 'chek'; see portolan --help"],
  [['toString'], "unknown command 'toString'; see portolan --help"],
  [['--colour'], "unknown option '--colour'; see portolan --help"],
  [['check', '--nope'], "unknown option '--nope'; see portolan check --help"],
  [['check', '--format'], "option '--format <value>' argument missing; see portolan check --help"],
  [
    ['check', '--format', 'xml'],
    "--format takes pretty, json, sarif, github, junit, markdown, not 'xml'; see portolan check --help",
  ],
  [['check', '--fail-on=none'], "--fail-on takes error, warning, info, not 'none'; see portolan check --help"],
  [['check', 'nowhere'], 'nowhere: no such file or folder; see portolan check --help'],
  [['check', '--fix=yes'], "option '--fix' does not take an argument; see portolan check --help"],
  [
    ['ports', '--format', 'sarif'],
    "--format takes pretty, json, markdown, csv, not 'sarif'; see portolan ports --help",
  ],
  [['trace'], 'trace takes a place, a component, --from or --to; see portolan trace --help'],
  [['trace', 'a', 'b'], "unexpected argument 'b'; see portolan trace --help"],
  [['rules', 'no-such-rule'], "no rule is called 'no-such-rule'; see portolan rules --help"],
  [['lsp', 'x'], "unexpected argument 'x'; see portolan lsp --help"],
];
for (const [args, line] of wrong) {
  test(`wrong usage: portolan ${args.join(' ')}`, async (t) => {
    const { code, stdout, stderr } = await run(t, args, { files: FILES });
    assert.deepEqual({ code, stdout, stderr }, { code: 2, stdout: '', stderr: `portolan: ${line}\n` });
  });
}

for (const command of ['check', 'ports', 'trace', 'rules', 'lsp']) {
  test(`portolan ${command} --help`, async (t) => {
    const { code, stdout, stderr } = await run(t, [command, '--help', '--nonsense']);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.match(stdout, new RegExp(`^[A-Z].*\\n\\nUsage: portolan ${command} `));
  });
}

test('--help names every command, --version says the version', async (t) => {
  const { code, stdout } = await run(t, ['--help']);
  assert.equal(code, 0);
  for (const command of ['check', 'ports', 'trace', 'rules', 'lsp'])
    assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
  assert.deepEqual((await run(t, ['-h'])).stdout, stdout);
  assert.equal((await run(t, ['--version'])).stdout, '0.0.0-test\n');
});

test('lsp serves, with the arguments that clients add', async (t) => {
  assert.equal((await run(t, ['lsp', '--stdio'])).stdout, 'served');
  assert.equal((await run(t, ['lsp', '--stdio', '--clientProcessId=12'])).stdout, 'served');
});

const severe = (severity: 'error' | 'warning' | 'info') => (file: string, text: string) =>
  text.includes('8081')
    ? [
        {
          rule: 'r',
          severity,
          span: { file, line: 0, column: 0, length: 1 },
          message: 'm',
          related: [],
          fixes: [],
        },
      ]
    : [];

for (const [severity, failOn, expected] of [
  ['error', undefined, 1],
  ['warning', undefined, 0],
  ['warning', 'warning', 1],
  ['info', 'warning', 0],
  ['info', 'info', 1],
  ['error', 'info', 1],
] as const) {
  test(`exit code ${expected} where ${severity} is the worst and --fail-on is ${failOn ?? 'not given'}`, async (t) => {
    const args = failOn ? ['check', `--fail-on=${failOn}`] : ['check'];
    assert.equal((await run(t, args, { files: FILES, find: severe(severity) })).code, expected);
  });
}

test('a fault of a rule is told, the rest is reported, and the exit code is 2', async (t) => {
  const { code, stdout, stderr } = await run(t, ['check'], { files: FILES, fault: 'rule r failed on a.yaml: boom' });
  assert.equal(code, 2);
  assert.equal(stderr, 'portolan: rule r failed on a.yaml: boom\n');
  assert.match(stdout, /port 8081 reaches nothing/);
});

test('a fault of the program is told with its stack, and is no crash', async (t) => {
  const find = () => {
    throw new Error('boom');
  };
  const { code, stdout, stderr } = await run(t, ['check'], { files: FILES, find });
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^portolan: a fault of the program: Error: boom\n +at /);
});
