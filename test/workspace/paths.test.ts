import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commonFolder, folderOf, isWithin, relativePath } from '../../server/src/workspace/paths.ts';

test('a folder holds itself and what lies below it, not what merely starts alike', () => {
  assert.ok(isWithin('/repo', '/repo'));
  assert.ok(isWithin('/repo', '/repo/a.yaml'));
  assert.ok(isWithin('/', '/repo'));
  assert.ok(!isWithin('/repo', '/repo-two/a.yaml'));
  assert.ok(!isWithin('/repo/a', '/repo'));
});

test('the deepest folder that holds all', () => {
  assert.equal(commonFolder(['/repo/a/b', '/repo/a/c']), '/repo/a');
  assert.equal(commonFolder(['/repo/a', '/repo/a/c']), '/repo/a');
  assert.equal(commonFolder(['/repo/a', '/repo/ab']), '/repo');
  assert.equal(commonFolder(['/one', '/two']), '/');
  assert.equal(commonFolder(['c:/one', 'd:/two']), '/');
});

test('paths are shown from a folder', () => {
  assert.equal(relativePath('/repo', '/repo/k8s/a.yaml'), 'k8s/a.yaml');
  assert.equal(relativePath('/repo/k8s', '/repo/a.yaml'), '../a.yaml');
  assert.equal(relativePath('/repo', '/repo'), '.');
  assert.equal(relativePath('/', '/a.yaml'), 'a.yaml');
  assert.deepEqual(['/repo/a.yaml', '/a.yaml', '/', 'c:'].map(folderOf), ['/repo', '/', '/', '/']);
});
