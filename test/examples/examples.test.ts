import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine.ts';
import { indexFolder } from '../../server/src/workspace/index-folder.ts';

const root = resolve('examples');
const ROW = /^\|.*\| \[.*\]\((.+)\) \| (.+) \| `(.+)` \|$/gm;

test("the README's table of faults is what Portolan says about the examples, and all that it says", () => {
  const engine = createEngine({ root, onFault: (message) => assert.fail(message) });
  for (const _ of indexFolder(engine, root));
  engine.refresh();
  const found = engine
    .filesWithFindings()
    .flatMap((file) =>
      engine.findings(file).map(({ rule, message }) => `${file.slice(root.length + 1)}: ${message} (${rule})`),
    );
  const told = [...readFileSync(`${root}/README.md`, 'utf8').matchAll(ROW)].map(
    ([, file, message, rule]) => `${file}: ${message} (${rule})`,
  );
  assert.equal(told.length, 8);
  assert.deepEqual(found.toSorted(), told.toSorted());
});
