import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../server/src/formats/registry.ts';

/** What there is of a config. */
function found(name: string, text: string): readonly string[] {
  return parse(`/repo/${name}`, text).components.map(({ kind, format }) => `${format} ${kind}`);
}

test('configs that speak of an address, in whatever words', () => {
  const here = ['dev-server settings'];
  assert.deepEqual(found('angular.json', '{ "serve": { "options": { "host": "0.0.0.0" } } }'), here);
  assert.deepEqual(found('_config.yml', 'title: Notes\nhost: 0.0.0.0\n'), here);
  assert.deepEqual(found('mkdocs.yml', 'dev_addr: 0.0.0.0:8000\n'), here);
  assert.deepEqual(found('jupyter_server_config.py', "c.ServerApp.ip = '*'\n"), here);
  assert.deepEqual(found('vite.config.ts', 'export default shared({ host })\n'), here);
  assert.deepEqual(found('angular.json', '{ "serve": { "options": { "host'), here);
});

test('configs that do not, or that are read as source code, and other files', () => {
  assert.deepEqual(found('angular.json', '{ "projects": {} }'), []);
  assert.deepEqual(found('_config.yml', 'title: Notes\n'), []);
  assert.deepEqual(found('vite.config.ts', 'export default { server: { host: true, port: 3000 } }'), [
    'source program',
  ]);
  assert.deepEqual(found('config.json', '{ "host": "0.0.0.0" }'), []);
});
