import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portsLock } from '../../server/src/formats/ports-lock.ts';
import { fileSource } from '../../server/src/syntax/source.ts';
import { shownAt } from '../support/places.ts';
import { checkPrefixes, parseChecked } from '../support/site-lines.ts';

const FILE = '/repo/ports.lock.yaml';
const WHOLE = `# A comment.
version: 1
ports:
  . | service web | published port/tcp | default: 8080
  "a: b | service web | published port/tcp#2 | prod": 8000-8010
  . | service web | http/tcp: 80
  . | service api | http/tcp | default: high
`;

test('an entry for each line that has four columns and a number; the rest is told', () => {
  const told: string[] = [];
  const [record] = portsLock.parse(
    fileSource(FILE, WHOLE),
    (message, span) => told.push(`${span?.line} ${message}`),
    () => {},
  );
  assert.ok(record?.kind === 'record');
  assert.deepEqual(
    record.entries.map(({ key, value, span }) => [key, value, shownAt(WHOLE, span)]),
    [
      ['. | service web | published port/tcp | default', '8080', '8080'],
      ['a: b | service web | published port/tcp#2 | prod', '8000-8010', '8000-8010'],
    ],
  );
  const message = 'takes a place, a component, a port and an environment, and a number';
  assert.deepEqual(told, [`5 ${message}`, `6 ${message}`]);
});

test('it is known by its name alone, and is read as far as it is typed', () => {
  assert.equal(portsLock.matches('/repo/shop/ports.lock.yaml'), true);
  assert.equal(portsLock.matches('/repo/ports.yaml'), false);
  assert.deepEqual(parseChecked(portsLock, FILE, 'version: 1\n'), []);
  checkPrefixes(portsLock, FILE, WHOLE);
});
