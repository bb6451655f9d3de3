// Builds and packs the extension: portolan-<version>.vsix, which holds what .vscodeignore lets through.
//   node scripts/package.mjs [FILE]

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const largest = 2 * 1024 * 1024;

/**
 * @param file Where to put it; the project's folder where absent.
 * @returns the absolute path of the .vsix
 * @throws Error where it cannot be built or would be larger than 2 MB.
 */
export function packageExtension(file) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const vsix = resolve(root, file ?? `portolan-${version}.vsix`);
  mkdirSync(dirname(vsix), { recursive: true });
  const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  node('scripts/build.mjs');
  // The bundles hold every dependency.
  node('node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--out', vsix);
  const { size } = statSync(vsix);
  if (size > largest) throw new Error(`${vsix} has ${size} bytes, more than the ${largest} that it may have.`);
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const vsix = packageExtension(process.argv[2]);
  console.log(`${vsix}: ${Math.ceil(statSync(vsix).size / 1024)} KB`);
}
