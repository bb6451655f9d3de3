import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a published port that leads to the loopback address', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        image: example.com/api
        command: gunicorn --bind 127.0.0.1:8000 shop.wsgi
    ~                            ^^^^^^^^^ warning[loopback-listener] port 8000 listens on 127.0.0.1 alone, so container port 8000 cannot reach it
        ports: ["8000:8000"]
  `));

test('a Service, and a probe of the kubelet', () =>
  checkFixture(`
    === api.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: api }
    spec: { selector: { app: api }, ports: [{ port: 80, targetPort: 8000 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: api, labels: { app: api } }
    spec:
      containers:
        - name: api
          args: ["serve", "--listen=localhost:8000"]
    ~                               ^^^^^^^^^ warning[loopback-listener] port 8000 listens on localhost alone, so targetPort 8000 cannot reach it
    === probed.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: probed }
    spec:
      containers:
        - name: api
          args: ["serve", "--bind=127.0.0.1:9000"]
    ~                             ^^^^^^^^^ warning[loopback-listener] so readinessProbe port 9000 cannot reach it
          readinessProbe: { tcpSocket: { port: 9000 } }
  `));

test('a sidecar of the same pod, a check inside the container, and the network of the host', () =>
  checkFixture(`
    === api.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: api }
    spec: { selector: { app: api }, ports: [{ port: 80, targetPort: 8443 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: api, labels: { app: api } }
    spec:
      containers:
        - { name: api, args: ["serve", "--bind=127.0.0.1:8000"] }
        - { name: proxy, args: ["--listen=:8443", "--upstream=http://127.0.0.1:8000"], ports: [{ containerPort: 8443 }] }
    === compose.yaml
    services:
      checked:
        image: example.com/api
        command: serve --bind 127.0.0.1:8000
        healthcheck: { test: [CMD, curl, "http://127.0.0.1:8000"] }
      host:
        image: example.com/api
        network_mode: host
        command: serve --bind 127.0.0.1:8000
      both:
        image: example.com/api
        command: sh -c "serve --bind 127.0.0.1:8000 --listen 0.0.0.0:8000"
        ports: ["8000:8000"]
  `));

test('an nginx that listens on the loopback address of its container', () =>
  checkFixture(`
    === compose.yaml
    services:
      proxy:
        image: nginx:1.27
        volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
        ports: ["8080:8080"]
    === nginx.conf
    events {}
    http {
      server {
        listen 127.0.0.1:8080;
    ~          ^^^^^^^^^ warning[loopback-listener]
        root /srv;
      }
      server {
        listen 127.0.0.1:8081;
        stub_status;
      }
    }
  `));
