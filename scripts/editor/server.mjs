// The life of one embedded VS Code: VS Code's own server, which a browser opens. Starts it, tells its addresses, and
// ends everything that it started. Knows nothing of Portolan or of what is opened in it.

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Leaves out what needs a service elsewhere, and what stands in front of the files. A browser's VS Code saves by itself
 * unless told otherwise; the desktop's does not.
 */
const quiet = {
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Writes the user's settings of an editor that keeps them in `userFolder`. */
export function writeSettings(userFolder, settings) {
  mkdirSync(join(userFolder, 'User'), { recursive: true });
  writeFileSync(join(userFolder, 'User', 'settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
}

/**
 * Starts the server on a free port of 127.0.0.1.
 * @param editor What `installEditor` returns.
 * @param options.dataFolder Where it keeps its settings and logs.
 * @param options.extensionsFolder Where its extensions are installed.
 * @param options.settings The user's settings.
 * @param options.tests True lets it load an extension and a test suite from folders.
 * @param options.trust True leaves out the question whether a folder is trusted.
 * @throws Error of one line where it does not come up.
 */
export async function startServer(
  editor,
  { dataFolder, extensionsFolder, settings = {}, tests = false, trust = false },
) {
  writeSettings(join(dataFolder, 'data'), settings);
  const token = randomBytes(16).toString('hex');
  const child = spawn(
    editor.node,
    [
      ...[editor.main, '--host', '127.0.0.1', '--port', '0', '--connection-token', token],
      ...['--accept-server-license-terms', '--disable-telemetry', '--server-data-dir', dataFolder],
      ...['--extensions-dir', extensionsFolder],
      ...(tests ? ['--enable-smoke-test-driver'] : []),
      ...(trust ? ['--disable-workspace-trust'] : []),
    ],
    // A process group of its own, so that the extension hosts and terminals that it starts end with it.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stop = () => stopGroup(child);
  try {
    const port = await portOf(child);
    return { child, stop, ...addresses(port, token) };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addresses(port, token) {
  const authority = `127.0.0.1:${port}`;
  return {
    /** A file or folder of this machine, as the editor names it. */
    uri: (path) => `vscode-remote://${authority}${encodeURI(path)}`,
    /** The page that shows a folder. The payload is a list of pairs, as VS Code's own launcher hands them over. */
    page: (folder, payload = []) => {
      const query = new URLSearchParams({ tkn: token, folder });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `http://${authority}/?${query}`;
    },
  };
}

function portOf(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error('The embedded VS Code did not come up in 60 seconds.')), 60_000);
    const read = (chunk) => {
      output += chunk;
      const port = /Web UI available at \S+:(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The embedded VS Code ended with code ${code}: ${output.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}

async function stopGroup(child) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (let tries = 0; tries < 30; tries++) {
      try {
        process.kill(-child.pid, tries === 0 ? signal : 0);
      } catch {
        return; // No process of the group is left.
      }
      await delay(100);
    }
  }
}

/**
 * Installs an extension from its .vsix, as a user would.
 * @throws Error of one line where the editor refuses it.
 */
export function installExtension(editor, extensionsFolder, vsix) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'portolan-install-'));
  const args = [editor.main, '--accept-server-license-terms', '--server-data-dir', dataFolder];
  const { status, stdout, stderr } = spawnSync(
    editor.node,
    [...args, '--extensions-dir', extensionsFolder, '--install-extension', vsix, '--force'],
    { encoding: 'utf8' },
  );
  rmSync(dataFolder, { recursive: true, force: true });
  if (status === 0 && stdout.includes('was successfully installed')) return;
  const reason = `${stdout}${stderr}`.trim().split('\n').at(-1);
  throw new Error(`The editor could not install ${vsix}: ${reason}`);
}
