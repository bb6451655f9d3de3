import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('nginx that Compose mounts: upstreams, passes and the default port', () =>
  checkFixture(`
    === compose.yaml
    services:
      proxy:
        image: nginx:1.27
        volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
      web: { image: example.com/web, expose: ["8080"] }
      api: { image: example.com/api, command: [serve, "--port=8000"] }
    === nginx.conf
    events {}
    http {
      upstream web {
        server web:8081;
    ~              ^^^^ warning[upstream-port-unmatched] server 8081 reaches nothing on service web: it declares 8080
        server web:8080 backup;
        server example.com:1234;
      }
      server {
        listen 80;
        location / { proxy_pass http://web; }
        location /api/ { proxy_pass http://api:8000/; }
        location /grpc { grpc_pass grpc://api:8001; }
    ~                                         ^^^^ warning[upstream-port-unmatched] reaches nothing on service api: it listens on 8000 (command)
        location /other { proxy_pass http://10.0.0.1:9999; }
        location /var { proxy_pass http://$backend:9999; }
      }
    }
  `));

test('HAProxy that Compose mounts, and the port of its check', () =>
  checkFixture(`
    === compose.yaml
    services:
      balancer:
        image: haproxy:3.0
        volumes: ["./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"]
      api: { image: example.com/api, expose: ["8000"] }
    === haproxy.cfg
    frontend http
      bind :80
      default_backend api
    backend api
      server one api:8000 check
      server two api:8001 check
    ~                ^^^^ warning[upstream-port-unmatched] server 8001 reaches nothing on service api: it declares 8000
      server far 192.0.2.1:8001 check
  `));

test('nginx in a ConfigMap: the Service answers on its own ports, told at the place in the manifest', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: proxy, namespace: shop }
    data:
      nginx.conf: |
        events {}
        http {
          server {
            listen 8080;
            location / {
              proxy_pass http://api.shop.svc.cluster.local:8000;
    ~                                                      ^^^^ error[upstream-port-unmatched] proxy_pass 8000 reaches nothing on Service api: it has 80
            }
            location /right {
              proxy_pass http://api;
            }
          }
        }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: api, namespace: shop }
    spec: { ports: [{ port: 80, targetPort: 8000 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: proxy, namespace: shop }
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          volumeMounts: [{ name: conf, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf }]
      volumes: [{ name: conf, configMap: { name: proxy } }]
  `));

test('HAProxy in a ConfigMap', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: proxy
    data:
      haproxy.cfg: |-
        frontend http
          bind :8080
          default_backend api

        backend api
          server one api:8000
    ~                    ^^^^ error[upstream-port-unmatched] server 8000 reaches nothing on Service api: it has 80
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: api }
    spec: { ports: [{ port: 80 }] }
  `));

test('nothing says where the config is used: the nearest bearer of the name, one step less sure', () =>
  checkFixture(`
    === compose.yaml
    services:
      api: { image: example.com/api, expose: ["8000"] }
    === proxy/nginx.conf
    events {}
    http {
      server {
        listen 80;
        location / { proxy_pass http://api:8001; }
    ~                                      ^^^^ info[upstream-port-unmatched]
      }
    }
  `));

test('of copies equally near, none is meant for sure', () =>
  checkFixture(`
    === a/compose.yaml
    services:
      api: { image: example.com/api, expose: ["8000"] }
    === b/compose.yaml
    services:
      api: { image: example.com/api, expose: ["8000"] }
    === proxy/nginx.conf
    events {}
    http {
      server {
        listen 80;
        location / { proxy_pass http://api:8001; }
      }
    }
  `));

test('a server of an upstream that nobody in the workspace is', () =>
  checkFixture(`
    === nginx.conf
    events {}
    http {
      upstream u {
        server backend1.example.com:8080;
        server unix:/tmp/sock;
      }
      server {
        listen 80;
        location / { proxy_pass http://u; }
      }
    }
  `));

test('a file that a mounted config includes is carried with it', () =>
  checkFixture(`
    === compose.yaml
    services:
      proxy:
        image: nginx
        volumes: ["./nginx/nginx.conf:/etc/nginx/nginx.conf:ro"]
      api:
        image: example.com/api
        command: serve --port 8080
    === nginx/nginx.conf
    events {}
    http { include sites/*.conf; }
    === nginx/sites/api.conf
    server {
      listen 80;
      location / { proxy_pass http://api:8000; }
    ~                                    ^^^^ warning[upstream-port-unmatched] it listens on 8080 (command)
    }
  `));

test('metrics may have a port beside the one that a service publishes', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        image: example.com/api:1
        ports: ["2283:2283"]
      worker:
        image: example.com/worker:1
        command: work --metrics-port 9100
      prometheus:
        image: prom/prometheus:v2.53.0
        volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml"]
    === prometheus.yml
    scrape_configs:
      - job_name: api
        static_configs: [{targets: ["api:8081", "worker:9101"]}]
    ~                                    ^^^^ info[upstream-port-unmatched] it declares 2283
    ~                                                   ^^^^ warning[upstream-port-unmatched]
  `));

test('an upstream on loopback in one container is another process of its image', () =>
  checkFixture(`
    === compose.yaml
    services:
      haproxy:
        image: example.com/haproxy-certbot:1.3
        volumes: ["./haproxy.cfg:/config/haproxy.cfg"]
        ports: ["80:80", "443:443"]
    === haproxy.cfg
    frontend http
      mode http
      bind *:80
      default_backend letsencrypt
    backend letsencrypt
      mode http
      server certbot 127.0.0.1:8080
  `));
