import assert from 'node:assert/strict';
import { test } from 'node:test';
import { procfile } from '../../server/src/formats/procfile.ts';
import { writtenText } from '../../server/src/model/index.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, parseChecked } from '../support/site-lines.ts';

const WHOLE = 'web: gunicorn -b :$PORT shop.wsgi\n# clock: x\nworker : celery -A shop worker\nno line\n';

test('a command for each kind of process', () => {
  const [component] = parseChecked(procfile, '/repo/Procfile', WHOLE);
  assert.ok(component?.kind === 'settings');
  assert.deepEqual(
    component.settings.map(({ name, value }) => `${name}: ${writtenText(value ?? [])}`),
    ['web: gunicorn -b :${PORT} shop.wsgi', 'worker: celery -A shop worker'],
  );
  checkPrefixes(procfile, '/repo/Procfile', WHOLE);
});

test('what starts one process of it', () =>
  checkFixture(`
    === Dockerfile
    FROM python:3.13
    COPY . .
    ENV PORT=9000
    EXPOSE 8000
    ~      ^^^^ warning[container-port-mismatch] it listens on 9000
    CMD honcho start web
    === Procfile
    ${WHOLE.trim().split('\n').join('\n    ')}
  `));

test('all of its processes at once, and none', () => {
  for (const run of ['honcho start', 'foreman check'])
    checkFixture(`
      === Dockerfile
      FROM python:3.13
      COPY . .
      EXPOSE 8000
      CMD ${run}
      === Procfile
      web: gunicorn -b :9000 shop.wsgi
    `);
});
