// Runs the suite in a real VS Code, twice: with the extension from the project's folder, and with the packaged one
// installed. Desktop VS Code where it can be had, else the embedded one; an editor that cannot be had is a failure.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
  SilentReporter,
} from '@vscode/test-electron';
import { build } from 'esbuild';
import { installChromium } from '../../scripts/editor/chromium.mjs';
import { cacheFolder, installEditor } from '../../scripts/editor/install.mjs';
import { packageExtension } from '../../scripts/package.mjs';

const root = join(fileURLToPath(import.meta.url), '../../..');
const suite = join(root, 'out/test/editor/index.js');

/** Milliseconds in which the download server of desktop VS Code must answer. */
const patience = 4000;

/** @returns the executable that runs the suite, and the command line that installs an extension. */
async function findEditor() {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const why = screen ? 'desktop VS Code cannot be downloaded' : 'there is no screen for desktop VS Code';
  if (screen) {
    try {
      const executable = await downloadAndUnzipVSCode({
        cachePath: cacheFolder,
        timeout: patience,
        reporter: new SilentReporter(),
      });
      console.log('Editor: desktop VS Code');
      return { executable, cli: resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true }) };
    } catch {
      // The embedded one can be had by other ways.
    }
  }
  console.log(`Editor: the embedded VS Code in headless Chromium, as ${why}`);
  installEditor(console.log);
  installChromium(console.log);
  const executable = join(root, 'scripts/editor/host.mjs');
  return { executable, cli: [executable] };
}

/** Runs the suite once in folders of its own. @returns the lines of its report. */
async function runForm(editor, form, prepare) {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'portolan-suite-')));
  try {
    const [workspace, extensions, user] = ['workspace', 'extensions', 'user'].map((name) => join(temporary, name));
    const report = join(temporary, 'report.jsonl');
    cpSync(fileURLToPath(new URL('workspace', import.meta.url)), workspace, { recursive: true });
    mkdirSync(extensions);
    const { developed, runsFrom } = prepare(temporary, extensions);
    const code = await runTests({
      vscodeExecutablePath: editor.executable,
      extensionDevelopmentPath: developed,
      extensionTestsPath: suite,
      launchArgs: [workspace, `--extensions-dir=${extensions}`, `--user-data-dir=${user}`],
      extensionTestsEnv: {
        PORTOLAN_SUITE_REPORT: report,
        PORTOLAN_SUITE_FORM: form,
        PORTOLAN_SUITE_EXTENSION: runsFrom,
      },
    }).catch((error) => error.message);
    const lines = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n').filter(Boolean) : [];
    return { code, lines: lines.map((line) => JSON.parse(line)) };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The extension as it stands in the project. */
function fromProject() {
  return { developed: root, runsFrom: root };
}

/** The packaged extension, installed as a user would; what is developed is an empty one that does nothing. */
function fromPackage(editor, vsix) {
  return (temporary, extensions) => {
    const [command, ...args] = editor.cli;
    const { status, stdout, stderr } = spawnSync(
      command,
      [
        ...args,
        `--extensions-dir=${extensions}`,
        `--user-data-dir=${join(temporary, 'user')}`,
        `--install-extension=${vsix}`,
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`The packaged extension could not be installed: ${stderr || stdout}`);
    const developed = join(temporary, 'empty');
    mkdirSync(developed);
    const manifest = { name: 'empty', publisher: 'portolan', version: '0.0.0', engines: { vscode: '*' } };
    writeFileSync(join(developed, 'package.json'), JSON.stringify(manifest));
    return { developed, runsFrom: extensions };
  };
}

/** Prints a form's tests. @returns how many passed and failed; a run that broke off is one failure more. */
function tell(form, { code, lines }) {
  console.log(`\nExtension: ${form}`);
  const tests = lines.filter(({ name }) => name !== undefined);
  for (const { name, milliseconds, error } of tests) {
    console.log(`${error === undefined ? '✔' : '✖'} ${name} (${milliseconds} ms)`);
    if (error !== undefined) console.log(error.replace(/^/gm, '    '));
  }
  const failed = tests.filter(({ error }) => error !== undefined).length;
  const broken = !lines.at(-1)?.end || (code !== 0 && failed === 0);
  if (broken) console.log(`✖ the run broke off (${code}); the editor's console is in .vscode-test/host.log`);
  return { passed: tests.length - failed, failed: failed + (broken ? 1 : 0) };
}

async function main() {
  const editor = await findEditor();
  const vsix = packageExtension('out/portolan.vsix');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/editor/suite/index.ts'],
    outfile: suite,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const forms = [
    ['from the project', await runForm(editor, 'project', fromProject)],
    ['packaged and installed', await runForm(editor, 'packaged', fromPackage(editor, vsix))],
  ].map(([form, outcome]) => tell(form, outcome));
  const [passed, failed] = ['passed', 'failed'].map((key) => forms.reduce((sum, form) => sum + form[key], 0));
  console.log(`\neditor: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    console.log('editor: 0 passed, 1 failed');
    process.exit(1);
  },
);
