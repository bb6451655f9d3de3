import assert from 'node:assert/strict';
import { test } from 'node:test';
import { githubActions } from '../../server/src/formats/github-actions.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/.github/workflows/ci.yml';
const lines = (text: string): readonly string[] => siteLines(githubActions, FILE, text);

const WHOLE = `env:
  CACHE_URL: redis://localhost:6379/0
jobs:
  lint:
    steps: [{run: "curl http://localhost:5432"}]
  test:
    services:
      postgres:
        image: postgres:16
        env: {POSTGRES_PASSWORD: x}
        ports: ["5433:5432", 5434, "\${{ matrix.port }}:80"]
    env:
      PGHOST: localhost
      PGPORT: 5433
      OTHER_PORT: 9
    steps:
      - uses: actions/checkout@v4
      - run: |
          # psql -h localhost -p 1
          psql -h localhost --port=5433 -c 'select 1'
          mysql -hpostgres -P3306 -psecret
          nc -z localhost 5434
        env: {URL: "http://example.com:80 http://postgres:5432/"}
      - run: psql -h localhost -p \${{ job.services.postgres.ports[5432] }}
`;

test('services with their ports, and what the steps of their job connect to', () => {
  assert.deepEqual(lines(WHOLE), [
    '11:18 publish published port 5433 tcp -> 11:23',
    '11:23 target container port 5432 tcp -> own',
    '11:30 target container port 5434 tcp -> own',
    '11:37 publish published port ${{ matrix.port }}=unknown tcp -> 11:56',
    '11:56 target container port 80 tcp -> own',
    '2:32 connect CACHE_URL 6379 tcp -> localhost',
    '14:15 connect PGPORT 5433 tcp -> localhost',
    '23:59 connect URL 5432 tcp -> postgres',
    '20:36 connect psql 5433 tcp -> localhost',
    '21:30 connect mysql 3306 tcp -> postgres',
    '22:27 connect run 5434 tcp -> localhost',
  ]);
  checkPrefixes(githubActions, FILE, WHOLE);
});

test('a job that may start servers itself says nothing of localhost', () => {
  const job = (steps: string, rest = ''): string => `jobs:
  test:
    services: {db: {image: "postgres:16"}}
    env: {URL: "postgres://localhost:5432"}
${rest}    steps: [${steps}]
`;
  assert.equal(lines(job('{run: npm test}')).length, 1);
  for (const steps of [
    '{run: docker run -p 5432:5432 x}',
    '{run: "npm start &"}',
    '{uses: ./setup}',
    '{uses: a/b-postgres@v1}',
  ])
    assert.deepEqual(lines(job(steps)), [], steps);
  assert.deepEqual(lines(job('{run: npm test}', '    runs-on: [self-hosted, linux]\n')), []);
});

test('only workflows are read', () => {
  assert.equal(githubActions.matches('/repo/.gitea/workflows/a.yaml'), true);
  assert.equal(githubActions.matches('/repo/workflows/a.yaml'), false);
});
