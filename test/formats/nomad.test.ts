import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nomad } from '../../server/src/formats/nomad.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/shop.nomad.hcl';

const WHOLE = `variable "tag" {}
job "shop" {
  group "web" {
    network {
      port "http" {
        static = 80
        to     = 8080
      }
      port "db" { static = 5432 }
      port "any" {}
      port "rpc" { to = -1 }
      port "other" { to = 9 }
    }
    task "api" {
      driver = "docker"
      config {
        image   = "shop/api:\${var.tag}"
        command = "serve"
        args    = ["--port", "\${NOMAD_PORT_http}"]
        ports   = ["http", "db", "any", "rpc"]
        volumes = ["local/a.conf:/etc/a.conf"]
      }
      env {
        PORT = 8080
        HOME = "\${NOMAD_TASK_DIR}"
      }
    }
    task "exec" {
      driver = "exec"
      config { ports = ["http"] }
    }
  }
}
`;

test('the ports that a task maps', () => {
  assert.deepEqual(siteLines(nomad, FILE, WHOLE), [
    '6:18 publish static 80 unknown -> 7:18',
    '7:18 target to 8080 unknown -> own',
    '9:28 target static 5432 unknown -> own',
  ]);
  const [task] = parseChecked(nomad, FILE, WHOLE);
  assert.ok(task?.kind === 'container');
  assert.equal(task.label, 'task api');
  assert.equal(task.image, undefined);
  assert.deepEqual(task.covers, ['/etc/a.conf']);
  checkPrefixes(nomad, FILE, WHOLE);
});

test('the port of an image that everybody knows', () =>
  checkFixture(`
    === a.nomad
    job "x" {
      group "g" {
        network {
          port "db" { to = 5433 }
    ~                      ^^^^ warning[container-port-mismatch] task db listens on: it listens on 5432
          port "cache" { static = 6379 }
        }
        task "db" {
          driver = "docker"
          config {
            image = "postgres:16"
            ports = ["db"]
          }
        }
        task "cache" {
          driver = "docker"
          config {
            image = "redis:7"
            ports = ["cache"]
          }
        }
      }
    }
  `));

test('what may move the port, or be served by another task', () => {
  const silent = (more: string, mode = ''): void =>
    checkFixture(`
    === a.nomad
    job "x" {
      group "g" {
        network {
          ${mode}
          port "db" { to = 5433 }
        }
        task "db" {
          driver = "docker"
          config {
            image = "postgres:16"
            ports = ["db"]
          }
          ${more}
        }
      }
    }
  `);
  silent('env { PGPORT = 5433 }');
  silent(`env { PGPORT = "\${NOMAD_PORT_db}" }`);
  silent('template { env = true }');
  silent('} task "b" { driver = "exec"', 'mode = "bridge"');
});

/** A group with two ports and services that name some. */
const named = (service: string, check: string, ports = 'port "http" { to = 80 }\n        port "admin" {}'): string => `
    === a.nomad.hcl
    job "x" {
      group "web" {
        network {
          ${ports}
        }
        service {
          name = "site"
          ${service}
          check {
            type     = "http"
            path     = "/health"
            ${check}
            interval = "10s"
            timeout  = "2s"
          }
        }
        task "site" {
          driver = "docker"
          config {
            image = "nginx:1.27"
            ports = ["http"]
          }
        }
      }
    }
  `;

test('a service and its check name ports that the group has', () => {
  checkFixture(
    named(
      'port = "htpp"\n    ~             ^^^^ error[invalid-port] service port names no port of group web, which has http, admin',
      'port = "health"\n    ~               ^^^^^^ error[invalid-port] check port names no port of group web, which has http, admin',
    ),
  );
  checkFixture(
    named('port = "www"\n    ~             ^^^ error[invalid-port] which has http', '', 'port "http" { to = 80 }'),
  );
});

test('what may be a port of the group is none that is missing', () => {
  for (const [service, check, ports] of [
    ['port = "http"', 'port = "admin"'],
    ['port = "http"', ''],
    ['port = 8080\n          address_mode = "alloc"', 'port = "8081"'],
    ['port = var.port', 'port = "${var.label}"'],
    ['port = "connect-proxy-site"', ''],
    ['', ''],
    ['port = "any"', '', 'port "http" { to = 80 }\n        dynamic "port" { for_each = var.ports }'],
    ['port = "any"', '', ''],
  ]) {
    checkFixture(named(service!, check!, ports));
  }
  // Of old, a task had the network.
  checkFixture(`
    === a.nomad
    job "x" {
      group "web" {
        task "site" {
          driver = "exec"
          resources {
            network {
              port "http" {}
            }
          }
          service {
            port = "http"
          }
        }
      }
    }
  `);
});

test('nothing of a service half typed throws', () => checkPrefixes(nomad, FILE, named('port = "x"', 'port = "y"')));
