import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a variant that cannot stand alone starts with the first file, and takes its host ports', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["8080:80", "7000:7000"]
      api:
        image: example.com/api:1
        ports: ["9000:9000"]
    === compose.prod.yaml
    services:
      web:
        ports: ["8080:80", "127.0.0.1:7000:7000"]
    ~                                 ^^^^ error[published-port-conflict] published port 7000 is taken by service web too
      admin:
        image: example.com/admin:1
        ports: ["9000:8000"]
    ~            ^^^^ error[published-port-conflict] published port 9000 is taken by service api too
    === compose.alone.yaml
    services:
      web:
        image: example.com/web:2
        ports: ["9000:80"]
  `));

test('what a variant replaces, resets or keeps apart by a profile is free', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["8080:80"]
      api:
        image: example.com/api:1
        ports: ["9000:9000"]
      gone:
        image: example.com/gone:1
        ports: ["6000:6000"]
      debug:
        image: example.com/debug:1
        profiles: [debug]
        ports: ["5000:5000"]
    === compose.prod.yaml
    services:
      web:
        ports: !override ["80:80"]
      api:
        ports: !reset []
      gone: !reset null
      debug:
        environment: { LEVEL: "1" }
      admin:
        image: example.com/admin:1
        ports: ["8080:8000", "9000:8001", "6000:8002"]
      metrics:
        image: example.com/metrics:1
        profiles: [metrics]
        ports: ["5000:5000"]
  `));

test('COMPOSE_FILE says which files start together, whatever they are called', () =>
  checkFixture(`
    === .env
    COMPOSE_FILE=base.yaml:deploy/extra.yaml:compose.prod.yaml
    === base.yaml
    services:
      db:
        image: postgres:16
        ports: ["5432:5432"]
    === deploy/extra.yaml
    services:
      admin:
        image: example.com/admin:1
        ports: ["8080:8080"]
    === compose.prod.yaml
    services:
      db:
        ports: ["5433:5432"]
      web:
        image: example.com/web:1
        ports: ["5432:80", "8080:81"]
    ~            ^^^^ error[published-port-conflict] taken by service db too
    ~                       ^^^^ error[published-port-conflict] taken by service admin too
    === compose.override.yaml
    services:
      db:
        image: postgres:16
        ports: ["8080:5432"]
  `));

test('a separator of its own, and what is not listed', () =>
  checkFixture(`
    === .env
    COMPOSE_PATH_SEPARATOR=,
    COMPOSE_FILE="a.yaml, b.yaml"
    === a.yaml
    services:
      a: { image: example.com/a, ports: ["80:80"] }
    === b.yaml
    services:
      b: { image: example.com/b, ports: ["80:80"] }
    ~                                     ^^ error[published-port-conflict]
    === c.yaml
    services:
      c: { image: example.com/c, ports: ["80:80"] }
  `));

test('what resets a command or a variable lets nothing of the layer below speak for the listener', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        command: [serve, --port, "8080"]
        environment: { PORT: "8080" }
        ports: ["80:8080"]
    === compose.prod.yaml
    services:
      web:
        command: !reset null
        environment: { PORT: !reset null }
        ports: !override ["80:3000"]
    ~                         ^^^^ info[environment-drift]
  `));

test('where a variable is reset, the image listens where it does by default', () =>
  checkFixture(`
    === compose.yaml
    services:
      db:
        image: postgres:16
        environment: { PGPORT: "6432" }
        ports: ["6432:6432"]
    === compose.override.yaml
    services:
      db:
        environment: { PGPORT: !reset null }
        ports: !override ["6432:6432"]
    ~                           ^^^^ warning[container-port-mismatch] it listens on 5432
  `));
