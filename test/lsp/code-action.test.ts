import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type ClientOptions, TestClient } from '../support/client.ts';
import { BROKEN, BROKEN_PROBLEM, SERVICE } from './shop.ts';

async function startWithProblem(t: TestContext, options: ClientOptions = {}) {
  const client = await TestClient.start(t, { files: BROKEN, ...options });
  const [diagnostic] = await client.open('service.yaml');
  assert.ok(diagnostic);
  return { client, diagnostic, actions: await client.actions('service.yaml', diagnostic.range, [diagnostic]) };
}

test('the preferred fix comes first, belongs to the diagnostic, and mends it', async (t) => {
  const { client, diagnostic, actions } = await startWithProblem(t);
  const [preferred, ...others] = actions;
  assert.ok(preferred?.edit);
  assert.equal(preferred.kind, 'quickfix');
  assert.equal(preferred.isPreferred, true);
  assert.deepEqual(preferred.diagnostics, [diagnostic]);
  assert.ok(others.every(({ isPreferred }) => !isPreferred));
  await client.apply(preferred.edit);
  assert.equal(client.text('service.yaml'), SERVICE);
  assert.deepEqual(client.problems(), []);
});

test('every offered fix leaves no problem', async (t) => {
  const { actions } = await startWithProblem(t);
  const fixes = actions.filter(({ kind, edit }) => kind === 'quickfix' && edit);
  assert.ok(fixes.length >= 2);
  for (const { title } of fixes) {
    const again = await startWithProblem(t);
    const action = again.actions.find((other) => other.title === title);
    assert.ok(action?.edit, title);
    await again.client.apply(action.edit);
    assert.deepEqual(again.client.problems(), [], title);
  }
});

test('ignoring a finding writes a comment above it, indented as the line', async (t) => {
  const { client, actions } = await startWithProblem(t);
  const ignore = actions.find(({ title }) => title === 'Ignore target-port-unmatched here');
  assert.ok(ignore?.edit);
  await client.apply(ignore.edit);
  assert.ok(
    client.text('service.yaml').includes('      # portolan-ignore target-port-unmatched\n      targetPort: 8081\n'),
  );
  assert.deepEqual(client.problems(), []);
});

test('every edit of a file with CRLF ends its lines so', async (t) => {
  const files = Object.fromEntries(Object.entries(BROKEN).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]));
  const { actions } = await startWithProblem(t, { files });
  const texts = actions.flatMap(({ edit }) =>
    (edit?.documentChanges ?? []).flatMap((change) => ('edits' in change ? change.edits : [])),
  );
  const broken = texts.map((edit) => ('newText' in edit ? edit.newText : '')).filter((text) => text.includes('\n'));
  assert.ok(broken.length > 0);
  for (const text of broken) assert.doesNotMatch(text, /(?<!\r)\n/);
});

test('a comment that ignores another rule is given one more', async (t) => {
  const files = {
    ...BROKEN,
    'service.yaml': BROKEN['service.yaml'].replace(
      '      targetPort',
      '      # portolan-ignore invalid-port\n      targetPort',
    ),
  };
  const client = await TestClient.start(t, { files });
  const diagnostic = (await client.open('service.yaml')).find(({ code }) => code === 'target-port-unmatched');
  assert.ok(diagnostic);
  const actions = await client.actions('service.yaml', diagnostic.range, [diagnostic]);
  const ignore = actions.find(({ title }) => title === 'Ignore target-port-unmatched here');
  assert.ok(ignore?.edit);
  await client.apply(ignore.edit);
  assert.ok(client.text('service.yaml').includes('# portolan-ignore target-port-unmatched, invalid-port\n'));
  assert.deepEqual(client.problems(), ['service.yaml:11:48 info unused-suppression']);
});

test('a suppression that silences nothing is taken out with its line, and not by fix-all', async (t) => {
  const { client, actions } = await startWithProblem(t);
  const ignore = actions.find(({ title }) => title === 'Ignore target-port-unmatched here');
  const fix = actions.find(({ isPreferred }) => isPreferred);
  assert.ok(ignore?.edit && fix?.edit);
  const before = client.text('service.yaml');
  await client.apply(ignore.edit);
  const [diagnostic] = await client.edit('service.yaml', '8081', '8080');
  assert.ok(diagnostic);
  const offered = await client.actions('service.yaml', diagnostic.range, [diagnostic]);
  assert.deepEqual(
    offered.map(({ title }) => title),
    ['Remove the suppression'],
  );
  assert.ok(offered[0]?.edit);
  await client.apply(offered[0].edit);
  assert.equal(client.text('service.yaml'), before.replace('8081', '8080'));
});

test('ignoring a rule is offered to a client that knows the command', async (t) => {
  const plain = await startWithProblem(t);
  assert.ok(plain.actions.every(({ command }) => !command));
  const able = await startWithProblem(t, { initializationOptions: { commands: ['portolan.ignoreRule'] } });
  const command = able.actions.find((action) => action.command)?.command;
  assert.equal(command?.command, 'portolan.ignoreRule');
  assert.deepEqual(command?.arguments, ['target-port-unmatched']);
});

test('edits carry the version of an open document, and are plain where the client knows no versions', async (t) => {
  const { client, actions } = await startWithProblem(t);
  const version = client
    .notifications<{ version?: number }>('textDocument/publishDiagnostics')
    .findLast((params) => params.version !== undefined)?.version;
  assert.deepEqual(
    actions[0]?.edit?.documentChanges?.map((change) => 'textDocument' in change && change.textDocument),
    [{ uri: client.uri('service.yaml'), version }],
  );
  const simple = await startWithProblem(t, { capabilities: { workspace: { workspaceEdit: {} } } });
  assert.deepEqual(Object.keys(simple.actions[0]?.edit?.changes ?? {}), [simple.client.uri('service.yaml')]);
});

test('only the kinds asked for are offered, and fix-all mends the file', async (t) => {
  const { client, diagnostic } = await startWithProblem(t);
  const kinds = async (only: string[]) => [
    ...new Set((await client.actions('service.yaml', diagnostic.range, [diagnostic], only)).map(({ kind }) => kind)),
  ];
  assert.deepEqual(await kinds(['quickfix']), ['quickfix']);
  assert.deepEqual(await kinds(['refactor']), []);
  for (const only of ['source', 'source.fixAll', 'source.fixAll.portolan']) {
    assert.deepEqual(await kinds([only]), ['source.fixAll.portolan']);
  }
  const [all] = await client.actions('service.yaml', diagnostic.range, [], ['source.fixAll']);
  assert.ok(all?.edit);
  await client.apply(all.edit);
  assert.deepEqual(client.problems(), []);
});

test('a diagnostic finds its fixes without its data and out of the range asked for', async (t) => {
  const { client, diagnostic } = await startWithProblem(t);
  const { data: _, ...bare } = diagnostic;
  const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  assert.ok((await client.actions('service.yaml', top, [bare])).length > 0);
  assert.deepEqual(await client.actions('service.yaml', top, [], ['quickfix']), []);
  const stale = { ...diagnostic, data: { rule: 'target-port-unmatched', line: 1, column: 1, length: 2 } };
  assert.deepEqual(await client.actions('service.yaml', top, [stale], ['quickfix']), []);
});

test('the fixes of a file that is not open are offered too', async (t) => {
  const client = await TestClient.start(t, { files: BROKEN });
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
  const [diagnostic] = client.diagnostics('service.yaml');
  assert.ok(diagnostic);
  const actions = await client.actions('service.yaml', diagnostic.range, [diagnostic]);
  assert.ok(actions.some(({ title }) => title.startsWith('Ignore')));
  assert.ok(actions[0]?.edit);
  await client.apply(actions[0].edit);
  assert.deepEqual(client.problems(), []);
});
