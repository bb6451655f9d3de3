import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('an override has the image of the service below, and its own ports are judged by it', () =>
  checkFixture(`
    === compose.yaml
    services:
      db:
        image: postgres:16
      api:
        build: .
    === compose.override.yaml
    services:
      db:
        ports: ["5433:5433"]
    ~                 ^^^^ warning[container-port-mismatch] container port 5433 is no port that service db listens on: it listens on 5432
      api:
        build:
          target: dev
        ports: ["8080:8080", "9229:9229"]
    === Dockerfile
    FROM node:22 AS dev
    EXPOSE 8080
    CMD ["server", "--port", "8080"]
    FROM dev
  `));

test('ports of both files count: for clients, and against each other', () =>
  checkFixture(`
    === docker-compose.yml
    services:
      web:
        image: example.com/web:1
        ports: ["8080:80"]
        environment:
          API: http://api:8085
    ~                     ^^^^ warning[published-port-inside-network] API 8085 is the published port of service api; inside the network it answers on 8080
          DEBUG: http://api:9229
      api:
        image: example.com/api:1
      same:
        image: example.com/same:1
        ports: ["7000:7000"]
      other:
        image: example.com/other:1
        ports: ["6000:6000"]
    === docker-compose.override.yml
    services:
      api:
        ports: ["8085:8080", "9229:9229", "8080:3000"]
    ~                                      ^^^^ error[published-port-conflict] published port 8080 is taken by service web too
      same:
        ports: ["7000:7000"]
      other:
        ports: !override ["6000:6001"]
  `));

test('a variant takes what it lacks from the first file, and no variant collides with another', () =>
  checkFixture(`
    === docker-compose.yml
    services:
      db:
        image: postgres:16
      api:
        image: example.com/api:1
        ports: ["80:8080"]
    === docker-compose.prod.yml
    services:
      db:
        ports: ["5434:5432"]
      api:
        ports: ["80:8080"]
        environment: { DATABASE_URL: "postgres://db:5434/a" }
    ~                                               ^^^^ warning[published-port-inside-network]
    === docker-compose.test.yml
    services:
      db:
        ports: ["5432:5433"]
    ~                 ^^^^ warning[container-port-mismatch]
      api:
        ports: ["80:8080"]
        environment: { DATABASE_URL: "postgres://db:5432/a" }
  `));

test('extends, in the same file and from another', () =>
  checkFixture(`
    === compose.yaml
    services:
      base:
        image: redis:7
      cache:
        extends: base
        ports: ["6380:6380"]
    ~                 ^^^^ warning[container-port-mismatch] it listens on 6379
      db:
        extends:
          file: common/services.yaml
          service: postgres
      api:
        image: example.com/api:1
        environment: { A: "postgres://db:5433/a" }
    ~                                    ^^^^ warning[client-port-unmatched]
      loop:
        extends: { service: loop }
    === common/services.yaml
    services:
      postgres:
        image: postgres:16
  `));

test('included files are one project', () =>
  checkFixture(`
    === compose.yaml
    include:
      - data/compose.yaml
    services:
      api:
        image: example.com/api:1
        ports: ["5432:8080"]
    ~            ^^^^ error[published-port-conflict] published port 5432 is taken by service db too
        environment: { A: "postgres://db:5455/a" }
    ~                                    ^^^^ warning[client-port-unmatched]
    === data/compose.yaml
    services:
      db:
        image: postgres:16
        ports: ["5432:5432"]
  `));
