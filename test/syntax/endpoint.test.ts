import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Address, defaultPort, findEndpoints, parseAddress } from '../../server/src/syntax/endpoint.ts';

/** `scheme|userinfo|host|port`, empty where absent; checks that every offset shows its text. */
function show(text: string, address: Address | undefined): string {
  if (!address) return 'none';
  for (const slice of [address.userinfo, address.host, address.port])
    if (slice) assert.equal(text.slice(slice.start, slice.end), slice.text);
  if (address.port && address.host) assert.equal(text[address.hostEnd], ':');
  return [address.scheme, address.userinfo?.text, address.host?.text, address.port?.text].map((s) => s ?? '').join('|');
}

const ADDRESSES: Readonly<Record<string, string>> = {
  'app:8080': '||app|8080',
  app: '||app|',
  '10.0.0.1:80': '||10.0.0.1|80',
  '[::1]:80': '||::1|80',
  '[::]': '||::|',
  ':::443': '||::|443',
  '::1:80': '||::1|80',
  '*:80': '||*|80',
  ':80': '|||80',
  '8080': '|||8080',
  '8000-8010': '|||8000-8010',
  ':8000-8010': '|||8000-8010',
  'unix:/run/app.sock': 'none',
  'http://unix:/run/app.sock:/x': 'none',
  '/run/app.sock': 'none',
  'app:': 'none',
  'app:http': 'none',
  'a:1:2': 'none',
  'C:\\temp': 'none',
  '': 'none',
  'http://app:8080/x?y=1:2': 'http||app|8080',
  'http://app': 'http||app|',
  'HTTPS://app/': 'https||app|',
  'http://+:8080': 'http||+|8080',
  'tcp://:9000': 'tcp|||9000',
  'postgres://u:p@ss@db:5432/x': 'postgres|u:p@ss|db|5432',
  'jdbc:postgresql://db:5432/x': 'postgresql||db|5432',
  'jdbc:sqlserver://db:1433;databaseName=x': 'sqlserver||db|1433',
  'mongodb://a:1,b:2/x': 'mongodb||a|1',
  'http://${HOST}:${PORT}/x': 'http||${HOST}|${PORT}',
  '$scheme://app:80': '$scheme||app|80',
  '{{ host }}:{{ port }}': '||{{ host }}|{{ port }}',
};

test('one address', () => {
  for (const [text, expected] of Object.entries(ADDRESSES))
    assert.equal(show(text, parseAddress(text)), expected, text);
});

test('a missing port is to be inserted behind the host and its bracket', () => {
  assert.equal(parseAddress('http://app/x')?.hostEnd, 'http://app'.length);
  assert.equal(parseAddress('[::1]')?.hostEnd, '[::1]'.length);
});

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  'a:9092,b:9092': ['||a|9092', '||b|9092'],
  'PLAINTEXT://kafka:9092,EXTERNAL://localhost:29092': ['plaintext||kafka|9092', 'external||localhost|29092'],
  'mongodb://u:p@a:27017,b:27018/x?replicaSet=r': ['mongodb|u:p|a|27017', 'mongodb|u:p|b|27018'],
  'http://+:8080;https://+:8443': ['http||+|8080', 'https||+|8443'],
  'curl -f http://localhost:8080/health || exit 1': ['http||localhost|8080'],
  'server --addr=app:8080 --db "10.0.0.5:5"': ['||app|8080', '||10.0.0.5|5'],
  '{"url":"https://api.example.com/v1","peer":"[::1]:7000"}': ['https||api.example.com|', '||::1|7000'],
  'user:12345@db:5432': ['||db|5432'],
  'web:80 and web:8080.': ['||web|80', '||web|8080'],
  'localhost:5000/path': ['||localhost|5000'],
  'http://a:80/x:9999 b:81': ['http||a|80', '||b|81'],
  'at 12:30, 12:30:45, 2024-01-01T12:3000': [],
  'nginx:1.27 redis:7 node:20 postgres:16-alpine app@sha256:1234567 x:abc': [],
  'lib/nginx:1234 1.2.3:8080 db:5432:5432 host:99999 host:08080': [],
  'C:\\app ${HOST}:8080 $HOST:8080 $(HOST):8080 http://${HOST}:80/ http://': [],
};

test('endpoints in a longer text', () => {
  for (const [text, expected] of Object.entries(TEXTS))
    assert.deepEqual(
      findEndpoints(text).map((address) => show(text, address)),
      expected,
      text,
    );
});

test('a URL without a host is no endpoint', () => assert.deepEqual(findEndpoints('a://:80 http://:8080/x'), []));

test('any text gives offsets within it, in order', () => {
  const piece = fc.constantFrom(
    'a',
    'web',
    ':',
    '80',
    '8080',
    '://',
    'http',
    ',',
    '@',
    '[',
    ']',
    '::',
    '/',
    '${X}',
    ' ',
    '"',
    '.',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join('');
      show(text, parseAddress(text));
      let last = 0;
      for (const address of findEndpoints(text)) {
        show(text, address);
        assert.ok(address.hostEnd >= last && address.end <= text.length && address.host);
        last = address.hostEnd;
      }
    }),
  );
});

test('a long run without an endpoint ends, and gives none', () => {
  for (const text of [
    'a'.repeat(200_000),
    'a.'.repeat(100_000),
    '${'.repeat(100_000),
    'a-'.repeat(100_000),
    'x://'.repeat(50_000),
  ])
    assert.deepEqual(findEndpoints(text), []);
});

test('default ports', () => {
  const ports = ['http', 'HTTPS', 'postgresql', 'rediss', 'amqps', 'grpc', 'wss'].map(defaultPort);
  assert.deepEqual(ports, [80, 443, 5432, 6379, 5671, 80, 443]);
  assert.deepEqual(['kafka', 'tcp', 'constructor'].map(defaultPort), [undefined, undefined, undefined]);
});
