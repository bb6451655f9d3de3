import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kong } from '../../server/src/formats/kong.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/kong.yml';

const WHOLE = `_format_version: "3.0"
services:
  - name: shop
    url: http://shop:3000/v1
    routes:
      - name: shop
        paths: [/shop]
  - name: plain
    url: https://plain
  - name: pay
    host: pay
    port: 8443
    protocol: https
  - name: bare
    host: bare
    routes: [{paths: [/bare]}]
  - {name: inline, host: "inline"}
  - name: pooled
    host: pool
    port: 80
upstreams:
  - name: pool
    targets:
      - target: one:9000
        weight: 10
      - target: two
targets:
  - target: three:9001
    upstream: pool
`;

test('services and the targets of upstreams', () => {
  assert.deepEqual(siteLines(kong, FILE, WHOLE), [
    '4:22 target service url 3000 tcp -> shop',
    '9:18 target service url plain=443 tcp tls implied:{port}@9:23 -> plain',
    '12:11 target service port 8443 tcp tls -> pay',
    '15:11 target service port bare=80 tcp implied\n    port: {port}@15:15 -> bare',
    '17:27 target service port inline=80 tcp implied, port: {port}@17:34 -> inline',
    '24:21 target target 9000 tcp -> one',
    '26:17 target target two=8000 tcp implied:{port}@26:20 -> two',
    '28:19 target target 9001 tcp -> three',
  ]);
  checkPrefixes(kong, FILE, WHOLE);
});

test("JSON, and files that are not Kong's", () => {
  assert.deepEqual(
    siteLines(kong, '/repo/kong.json', '{"_format_version": "3.0", "services": [{"url": "http://a:1"}]}'),
    ['1:59 target service url 1 tcp -> a'],
  );
  for (const text of ['services:\n  - url: http://a:1\n', '# _format_version\nservices: []\n', ''])
    assert.deepEqual(siteLines(kong, FILE, text), []);
});

test('a service on a port that is not served', () =>
  checkFixture(`
    === compose.yaml
    services:
      kong:
        image: kong:3.7
        volumes: ["./kong.yml:/kong/kong.yml:ro"]
      api: {image: example.com/api, expose: ["3000"]}
    === kong.yml
    _format_version: "3.0"
    services:
      - name: api
        host: api
        port: 3001
    ~         ^^^^ warning[upstream-port-unmatched] it declares 3000
      - name: bare
        host: api
    ~         ^^^ warning[upstream-port-unmatched] it declares 3000
  `));
