/** The light bulb: what it offers, and the files after it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import {
  apply,
  eventually,
  everyFinding,
  expectUnderlined,
  lightBulb,
  open,
  originalText,
  rangeOf,
} from './workspace.ts';

const SERVICE = 'k8s/service.yaml';
const DEPLOYMENT = 'k8s/deployment.yaml';

/** What the light bulb offers on the broken port, Portolan's alone. */
async function offered(editor: vscode.TextEditor): Promise<vscode.CodeAction[]> {
  await expectUnderlined(SERVICE, ['8081: target-port-unmatched']);
  return lightBulb(editor.document, rangeOf(editor.document, '8081'));
}

async function applyTitled(editor: vscode.TextEditor, title: RegExp): Promise<void> {
  const actions = await offered(editor);
  const action = actions.find((one) => title.test(one.title));
  assert(action, `${title} is offered among: ${actions.map((one) => one.title).join(' | ')}`);
  await apply(action);
}

async function textOf(file: string): Promise<string> {
  return (await open(file)).document.getText();
}

test('the preferred fix comes first, aligns this end and touches nothing else', async () => {
  const editor = await open(SERVICE);
  const [first] = await offered(editor);
  assert(first?.isPreferred, 'the first fix is the preferred one');
  await apply(first);
  assert.equal(editor.document.getText(), originalText(SERVICE).replace('8081', '8080'));
  await eventually(() => assert.deepEqual(everyFinding(), []));
});

test('another fix declares the port at the other end, in its own file', async () => {
  await applyTitled(await open(SERVICE), /^Declare port 8081/);
  assert.equal(
    await textOf(DEPLOYMENT),
    originalText(DEPLOYMENT).replace('containerPort: 8080', 'containerPort: 8080\n            - containerPort: 8081'),
  );
  assert.equal(await textOf(SERVICE), originalText(SERVICE));
  await expectUnderlined(SERVICE, []);
});

test('"ignore here" writes a comment above the line', async () => {
  const editor = await open(SERVICE);
  await applyTitled(editor, /^Ignore target-port-unmatched here$/);
  const line = '      targetPort: 8081';
  assert.equal(
    editor.document.getText(),
    originalText(SERVICE).replace(line, `      # portolan-ignore target-port-unmatched\n${line}`),
  );
  await eventually(() => assert.deepEqual(everyFinding(), []));
});

test('"ignore the rule" turns it off in the workspace settings', async () => {
  await applyTitled(await open(SERVICE), /^Ignore target-port-unmatched in this workspace$/);
  await expectUnderlined(SERVICE, []);
  const settings = () => vscode.workspace.getConfiguration('portolan');
  assert.deepEqual(settings().inspect('severities')?.workspaceValue, { 'target-port-unmatched': 'off' });
  await settings().update('severities', undefined, vscode.ConfigurationTarget.Workspace);
});

test('"Fix All in File" mends the file', async () => {
  const editor = await open(SERVICE);
  await expectUnderlined(SERVICE, ['8081: target-port-unmatched']);
  await vscode.commands.executeCommand('portolan.fixAll');
  await eventually(() => assert.equal(editor.document.getText(), originalText(SERVICE).replace('8081', '8080')));
  await expectUnderlined(SERVICE, []);
});
