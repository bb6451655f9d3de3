// Finds Chromium, or installs Debian's package of it where that is allowed. Uses Node's own modules only.

import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The absolute path of an executable on PATH, undefined where there is none. */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

const found = () => ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(which).find(Boolean);

/**
 * @param {(line: string) => void} log Told what takes time.
 * @returns The absolute path of a Chromium.
 * @throws Error of one line where there is none and none can be installed.
 */
export function installChromium(log) {
  const present = found();
  if (present) return present;
  const missing = 'The editor suite needs Chromium, which is not installed';
  if (!which('apt-get')) throw new Error(`${missing}: install it so that chromium is on PATH.`);
  const root = process.getuid?.() === 0;
  if (!root && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    throw new Error(`${missing}: run apt-get install -y --no-install-recommends chromium as root.`);
  }
  log('Installing Chromium from the Debian packages ...');
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q'];
  const [command, ...args] = root ? apt : ['sudo', '-n', ...apt];
  try {
    for (const step of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
      execFileSync(command, [...args, ...step], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
    }
  } catch (error) {
    const reason = String(error.stderr ?? '')
      .split('\n')
      .find((line) => line.startsWith('E:'));
    throw new Error(`${missing}, and apt-get could not install it: ${reason ?? error.message}`);
  }
  const installed = found();
  if (!installed) throw new Error(`${missing}, not even after apt-get installed the package chromium.`);
  return installed;
}
