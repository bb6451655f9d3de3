/** What holds of every rule: its examples, its fixes, its name, its words. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { enabling, rules } from '../../server/src/rules/registry.ts';
import { checkFixes } from '../support/fixture.ts';
import { engineOf, findingsOf } from '../support/workspace.ts';

for (const rule of rules) {
  const severities = enabling(rule);

  test(`${rule.id}: the bad example is reported by this rule alone, never above its severity`, () => {
    const found = findingsOf(engineOf(rule.bad, { severities }));
    assert.deepEqual([...new Set(found.map((f) => f.rule))], [rule.id]);
    const order = ['info', 'warning', 'error'];
    for (const { severity } of found) assert.ok(order.indexOf(severity) <= order.indexOf(rule.severity));
  });

  test(`${rule.id}: the good example is clean`, () => {
    assert.deepEqual(findingsOf(engineOf(rule.good, { severities })), []);
  });

  test(`${rule.id}: each fix of the bad example mends it and adds nothing`, () => {
    for (const finding of findingsOf(engineOf(rule.bad, { severities }))) checkFixes(rule.bad, finding, { severities });
  });

  test(`${rule.id}: is named after its file, and says what it is`, () => {
    assert.match(readFileSync(`server/src/rules/${rule.id}.ts`, 'utf8'), new RegExp(`\\bid: '${rule.id}'`));
    assert.match(rule.id, /^[a-z]+(?:-[a-z]+)+$/);
    assert.match(rule.summary, /^[A-Z].*[^.]$/);
    assert.doesNotMatch(rule.summary, /\n/);
    assert.match(rule.why, /\.$/);
  });

  test(`${rule.id}: has a page and tests of its own`, () => {
    assert.ok(readdirSync('docs/rules').includes(`${rule.id}.md`));
    assert.ok(readdirSync('test/rules').includes(`${rule.id}.test.ts`));
  });
}

test('no two rules have one id', () => {
  assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
});

test('severities are what the user sets, and off silences', () => {
  const files = rules[0]!.bad;
  const [found] = findingsOf(engineOf(files, { severities: { [rules[0]!.id]: 'error' } }));
  assert.equal(found?.severity, 'error');
  assert.deepEqual(findingsOf(engineOf(files, { severities: { [rules[0]!.id]: 'off' } })), []);
});
