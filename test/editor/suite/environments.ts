/** A chart with two values files: where a mistake is underlined, and what one environment alone shows. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import { eventually, expectUnderlined, findings, hoverOver, lookAt, open, replace } from './workspace.ts';

const VALUES = 'chart/values.yaml';
const PRODUCTION = 'chart/values-prod.yaml';
const SERVICE = 'chart/templates/service.yaml';
const UNMATCHED = ['8090: target-port-unmatched'];

test('underlines the value while the template is edited', async () => {
  const editor = await open('chart/templates/deployment.yaml');
  await replace(editor, 'containerPort: 8090', 'containerPort: 8091');
  await expectUnderlined(VALUES, UNMATCHED);
  await vscode.commands.executeCommand('undo');
  await expectUnderlined(VALUES, []);
});

test('underlines what a template hard-codes while the value is edited', async () => {
  const editor = await open(VALUES);
  await replace(editor, 'port: 80\n', 'port: 81\n');
  await expectUnderlined('chart/templates/ingress.yaml', ['80: backend-port-unmatched']);
  await vscode.commands.executeCommand('undo');
  await expectUnderlined('chart/templates/ingress.yaml', []);
});

test('says for which values file a finding holds, and is silent where that is not looked at', async () => {
  const editor = await open(PRODUCTION);
  await replace(editor, 'metricsPort: 9200', 'targetPort: 9999');
  await expectUnderlined(PRODUCTION, ['9999: target-port-unmatched']);
  assert.match(findings(PRODUCTION)[0]?.message ?? '', /\(in values-prod\.yaml\)$/);
  await lookAt('default');
  await expectUnderlined(PRODUCTION, []);
  await lookAt('prod');
  await expectUnderlined(PRODUCTION, ['9999: target-port-unmatched']);
});

test('leads from a template through the value, in the environment that is looked at', async () => {
  const editor = await open(SERVICE);
  const expression = '{{ .Values.service.metricsPort }}';
  await eventually(async () => {
    const markdown = await hoverOver(editor, expression);
    assert.match(markdown, /^\*\*9100\/tcp\*\*.*\[chart\/values\.yaml:4\]/s);
    assert.match(markdown, /\*\*9200\*\* in values\\-prod\.yaml/);
  });
  await lookAt('prod');
  await eventually(async () => {
    const markdown = await hoverOver(editor, expression);
    assert.match(markdown, /^\*\*9200\/tcp\*\*.*\[chart\/values-prod\.yaml:2\]/s);
  });
});

test('shows the environment in the status bar, and offers a choice', async () => {
  const { environment } = vscode.extensions.getExtension<{ environment: vscode.StatusBarItem }>(
    'portolan.portolan',
  )!.exports;
  await eventually(() => assert.equal(environment.text, '$(layers) all'));
  assert.equal(environment.command, 'portolan.chooseEnvironment');
  await lookAt('prod');
  await eventually(() => assert.equal(environment.text, '$(layers) prod'));
});
