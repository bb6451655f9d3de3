/** What is underlined, and how it follows what is typed, written on the disk and set. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import { eventually, expectUnderlined, findings, open, originalText, replace, uriOf } from './workspace.ts';

const SERVICE = 'k8s/service.yaml';
const DEPLOYMENT = 'k8s/deployment.yaml';
const UNMATCHED = ['8081: target-port-unmatched'];

test('underlines exactly the port, says what is there instead and links to it', async () => {
  await open(SERVICE);
  await expectUnderlined(SERVICE, UNMATCHED);
  const [finding] = findings(SERVICE);
  assert.equal(finding?.severity, vscode.DiagnosticSeverity.Warning);
  assert.match(finding.message, /8081.*8080/s);
  const related = finding.relatedInformation?.map(({ location }) => vscode.workspace.asRelativePath(location.uri));
  assert.equal(related?.includes(DEPLOYMENT), true, String(related));
});

test('takes the squiggle back while one types, and undo draws it again', async () => {
  const editor = await open(SERVICE);
  await replace(editor, '8081', '8080');
  await expectUnderlined(SERVICE, []);
  assert.equal(editor.document.isDirty, true);
  await vscode.commands.executeCommand('undo');
  await expectUnderlined(SERVICE, UNMATCHED);
});

test('follows unsaved text in the other file', async () => {
  const editor = await open(DEPLOYMENT);
  await replace(editor, 'containerPort: 8080', 'containerPort: 8081');
  await expectUnderlined(SERVICE, []);
  assert.equal(editor.document.isDirty, true);
  await vscode.commands.executeCommand('undo');
  await expectUnderlined(SERVICE, UNMATCHED);
});

test('follows files that are made, changed and deleted outside the editor', async () => {
  const twin = uriOf('k8s/twin.yaml');
  const text = originalText(SERVICE).replace('name: web', 'name: twin');
  writeFileSync(twin.fsPath, text);
  await eventually(() => assert.equal(findings('k8s/twin.yaml').length, 1));
  writeFileSync(twin.fsPath, text.replace('8081', '8080'));
  await eventually(() => assert.equal(findings('k8s/twin.yaml').length, 0));
  rmSync(twin.fsPath);
  await expectUnderlined(SERVICE, UNMATCHED);
});

test('obeys the severity that is set for a rule', async () => {
  const settings = vscode.workspace.getConfiguration('portolan');
  const set = (severity?: string) =>
    settings.update(
      'severities',
      severity && { 'target-port-unmatched': severity },
      vscode.ConfigurationTarget.Workspace,
    );
  await set('error');
  await eventually(() => assert.equal(findings(SERVICE)[0]?.severity, vscode.DiagnosticSeverity.Error));
  await set('off');
  await expectUnderlined(SERVICE, []);
  await set(undefined);
  await expectUnderlined(SERVICE, UNMATCHED);
});
