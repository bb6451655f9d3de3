import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hover, Location, LocationLink, MarkupContent, WorkspaceEdit } from 'vscode-languageserver/node';
import { TestClient } from '../support/client.ts';
import { SHOP } from './shop.ts';

/** `8080` behind `targetPort:`, and where it leads. */
const TARGET = { start: { line: 10, character: 18 }, end: { line: 10, character: 22 } };
const CONTAINER = { start: { line: 17, character: 29 }, end: { line: 17, character: 33 } };

function at(client: TestClient, file: string, position: { line: number; character: number }) {
  return { textDocument: { uri: client.uri(file) }, position };
}

test('the hover covers the token, and each hop is a link that opens the file at its line', async (t) => {
  const files = Object.fromEntries(Object.entries(SHOP).map(([name, text]) => [`shop (1)/${name}`, text]));
  const client = await TestClient.start(t, { files });
  await client.open('shop (1)/service.yaml');
  const hover = (await client.request(
    'textDocument/hover',
    at(client, 'shop (1)/service.yaml', TARGET.start),
  )) as Hover;
  assert.deepEqual(hover.range, TARGET);
  const { kind, value } = hover.contents as MarkupContent;
  assert.equal(kind, 'markdown');
  assert.ok(value.includes('shop%20%281%29/deploy.yaml#L18,30)'), value);
});

test('a client without Markdown is shown plain text', async (t) => {
  const client = await TestClient.start(t, {
    files: SHOP,
    capabilities: { textDocument: { hover: { contentFormat: ['plaintext'] } } },
  });
  await client.open('service.yaml');
  const hover = (await client.request('textDocument/hover', at(client, 'service.yaml', TARGET.end))) as Hover;
  const { kind, value } = hover.contents as MarkupContent;
  assert.equal(kind, 'plaintext');
  assert.match(value, /deploy\.yaml:18/);
  assert.doesNotMatch(value, /file:|\*\*|\\|`/);
});

test('the definition of a target port is the container port, and the references of that lead back', async (t) => {
  const client = await TestClient.start(t, { files: SHOP });
  await client.open('service.yaml');
  await client.open('deploy.yaml');
  const links = (await client.request(
    'textDocument/definition',
    at(client, 'service.yaml', TARGET.start),
  )) as LocationLink[];
  assert.deepEqual(links, [
    {
      originSelectionRange: TARGET,
      targetUri: client.uri('deploy.yaml'),
      targetRange: CONTAINER,
      targetSelectionRange: CONTAINER,
    },
  ]);
  const references = (await client.request('textDocument/references', {
    ...at(client, 'deploy.yaml', CONTAINER.start),
    context: { includeDeclaration: false },
  })) as Location[];
  assert.deepEqual(references, [{ uri: client.uri('service.yaml'), range: TARGET }]);
});

test('a client without location links is given locations', async (t) => {
  const client = await TestClient.start(t, { files: SHOP, capabilities: { textDocument: { definition: {} } } });
  await client.open('service.yaml');
  assert.deepEqual(await client.request('textDocument/definition', at(client, 'service.yaml', TARGET.start)), [
    { uri: client.uri('deploy.yaml'), range: CONTAINER },
  ]);
});

test('the highlights of a port stand in its own file', async (t) => {
  const client = await TestClient.start(t, { files: SHOP });
  await client.open('service.yaml');
  const highlights = (await client.request(
    'textDocument/documentHighlight',
    at(client, 'service.yaml', TARGET.start),
  )) as object[];
  assert.deepEqual(
    highlights.map((highlight) => 'range' in highlight && highlight.range),
    [{ start: { line: 9, character: 12 }, end: { line: 9, character: 14 } }, TARGET],
  );
});

test('where no port stands, nothing is answered', async (t) => {
  const client = await TestClient.start(t, { files: SHOP });
  await client.open('service.yaml');
  const nowhere = at(client, 'service.yaml', { line: 0, character: 0 });
  assert.equal(await client.request('textDocument/hover', nowhere), null);
  assert.equal(await client.request('textDocument/definition', nowhere), null);
  assert.deepEqual(await client.request('textDocument/references', nowhere), []);
  assert.deepEqual(await client.request('textDocument/documentHighlight', nowhere), []);
});

test('a port is renamed at all of its places, in files that are open and in others', async (t) => {
  const client = await TestClient.start(t, {
    files: SHOP,
    capabilities: { textDocument: { rename: { prepareSupport: true } } },
  });
  await client.open('service.yaml');
  const place = at(client, 'service.yaml', TARGET.start);
  const prepared = (await client.request('textDocument/prepareRename', place)) as { placeholder: string };
  assert.match(prepared.placeholder, /^\d+$/);
  const before = client.problems();
  const edit = (await client.request('textDocument/rename', { ...place, newName: '9999' })) as WorkspaceEdit;
  await client.apply(edit);
  assert.ok(client.text('service.yaml').includes('targetPort: 9999'), client.text('service.yaml'));
  assert.ok(client.text('deploy.yaml').includes('containerPort: 9999'), client.text('deploy.yaml'));
  assert.deepEqual(client.problems(), before);
  assert.equal(await client.request('textDocument/rename', { ...place, newName: 'http' }), null);
});
