import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Text } from '../../server/src/model/index.ts';
import { textOf } from '../../server/src/syntax/interpolation.ts';
import { parsePort, portValue, splitProtocol } from '../../server/src/syntax/ports.ts';

test('numbers and ranges as written, in range or not', () => {
  assert.deepEqual(parsePort('8080'), { kind: 'number', number: 8080 });
  assert.deepEqual(parsePort('0'), { kind: 'number', number: 0 });
  assert.deepEqual(parsePort('70000'), { kind: 'number', number: 70000 });
  assert.deepEqual(parsePort('8000-8010'), { kind: 'range', from: 8000, to: 8010 });
  assert.deepEqual(parsePort('9-3'), { kind: 'range', from: 9, to: 3 });
  for (const text of ['', 'http', '80a', '-80', '80-', '8.0', '0x50', ' 80', '1-2-3']) {
    assert.equal(parsePort(text), undefined, text);
  }
});

test('what a text says where a port is expected', () => {
  const text = (value: string): Text =>
    textOf(value, { file: '/f', line: 0, column: 0, length: value.length }, 'compose');
  assert.deepEqual(portValue(text(' 80 ')), { kind: 'number', number: 80 });
  assert.deepEqual(portValue(text('80-82')), { kind: 'range', from: 80, to: 82 });
  assert.deepEqual(portValue(text('http')), { kind: 'name', name: 'http' });
  assert.deepEqual(portValue(text('${P:-80}')), { kind: 'text', text: text('${P:-80}') });
  for (const unknown of ['', '  ', '{{ port }}', '${PORT', '@port@']) {
    assert.deepEqual(portValue(text(unknown)), { kind: 'unknown' }, unknown);
  }
});

test('the protocol behind a port', () => {
  const protocols: Readonly<Record<string, readonly [string, string]>> = {
    '80': ['80', 'tcp'],
    '80/udp': ['80', 'udp'],
    '80/TCP': ['80', 'tcp'],
    '80/sctp': ['80', 'sctp'],
    '80/http': ['80', 'unknown'],
    '80/': ['80', 'unknown'],
    '/udp': ['', 'udp'],
    '80/${P}': ['80', 'unknown'],
    '${P:-a/b}': ['${P:-a/b}', 'tcp'],
    '${P:-a/b}/udp': ['${P:-a/b}', 'udp'],
  };
  for (const [text, [port, protocol]] of Object.entries(protocols)) {
    const split = splitProtocol(text);
    assert.deepEqual([text.slice(0, split.end), split.protocol], [port, protocol], text);
  }
});
