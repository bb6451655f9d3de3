// Desktop VS Code, opened on a folder with an extension under development, and ended again. It gets settings of its
// own, so that it is a program of its own and not one more window of an editor that somebody is working in.

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { which } from './chromium.mjs';
import { writeSettings } from './server.mjs';

/**
 * @param options.temporary A folder for its settings, which nothing else uses.
 * @returns undefined where there is no `code` on PATH, no screen for it, or it would refuse to run (as root).
 */
export function openDesktop({ folder, extension, temporary }) {
  const code = which('code');
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!code || !screen || process.getuid?.() === 0) return undefined;
  const settings = join(temporary, 'desktop');
  writeSettings(settings, { 'workbench.startupEditor': 'readme' });
  const child = spawn(
    code,
    ['--wait', '--new-window', `--user-data-dir=${settings}`, `--extensionDevelopmentPath=${extension}`, folder],
    { detached: true, stdio: 'ignore' },
  );
  return {
    stop: () => stopAll(child, settings),
    ended: new Promise((settle, fail) => child.once('exit', settle).once('error', fail)),
  };
}

/** The window is no child of the command that opened it; but all its processes name its settings' folder. */
async function stopAll(command, settings) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
    const lines = (stdout ?? '').split('\n').filter((line) => line.includes(settings));
    for (const id of [-command.pid, ...lines.map((line) => Number.parseInt(line, 10))]) {
      try {
        process.kill(id, signal);
      } catch {
        // It has ended in the meantime.
      }
    }
    if (lines.length === 0) return;
    await delay(1500);
  }
}
