// Everything that must hold: types, lint, unit and wire tests, and the suite in a real VS Code in both of its forms.
// Installs what it needs, and ends with one plain line: N passed, N failed.

import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { installDependencies, root } from './dependencies.mjs';

/** Runs a script or a package's program with this Node, shows its output, and resolves to its exit code and output. */
function run(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output: stripVTControlCharacters(output) }));
  });
}

/** A step that either passes or fails as a whole. */
async function single(...args) {
  const { ok } = await run(...args);
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A step that counts its tests: by node's own test runner, or as `N passed, N failed` behind a word and a colon. */
async function counted(...args) {
  const { ok, output } = await run(...args);
  const sum = (pattern) => [...output.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
  const passed = sum(/^ℹ pass (\d+)$/gm) + sum(/^\w+: (\d+) passed, \d+ failed$/gm);
  const failed = sum(/^ℹ (?:fail|cancelled) (\d+)$/gm) + sum(/^\w+: \d+ passed, (\d+) failed$/gm);
  // A run that ended before it could count, and one that tested nothing, have failed.
  const unsaid = failed === 0 && (!ok || passed === 0) ? 1 : 0;
  return { passed, failed: failed + unsaid };
}

const steps = [
  ['Build', () => single('scripts/build.mjs')],
  ['Types', () => single('node_modules/typescript/bin/tsc', '--noEmit')],
  ['Lint', () => single('node_modules/@biomejs/biome/bin/biome', 'check', '.')],
  ['Unit and wire tests', () => counted('scripts/unit.mjs')],
  ['Tests in VS Code', () => counted('test/editor/run.mjs')],
];

try {
  installDependencies(console.log);
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const totals = { passed: 0, failed: 0 };
for (const [name, step] of steps) {
  console.log(`\n== ${name}`);
  const { passed, failed } = await step();
  totals.passed += passed;
  totals.failed += failed;
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
