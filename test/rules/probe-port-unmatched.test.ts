import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('every kind of probe, and the hooks', () =>
  checkFixture(`
    === api.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec:
      containers:
        - name: api
          ports: [{ name: http, containerPort: 8080 }]
          startupProbe: { tcpSocket: { port: 8081 } }
    ~                                        ^^^^ warning[probe-port-unmatched] startupProbe port 8081 is no port that Pod api listens on: it declares 8080 (http)
          readinessProbe: { httpGet: { path: /, port: 8082 } }
    ~                                                 ^^^^ warning[probe-port-unmatched] readinessProbe port 8082
          livenessProbe: { grpc: { port: 8083 } }
    ~                                    ^^^^ warning[probe-port-unmatched] livenessProbe port 8083
          lifecycle: { preStop: { httpGet: { port: 8084 } }, postStart: { httpGet: { port: http } } }
    ~                                              ^^^^ warning[probe-port-unmatched] preStop port 8084
  `));

test('a number may be of another container of the pod, and need not be declared where an argument shows it', () =>
  checkFixture(`
    === api.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec:
      initContainers:
        - { name: mesh, restartPolicy: Always, ports: [{ containerPort: 15021 }] }
      containers:
        - name: api
          args: [serve, "--health-probe-bind-address=:8081"]
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { port: 8081 } }
          livenessProbe: { httpGet: { port: 9000 } }
          startupProbe: { httpGet: { port: 15021 } }
        - { name: side, ports: [{ containerPort: 9000 }] }
  `));

test('a container that shows nothing, and a probe of another host', () =>
  checkFixture(`
    === api.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec:
      containers:
        - name: api
          readinessProbe: { httpGet: { port: 8081 } }
        - name: other
          ports: []
          livenessProbe: { httpGet: { host: example.com, port: 443 } }
  `));

test('a Compose healthcheck in each of its forms', () =>
  checkFixture(`
    === compose.yaml
    services:
      shell:
        image: example.com/a
        expose: ["8080"]
        healthcheck: { test: "curl -f http://localhost:8081/ || exit 1" }
    ~                                                  ^^^^ warning[probe-port-unmatched] healthcheck 8081 is no port that service shell listens on: it declares 8080
      cmd:
        image: example.com/a
        expose: ["8080"]
        healthcheck: { test: [CMD, wget, -qO-, "http://127.0.0.1:8082"] }
    ~                                                            ^^^^ warning[probe-port-unmatched]
      script:
        image: example.com/a
        expose: ["8080"]
        healthcheck:
          test: [CMD-SHELL, "nc -z localhost 8083"]
    ~                                        ^^^^ warning[probe-port-unmatched]
      right:
        image: example.com/a
        expose: ["8080"]
        healthcheck: { test: [CMD, curl, "http://localhost:8080/healthz"] }
      none:
        image: example.com/a
        expose: ["8080"]
        healthcheck: { test: [NONE] }
      unknown:
        image: example.com/a
        healthcheck: { test: [CMD, curl, "http://localhost:9999"] }
      outside:
        image: example.com/a
        expose: ["8080"]
        healthcheck: { test: [CMD, curl, "http://example.com:9999"] }
  `));

test('HEALTHCHECK of a Dockerfile', () =>
  checkFixture(`
    === Dockerfile
    FROM example.com/base
    EXPOSE 8080
    HEALTHCHECK CMD curl -f http://localhost:8081/ || exit 1
    ~                                        ^^^^ warning[probe-port-unmatched]
    === right/Dockerfile
    FROM example.com/base
    ENV PORT=8080
    EXPOSE $PORT
    HEALTHCHECK --interval=5s CMD curl -f http://localhost:$PORT/ || exit 1
  `));

test("an image's health check is judged in the containers that run it, with their environment", () =>
  checkFixture(`
    === compose.yaml
    services:
      moved: { build: moved, environment: { PORT: "9000" } }
      own: { build: own, environment: { PORT: "9000" }, healthcheck: { test: curl -f http://localhost:9000/ } }
      follows: { build: follows, environment: { PORT: "9000" } }
    === moved/Dockerfile
    FROM example.com/base
    ENV PORT=8080
    HEALTHCHECK CMD wget -q --spider http://127.0.0.1:8080/live || exit 1
    ~                                                 ^^^^ warning[probe-port-unmatched] HEALTHCHECK 8080 is no port that service moved listens on
    === own/Dockerfile
    FROM example.com/base
    ENV PORT=8080
    HEALTHCHECK CMD curl -f http://localhost:8080/
    === follows/Dockerfile
    FROM example.com/base
    ENV PORT=8080
    HEALTHCHECK CMD curl -f http://localhost:$PORT/
    === alone/Dockerfile
    FROM example.com/base
    ENV PORT=8080
    HEALTHCHECK CMD ["curl", "-f", "http://localhost:8081/"]
    ~                                                ^^^^ warning[probe-port-unmatched]
  `));

test('probes that agree on a port of their own are told as a maybe; one that the others belie is not', () =>
  checkFixture(`
    === dns.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: dns }
    spec:
      containers:
        - name: dns
          image: example.com/dns
          ports: [{ containerPort: 53, protocol: UDP }, { containerPort: 9153 }]
          livenessProbe: { httpGet: { port: 8080 } }
    ~                                       ^^^^ info[probe-port-unmatched]
          readinessProbe: { httpGet: { port: 8080 } }
    ~                                        ^^^^ info[probe-port-unmatched]
    === web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: example.com/web
          ports: [{ containerPort: 3000 }]
          livenessProbe: { httpGet: { port: 3000 } }
          readinessProbe: { httpGet: { port: 5000 } }
    ~                                        ^^^^ warning[probe-port-unmatched]
    === api.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec:
      containers:
        - name: api
          image: example.com/api
          ports: [{ containerPort: 3000 }]
          livenessProbe: { httpGet: { port: 3001 } }
    ~                                       ^^^^ warning[probe-port-unmatched]
    === shared.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: shared }
    spec:
      containers:
        - name: app
          image: example.com/app
          ports: [{ containerPort: 3000 }]
          readinessProbe: { httpGet: { port: 3001 } }
    ~                                        ^^^^ info[probe-port-unmatched]
        - name: helper
          image: example.com/helper
  `));

test('a controller serves health on a usual port for it, which it need not declare', () =>
  checkFixture(`
    === kic.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: controller }
    spec:
      selector: { matchLabels: { app: controller } }
      template:
        metadata: { labels: { app: controller } }
        spec:
          containers:
            - name: manager
              image: example.com/controller:1
              ports:
                - { name: webhook, containerPort: 9443 }
                - { name: metrics, containerPort: 8082 }
              livenessProbe: { httpGet: { path: /healthz, port: 8081 } }
              readinessProbe: { httpGet: { path: /readyz, port: 8081 } }
            - name: ingress
              image: example.com/ingress:1
              ports: [{ name: http, containerPort: 8080 }, { name: stat, containerPort: 10255 }]
              livenessProbe: { httpGet: { path: /healthz, port: 10254 } }
  `));

test('a usual port for health where the container is told another one', () =>
  checkFixture(`
    === kic.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: controller }
    spec:
      containers:
        - name: manager
          image: example.com/controller:1
          args: ["--port=8080"]
          ports: [{ name: http, containerPort: 8080 }]
          livenessProbe: { httpGet: { path: /healthz, port: 8081 } }
    ~                                                       ^^^^ warning[probe-port-unmatched]
  `));

test('probes of containers that clouds run', () => {
  const run = (type: string, port: string): string => `
    === main.tf
    resource "${type}" "enc" {
      template {
        ${type.includes('v2') ? '' : 'spec {'}
        containers {
          image = "example.com/enc:latest"
          ports {
            container_port = 8765
          }
          startup_probe {
            tcp_socket {
              port = ${port}
            }
          }
          liveness_probe {
            http_get {
              path = "/"
              port = 8765
            }
          }
        }
        ${type.includes('v2') ? '' : '}'}
      }
    }
    === Dockerfile
    FROM debian:12-slim
    ENTRYPOINT ["enc", "--listen", "0.0.0.0:8765"]
  `;
  const wrong = `8080
    ~                ^^^^ warning[probe-port-unmatched] startup probe 8080 is no port that service enc listens on: it declares 8765`;
  checkFixture(run('google_cloud_run_v2_service', wrong));
  checkFixture(run('google_cloud_run_service', wrong));
  checkFixture(run('google_cloud_run_v2_service', '8765'));
  checkFixture(run('google_cloud_run_v2_service', 'var.port'));
  checkFixture(`
    === main.tf
    resource "azurerm_container_app" "shop" {
      ingress {
        target_port = 8080
      }
      template {
        container {
          image   = "example.com/shop:1"
          command = ["serve", "--port", "8080"]
          liveness_probe {
            transport = "HTTP"
            port      = 8081
    ~                   ^^^^ warning[probe-port-unmatched] liveness probe 8081
          }
          readiness_probe {
            transport = "TCP"
            port      = 8080
          }
        }
      }
    }
  `);
});

test('clients that a health command starts ask the port within the container', () => {
  const job = (options: string): string => `
    === .github/workflows/ci.yaml
    jobs:
      build:
        runs-on: ubuntu-latest
        services:
          pg:
            image: postgres:15
            ports: ["5433:5432"]
            options: >-
              ${options}
              --health-interval 5s
          cache:
            image: redis:7
            options: --health-cmd "redis-cli -p 6379 ping"
          mysql:
            image: mysql:8
            ports: ["3307:3306"]
            options: --health-cmd="mysqladmin ping -P 3307"
        steps:
          - run: npm test
  `;
  checkFixture(
    job(`--health-cmd "pg_isready -p 5433"
    ~                                     ^^^^ warning[probe-port-unmatched] health-cmd 5433 is no port that service pg listens on
    ~                                     ^^^^ warning[published-port-inside-network]`),
  );
  checkFixture(
    job(`--health-cmd 'pg_isready --port=5433'
    ~                                         ^^^^ warning[probe-port-unmatched]
    ~                                         ^^^^ warning[published-port-inside-network]`),
  );
  checkFixture(job('--health-cmd "pg_isready -p 5432"'));
  checkFixture(job('--health-cmd pg_isready'));
  checkFixture(job('--health-cmd "pg_isready -h other -p 5433"'));
  checkFixture(job('--health-cmd "pg_isready -p ${{ env.PORT }}"'));
  checkFixture(`
    === compose.yaml
    services:
      pg:
        image: postgres:15
        ports: ["5433:5432"]
        healthcheck:
          test: ["CMD-SHELL", "pg_isready -U postgres -p 5433"]
    ~                                                    ^^^^ warning[probe-port-unmatched]
    ~                                                    ^^^^ warning[published-port-inside-network]
      moved:
        image: postgres:15
        command: -p 5434
        healthcheck:
          test: ["CMD-SHELL", "pg_isready -U postgres -p 5434"]
      named:
        image: postgres:15
        environment: { PGPORT: 5435 }
        healthcheck:
          test: ["CMD-SHELL", "pg_isready -p $$PGPORT"]
      cache:
        image: redis:7
        healthcheck:
          test: [CMD, redis-cli, -p, "6380", ping]
    ~                                 ^^^^ warning[probe-port-unmatched]
      tcp:
        image: mysql:8
        healthcheck:
          test: mysqladmin ping -h 127.0.0.1 -P 3307
    ~                                           ^^^^ warning[probe-port-unmatched]
      socket:
        image: mysql:8
        healthcheck:
          test: mysqladmin ping -h localhost -P 3307
  `);
});
