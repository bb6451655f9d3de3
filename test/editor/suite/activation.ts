/** The extension comes up by itself and says what it found. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import { eventually, everyFinding, FINDING } from './workspace.ts';

function extension() {
  const found = vscode.extensions.getExtension<{ status: vscode.StatusBarItem }>('portolan.portolan');
  assert(found, 'the extension is installed');
  return found;
}

test('starts by itself when a folder is opened', async () => {
  await eventually(() => assert.equal(extension().isActive, true));
});

test('finds the one fault of the workspace with no file open', async () => {
  assert.deepEqual(vscode.window.visibleTextEditors, []);
  await eventually(() => assert.deepEqual(everyFinding(), [FINDING]));
});

test('shows the counts in the status bar, and the Problems view on a click', async () => {
  const { status } = extension().exports;
  await eventually(() => assert.equal(status.text, '$(compass) $(error) 0 $(warning) 1 $(info) 0'));
  assert.match(String(status.tooltip), /^Portolan: 0 errors, 1 warning, 0 infos\./);
  await vscode.commands.executeCommand(String(status.command));
});

test('runs from where the run installed it, and the packaged form brings no other packages', async () => {
  const { extensionPath } = extension();
  assert.equal(extensionPath.startsWith(process.env.PORTOLAN_SUITE_EXTENSION ?? '?'), true, extensionPath);
  const packaged = process.env.PORTOLAN_SUITE_FORM === 'packaged';
  assert.equal(existsSync(join(extensionPath, 'node_modules')), !packaged);
});
