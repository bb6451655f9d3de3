import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a scrape target, a data source and an upstream that mean another service', () =>
  checkFixture(`
    === compose.yaml
    services:
      cadvisor:
        image: gcr.io/cadvisor/cadvisor:v0.49.1
        ports: ["8080:8080"]
      prometheus:
        image: prom/prometheus:v2.53.0
        volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml"]
      grafana:
        image: grafana/grafana:11.1.0
        volumes: ["./provisioning:/etc/grafana/provisioning"]
      proxy:
        image: nginx:1.27
        volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
      api:
        image: example.com/api:1
        command: [serve, --port, "3010"]
    === prometheus.yml
    scrape_configs:
      - job_name: self
        static_configs: [{targets: ["localhost:9090"]}]
      - job_name: cadvisor
        static_configs: [{targets: ["localhost:8080"]}]
    ~                                ^^^^^^^^^ warning[localhost-in-container] target asks localhost for port 8080, which is service prometheus itself; service cadvisor has it
    === provisioning/datasources/ds.yml
    apiVersion: 1
    datasources:
      - name: prom
        type: prometheus
        access: proxy
        url: http://127.0.0.1:9090
    ~               ^^^^^^^^^ warning[localhost-in-container] url asks localhost for port 9090, which is service grafana itself; service prometheus has it
    === nginx.conf
    events {}
    http {
      server {
        listen 80;
        location / { proxy_pass http://localhost:3010; }
    ~                                  ^^^^^^^^^ warning[localhost-in-container] service api has it
      }
    }
  `));

test('a URL that no browser asks, and a host and port pair', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        image: example.com/api:1
        environment:
          DATABASE_URL: postgres://shop@localhost:5432/shop
    ~                                   ^^^^^^^^^ warning[localhost-in-container] DATABASE_URL asks localhost for port 5432, which is service api itself; service db has it
          REDIS_HOST: 127.0.0.1
    ~                 ^^^^^^^^^ warning[localhost-in-container] service cache has it
          REDIS_PORT: 6379
      db:
        image: postgres:16
      cache:
        image: redis:7
  `));

test('the published port of another service: the fix gives its own', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        image: example.com/api:1
        command: [serve, --port, "3000"]
        environment:
          DATABASE_URL: postgres://shop@localhost:5433/shop
    ~                                   ^^^^^^^^^ warning[localhost-in-container] DATABASE_URL asks localhost for port 5433
      db:
        image: postgres:16
        ports: ["5433:5432"]
  `));

test('what a browser or the host asks, what is its own, and what nobody can tell', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["3000:3000"]
        environment:
          VITE_API_URL: http://localhost:8000
          NEXT_PUBLIC_WS: ws://localhost:8000
          CORS_ORIGINS: http://localhost:8000
          API_URL: http://localhost:8000
          OTEL_EXPORTER_OTLP_ENDPOINT: http://localhost:4317
          ADMIN_ENDPOINT: http://localhost:3000
          CACHE: redis://localhost:6379
      api:
        image: example.com/api:1
        ports: ["8000:8000"]
      one:
        image: redis:7
      two:
        image: redis:7
  `));

test('a shared network namespace, the host network, and networks that do not meet', () =>
  checkFixture(`
    === compose.yaml
    services:
      vpn:
        image: example.com/vpn:1
      app:
        image: example.com/app:1
        network_mode: service:vpn
        environment: { DATABASE_URL: "postgres://localhost:5432/a" }
      db:
        image: postgres:16
        network_mode: service:vpn
      host:
        image: example.com/app:1
        network_mode: host
        environment: { DATABASE_URL: "postgres://localhost:5432/a" }
      far:
        image: example.com/app:1
        networks: [front]
        environment: { CACHE: "redis://localhost:6379" }
      cache:
        image: redis:7
        networks: [back]
  `));

test('a published address beside the name of the same service is what others are told', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["3000:3000"]
        environment:
          UPLOAD_ENDPOINT: http://store:9000
          MEDIA_ENDPOINT: http://localhost:9090
      job:
        image: example.com/job:1
        ports: ["3030:3030"]
        environment:
          MEDIA_ENDPOINT: http://localhost:9090
    ~                            ^^^^^^^^^ warning[localhost-in-container] service store has it
      store:
        image: minio/minio
        command: server --address :9000 /data
        ports: ["9090:9000"]
  `));

const WIKI = (proxy: string, wiki = 'env: [{ name: PORT, value: "3000" }]'): string => `
    === wiki.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: wiki }
    spec:
      containers:
        - name: wiki
          image: registry.example/wiki:11
          ${wiki}
          ports: [{ containerPort: 3000 }]
        - name: proxy
          image: quay.io/oauth2-proxy/oauth2-proxy:v7.6.0
          ${proxy}
          ports: [{ containerPort: 4180 }]
`;

test('a proxy of a pod forwards to a port that no container of it listens on', () => {
  checkFixture(
    WIKI(`args: [--http-address=0.0.0.0:4180, "--upstream=http://localhost:8080"]
    ~                                                                      ^^^^ warning[localhost-in-container] upstream asks localhost for port 8080, but no container of Pod wiki listens on it: the others have 3000`),
  );
  checkFixture(
    WIKI(`args: [--http-address=0.0.0.0:4180]
          env: [{ name: OAUTH2_PROXY_UPSTREAMS, value: "http://127.0.0.1:8080/" }]
    ~                                                                    ^^^^ warning[localhost-in-container]`),
  );
});

const TO = (port: number): string => `args: [--http-address=0.0.0.0:4180, "--upstream=http://localhost:${port}"]`;

test('a proxy of a pod forwards to what listens, or to what may', () => {
  checkFixture(WIKI(TO(3000)));
  checkFixture(WIKI(TO(8080), 'env: []'));
  checkFixture(WIKI(TO(8080), 'env: [{ name: PORT, value: "3000" }, { name: ADMIN, value: ":8080" }]'));
  checkFixture(
    WIKI(
      TO(8080),
      'env: [{ name: PORT, value: "3000" }]\n          volumeMounts: [{ name: c, mountPath: /etc/wiki }]',
    ).replace('      containers:', '      volumes: [{ name: c, configMap: { name: wiki } }]\n      containers:'),
  );
  checkFixture(WIKI('args: [--http-address=0.0.0.0:4180, "--redirect-url=http://localhost:8080"]'));
});
