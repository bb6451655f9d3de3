import assert from 'node:assert/strict';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type DiscoveryOptions, discover, isListed } from '../../server/src/workspace/discovery.ts';
import { diskError, folderOfFiles } from './folder.ts';

/** The files listed, relative to the root; each is checked to be one that `isListed` would take too. */
function list(root: string, options: DiscoveryOptions = {}): string[] {
  const files = [...discover(root, options)].flat();
  for (const file of files) assert.ok(isListed(root, file, options), `isListed disagrees on ${file}`);
  return files.map((file) => file.slice(root.length + 1));
}

test('lists what formats read, by name, a folder before its subfolders', (t) => {
  const root = folderOfFiles(t, {
    'web/Dockerfile': '',
    'web/index.html': '',
    'compose.yaml': '',
    'NOTES.md': '',
    'api/k8s/service.yaml': '',
    'api/k8s/deploy.yaml': '',
    'api/Dockerfile': '',
  });
  assert.deepEqual(list(root), [
    'compose.yaml',
    'api/Dockerfile',
    'api/k8s/deploy.yaml',
    'api/k8s/service.yaml',
    'web/Dockerfile',
  ]);
});

test("never enters git's own folder and others' code", (t) => {
  const root = folderOfFiles(t, {
    '.git/compose.yaml': '',
    'node_modules/left/compose.yaml': '',
    'app/node_modules/left/compose.yaml': '',
    'vendor/github.com/compose.yaml': '',
    'app/vendors/compose.yaml': '',
  });
  assert.deepEqual(list(root), ['app/vendors/compose.yaml']);
  for (const file of ['.git/compose.yaml', 'app/node_modules/left/compose.yaml', 'vendor/github.com/compose.yaml']) {
    assert.ok(!isListed(root, join(root, file)), file);
  }
});

test('.gitignore files nest: the deepest that has a say decides', (t) => {
  const root = folderOfFiles(t, {
    '.gitignore': '*.local.yaml\n/dist/\nsecret/*\n!secret/compose.yaml\n',
    'a.local.yaml': '',
    'dist/compose.yaml': '',
    'app/dist/compose.yaml': '',
    'secret/compose.yaml': '',
    'secret/k8s.yaml': '',
    'app/.gitignore': '!kept.local.yaml\n/only-here.yaml\n',
    'app/kept.local.yaml': '',
    'app/other.local.yaml': '',
    'app/only-here.yaml': '',
    'app/deep/only-here.yaml': '',
    'app/deep/kept.local.yaml': '',
  });
  assert.deepEqual(list(root), [
    'app/kept.local.yaml',
    'app/deep/kept.local.yaml',
    'app/deep/only-here.yaml',
    'app/dist/compose.yaml',
    'secret/compose.yaml',
  ]);
  for (const file of ['a.local.yaml', 'dist/compose.yaml', 'secret/k8s.yaml', 'app/only-here.yaml']) {
    assert.ok(!isListed(root, join(root, file)), file);
  }
});

test('the .gitignore of the repository counts in its subfolders', (t) => {
  const root = folderOfFiles(t, {
    '.git/HEAD': '',
    '.gitignore': 'generated/\nbuild/\n',
    'services/web/generated/compose.yaml': '',
    'services/web/compose.yaml': '',
    'build/out/compose.yaml': '',
  });
  assert.deepEqual(list(join(root, 'services/web')), ['compose.yaml']);
  assert.deepEqual(list(join(root, 'build/out')), ['compose.yaml'], 'an ignored folder is read where it is named');
});

test('exclude leaves out more, and wins over a .gitignore that takes a file back', (t) => {
  const root = folderOfFiles(t, {
    '.gitignore': '!legacy/\n',
    'legacy/compose.yaml': '',
    'app/testdata/compose.yaml': '',
    'app/compose.yaml': '',
  });
  const exclude = ['legacy/', '**/testdata/**'];
  assert.deepEqual(list(root, { exclude }), ['app/compose.yaml']);
  assert.ok(!isListed(root, join(root, 'legacy/compose.yaml'), { exclude }));
});

test('does not follow links, so that a loop ends and no file is read twice', (t) => {
  const root = folderOfFiles(t, { 'app/compose.yaml': '' });
  symlinkSync(root, join(root, 'app/loop'));
  symlinkSync(join(root, 'app'), join(root, 'again'));
  symlinkSync(join(root, 'app/compose.yaml'), join(root, 'link.yaml'));
  assert.deepEqual(list(root), ['app/compose.yaml']);
  for (const file of ['link.yaml', 'again/compose.yaml', 'app/loop/app/compose.yaml']) {
    assert.ok(!isListed(root, join(root, file)), file);
  }
});

test('a folder that cannot be listed is told once, and the rest is listed', (t) => {
  const root = folderOfFiles(t, { 'closed/compose.yaml': '', 'open/compose.yaml': '', 'gone/compose.yaml': '' });
  const skipped: unknown[] = [];
  const files = list(root, {
    onSkipped: (folder) => skipped.push(folder),
    list: (folder) => {
      if (folder === join(root, 'closed')) throw diskError('EACCES');
      if (folder === join(root, 'gone')) throw diskError('ENOENT');
      return readdirSync(folder, { withFileTypes: true });
    },
  });
  assert.deepEqual(files, ['open/compose.yaml']);
  assert.deepEqual(skipped, [{ file: join(root, 'closed'), reason: 'no permission to read it' }]);
});

test('yields after every folder, those without such files included', (t) => {
  const root = folderOfFiles(t, { 'a/b/notes.txt': '', 'c/compose.yaml': '' });
  assert.deepEqual([...discover(root)], [[], [], [], [join(root, 'c/compose.yaml')]]);
});

test('a file that is outside, or that no format reads, is not listed', (t) => {
  const root = folderOfFiles(t, { 'app/compose.yaml': '', 'app-two/compose.yaml': '' });
  assert.ok(!isListed(join(root, 'app'), join(root, 'app-two/compose.yaml')));
  assert.ok(!isListed(root, join(root, 'app/notes.txt')));
  assert.ok(isListed(root, join(root, 'app/not-there-yet.yaml')));
});
