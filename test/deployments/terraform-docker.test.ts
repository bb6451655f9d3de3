import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';
import { engineOf, findingsOf } from '../support/workspace.ts';
import { cloudLines } from './cloud-lines.ts';

test('ports of containers and services', () =>
  assert.deepEqual(
    cloudLines({
      'main.tf': `
resource "docker_container" "web" {
  name  = "web"
  image = "example.com/web:1"
  ports {
    internal = 80
    external = var.port
    ip       = "127.0.0.1"
  }
  ports {
    internal = 53
    protocol = "udp"
  }
  healthcheck {
    test = ["CMD", "curl", "-f", "http://localhost:80/health"]
  }
}
resource "docker_service" "api" {
  name = "api"
  task_spec {
    container_spec {
      image = "example.com/api:1"
    }
  }
  endpoint_spec {
    ports {
      target_port    = "8080"
      published_port = "8081"
    }
  }
}
variable "port" {
  default = 8080
}
`,
    }),
    [
      'main.tf:33:13 (main.tf:7:16) container web: publish external 8080 -> internal',
      'main.tf:6:16 container web: target internal 80 -> own',
      'main.tf:11:16 container web: target internal 53 -> own',
      'main.tf:15:52 container web: probe healthcheck 80 -> host',
      'main.tf:28:25 service api: publish published_port 8081 -> target_port',
      'main.tf:27:25 service api: target target_port 8080 -> own',
    ],
  ));

test('images that are pulled or built, names on networks, and one host for all', () =>
  checkFixture(`
    === main.tf
    resource "docker_network" "back" {
      name = "back"
    }
    resource "docker_image" "db" {
      name = "postgres:16"
    }
    resource "docker_image" "web" {
      name = "web"
      build {
        context    = "\${path.module}/web"
        build_args = { PORT = "9000" }
      }
    }
    resource "docker_container" "db" {
      name  = "db"
      image = docker_image.db.image_id
      networks_advanced {
        name    = docker_network.back.name
        aliases = ["database"]
      }
      ports {
        internal = 5433
    ~              ^^^^ warning[container-port-mismatch]
        external = 5432
      }
    }
    resource "docker_container" "web" {
      name  = "web"
      image = docker_image.web.image_id
      env = [
        "DATABASE_URL=postgres://database:5434/shop",
    ~                                     ^^^^ warning[client-port-unmatched] container db
        "OTHER_URL=http://other:81",
      ]
      networks_advanced {
        name = docker_network.back.id
      }
      ports {
        internal = 8080
    ~              ^^^^ warning[container-port-mismatch] 9000
        external = 5432
    ~              ^^^^ error[published-port-conflict]
      }
    }
    resource "docker_container" "other" {
      name  = "other"
      image = "example.com/other:1"
      ports {
        internal = 80
        external = 8082
      }
    }
    === web/Dockerfile
    FROM example.com/base:1
    ARG PORT=8080
    EXPOSE \${PORT}
    CMD ["serve", "--port", "9000"]
  `));

test('what cannot be known is silent', () =>
  checkFixture(`
    === main.tf
    variable "image" {}
    variable "ports" {}
    resource "docker_container" "a" {
      name  = "a"
      image = var.image
      ports {
        internal = 80
        external = 8080
      }
    }
    resource "docker_container" "remote" {
      provider = docker.remote
      name     = "remote"
      image    = "nginx:1"
      ports {
        internal = 80
        external = 8080
      }
      dynamic "ports" {
        for_each = var.ports
        content {
          internal = ports.value
          external = 8080
        }
      }
    }
    resource "docker_container" "host" {
      name         = "host"
      image        = "example.com/host:1"
      network_mode = "host"
      env          = ["API_URL=http://localhost:8080", var.image]
    }
  `));

test('nothing half typed throws, or is found fault with at the wrong time', () => {
  const text = `resource "docker_container" "web" {
  name  = "web"
  image = docker_image.web.image_id
  env   = ["PORT=8080", "URL=http://\${var.host}:80"]
  ports {
    internal = 8080
    external = 80
  }
  networks_advanced {
    name = docker_network.back.name
  }
}
`;
  for (let end = 0; end <= text.length; end++) {
    const found = findingsOf(engineOf({ 'main.tf': text.slice(0, end) }));
    // A number that is half typed is another number.
    const others = found.filter(({ message }) => !/\b(?:8|80|808)\b/.test(message));
    assert.deepEqual(others, [], text.slice(0, end));
  }
});
