import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseToml } from '../../server/src/syntax/toml-tree.ts';
import type { YamlNode } from '../../server/src/syntax/yaml.ts';

/** A node as plain data; each scalar must stand where it says it does. */
function plain(node: YamlNode, text: string): unknown {
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [plain(key, text), plain(value, text)]));
  if (node.kind === 'list') return node.items.map((item) => plain(item, text));
  assert.equal(text.slice(node.start, node.end), node.text);
  return node.text;
}

const read = (text: string): unknown => plain(parseToml(text), text);

const WHOLE = `# a comment
title = "a # b" # c
[http.routers."my api"]
  entryPoints = [
    "web", # the first
    'websecure',
  ]
  tls = { domains = [{ main = "a.test" }], options.x = 1 }
[http.services]
  [http.services.api.loadBalancer]
    passHostHeader = true
    [[http.services.api.loadBalancer.servers]]
      url = "http://a:1"
    [[http.services.api.loadBalancer.servers]]
      url = 'http://b:2'
      [http.services.api.loadBalancer.servers.more]
        x = 0x1F
[plain]
text = """
[not.a.table]
x = 1
"""
date = 1979-05-27T07:32:00Z
`;

test('tables, arrays of tables, dotted keys, inline values', () => {
  assert.deepEqual(read(WHOLE), {
    title: 'a # b',
    http: {
      routers: {
        'my api': {
          entryPoints: ['web', 'websecure'],
          tls: { domains: [{ main: 'a.test' }], options: { x: '1' } },
        },
      },
      services: {
        api: {
          loadBalancer: {
            passHostHeader: 'true',
            servers: [{ url: 'http://a:1' }, { url: 'http://b:2', more: { x: '0x1F' } }],
          },
        },
      },
    },
    plain: { text: '\n[not.a.table]\nx = 1\n', date: '1979-05-27T07:32:00Z' },
  });
});

test('a line that cannot be read costs no other', () => {
  assert.deepEqual(read('a = 1\n= 2\n[x\nb = \nc = [1, 2\nd = 3\n'), { a: '1', x: { c: ['1', '2', 'd'] } });
  assert.deepEqual(read('a = "b\nc = 3\n[]\n[[]]\nd = 4'), { a: '"b', c: '3', d: '4' });
});

test('every prefix, other line ends, hostile text', () => {
  for (let end = 0; end <= WHOLE.length; end++) read(WHOLE.slice(0, end));
  assert.deepEqual(
    read(`\ufeff${WHOLE.replaceAll('\n', '\r\n')}`),
    JSON.parse(
      JSON.stringify(read(WHOLE)).replace('\\n[not.a.table]\\nx = 1\\n', '\\r\\n[not.a.table]\\r\\nx = 1\\r\\n'),
    ),
  );
  for (const text of [
    'a = '.concat('['.repeat(100_000)),
    'a = '.concat('{a='.repeat(100_000)),
    '[a.'.repeat(50_000),
    '"'.repeat(100_000),
  ])
    read(text);
});
