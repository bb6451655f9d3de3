#!/usr/bin/env node
// A VS Code without a screen, with the arguments of desktop VS Code that a test run needs:
//   host.mjs FOLDER --extensions-dir=DIR --extensionDevelopmentPath=DIR --extensionTestsPath=FILE
//       opens the embedded VS Code in headless Chromium, runs the suite in it and exits with the suite's code
//   host.mjs --extensions-dir=DIR --install-extension=VSIX
// The editor's console goes to .vscode-test/host.log. Everything that it starts ends with it.

import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { installChromium } from './chromium.mjs';
import { cacheFolder, installEditor } from './install.mjs';
import { installExtension, startServer } from './server.mjs';

/** Longer than any suite takes: one that hangs must end, too. */
const limitMinutes = 10;

function readArguments() {
  const given = process.argv.slice(2);
  const value = (name) => given.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  return {
    folder: given.find((argument) => !argument.startsWith('-')),
    extensions: value('extensions-dir'),
    extension: value('extensionDevelopmentPath'),
    suite: value('extensionTestsPath'),
    vsix: value('install-extension'),
  };
}

async function main({ folder, extensions, extension, suite, vsix }) {
  if (!extensions || !(vsix || (folder && extension && suite))) {
    throw new Error(
      'Usage: host.mjs FOLDER --extensions-dir=DIR --extensionDevelopmentPath=DIR --extensionTestsPath=FILE',
    );
  }
  const editor = installEditor(console.log);
  if (vsix) {
    installExtension(editor, resolve(extensions), resolve(vsix));
    return 0;
  }
  const executablePath = installChromium(console.log);
  const dataFolder = mkdtempSync(join(tmpdir(), 'portolan-editor-'));
  const ends = [() => rmSync(dataFolder, { recursive: true, force: true })];
  const end = async () => {
    while (ends.length > 0) await ends.pop()();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => end().finally(() => process.exit(1)));
  }
  try {
    const extensionsFolder = resolve(extensions);
    const server = await startServer(editor, { dataFolder, extensionsFolder, tests: true, trust: true });
    ends.push(server.stop);
    const browser = await launchBrowser(executablePath);
    ends.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1200, height: 720 } });
    const log = createWriteStream(join(cacheFolder, 'host.log'));
    await page.exposeFunction('codeAutomationLog', (type, args) => log.write(`${type} ${args.join(' ')}\n`));
    const code = new Promise((settle, fail) => {
      page.exposeFunction('codeAutomationExit', settle).catch(fail);
      page.once('crash', () => fail(new Error('The page of the embedded VS Code crashed.')));
      server.child.once('exit', () => fail(new Error('The embedded VS Code ended before the suite did.')));
      const late = () => fail(new Error(`The suite did not end within ${limitMinutes} minutes.`));
      setTimeout(late, limitMinutes * 60_000).unref();
    });
    const payload = [
      ['extensionDevelopmentPath', server.uri(resolve(extension))],
      ['extensionTestsPath', server.uri(resolve(suite))],
    ];
    await page.goto(server.page(resolve(folder), payload));
    return await code;
  } finally {
    await end();
  }
}

main(readArguments()).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
