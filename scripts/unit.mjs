// Bundles every test outside test/editor and runs them with node's own test runner.
//   node scripts/unit.mjs [PATTERN]     only the files whose path holds PATTERN
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const pattern = process.argv[2] ?? '';
const walk = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
const tests = walk('test').filter(
  (file) => file.endsWith('.test.ts') && !file.startsWith(join('test', 'editor')) && file.includes(pattern),
);
if (tests.length === 0) {
  console.error(`No test file's path holds '${pattern}'.`);
  process.exit(1);
}
// A folder of its own, so that two runs at once do not disturb each other.
const bundles = join('out', `unit-${process.pid}`);
await build({
  absWorkingDir: root,
  entryPoints: tests,
  outdir: bundles,
  outbase: 'test',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  sourcemap: 'inline',
  define: { PORTOLAN_VERSION: '"0.0.0-test"' },
  logLevel: 'warning',
});
// The program as a whole, for the tests that start it as an editor or a person would.
const program = join(bundles, 'cli.cjs');
if (tests.some((file) => /^test.(lsp|cli)\b/.test(file))) {
  await build({
    absWorkingDir: root,
    entryPoints: ['server/src/cli.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    define: { PORTOLAN_VERSION: '"0.0.0-test"' },
    logLevel: 'warning',
  });
}
const files = tests.map((file) => join(bundles, file.slice('test/'.length).replace(/\.ts$/, '.mjs')));
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=spec', ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PORTOLAN_CLI: join(root, program) },
});
rmSync(join(root, bundles), { recursive: true, force: true });
process.exit(status ?? 1);
