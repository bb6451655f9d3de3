import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a job on the runner reaches services on their published side', () =>
  checkFixture(`
    === .github/workflows/ci.yml
    jobs:
      test:
        runs-on: ubuntu-latest
        services:
          postgres: {image: "postgres:16", ports: ["5433:5432"]}
          redis: {image: "redis:7", ports: [6379]}
          mail: {image: "axllent/mailpit"}
        steps:
          - run: psql -h localhost -p 5432
    ~                                 ^^^^ warning[ci-service-port] it is published as 5433
          - run: psql -h localhost -p 5433
          - run: redis-cli -h 127.0.0.1 -p 6379
    ~                                      ^^^^ warning[ci-service-port] chosen at every run
          - run: redis-cli -h 127.0.0.1 -p \${{ job.services.redis.ports[6379] }}
          - run: psql postgres://x@postgres:5432/db
    ~                              ^^^^^^^^ warning[ci-service-port] no name on the runner
          - run: curl http://localhost:3000
  `));

test('a job in a container reaches them by name, on the ports that they listen on', () =>
  checkFixture(`
    === .github/workflows/ci.yml
    jobs:
      test:
        container: {image: "node:20"}
        services:
          postgres: {image: "postgres:16", ports: ["5433:5432"]}
        env:
          A: postgres://postgres:5432/db
          B: postgres://localhost:5433/db
    ~                   ^^^^^^^^^ warning[ci-service-port] the job runs in a container
          C: http://localhost:3000
          D: postgres://postgres:5433/db
    ~                            ^^^^ warning[published-port-inside-network]
        steps: [{run: npm test}]
      other:
        container: {image: "node:20", options: --network host}
        services:
          postgres: {image: "postgres:16", ports: ["5433:5432"]}
        env: {A: "postgres://localhost:5432/db"}
        steps: [{run: npm test}]
  `));
