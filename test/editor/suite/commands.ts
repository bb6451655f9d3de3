/** The commands of the palette. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import { expectUnderlined, open, replace } from './workspace.ts';

test('restarts the server, which then knows the workspace and what is typed', async () => {
  const editor = await open('k8s/service.yaml');
  await replace(editor, '8081', '8080');
  await expectUnderlined('k8s/service.yaml', []);
  await vscode.commands.executeCommand('portolan.restart');
  await replace(editor, '8080', '8081');
  await expectUnderlined('k8s/service.yaml', ['8081: target-port-unmatched']);
});

test('shows its output', async () => {
  assert((await vscode.commands.getCommands(true)).includes('portolan.showOutput'));
  await vscode.commands.executeCommand('portolan.showOutput');
});
