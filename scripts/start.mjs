// Shows Portolan at work: installs, builds, prints the report of a folder and opens the folder in VS Code with the
// extension. Ctrl-C ends everything that it started.
//   npm start [-- FOLDER]        examples/ where no folder is given

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installDependencies, root } from './dependencies.mjs';
import { openDesktop } from './editor/desktop.mjs';
import { installEditor } from './editor/install.mjs';
import { installExtension, startServer } from './editor/server.mjs';

const examples = join(root, 'examples');

/** The folder that was asked for, relative to where npm was called. */
function chosenFolder() {
  const given = process.argv[2];
  if (given === undefined) return examples;
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), given);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${folder} is no folder.`);
  return realpathSync(folder);
}

function build() {
  console.log('Building ...');
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed.');
}

function report(folder) {
  console.log(`\nThe report of ${folder}:\n`);
  const cli = join(root, 'dist/cli.js');
  // 1 says that something was found.
  const { status } = spawnSync(process.execPath, [cli, 'check', folder], { cwd: folder, stdio: 'inherit' });
  if (status !== 0 && status !== 1) throw new Error('portolan check failed.');
  console.log('');
}

/** @returns what ends the editor, and a promise that settles when it has ended by itself. */
async function open(folder, temporary) {
  const desktop = openDesktop({ folder, extension: root, temporary });
  if (desktop) {
    console.log(`Opened ${folder} in desktop VS Code with the extension. Press Ctrl-C here to end it.`);
    return desktop;
  }
  const editor = installEditor(console.log);
  const { packageExtension } = await import('./package.mjs');
  console.log('Packing the extension and installing it in the embedded VS Code ...');
  const extensionsFolder = join(temporary, 'extensions');
  mkdirSync(extensionsFolder);
  installExtension(editor, extensionsFolder, packageExtension('out/portolan.vsix'));
  const server = await startServer(editor, {
    dataFolder: join(temporary, 'data'),
    extensionsFolder,
    settings: { 'workbench.startupEditor': 'readme' },
    // A folder of somebody else's is asked about, as in any VS Code.
    trust: folder === examples,
  });
  const ended = new Promise((settle) => server.child.once('exit', settle));
  console.log(`Open this address in a browser; press Ctrl-C here to end it.\n\n  ${server.page(folder)}\n`);
  return { stop: server.stop, ended };
}

async function main() {
  const folder = chosenFolder();
  installDependencies(console.log);
  build();
  report(folder);
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'portolan-start-')));
  const interrupted = new Promise((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, settle);
  });
  let editor;
  try {
    editor = await open(folder, temporary);
    const first = await Promise.race([editor.ended.then(() => 'the editor'), interrupted]);
    if (first === 'the editor') console.log('The editor has ended.');
  } finally {
    console.log('Ending what was started ...');
    await editor?.stop();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
