import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { pathOf, uriOf } from '../../server/src/lsp/uri.ts';

test('a path comes back from its URI, whatever it holds, and the URI is the one Node makes', () => {
  for (const path of [
    '/a/b.yaml',
    '/a b/ä#?%20.yaml',
    '/100%/x;y=z&w+(1)[2]{3}.yaml',
    '/back\\slash',
    "/it's/`q`",
    '/日本',
  ]) {
    assert.equal(pathOf(uriOf(path), false), path);
    assert.equal(uriOf(path), pathToFileURL(path).href);
  }
});

test('Windows drives are lower case, however the editor writes them', () => {
  for (const uri of ['file:///c%3A/repo/a%20b.yaml', 'file:///C:/repo/a%20b.yaml']) {
    assert.equal(pathOf(uri, true), 'c:/repo/a b.yaml');
  }
  assert.equal(uriOf('c:/repo/a b.yaml'), 'file:///c:/repo/a%20b.yaml');
});

test('network shares keep their server', () => {
  assert.equal(pathOf('file://server/share/a.yaml', true), '//server/share/a.yaml');
  assert.equal(uriOf('//server/share/a.yaml'), 'file://server/share/a.yaml');
});

test('a folder has no slash at its end, except the root', () => {
  assert.equal(pathOf('file:///repo/', false), '/repo');
  assert.equal(pathOf('file:///', false), '/');
});

test('what is no file has no path', () => {
  for (const uri of [
    'untitled:Untitled-1',
    'git:/repo/a.yaml?x',
    'vscode-remote://host/repo/a',
    'nonsense',
    '',
    'file:///%E0%A4%A',
  ]) {
    assert.equal(pathOf(uri), undefined);
  }
});
