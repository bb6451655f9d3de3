import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignedTable } from '../../server/src/cli/reports/table.ts';

test('columns are aligned, and one very long cell widens no other row beyond 80', () => {
  assert.equal(
    alignedTable([
      ['a', 'b'],
      ['long', 'c'],
    ]),
    'a     b\nlong  c\n',
  );
  const [first, second] = alignedTable([
    ['9'.repeat(100_000), 'x'],
    ['80', 'y'],
  ]).split('\n');
  assert.equal(first, `${'9'.repeat(100_000)}  x`);
  assert.equal(second, `80${' '.repeat(80)}y`);
});
