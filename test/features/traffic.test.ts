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

test('behind a config that several carry, each way stays with the one that it came through', () => {
  const files = {
    'compose.yaml': `services:
  edge: {build: edge, ports: ["80:8080"]}
  api: {image: example.com/api, expose: ["8000"]}
`,
    'edge/Dockerfile': `FROM nginx:1.27
COPY nginx.conf /etc/nginx/conf.d/default.conf
EXPOSE 8080
`,
    'edge/nginx.conf': `server {
  listen 8080;
  listen [::]:8080;
  location / { proxy_pass http://api:8000; }
}
`,
    'k8s.yaml': `apiVersion: v1
kind: Service
metadata: {name: edge}
spec: {type: LoadBalancer, selector: {app: edge}, ports: [{port: 443, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: edge, labels: {app: edge}}
spec: {containers: [{name: edge, image: example.com/edge, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 8000}]}
`,
  };
  const inside = (way: string): boolean => way.includes('nginx.conf');
  assert.deepEqual(ways(files, 'internet').filter(inside), [
    '80 compose.yaml:2 > 8080 compose.yaml:2 > 8080 edge/nginx.conf:2 > 8000 edge/nginx.conf:4 > 8000 compose.yaml:3 arrives',
    '443 k8s.yaml:4 > 8080 k8s.yaml:4 > 8080 k8s.yaml:9 > 8080 edge/nginx.conf:2 > 8000 edge/nginx.conf:4 > 8000 k8s.yaml:14 > 8000 k8s.yaml:14 leaves',
  ]);
  const through = trace(engineOf(files), { kind: 'component', component: 'api', port: '8000' });
  const entries = through.map(({ hops }) => `${relative(hops[0]!.span.file)} to ${relative(hops.at(-1)!.span.file)}`);
  assert.deepEqual([...new Set(entries)].toSorted(), ['compose.yaml to compose.yaml', 'k8s.yaml to k8s.yaml']);
});

test('through a Gateway to the routes that are attached to it, and from outside to nothing else of a cluster', () => {
  const service = `---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;
  const mesh = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge}
spec: {selector: {istio: ingress}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: ["*"]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec: {hosts: ["*"], gateways: [mesh, edge], http: [{route: [{destination: {host: web, port: {number: 80}}}]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: inside}
spec: {hosts: [web], http: [{route: [{destination: {host: web, port: {number: 80}}}]}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: check}
webhooks: [{name: check.example.com, clientConfig: {service: {name: web, namespace: default, port: 80}}}]
${service}`;
  assert.deepEqual(ways({ 'mesh.yaml': mesh }, 'internet'), [
    '443 mesh.yaml:4 > 80 mesh.yaml:9 > 80 mesh.yaml:24 > 8080 mesh.yaml:24 leaves',
  ]);
  const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {listeners: [{name: http, port: 80, protocol: HTTP}, {name: https, port: 443, protocol: HTTPS}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{name: edge, sectionName: https}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: elsewhere}
spec:
  parentRefs: [{name: other}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
${service}`;
  assert.deepEqual(ways({ 'gateway.yaml': gateway }, 'internet'), [
    '80 gateway.yaml:4 leaves',
    '443 gateway.yaml:4 > 80 gateway.yaml:11 > 80 gateway.yaml:23 > 8080 gateway.yaml:23 leaves',
    '80 gateway.yaml:18 > 80 gateway.yaml:23 > 8080 gateway.yaml:23 leaves',
  ]);
});

test("from a cloud's balancer to the Service that has the port on every node", () => {
  const files = {
    'infra/main.tf': `resource "aws_elb" "edge" {
  instances = [aws_instance.node.id]
  listener {
    lb_port       = 80
    instance_port = 30001
  }
  listener {
    lb_port       = 81
    instance_port = 30002
  }
}
resource "aws_instance" "node" {}
`,
    'k8s/web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30001}]}
`,
  };
  assert.deepEqual(ways(files, 'internet'), [
    '30001 k8s/web.yaml:4 > 80 k8s/web.yaml:4 > 8080 k8s/web.yaml:4 leaves',
    '80 infra/main.tf:4 > 30001 infra/main.tf:5 > 30001 k8s/web.yaml:4 > 80 k8s/web.yaml:4 > 8080 k8s/web.yaml:4 leaves',
    '81 infra/main.tf:8 > 30002 infra/main.tf:9 leaves',
  ]);
});

test('a balancer before node ports reaches a chart and a manifest that stand equally near', () => {
  const service = (port: string) => `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: ${port}, nodePort: 30080}]}
`;
  const files = {
    'infra/main.tf': `resource "aws_elb" "web" {
  listener {
    lb_port       = 80
    instance_port = 30080
  }
}
`,
    'k8s/service.yaml': service('80'),
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'chart/values.yaml': 'port: 81\n',
    'chart/templates/service.yaml': service('{{ .Values.port }}'),
  };
  assert.deepEqual(
    ways(files, 'internet').filter((way) => way.startsWith('80 infra')),
    [
      '80 infra/main.tf:3 > 30080 infra/main.tf:4 > 30080 chart/templates/service.yaml:4 > 81 chart/templates/service.yaml:4 > 81 chart/templates/service.yaml:4 leaves',
      '80 infra/main.tf:3 > 30080 infra/main.tf:4 > 30080 k8s/service.yaml:4 > 80 k8s/service.yaml:4 > 80 k8s/service.yaml:4 leaves',
    ],
  );
});
