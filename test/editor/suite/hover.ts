/** What one reads when the mouse rests on a port. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import { eventually, hoverOver, open, rangeOf, replace } from './workspace.ts';

test('shows the whole way of a port that is in order', async () => {
  const editor = await open('k8s/service.yaml');
  await replace(editor, '8081', '8080');
  await eventually(async () => {
    const markdown = await hoverOver(editor, '8080');
    assert.match(markdown, /^\*\*8080\/tcp\*\*/);
    const hops = [...markdown.matchAll(/^( *)- \*\*(\d+)\*\*.*\[([^\]]*)\]/gm)];
    assert.deepEqual(
      hops.map(([, indent, port, place]) => `${indent}${port} ${place}`),
      [
        '80 k8s/service.yaml:10',
        '  8080 k8s/service.yaml:11',
        '    8080 k8s/deployment.yaml:19',
        '      8080 web/Dockerfile:3',
        '      8080 web/Dockerfile:4',
      ],
    );
    assert.match(markdown, /service\.yaml:11\]\([^)]*\) ← here/);
  });
});

test('shows where the way of a broken port ends', async () => {
  const markdown = await hoverOver(await open('k8s/service.yaml'), '8081');
  assert.match(markdown, /8081/);
  assert.match(markdown, /Service web/);
});

test('its links open the other file at the port', async () => {
  const editor = await open('k8s/service.yaml');
  await replace(editor, '8081', '8080');
  let link: string | undefined;
  await eventually(async () => {
    link = /\((file:[^)\s]*deployment\.yaml#[^)\s]*)\)/.exec(await hoverOver(editor, '8080'))?.[1];
    assert(link, 'the hover links to the Deployment');
  });
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(link ?? ''));
  await eventually(() => {
    const opened = vscode.window.activeTextEditor;
    assert(opened);
    assert.equal(vscode.workspace.asRelativePath(opened.document.uri), 'k8s/deployment.yaml');
    assert.deepEqual(opened.selection.start, rangeOf(opened.document, '8080').start);
  });
});
