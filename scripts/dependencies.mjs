// Installs the project's own packages where they are missing or older than the lockfile. Uses Node's own modules only,
// as nothing else is there yet.

import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(fileURLToPath(import.meta.url), '../..');
const oldestNode = 20;

/**
 * @param {(line: string) => void} log Told what takes time.
 * @throws Error of one line where Node is too old or npm fails; npm has then said why.
 */
export function installDependencies(log) {
  if (Number.parseInt(process.versions.node, 10) < oldestNode) {
    throw new Error(`Portolan needs Node ${oldestNode} or newer, and this is ${process.version}.`);
  }
  // npm writes this file last, so that an interrupted installation does not count.
  const installed = changedAt('node_modules/.package-lock.json');
  if (installed >= Math.max(changedAt('package-lock.json'), 1)) return;
  log('Installing the packages of package-lock.json ...');
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  );
  if (error) throw new Error(`npm, which installs the packages, cannot be run: ${error.message}`);
  if (status !== 0) throw new Error('npm could not install the packages.');
}

/** Milliseconds of the last change, 0 for a file that is not there. */
function changedAt(file) {
  return statSync(new URL(`../${file}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
