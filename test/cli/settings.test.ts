/** `portolan.yaml` in the terminal, with the program as a whole. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { BROKEN } from '../lsp/shop.ts';
import { folderOfFiles } from '../workspace/folder.ts';

function run(t: TestContext, settings: string, ...args: readonly string[]) {
  const cwd = folderOfFiles(t, { ...BROKEN, 'portolan.yaml': settings });
  const { PORTOLAN_CLI } = process.env;
  assert.ok(PORTOLAN_CLI);
  return spawnSync(process.execPath, [PORTOLAN_CLI, ...args], { cwd, encoding: 'utf8' });
}

function findings(t: TestContext, settings: string): readonly string[] {
  const { stdout } = run(t, settings, 'check', '--format=json');
  return JSON.parse(stdout).findings.map(({ severity, rule }: Record<string, string>) => `${severity} ${rule}`);
}

test('severities, exclusions, sizes and what is ignored', (t) => {
  assert.deepEqual(findings(t, ''), ['warning target-port-unmatched']);
  assert.deepEqual(findings(t, 'severities: { target-port-unmatched: error }'), ['error target-port-unmatched']);
  assert.deepEqual(findings(t, 'severities: { target-port-unmatched: off }'), []);
  assert.deepEqual(findings(t, 'exclude: [deploy.yaml]'), []);
  assert.deepEqual(findings(t, 'maxFileSize: 0.0001'), []);
  assert.deepEqual(findings(t, 'ignore: [{ files: [service.yaml], reason: sure }]'), []);
  assert.deepEqual(findings(t, 'ignore: [{ files: [deploy.yaml] }]'), ['warning target-port-unmatched']);
});

test('a severity that is raised fails the run', (t) => {
  assert.equal(run(t, '', 'check').status, 0);
  assert.equal(run(t, 'severities: { target-port-unmatched: error }', 'check').status, 1);
});

test('what is left out is left out of the ports as well', (t) => {
  const ports = (settings: string) => JSON.parse(run(t, settings, 'ports', '--format=json').stdout).ports;
  assert.deepEqual(
    ports('exclude: [deploy.yaml]').map(({ file }: { file: string }) => file),
    ['service.yaml', 'service.yaml'],
  );
});

test('what is wrong in it is a line on standard error, and the rest is checked', (t) => {
  const { stdout, stderr, status } = run(t, 'severities: { target-port-unmached: off }\n', 'check');
  assert.equal(stderr, "portolan: portolan.yaml: line 1: no rule is called 'target-port-unmached'\n");
  assert.match(stdout, /target-port-unmatched/);
  assert.equal(status, 0);
  const broken = run(t, 'severities: { "', 'check');
  assert.match(broken.stderr, /^portolan: portolan\.yaml: line 1: [^\n]+\n$/);
  assert.match(broken.stdout, /target-port-unmatched/);
});
