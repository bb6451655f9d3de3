import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decode, encode } from '../../server/src/workspace/encoding.ts';
import { readSource } from '../../server/src/workspace/reading.ts';
import { isFaithful, writeSource } from '../../server/src/workspace/writing.ts';
import { diskError, folderOfFiles } from './folder.ts';

const YAML = 'ports:\n  - "8080:80" # ü 日本 🚢\n';
const utf16le = Buffer.from(`\uFEFF${YAML}`, 'utf16le');
const utf16be = Buffer.from(utf16le).swap16();

test('reads every encoding that editors write, without the BOM', (t) => {
  const root = folderOfFiles(t, {
    plain: YAML,
    bom: `\uFEFF${YAML}`,
    'utf16le.yaml': utf16le,
    'utf16be.yaml': utf16be,
    empty: '',
  });
  assert.deepEqual(readSource(join(root, 'plain')), { text: YAML, encoding: 'utf8' });
  assert.deepEqual(readSource(join(root, 'bom')), { text: YAML, encoding: 'utf8-bom' });
  assert.deepEqual(readSource(join(root, 'utf16le.yaml')), { text: YAML, encoding: 'utf16le' });
  assert.deepEqual(readSource(join(root, 'utf16be.yaml')), { text: YAML, encoding: 'utf16be' });
  assert.deepEqual(readSource(join(root, 'empty')), { text: '', encoding: 'utf8' });
});

test('leaves out what is binary or too large, and says why', (t) => {
  const root = folderOfFiles(t, {
    'image.yaml': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]),
    'odd-utf16be.yaml': utf16be.subarray(0, -1),
    'late-nul.yaml': `${'# '.repeat(5000)}\0`,
    '3mb.yaml': '#'.repeat(3_000_000),
    '2mb.yaml': '#'.repeat(2_000_000),
    '100kb.yaml': 'é'.repeat(50_000),
  });
  assert.deepEqual(readSource(join(root, 'image.yaml')), { skipped: 'binary' });
  assert.deepEqual(readSource(join(root, '3mb.yaml')), { skipped: 'larger than 2 MB' });
  assert.deepEqual(readSource(join(root, '100kb.yaml'), 50_000), { skipped: 'larger than 0.05 MB' });
  assert.deepEqual(readSource(join(root, '100kb.yaml')), { text: 'é'.repeat(50_000), encoding: 'utf8' });
  assert.deepEqual(readSource(join(root, '2mb.yaml')), { text: '#'.repeat(2_000_000), encoding: 'utf8' });
  assert.ok('text' in readSource(join(root, 'late-nul.yaml'))!);
  assert.deepEqual(readSource(join(root, 'odd-utf16be.yaml')), { text: YAML.slice(0, -1), encoding: 'utf16be' });
});

test('what was read before stays as it was when the next file is read', (t) => {
  const root = folderOfFiles(t, { a: 'a'.repeat(100), b: 'b'.repeat(100), le: utf16le });
  const [a, le] = [readSource(join(root, 'a')), readSource(join(root, 'le'))];
  readSource(join(root, 'b'));
  assert.deepEqual(a, { text: 'a'.repeat(100), encoding: 'utf8' });
  assert.deepEqual(le, { text: YAML, encoding: 'utf16le' });
});

test('a file that is gone is no news; one that is refused is', (t) => {
  const root = folderOfFiles(t, { file: '' });
  mkdirSync(join(root, 'folder'));
  const refuse = (code: string) => () => {
    throw diskError(code);
  };
  assert.equal(readSource(join(root, 'gone')), undefined);
  assert.equal(readSource(join(root, 'folder')), undefined);
  assert.equal(readSource(join(root, 'file/below')), undefined);
  assert.deepEqual(readSource('/any', 1, refuse('EACCES')), { skipped: 'no permission to read it' });
  assert.deepEqual(readSource('/any', 1, refuse('EIO')), { skipped: 'cannot be read (EIO)' });
});

test('writing gives back the very bytes, and knows when it could not', (t) => {
  const contents: Record<string, Uint8Array> = {
    plain: Buffer.from(YAML),
    bom: Buffer.from(`\uFEFF${YAML}`),
    utf16le,
    utf16be,
    crlf: Buffer.from('a\r\nb\r\n'),
  };
  const root = folderOfFiles(t, { ...contents, latin1: Buffer.from([0x23, 0xe9, 0x0a]) });
  for (const [name, bytes] of Object.entries(contents)) {
    const source = readSource(join(root, name));
    assert.ok(source && 'text' in source);
    assert.ok(isFaithful(join(root, name), source), name);
    writeSource(join(root, name), source);
    assert.deepEqual(readFileSync(join(root, name)), bytes, name);
    assert.ok(!isFaithful(join(root, name), { ...source, text: 'other' }), name);
  }
  const latin1 = readSource(join(root, 'latin1'));
  assert.ok(latin1 && 'text' in latin1);
  assert.ok(!isFaithful(join(root, 'latin1'), latin1));
  assert.deepEqual(decode(encode({ text: '', encoding: 'utf16le' })), { text: '', encoding: 'utf16le' });
});
