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

test('development servers that bind the loopback address unless they are told', () =>
  checkFixture(`
    === compose.yaml
    services:
      lab: { build: lab, ports: ["8888:8888"] }
      web: { build: web, ports: ["3000:3000"] }
      blog: { build: blog, ports: ["4000:4000"] }
      shop: { build: shop, ports: ["3001:3000"] }
      admin: { build: admin, ports: ["4200:4200"] }
      docs: { build: docs, ports: ["8000:8000"] }
    === lab/Dockerfile
    FROM python:3.12-slim
    RUN pip install jupyterlab
    CMD ["jupyter", "lab", "--port=8888", "--no-browser"]
    ~     ^^^^^^^ warning[loopback-listener] port 8888 listens on 127.0.0.1 alone
    === web/Dockerfile
    FROM node:22-alpine
    WORKDIR /app
    COPY . .
    CMD ["npm", "run", "dev"]
    === web/package.json
    { "scripts": { "dev": "vite --port 3000" } }
    ~                      ^^^^ warning[loopback-listener] port 3000 listens on 127.0.0.1 alone
    === web/vite.config.js
    export default { plugins: [react()] }
    === blog/Dockerfile
    FROM ruby:3.3
    COPY . .
    CMD bundle exec jekyll serve
    ~               ^^^^^^ warning[loopback-listener] port 4000 listens on 127.0.0.1 alone
    === blog/_config.yml
    title: Notes
    === shop/Dockerfile
    FROM ruby:3.3
    COPY . .
    CMD ["rails", "server"]
    ~     ^^^^^ warning[loopback-listener] port 3000 listens on 127.0.0.1 alone
    === admin/Dockerfile
    FROM node:22
    COPY . .
    CMD ["npx", "ng", "serve"]
    ~            ^^ warning[loopback-listener] port 4200 listens on 127.0.0.1 alone
    === docs/Dockerfile
    FROM python:3.12
    COPY . .
    CMD ["mkdocs", "serve"]
    ~     ^^^^^^ warning[loopback-listener] port 8000 listens on 127.0.0.1 alone
  `));

test('development servers that a flag, a config, a variable or their image opens', () =>
  checkFixture(`
    === compose.yaml
    services:
      flag: { build: flag, ports: ["1:5173"] }
      config: { build: config, ports: ["2:5173"] }
      hidden: { build: hidden, ports: ["3:5173"] }
      image: { build: image, ports: ["4:8888"] }
      written: { build: written, ports: ["5:8888"] }
      blog: { build: blog, ports: ["6:4000"] }
      rails: { build: rails, environment: { BINDING: 0.0.0.0 }, ports: ["7:3000"] }
      puma: { build: puma, ports: ["8:3000"] }
      admin: { build: admin, ports: ["9:4200"] }
      next: { build: next, ports: ["10:3000"] }
      pack: { build: pack, ports: ["11:8080"] }
      inside: { build: flag, command: npx vite }
      foreign: { image: "node:22", command: npx vite, ports: ["12:5173"] }
    === flag/Dockerfile
    FROM node:22
    COPY . .
    CMD ["npx", "vite", "--host"]
    === config/Dockerfile
    FROM node:22
    COPY . .
    CMD ["npx", "vite", "--port", "5173"]
    === config/vite.config.ts
    export default defineConfig({ server: { host: '0.0.0.0' } })
    === hidden/Dockerfile
    FROM node:22
    COPY . .
    CMD ["npx", "vite"]
    === hidden/vite.config.ts
    import { host } from './shared';
    export default shared({ host });
    === image/Dockerfile
    FROM jupyter/base-notebook
    CMD ["jupyter", "lab"]
    === written/Dockerfile
    FROM python:3.12
    RUN mkdir -p ~/.jupyter && echo "c.ServerApp.ip = '*'" > ~/.jupyter/jupyter_server_config.py
    CMD ["jupyter", "lab"]
    === blog/Dockerfile
    FROM ruby:3.3
    COPY . .
    CMD jekyll serve
    === blog/_config.yml
    host: 0.0.0.0
    === rails/Dockerfile
    FROM ruby:3.3
    CMD rails s
    === puma/Dockerfile
    FROM ruby:3.3
    WORKDIR /app
    COPY . .
    CMD rails s
    === puma/config/puma.rb
    bind "tcp://0.0.0.0:3000"
    === admin/Dockerfile
    FROM node:22
    COPY . .
    CMD ng serve
    === admin/angular.json
    { "projects": { "admin": { "architect": { "serve": { "options": { "host": "0.0.0.0" } } } } } }
    === next/Dockerfile
    FROM node:22
    CMD ["npx", "next", "dev"]
    === pack/Dockerfile
    FROM node:22
    CMD ["npx", "webpack", "serve"]
  `));
