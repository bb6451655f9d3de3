// Installs the VS Code that the npm package code-server ships into .vscode-test/, once for each lockfile beside this
// file. Knows nothing of Portolan. Uses Node's own modules only.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Where editors and everything that they write live; ignored by git. */
export const cacheFolder = fileURLToPath(new URL('../../.vscode-test/', import.meta.url));
const nodeMajor = '24';

/**
 * @param {(line: string) => void} log Told what takes time.
 * @returns The Node binary that runs the editor, and the editor's server script; both absolute paths.
 * @throws Error of one line where something cannot be had.
 */
export function installEditor(log) {
  const lock = readFileSync(join(here, 'package-lock.json'));
  const ownNode = process.versions.node.startsWith(`${nodeMajor}.`);
  const digest = createHash('sha256')
    .update(lock)
    .update(ownNode ? 'own' : 'packaged')
    .digest('hex')
    .slice(0, 12);
  const name = `code-server-${digest}`;
  const folder = join(cacheFolder, name);
  if (!existsSync(folder)) {
    log('Installing the embedded VS Code (once, about a minute) ...');
    mkdirSync(cacheFolder, { recursive: true });
    for (const old of readdirSync(cacheFolder)) {
      if (old.startsWith('code-server-')) rmSync(join(cacheFolder, old), { recursive: true, force: true });
    }
    // Under another name until it is complete, so that an interrupted installation is never taken for a whole one.
    const partial = join(cacheFolder, `code-server-partial-${process.pid}`);
    mkdirSync(partial);
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(here, file), join(partial, file));
    npm(['ci', '--ignore-scripts', ...(ownNode ? ['--omit=optional'] : [])], partial);
    npm(['install', '--ignore-scripts', '--omit=dev', '--no-save'], serverFolder(partial));
    renameSync(partial, folder);
  }
  const node = ownNode ? process.execPath : packagedNode(folder);
  return { node, main: join(serverFolder(folder), 'out', 'server-main.js') };
}

function serverFolder(folder) {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

function packagedNode(folder) {
  const node = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(node)) return node;
  throw new Error(
    `The embedded VS Code needs Node ${nodeMajor}, and this is ${process.version}: install Node ${nodeMajor}.`,
  );
}

function npm(args, cwd) {
  try {
    execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
  } catch (error) {
    const reason = String(error.stderr ?? error.message)
      .split('\n')
      .find((line) => /error/i.test(line));
    throw new Error(`The embedded VS Code could not be installed by npm: ${reason ?? error.message}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(1, `${installEditor(console.error).main}\n`);
