import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test("a database's ports under the service below it", () =>
  checkFixture(`
    === compose.yaml
    services:
      db:
        image: mariadb:10.6
      frontend:
        image: example.com/frontend:1
        ports:
          - 3000:3000
        expose:
          - 3306
    ~       ^^^^ warning[expose-misplaced] service frontend exposes 3306, the port of service db
          - 33060
    ~       ^^^^^ warning[expose-misplaced] service frontend exposes 33060, the port of service db
      other:
        image: example.com/other:1
        ports: ["3001:3001"]
        expose: ["3001", "3306"]
    ~                     ^^^^ warning[expose-misplaced]
  `));

test('its own port, a service of which nothing is known, and a database that is not there', () =>
  checkFixture(`
    === compose.yaml
    services:
      db:
        image: postgres:16
        expose: ["5432"]
      proxy:
        image: example.com/pgbouncer:1
        ports: ["5432:5432"]
        expose: ["5432"]
      unknown:
        image: example.com/unknown:1
        expose: ["5432"]
      mysql:
        image: example.com/shop:1
        ports: ["80:8080"]
        expose: ["3306"]
  `));
