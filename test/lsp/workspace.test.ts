import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestClient } from '../support/client.ts';
import { BROKEN, BROKEN_PROBLEM, DEPLOYMENT, SHOP } from './shop.ts';

/** Files below a folder of their own. */
function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

test('two folders of one name are two workspaces', async (t) => {
  const files = {
    'one/shop/service.yaml': BROKEN['service.yaml'],
    ...below('two/shop', BROKEN),
    'three/shop/deploy.yaml': DEPLOYMENT,
  };
  const client = await TestClient.start(t, { files, roots: ['one/shop', 'two/shop', 'three/shop'] });
  assert.deepEqual(client.problems(), [`two/shop/${BROKEN_PROBLEM}`]);
});

test('a folder within another belongs to the outer one, until that is removed', async (t) => {
  const files = { 'service.yaml': BROKEN['service.yaml'], 'inner/deploy.yaml': DEPLOYMENT };
  const client = await TestClient.start(t, { files, roots: ['inner', '.'] });
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
  client.notify('workspace/didChangeWorkspaceFolders', {
    event: { added: [], removed: [{ uri: client.uri('.'), name: 'outer' }] },
  });
  await client.until(() => client.problems().length === 0, 'the problem to go');
});

test('folders come and go, and their problems with them', async (t) => {
  const client = await TestClient.start(t, { files: { ...below('a', SHOP), ...below('b', BROKEN) }, roots: ['a'] });
  assert.deepEqual(client.problems(), []);
  const folder = { uri: client.uri('b'), name: 'b' };
  client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folder], removed: [] } });
  await client.until(() => client.problems().length > 0, 'the problem of the added folder');
  assert.deepEqual(client.problems(), [`b/${BROKEN_PROBLEM}`]);
  client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [folder] } });
  await client.until(() => client.problems().length === 0, 'the problem to go with the folder');
});

test('severities, exclusions and the size limit come from the settings, and change without a restart', async (t) => {
  const client = await TestClient.start(t, { files: below('shop', BROKEN) });
  const problem = `shop/${BROKEN_PROBLEM}`;
  assert.deepEqual(client.problems(), [problem]);
  const set = async (configuration: unknown, expected: string[]) => {
    client.configuration = configuration;
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => client.problems().join() === expected.join(), `${expected} under the new settings`);
  };
  await set({ severities: { 'target-port-unmatched': 'off' } }, []);
  await set({ severities: { 'target-port-unmatched': 'error' } }, [problem.replace('warning', 'error')]);
  await set({ severities: 'nonsense', exclude: 7, maxFileSize: -1 }, [problem]);
  await set({ exclude: ['shop/'] }, []);
  await set(null, [problem]);
  await set({ maxFileSize: 0.0001 }, []);
  await set({}, [problem]);
});

test('a client that cannot be asked pushes its settings, or gives them at the start', async (t) => {
  const client = await TestClient.start(t, {
    files: BROKEN,
    capabilities: { workspace: { configuration: false } },
    initializationOptions: { severities: { 'target-port-unmatched': 'off' } },
  });
  assert.deepEqual(client.problems(), []);
  client.notify('workspace/didChangeConfiguration', {
    settings: { portolan: { severities: { 'target-port-unmatched': 'warning' } } },
  });
  await client.until(() => client.problems().length > 0, 'the problem');
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
});

test('the watchers are registered where the client can watch', async (t) => {
  const client = await TestClient.start(t, {
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
  });
  const registrations = client
    .notifications<{ registrations: { method: string }[] }>('client/registerCapability')
    .flatMap(({ registrations }) => registrations.map(({ method }) => method));
  assert.ok(registrations.includes('workspace/didChangeWatchedFiles'));
});

test('a file that is left out is told once, in one line', async (t) => {
  const client = await TestClient.start(t, {
    files: { ...SHOP, 'large/service.yaml': `${'# long\n'.repeat(400_000)}` },
  });
  const lines = () => client.log().filter((line) => line.includes('large/service.yaml'));
  assert.equal(lines().length, 1);
  client.notify('workspace/didChangeConfiguration', { settings: null });
  client.changedOnDisk('large/service.yaml');
  client.write('deploy.yaml', DEPLOYMENT.replace('8080', '9090'));
  client.changedOnDisk('deploy.yaml');
  await client.until(() => client.problems().length > 0, 'the change of another file');
  assert.equal(lines().length, 1);
});

test('an ignored file is not checked, open or not, until .gitignore names it no more', async (t) => {
  const client = await TestClient.start(t, { files: { ...BROKEN, '.gitignore': 'service.yaml\n' } });
  assert.deepEqual(client.problems(), []);
  assert.deepEqual(await client.open('service.yaml'), []);
  assert.deepEqual(await client.edit('service.yaml', 'name: http', 'name: web'), []);
  client.write('.gitignore', 'other.yaml\n');
  client.changedOnDisk('.gitignore');
  await client.until(() => client.problems().length > 0, 'the problem of the file that is ignored no more');
  assert.deepEqual(client.problems(), [BROKEN_PROBLEM]);
});

test("the folder's own settings hold, change with their file, and are told where they are wrong", async (t) => {
  const off = 'severities:\n  target-port-unmatched: off\n';
  const client = await TestClient.start(t, { files: { ...BROKEN, 'portolan.yaml': off } });
  assert.deepEqual(client.problems(), []);
  const shows = (expected: string[]) =>
    client.until(() => client.problems().join() === expected.join(), `${expected} under the new settings`);
  client.write('portolan.yaml', off.replace('off', 'error'));
  client.changedOnDisk('portolan.yaml');
  await shows([BROKEN_PROBLEM.replace('warning', 'error')]);
  client.write('portolan.yaml', 'exclude: [service.yaml]\nseverities: { no-such-rule: off }\n');
  client.changedOnDisk('portolan.yaml');
  await shows([]);
  await client.until(() => client.log().some((line) => line.includes("no rule is called 'no-such-rule'")), 'the line');
  client.delete('portolan.yaml');
  client.changedOnDisk('portolan.yaml');
  await shows([BROKEN_PROBLEM]);
});

test("the folder's own settings hold as they are typed, and the editor's before them", async (t) => {
  const text = 'severities:\n  target-port-unmatched: info\nexclude: []\n';
  const client = await TestClient.start(t, { files: { ...BROKEN, 'portolan.yaml': text } });
  const shows = (expected: string[]) =>
    client.until(() => client.problems().join() === expected.join(), `${expected} under the new settings`);
  await shows([BROKEN_PROBLEM.replace('warning', 'info')]);
  await client.open('portolan.yaml');
  await client.edit('portolan.yaml', 'info', 'error');
  await shows([BROKEN_PROBLEM.replace('warning', 'error')]);
  await client.edit('portolan.yaml', '[]', '[deploy.yaml]');
  await shows([]);
  await client.edit('portolan.yaml', '[deploy.yaml]', '[]');
  await shows([BROKEN_PROBLEM.replace('warning', 'error')]);
  client.configuration = { severities: { 'target-port-unmatched': 'warning' } };
  client.notify('workspace/didChangeConfiguration', { settings: null });
  await shows([BROKEN_PROBLEM]);
  client.close('portolan.yaml');
  client.configuration = null;
  client.notify('workspace/didChangeConfiguration', { settings: null });
  await shows([BROKEN_PROBLEM.replace('warning', 'info')]);
});
