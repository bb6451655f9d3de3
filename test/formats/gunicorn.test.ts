import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunicorn } from '../../server/src/formats/gunicorn.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/gunicorn.conf.py';

test('addresses, and ports of the environment', () => {
  for (const [text, ...expected] of [
    ['workers = 2\nbind = "0.0.0.0:8000"  # all', '2:17 listen bind 8000 tcp at 0.0.0.0'],
    ["bind = ':9000'", '1:10 listen bind 9000 tcp'],
    [
      'bind = [\n  "127.0.0.1:8000",\n  "[::1]:8001",\n]',
      '2:14 listen bind 8000 tcp at 127.0.0.1',
      '3:10 listen bind 8001 tcp at ::1',
    ],
    ['bind = f"0.0.0.0:{os.getenv(\'PORT\', 8000)}"', '1:37 listen bind 8000=text(${PORT}) tcp'],
    ['bind = "0.0.0.0:" + os.environ["PORT"]', '1:33 listen bind PORT=text(${PORT}) tcp'],
    ['bind = os.getenv("BIND", "0.0.0.0:8000")'],
    ['bind = "unix:/run/app.sock"'],
    ['x = 1\nif bind == "a:80": pass'],
  ] as const) {
    assert.deepEqual(siteLines(gunicorn, FILE, text), expected, text);
    checkPrefixes(gunicorn, FILE, text);
  }
});

test('the config that gunicorn is told, or finds where it starts', () => {
  const check = (run: string, port?: string) =>
    checkFixture(`
      === Dockerfile
      FROM python:3.13
      WORKDIR /app
      COPY . .
      EXPOSE 8000
      ${port ? `~      ^^^^ warning[container-port-mismatch] it listens on ${port}` : ''}
      ${run}
      === gunicorn.conf.py
      import os
      bind = f"0.0.0.0:{os.getenv('PORT', '9000')}"
      === gunicorn-dev.py
      bind = "0.0.0.0:9001"
    `);
  check('CMD gunicorn shop.wsgi', '9000 (gunicorn.conf.py)');
  check('CMD gunicorn -c gunicorn-dev.py shop.wsgi', '9001 (gunicorn-dev.py)');
  check('CMD ["gunicorn", "--config=gunicorn.conf.py", "shop.wsgi"]', '9000 (gunicorn.conf.py)');
  check('CMD gunicorn -b :8000 shop.wsgi');
  check('ENV PORT=8000\n      CMD gunicorn shop.wsgi');
});
