import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestClient } from '../support/client.ts';
import { BROKEN, BROKEN_PROBLEM, SHOP } from './shop.ts';

test('the first index is one progress that begins and ends', async (t) => {
  const client = await TestClient.start(t, { files: SHOP });
  assert.equal(client.progress('begin').length, 1);
  assert.equal(client.progress('end').length, 1);
  assert.equal(client.progress('begin')[0]?.token, client.progress('end')[0]?.token);
  assert.equal(await client.stop(), 0);
});

test('the progress ends where there is no folder, and where the folder does not exist', async (t) => {
  for (const roots of [[], ['missing']]) {
    const client = await TestClient.start(t, { roots });
    assert.equal(client.progress('begin').length, 1);
    assert.equal(client.progress('end').length, 1);
    assert.deepEqual(client.problems(), []);
    assert.equal(await client.stop(), 0);
  }
});

test('a client without progress is asked for none and still gets its diagnostics', async (t) => {
  const client = await TestClient.start(t, {
    files: BROKEN,
    capabilities: { window: { workDoneProgress: false } },
    impatient: true,
  });
  await client.until(() => client.problems().length > 0, 'diagnostics');
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
  assert.equal(client.received.filter(({ method }) => method === 'window/workDoneProgress/create').length, 0);
});

test('requests and edits are answered while the index runs', async (t) => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 400; at++) {
    for (const [name, text] of Object.entries(SHOP)) files[`${at}/${name}`] = text.replaceAll('web', `web${at}`);
  }
  const client = await TestClient.start(t, { files, impatient: true });
  const opened = client.open('0/service.yaml');
  const at = { textDocument: { uri: client.uri('0/service.yaml') }, position: { line: 10, character: 20 } };
  let answers = 0;
  while (client.progress('end').length === 0) {
    await client.request('textDocument/hover', at);
    if (client.progress('begin').length > 0 && client.progress('end').length === 0) answers++;
  }
  assert.ok(answers > 0, 'an answer came between the beginning of the index and its end');
  await opened;
  await client.edit('0/service.yaml', '8080', '8081');
  assert.deepEqual(client.problems(), ['0/service.yaml:11:19 warning target-port-unmatched']);
});

test('exit without shutdown is exit code 1, and a closed pipe ends the server', async (t) => {
  const rude = await TestClient.start(t);
  rude.notify('exit', undefined);
  assert.equal(await rude.exit, 1);
  const gone = await TestClient.start(t);
  gone.hangUp();
  assert.equal(await gone.exit, 1);
});

test('exit in the middle of the index is quick', async (t) => {
  const client = await TestClient.start(t, { files: SHOP, impatient: true });
  const start = performance.now();
  assert.equal(await client.stop(), 0);
  assert.ok(performance.now() - start < 5000);
});

test('malformed messages are answered or logged, and the server goes on', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN });
  const framed = (body: string) => client.raw(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  framed('{"jsonrpc": "2.0", "method": ');
  framed('null');
  framed('[]');
  framed('{"jsonrpc": "2.0"}');
  framed('{"jsonrpc": "2.0", "id": 900000}');
  framed('{"jsonrpc": "2.0", "method": "$/cancelRequest"}');
  for (const method of ['didOpen', 'didChange', 'didClose']) {
    client.notify(`textDocument/${method}`, {});
    client.notify(`textDocument/${method}`, null);
    client.notify(`textDocument/${method}`, { textDocument: { uri: 7 } });
  }
  client.notify('textDocument/didChange', {
    textDocument: { uri: client.uri('never-opened.yaml'), version: 3 },
    contentChanges: [{ text: 'kind: Service' }],
  });
  client.notify('workspace/didChangeWatchedFiles', { changes: [{}] });
  client.notify('workspace/didChangeWatchedFiles', {});
  client.notify('workspace/didChangeConfiguration', null);
  client.notify('workspace/didChangeWorkspaceFolders', {});
  client.notify('portolan/unheard-of', {});
  for (const method of ['hover', 'definition', 'references', 'documentHighlight', 'codeAction']) {
    const answer = await client.request(`textDocument/${method}`, { textDocument: {}, position: null });
    assert.ok(answer === null || (Array.isArray(answer) && answer.length === 0), `${method} answers nothing`);
  }
  await assert.rejects(client.request('textDocument/unheardOf', {}), { code: -32601 });

  await client.open('service.yaml');
  assert.deepEqual(await client.edit('service.yaml', '8081', '8080'), []);
  assert.equal(await client.stop(), 0);
});

test('bytes that are no message are passed over, and the next message is read', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN });
  const body = '{"jsonrpc":"2.0","method":"portolan/ignored"}';
  client.raw('what is this');
  assert.equal(await client.request('textDocument/unheardOf', {}).catch(({ code }) => code), -32601);
  client.raw('what is this\r\n\r\n');
  client.raw(`${'x'.repeat(5000)}`);
  assert.equal(await client.request('textDocument/unheardOf', {}).catch(({ code }) => code), -32601);
  client.raw(`Content-Length: none\r\n\r\n${body}`);
  client.raw(`Content-Length: ${body.length - 10}\r\n\r\n${body}`);
  assert.equal(await client.request('textDocument/unheardOf', {}).catch(({ code }) => code), -32601);
  client.raw(`Content-Length: 7\r\nContent-Length: ${body.length}\r\nContent-Type: application/json\r\n\r\n${body}`);
  await client.open('service.yaml');
  assert.deepEqual(await client.edit('service.yaml', '8081', '8080'), []);
  assert.equal(await client.stop(), 0);
});

test('a message may come byte by byte, or with others in one piece', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN });
  const message = (id: string) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'textDocument/unheardOf', params: { text: '港' } });
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  for (const byte of Buffer.from(message('a'))) {
    client.raw(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.raw(message('b') + message('c') + message('d'));
  const answered = () => client.received.map(({ id }) => id).filter((id) => typeof id === 'string' && id.length === 1);
  await client.until(() => answered().length === 4, 'four answers');
  assert.deepEqual(answered(), ['a', 'b', 'c', 'd']);
  const big = await client.open('notes.txt', 'x'.repeat(3_000_000));
  assert.deepEqual(big, []);
});

test('a cancelled request is answered, once', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN });
  await client.open('service.yaml');
  const at = { textDocument: { uri: client.uri('service.yaml') }, position: { line: 10, character: 20 } };
  const id = client.send('textDocument/hover', at);
  client.notify('$/cancelRequest', { id });
  await client.answer(id).catch((error: { code: number }) => assert.equal(error.code, -32800));
  await client.request('textDocument/hover', at);
  assert.equal(client.received.filter((message) => message.id === id && !message.method).length, 1);
});
