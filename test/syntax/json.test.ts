import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../server/src/syntax/json.ts';
import type { YamlNode } from '../../server/src/syntax/yaml.ts';

/** The tree as plain values; every scalar must stand where it says. */
function plain(node: YamlNode | undefined, text: string): unknown {
  if (!node) return undefined;
  assert.ok(0 <= node.start && node.start <= node.end && node.end <= text.length);
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value, text)]));
  if (node.kind === 'list') return node.items.map((item) => plain(item, text));
  const written = text.slice(node.start, node.end);
  if (!written.includes('\\')) assert.equal(written, node.text);
  return node.style === 'quoted' ? node.text : JSON.parse(node.text);
}

test('whatever JSON writes reads as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      assert.deepEqual(plain(parseJson(text), text), JSON.parse(text));
    }),
  );
});

test('comments, trailing commas, a byte order mark', () => {
  const text = '\ufeff// the port\n{ /* { */ "a": 80, // "b": 1\n "c": ["x://y", ], }\n';
  assert.deepEqual(plain(parseJson(text), text), { a: 80, c: ['x://y'] });
});

test('every prefix gives what can be read of it', () => {
  const text = '{"a": {"b": [1, "two", {"c": null}]}, /* x */ "d": true}';
  for (let end = 0; end <= text.length; end++) parseJson(text.slice(0, end));
  const half = '{"a": {"b": "http://+:80';
  assert.deepEqual(plain(parseJson(half), half), { a: { b: 'http://+:80' } });
  for (const odd of ['', '}', ']', ':', '{,}', '{"a"}', '{:1}', '[}', '/*', '"', '{"a":}']) parseJson(odd);
  assert.equal(parseJson('[['.repeat(5000))?.kind, 'list');
});
