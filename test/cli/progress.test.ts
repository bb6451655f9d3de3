import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine } from '../../server/src/cli/progress.ts';

function lineAt(isTTY: boolean) {
  const written: string[] = [];
  const clock = { time: 1000 };
  const line = progressLine({ isTTY, write: (text) => written.push(text) }, () => clock.time);
  return { line, written, clock };
}

test('a terminal sees progress after half a second, ten times a second, and nothing of it at the end', () => {
  const { line, written, clock } = lineAt(true);
  line.show('early');
  clock.time = 1500;
  line.show('first');
  clock.time = 1599;
  line.show('too soon');
  clock.time = 1600;
  line.show('second');
  line.end();
  line.end();
  assert.deepEqual(written, ['\r\x1b[Kfirst', '\r\x1b[Ksecond', '\r\x1b[K']);
});

test('short work, and a pipe, see none', () => {
  const short = lineAt(true);
  short.line.show('early');
  short.line.end();
  const pipe = lineAt(false);
  pipe.clock.time = 9000;
  pipe.line.show('late');
  pipe.line.end();
  assert.deepEqual([...short.written, ...pipe.written], []);
});
