import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devicesIn, dialledBy } from '../../server/src/syntax/dialling.ts';
import { flatten } from '../../server/src/syntax/text-address.ts';

const address = (line: string): string | undefined => {
  const words = line.split(' ').map((text) => [{ text, span: { file: 'a', line: 0, column: 0, length: text.length } }]);
  const found = dialledBy(words);
  return found && `${flatten(found.host)} ${flatten(found.port)}`;
};

for (const line of [
  'nc -z db 5432',
  'nc -zvw5 db 5432',
  'nc -z -w 5 db 5432',
  'nc db 5432 -w 5',
  '/usr/bin/ncat -w 1 db 5432',
  'telnet db 5432',
  'pg_isready -h db -p 5432 -U shop',
  'PGPASSWORD=x psql --port=5432 --host=db shop',
  'psql -hdb -p5432',
  'redis-cli -h db -p 5432 ping',
  'mysqladmin ping -h db -P 5432 -psecret',
  'mysql --host db --port 5432',
  'wait-for-it.sh -h db -p 5432 -- serve -p 80',
  'mongosh --host db --port 5432',
]) {
  test(line, () => assert.equal(address(line), 'db 5432'));
}

for (const line of [
  'nc -l -p 5432',
  'nc -lk 0.0.0.0 5432',
  'nc -z db',
  'nc -z db postgres',
  'nc --wait 5 db 5432',
  'pg_isready -p 5432',
  'pg_isready -h db',
  'pg_isready -h',
  'mysql -h db -p5432',
  'wait-for-it.sh -h db -- serve -p 80',
  'serve -h db -p 5432',
  'echo nc db 5432',
  '',
]) {
  test(`none: ${line}`, () => assert.equal(address(line), undefined));
}

test('connections that bash opens', () => {
  const found = devicesIn('until (exec 3<>/dev/tcp/db/5432) 2>/dev/null; do echo >/dev/tcp/web/ ; done');
  assert.deepEqual(
    found.map(({ host, port }) => `${host.text} ${port.text}`),
    ['db 5432'],
  );
});
