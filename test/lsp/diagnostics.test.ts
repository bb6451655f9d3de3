import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestClient } from '../support/client.ts';
import { BROKEN, BROKEN_PROBLEM, DEPLOYMENT, SERVICE, SHOP, shown } from './shop.ts';

test('the problems of files that are not open are shown after the index', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN });
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
});

test('a diagnostic says what, where, by which rule, and what stands at the other end', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN });
  const [diagnostic] = client.diagnostics('service.yaml');
  assert.ok(diagnostic);
  assert.deepEqual(diagnostic.range, { start: { line: 10, character: 18 }, end: { line: 10, character: 22 } });
  assert.equal(diagnostic.source, 'portolan');
  assert.equal(diagnostic.code, 'target-port-unmatched');
  assert.match(diagnostic.codeDescription?.href ?? '', /\/docs\/rules\/target-port-unmatched\.md$/);
  assert.match(String(diagnostic.message), /8081.*Deployment web.*8080/);
  assert.deepEqual(
    diagnostic.relatedInformation?.map(({ location }) => location),
    [
      {
        uri: client.uri('deploy.yaml'),
        range: { start: { line: 17, character: 29 }, end: { line: 17, character: 33 } },
      },
    ],
  );
});

test('every version is answered, in order, also when nothing changed', async (t) => {
  const client = await TestClient.start(t, { files: SHOP });
  await client.open('service.yaml');
  const versions: number[] = [];
  const target = () => /targetPort: (.*)/.exec(client.text('service.yaml'))![0];
  for (const next of ['808', '80', '8', '', '8', '80', '808', '8081', '8081']) {
    versions.push(client.type('service.yaml', target(), `targetPort: ${next}`));
  }
  await client.versioned('service.yaml', versions.at(-1)!);
  const answered = client
    .notifications<{ uri: string; version?: number }>('textDocument/publishDiagnostics')
    .filter(
      ({ uri, version }) => uri === client.uri('service.yaml') && version !== undefined && version >= versions[0]!,
    )
    .map(({ version }) => version);
  assert.deepEqual(answered, versions);
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
  const version = versions.at(-1)! + 1;
  client.notify('textDocument/didChange', {
    textDocument: { uri: client.uri('service.yaml'), version },
    contentChanges: [],
  });
  assert.equal((await client.versioned('service.yaml', version)).length, 1);
});

test('an unsaved edit at one end shows at the other end, and undoing it restores exactly what was there', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN });
  const before = shown(client.diagnostics('service.yaml'));
  await client.open('deploy.yaml');
  await client.edit('deploy.yaml', '8080', '8081');
  assert.deepEqual(client.problems(), []);
  await client.edit('deploy.yaml', '8081', '8080');
  assert.deepEqual(shown(client.diagnostics('service.yaml')), before);
});

test('a document that is closed without saving is again what the disk says', async (t) => {
  const client = await TestClient.start(t, { files: SHOP });
  await client.open('service.yaml');
  await client.edit('service.yaml', '8080', '8081');
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
  client.close('service.yaml');
  await client.until(() => client.problems().length === 0, 'the problem to go');
});

test("the editor's text wins over a change on disk for as long as the document is open", async (t) => {
  const client = await TestClient.start(t, { files: SHOP });
  await client.open('service.yaml');
  client.write('service.yaml', BROKEN['service.yaml']);
  client.changedOnDisk('service.yaml');
  assert.deepEqual(await client.edit('service.yaml', 'name: http', 'name: web'), []);
  client.close('service.yaml');
  await client.until(() => client.problems().length > 0, 'the problem on disk');
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
});

test('files that are made, changed and deleted on disk are followed', async (t) => {
  const client = await TestClient.start(t, { files: { 'service.yaml': BROKEN['service.yaml'] } });
  assert.deepEqual(client.problems(), []);
  client.write('deploy.yaml', DEPLOYMENT);
  client.changedOnDisk('deploy.yaml');
  await client.until(() => client.problems().length > 0, 'the problem of a file that was made');
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
  client.write('deploy.yaml', DEPLOYMENT.replace('8080', '8081'));
  client.changedOnDisk('deploy.yaml');
  await client.until(() => client.problems().length === 0, 'the mended file');
  client.write('deploy.yaml', DEPLOYMENT);
  client.changedOnDisk('deploy.yaml');
  await client.until(() => client.problems().length > 0, 'the problem again');
  client.delete('service.yaml');
  client.changedOnDisk('service.yaml');
  await client.until(() => client.problems().length === 0, 'the deleted file');
});

test('a folder that is moved in or deleted takes its files along', async (t) => {
  const client = await TestClient.start(t);
  for (const [name, text] of Object.entries(BROKEN)) client.write(`shop/deep/${name}`, text);
  client.changedOnDisk('shop');
  await client.until(() => client.problems().length > 0, 'the problem of the folder');
  assert.deepEqual(client.problems(), [`shop/deep/${BROKEN_PROBLEM}`]);
  client.delete('shop');
  client.changedOnDisk('shop');
  await client.until(() => client.problems().length === 0, 'the problem to go with the folder');
});

test('a document that is no file, or has no format, is answered with no diagnostics', async (t) => {
  const client = await TestClient.start(t, { files: SHOP });
  const uri = 'untitled:Untitled-1';
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 7, text: SERVICE } });
  const find = () =>
    client
      .notifications<{ uri: string; version?: number; diagnostics: object[] }>('textDocument/publishDiagnostics')
      .find((params) => params.uri === uri);
  await client.until(() => find() !== undefined, 'an answer for the untitled document');
  assert.deepEqual(find(), { uri, version: 7, diagnostics: [] });
  assert.deepEqual(await client.open('notes.txt', 'targetPort: 8081'), []);
});

test('a file in no folder is checked with the open documents beside it', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN, roots: [] });
  assert.deepEqual(await client.open('service.yaml'), []);
  await client.open('deploy.yaml');
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
  client.close('service.yaml');
  await client.until(() => client.problems().length === 0, 'the closed document to be forgotten');
});

test('a client that asks to pull gets nothing pushed, and pulls the same', async (t) => {
  const client = await TestClient.start(t, {
    files: BROKEN,
    initializationOptions: { diagnostics: 'pull' },
    capabilities: { textDocument: { diagnostic: {} } },
  });
  const pull = async (previousResultId?: string) =>
    (await client.request('textDocument/diagnostic', {
      textDocument: { uri: client.uri('service.yaml') },
      previousResultId,
    })) as { kind: string; resultId: string; items?: { code: string }[] };
  const first = await pull();
  assert.deepEqual(
    first.items?.map(({ code }) => code),
    ['target-port-unmatched'],
  );
  assert.equal((await pull(first.resultId)).kind, 'unchanged');
  const workspace = (await client.request('workspace/diagnostic', { previousResultIds: [] })) as {
    items: { uri: string; kind: string }[];
  };
  assert.deepEqual(
    workspace.items.map(({ uri }) => uri),
    [client.uri('service.yaml')],
  );
  client.write('deploy.yaml', DEPLOYMENT.replace('8080', '8081'));
  client.changedOnDisk('deploy.yaml');
  let mended = first;
  for (let tries = 0; tries < 100 && mended.items?.length !== 0; tries++) mended = await pull();
  assert.deepEqual(mended.items, []);
  assert.deepEqual(client.notifications('textDocument/publishDiagnostics'), []);
});

test('the counts are told to a client that asks for them', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN, initializationOptions: { counts: true } });
  const last = () => client.notifications<object>('portolan/counts').at(-1);
  const expected = { errors: 0, warnings: 1, infos: 0, indexing: false, environments: [] };
  await client.until(() => JSON.stringify(last()) === JSON.stringify(expected), 'the counts after the index');
  await client.open('service.yaml');
  await client.edit('service.yaml', '8081', '8080');
  const none = { errors: 0, warnings: 0, infos: 0, indexing: false, environments: [] };
  await client.until(() => JSON.stringify(last()) === JSON.stringify(none), 'the counts after the edit');
});
