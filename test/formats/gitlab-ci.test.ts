import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gitlabCi } from '../../server/src/formats/gitlab-ci.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/.gitlab-ci.yml';

const WHOLE = `include: {template: Jobs/Build.gitlab-ci.yml}
variables:
  POSTGRES_HOST: tutum-postgres
  POSTGRES_PORT: "5433"
  POSTGRES_DB: shop
  OTHER_URL: http://example.com:80
default:
  services: [tutum/postgres:16]
.base:
  services:
    - name: redis:7
      alias: cache, sessions
      command: [redis-server, --port, "6380"]
      variables: {A: b}
    - docker:27-dind
    - name: $REGISTRY/broker
test:
  script:
    - psql -h tutum__postgres -p 5432
    - [curl http://docker:8080, "nc -z localhost 5432"]
cached:
  extends: .base
  variables:
    CACHE_URL: redis://sessions:6379/0
  script: redis-cli -h cache -p 6380
elsewhere:
  extends: .unknown
  script: psql -h tutum-postgres -p 1
alone:
  inherit: {default: false}
  script: psql -h tutum-postgres -p 1
`;

test('what jobs connect to by the names of their services', () => {
  assert.deepEqual(siteLines(gitlabCi, FILE, WHOLE), [
    '4:19 connect POSTGRES_PORT 5433 tcp -> tutum-postgres',
    '19:34 connect psql 5432 tcp -> tutum__postgres',
    '24:33 connect CACHE_URL 6379 tcp -> sessions',
    '25:33 connect redis-cli 6380 tcp -> cache',
  ]);
  const services = parseChecked(gitlabCi, FILE, WHOLE).flatMap((c) => (c.kind === 'container' ? [c] : []));
  assert.deepEqual(
    services.map(({ label, network, environment }) => [
      label,
      network?.names.map((name) => name.split('/')[1]),
      environment.map(({ name }) => name),
    ]),
    [
      ['service tutum-postgres', ['tutum-postgres', 'tutum__postgres'], ['POSTGRES_HOST', 'POSTGRES_DB', 'OTHER_URL']],
      ['job test', [], []],
      [
        'service cache',
        ['cache', 'sessions', 'redis'],
        ['CACHE_URL', 'POSTGRES_HOST', 'POSTGRES_DB', 'OTHER_URL', 'A'],
      ],
      ['service $REGISTRY/broker', [], ['CACHE_URL', 'POSTGRES_HOST', 'POSTGRES_DB', 'OTHER_URL']],
      ['job cached', [], []],
    ],
  );
  checkPrefixes(gitlabCi, FILE, WHOLE);
});

test('a port that the service does not listen on', () =>
  checkFixture(`
    === .gitlab-ci.yml
    variables:
      DB_HOST: postgres
      DB_PORT: "5433"
    ~           ^^^^ warning[client-port-unmatched] DB_PORT asks service postgres for port 5433
      REDIS_URL: redis://cache:6380
    ~                          ^^^^ warning[client-port-unmatched]
    test:
      services:
        - postgres:16
        - {name: "redis:7-alpine", alias: cache}
      script:
        - psql -h postgres -p 5432
        - mysql -h postgres -P 3307
    ~                          ^^^^ warning[client-port-unmatched]
  `));

test('services that are moved, and values that only the pipeline knows', () =>
  checkFixture(`
    === .gitlab-ci.yml
    variables:
      PGHOST: db
      PGPORT: "5433"
      REDIS_HOST: redis
      REDIS_PORT: "6390"
      API: http://api:81
    test:
      parallel: {matrix: [{REDIS_PORT: ["6379", "6380"]}]}
      services:
        - {name: "postgres:$VERSION", alias: db}
        - redis:7
        - {name: "$CI_REGISTRY_IMAGE/api", alias: api}
        - {name: "mysql:8", alias: other, command: ["mysqld", "--port=3307"]}
      script:
        - mysql -h other -P 3307
        - nc -z localhost 1
    reference:
      services: !reference [.base, services]
      script: [psql -h base -p 1]
  `));

test('services of one name in two jobs', () =>
  checkFixture(`
    === .gitlab-ci.yml
    a:
      services: [{name: "postgres:16", alias: db}]
      script: [psql -h db -p 5432, nc -z db 3306]
    ~                                       ^^^^ warning[client-port-unmatched] service db
    b:
      services: [{name: "mysql:8", alias: db}]
      script: [mysql -h db -P 3306]
  `));
