import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traefikValues } from '../../server/src/formats/traefik-values.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/values.yaml';
const lines = (text: string): readonly string[] => siteLines(traefikValues, FILE, text);

const WHOLE = `ports:
  web: {port: 8000}
  websecure:
    port: 8443
    exposedPort: 443
  dns: {port: 5353, exposedPort: 53, protocol: UDP}
  off: null
`;

test('entry points inside and outside', () => {
  assert.deepEqual(lines(WHOLE), [
    '2:15 listen entryPoint port 8000 tcp',
    '4:11 listen entryPoint port 8443 tcp',
    '5:18 route exposedPort 443 tcp -> 4:11',
    '6:15 listen entryPoint port 5353 udp',
    '6:34 route exposedPort 53 udp -> 6:15',
  ]);
  checkPrefixes(traefikValues, FILE, WHOLE);
});

test('as values of a dependency; other values are not read', () => {
  assert.deepEqual(lines('traefik:\n  ports: {web: {port: 8000, exposedPort: 80}}\n'), [
    '2:23 listen entryPoint port 8000 tcp',
    '2:42 route exposedPort 80 tcp -> 2:23',
  ]);
  assert.deepEqual(lines('ports:\n  web: {port: 8000}\n'), []);
  assert.deepEqual(lines('service:\n  exposedPort: 80\n'), []);
});
