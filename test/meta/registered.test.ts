/** Every rule and every format is a file of its own name, is registered, and has a test. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formats } from '../../server/src/formats/registry.ts';
import { rules } from '../../server/src/rules/registry.ts';

const names = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? entry.name : entry.name.replace(/\.ts$/, ''),
  );

test('a rule is the file that holds its id', () => {
  const files = names('server/src/rules').filter((name) =>
    /^export const \w+: Rule = \{$/m.test(readFileSync(`server/src/rules/${name}.ts`, 'utf8')),
  );
  assert.deepEqual(rules.map((rule) => rule.id).toSorted(), files.toSorted());
});

test('a format is the file or folder that is called after its id', () => {
  const holds = (name: string): boolean => {
    const path = `server/src/formats/${name}`;
    const file = readdirSync('server/src/formats').includes(name) ? `${path}/index.ts` : `${path}.ts`;
    return /^export const \w+: Format = \{$/m.test(readFileSync(file, 'utf8'));
  };
  assert.deepEqual(formats.map((format) => format.id).toSorted(), names('server/src/formats').filter(holds).toSorted());
});

test('each has a test of its own', () => {
  const tested = (folder: string): readonly string[] =>
    names(folder).flatMap((name) => (name.endsWith('.test') ? name.slice(0, -'.test'.length) : []));
  const without = (folder: string, all: readonly { readonly id: string }[]): readonly string[] =>
    all.flatMap(({ id }) => (tested(folder).includes(id) ? [] : `${folder}/${id}.test.ts`));
  assert.deepEqual([...without('test/rules', rules), ...without('test/formats', formats)], []);
});

test('no test is skipped, and none stands alone', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const wrong = files.filter((name) =>
    /\b(?:test|it|describe)\.(?:skip|only|todo)\b|\{ (?:skip|only|todo):/.test(readFileSync(`test/${name}`, 'utf8')),
  );
  assert.deepEqual(
    wrong.filter((name) => name !== 'meta/registered.test.ts'),
    [],
  );
});
