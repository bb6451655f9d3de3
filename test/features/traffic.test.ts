import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trace } from '../../server/src/features/trace.ts';
import { engineOf, type Files, relative } from '../support/workspace.ts';

/** Each way as one line: ports and places, and how it ends. */
function ways(files: Files, from: string, to?: { component: string; port?: string }): readonly string[] {
  return trace(engineOf(files), { kind: 'traffic', from, ...(to ? { to } : {}) }).map(({ hops, verdict }) => {
    const way = hops.map(({ span, value }) => `${value} ${relative(span.file)}:${span.line + 1}`).join(' > ');
    return `${way} ${verdict}${hops.at(-1)?.reason ? `: ${hops.at(-1)?.reason}` : ''}`;
  });
}

const COMPOSE = `services:
  edge:
    image: nginx:1.27
    ports: ["80:80", "127.0.0.1:8443:443"]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]
  api:
    image: example.com/api
    command: serve --port 8000
    environment: { DB: "postgres://db:5432/app" }
  db:
    image: postgres:16
`;
const NGINX = `http {
  server {
    listen 80;
    location /api { proxy_pass http://api:8000; }
    location /old { proxy_pass http://api:8001; }
  }
}
`;

test('from the internet to what listens, or to where it dies', () =>
  assert.deepEqual(ways({ 'compose.yaml': COMPOSE, 'nginx.conf': NGINX }, 'internet'), [
    '80 compose.yaml:4 > 80 compose.yaml:4 > 80 nginx.conf:3 > 8000 nginx.conf:4 > 8000 compose.yaml:8 arrives',
    '80 compose.yaml:4 > 80 compose.yaml:4 > 80 nginx.conf:3 > 8001 nginx.conf:5 dies: service api has 8000',
  ]));

test('from a component, and to an endpoint', () => {
  const files = { 'compose.yaml': COMPOSE, 'nginx.conf': NGINX };
  assert.deepEqual(ways(files, 'api'), ['5432 compose.yaml:9 > 5432 compose.yaml:11 arrives']);
  assert.deepEqual(ways(files, 'api', { component: 'db', port: '5433' }), []);
  assert.equal(ways(files, 'internet', { component: 'api', port: '8000' }).length, 1);
  assert.deepEqual(ways(files, 'internet', { component: 'db' }), []);
});

test('a Service of a type that nobody outside reaches is no entry, and what a rule says stops it', () => {
  const files = {
    'k8s.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: inner}
spec: {selector: {app: web}, ports: [{port: 90, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: x, args: ["--bind=127.0.0.1:8080"], ports: [{containerPort: 8080}]}]}
`,
  };
  const [way, ...others] = ways(files, 'internet');
  assert.match(way ?? '', /^80 k8s.yaml:4 > 8080 k8s.yaml:4 > .* dies: .*127\.0\.0\.1/);
  assert.deepEqual(others, []);
});

test('what a balancer of Google names is looked up in its machines', () => {
  const files = (name: string) => ({
    'main.tf': `resource "google_compute_global_forwarding_rule" "web" {
  port_range = "80"
  target     = google_compute_target_http_proxy.web.id
}
resource "google_compute_target_http_proxy" "web" {
  url_map = google_compute_url_map.web.id
}
resource "google_compute_url_map" "web" {
  default_service = google_compute_backend_service.web.id
}
resource "google_compute_backend_service" "web" {
  port_name = "http"
  backend {
    group = google_compute_instance_group.web.id
  }
}
resource "google_compute_instance_group" "web" {
  named_port {
    name = "${name}"
    port = 8080
  }
}
`,
  });
  assert.deepEqual(ways(files('http'), 'internet'), ['80 main.tf:2 > http main.tf:12 > 8080 main.tf:20 leaves']);
  assert.deepEqual(ways(files('web'), 'internet'), [
    '80 main.tf:2 > http main.tf:12 dies: instance group web has 8080 (web)',
  ]);
});
