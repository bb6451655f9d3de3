/** What is generated from the rules is up to date, and the settings of the manifest are those that the server reads. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules } from '../../server/src/rules/registry.ts';
import { NOTHING_SET, readSettings } from '../../server/src/workspace/settings.ts';

test('generated files are up to date', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/generate.mjs', '--check'], { encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(status, 0);
});

interface Property {
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly default?: unknown;
}

test("the manifest's settings are the server's", () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { configuration: { properties: Readonly<Record<string, Property>> } };
  };
  const { properties } = manifest.contributes.configuration;
  const severities = properties['portolan.severities']?.properties ?? {};
  assert.deepEqual(
    Object.keys(severities),
    rules.map((rule) => rule.id),
  );
  const values = severities[rules[0]!.id]?.enum ?? [];
  assert.deepEqual(values, ['default', 'error', 'warning', 'info', 'off']);
  // `default` is no severity: it is as if nothing were set.
  const read = values.map((value) => readSettings({ severities: { x: value } }, NOTHING_SET).severities.x);
  assert.deepEqual(read, [undefined, 'error', 'warning', 'info', 'off']);
  const defaults = Object.fromEntries(
    Object.entries(properties).map(([name, { default: value }]) => [name.replace('portolan.', ''), value]),
  );
  assert.deepEqual(readSettings(defaults, NOTHING_SET), NOTHING_SET);
});
