/** Going along a link: definition, references, highlights. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import { eventually, open, rangeOf, replace } from './workspace.ts';

type Place = vscode.Location | vscode.LocationLink;

/** Places as `k8s/deployment.yaml: 8080`, sorted. */
async function texts(places: readonly Place[]): Promise<string[]> {
  const named = places.map(async (place) => {
    const [uri, range] =
      'targetUri' in place
        ? [place.targetUri, place.targetSelectionRange ?? place.targetRange]
        : [place.uri, place.range];
    const document = await vscode.workspace.openTextDocument(uri);
    return `${vscode.workspace.asRelativePath(uri)}: ${document.getText(range)}`;
  });
  return (await Promise.all(named)).sort();
}

/** Asks the editor about the only place where `text` stands. */
function ask<Answer>(command: string, { document }: vscode.TextEditor, text: string): Thenable<Answer[]> {
  return vscode.commands.executeCommand(command, document.uri, rangeOf(document, text).start);
}

/** The Service with its target as it should be, unsaved. */
async function openMended(): Promise<vscode.TextEditor> {
  const editor = await open('k8s/service.yaml');
  await replace(editor, '8081', '8080');
  return editor;
}

test('goes from a targetPort to the containerPort and to the process that listens', async () => {
  const editor = await openMended();
  await eventually(async () => {
    const places = await texts(await ask<Place>('vscode.executeDefinitionProvider', editor, '8080'));
    assert.deepEqual([...new Set(places)], ['k8s/deployment.yaml: 8080', 'web/Dockerfile: 8080']);
  });
});

test('goes from a proxy to the service that it leads to', async () => {
  const editor = await open('proxy/nginx.conf');
  await eventually(async () => {
    const places = await texts(await ask<Place>('vscode.executeDefinitionProvider', editor, '8080'));
    assert.equal(places.includes('compose.yaml: 8080'), true, String(places));
  });
});

test('finds the references of a containerPort', async () => {
  await openMended();
  const editor = await open('k8s/deployment.yaml');
  await eventually(async () => {
    const places = await texts(await ask<Place>('vscode.executeReferenceProvider', editor, '8080'));
    assert.equal(places.includes('k8s/service.yaml: 8080'), true, String(places));
  });
});

test('highlights the port under the cursor and the ones that it is linked with', async () => {
  const editor = await openMended();
  await eventually(async () => {
    const found = await ask<vscode.DocumentHighlight>('vscode.executeDocumentHighlights', editor, '8080');
    const marked = found.map(({ range }) => editor.document.getText(range));
    assert.deepEqual(marked.sort(), ['80', '8080']);
  });
});
