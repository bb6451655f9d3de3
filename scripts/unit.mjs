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
rmSync(join(root, 'out/unit'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: tests,
  outdir: 'out/unit',
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
const files = tests.map((file) => join('out/unit', file.slice('test/'.length).replace(/\.ts$/, '.mjs')));
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
