import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a mapping and an EXPOSE are held against the program that the image runs', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: .
        ports: ["8080:8080"]
    === Dockerfile
    FROM node:22
    COPY . .
    EXPOSE 8080
    ~      ^^^^ warning[container-port-mismatch] it listens on 3000 (server.js)
    CMD ["node", "server.js"]
    === server.js
    require('express')().listen(3000);
  `));

test('a variable that the program does not read moves nothing', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: .
        environment: { PORT: "10010" }
        ports: ["10010:10010"]
    ~                  ^^^^^ warning[container-port-mismatch] it listens on 5000 (app.py)
    === app.py
    from flask import Flask
    app = Flask(__name__)
    app.run(host="0.0.0.0", port=5000)
  `));

test('a variable that it reads moves it, and its own default counts only where nothing is set', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: .
        environment: { PORT: "10010" }
        ports: ["10010:10010"]
      plain:
        build: .
        ports: ["3001:3000"]
    === Dockerfile
    FROM node:22
    CMD ["node", "server.js"]
    === server.js
    require('express')().listen(process.env.PORT || 3000);
  `));

test('a program that binds the loopback address alone', () =>
  checkFixture(`
    === compose.yaml
    services:
      web: { build: ., ports: ["3000:3000"] }
    === Dockerfile
    FROM node:22
    CMD ["node", "server.js"]
    === server.js
    const app = require('express')();
    app.listen(3000, 'localhost');
    ~                 ^^^^^^^^^ warning[loopback-listener] port 3000 listens on localhost alone
  `));

test('of several programs it is not known which one runs; another image has its own; a server runs what it is told', () =>
  checkFixture(`
    === compose.yaml
    services:
      tools: { build: ., ports: ["8080:8080"] }
      api: { build: ./api, ports: ["9000:9000"] }
      served: { build: ./served, ports: ["8000:8000"] }
    === Dockerfile
    FROM node:22
    CMD ["npm", "start"]
    === one.js
    require('http').createServer().listen(3000);
    === two.js
    require('http').createServer().listen(4000);
    === api/Dockerfile
    FROM node:22
    CMD ["node", "main.js"]
    === api/main.js
    require('http').createServer().listen(9000);
    === served/Dockerfile
    FROM python:3.13
    CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8000"]
    === served/app.py
    app = Flask(__name__)
    app.run(port=5000)
  `));

test('source that no image is built from says nothing of a container', () =>
  checkFixture(`
    === web/app.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec: { containers: [{ name: web, image: example.com/other }] }
    === web/server.js
    require('http').createServer().listen(3000);
  `));

test('a second server leaves the first as it is, and one whose port is not known leaves all open', () =>
  checkFixture(`
    === both/Dockerfile
    FROM node:22
    EXPOSE 3000 9090
    CMD ["node", "server.js"]
    === both/server.js
    app.listen(3000);
    metrics.listen(9090);
    === unknown/Dockerfile
    FROM node:22
    EXPOSE 3000
    CMD ["node", "server.js"]
    === unknown/server.js
    app.listen(config.port);
    metrics.listen(9090);
    === unset/Dockerfile
    FROM node:22
    EXPOSE 3000
    CMD ["node", "server.js"]
    === unset/server.js
    app.listen(process.env.PORT);
    metrics.listen(9090);
  `));

test('a flag of the command line moves what the program takes from it', () =>
  checkFixture(`
    === compose.yaml
    services:
      plain: { build: ., ports: ["8000:8000"] }
    ~                                  ^^^^ warning[container-port-mismatch] it listens on 8080 (main.go)
      moved: { build: ., command: ["/app/server", "-port", "9000"], ports: ["9000:9000"] }
      short: { build: ., command: ["/app/server", "-p", "9001"], ports: ["9001:9001"] }
    === Dockerfile
    FROM golang:1.24
    COPY . .
    ENTRYPOINT ["/app/server"]
    === main.go
    package main
    var port = flag.Int("port", 8080, "the port")
    func main() { http.ListenAndServe(fmt.Sprintf(":%d", *port), nil) }
  `));

test('examples of a context are not what it runs, and a folder of examples may be a context', () =>
  checkFixture(`
    === Dockerfile
    FROM golang:1.24
    EXPOSE 8080
    ~      ^^^^ warning[container-port-mismatch] it listens on 9000 (main.go)
    CMD ["./server"]
    === main.go
    http.ListenAndServe(":9000", nil)
    === examples/client/main.go
    http.ListenAndServe(":8080", nil)
    === examples/shop/Dockerfile
    FROM node:22
    EXPOSE 3001
    ~      ^^^^ warning[container-port-mismatch] it listens on 3000 (server.js)
    CMD ["node", "server.js"]
    === examples/shop/server.js
    app.listen(3000);
  `));

test('what is bound to loopback by default is opened by an argument', () =>
  checkFixture(`
    === compose.yaml
    services:
      flask: { build: ./flask, ports: ["5000:5000"] }
      fastify: { build: ./fastify, ports: ["3000:3000"] }
      axum: { build: ./axum, ports: ["3000"] }
    === flask/Dockerfile
    FROM python:3.13
    CMD ["python", "app.py"]
    === flask/app.py
    app = Flask(__name__)
    app.run(debug=True)
    ~   ^^^ warning[loopback-listener] port 5000 listens on 127.0.0.1 alone
    === fastify/Dockerfile
    FROM node:22
    CMD ["node", "server.js"]
    === fastify/server.js
    const fastify = require('fastify')();
    fastify.listen({ port: 3000 }, (err) => {});
    ~       ^^^^^^ warning[loopback-listener] port 3000 listens on localhost alone
    === axum/Dockerfile
    FROM rust:1
    CMD ["./web"]
    === axum/main.rs
    let addr = SocketAddr::from(([127, 0, 0, 1], 3000));
    ~                             ^^^^^^^^^^^^ warning[loopback-listener] port 3000 listens on 127.0.0.1 alone
    axum::Server::bind(&addr).serve(app).await;
  `));

test('puma takes the config that it finds, and flags before that', () => {
  const check = (run: string, port?: string) =>
    checkFixture(`
      === Dockerfile
      FROM ruby:3.4
      WORKDIR /app
      COPY . .
      EXPOSE 9292
      ${port ? `~      ^^^^ warning[container-port-mismatch] it listens on ${port}` : ''}
      ${run}
      === config/puma.rb
      port ENV.fetch("PORT") { 3000 }
      === config/puma-dev.rb
      port 4000
      === spec/app_spec.rb
      TCPServer.new(5000)
    `);
  check('CMD ["bundle", "exec", "puma"]', '3000 (puma.rb)');
  check('CMD bundle exec rails server', '3000 (puma.rb)');
  check('CMD puma -C config/puma-dev.rb', '4000 (puma-dev.rb)');
  check('CMD puma -p 9292');
  check('ENV PORT=9292\n      CMD puma');
  check('CMD ruby worker.rb');
});

test('vite takes the part of its config that is for the command', () => {
  const check = (run: string, ports: string, finding = '') =>
    checkFixture(`
      === compose.yaml
      services:
        web:
          build: .
          ports: ["${ports}"]
      ${finding}
      === Dockerfile
      FROM node:22
      WORKDIR /app
      COPY . .
      CMD ${run}
      === vite.config.ts
      import { defineConfig } from 'vite';
      export default defineConfig(({ mode }) => ({
        server: { port: 3000, host: true, proxy: { '/api': 'http://api:8080' } },
        preview: { port: 8080 },
      }));
    `);
  check('npx vite', '3000:3000');
  check('npx vite', '8080:5173', '~                 ^^^^ warning[container-port-mismatch] it listens on 3000');
  check('npx vite preview --host', '8080:8080');
  check('npx vite --port 5173 --host', '5173:5173');
});

test('a server beside a page that nginx serves is not what the image runs', () =>
  checkFixture(`
    === compose.yaml
    services:
      web: { build: ., ports: ["8080:8080"] }
    === Dockerfile
    FROM node:22 AS build
    COPY . .
    RUN npm run build
    FROM example.com/nginx-with-config
    COPY --from=build /app/dist /usr/share/nginx/html
    === dev-server.js
    require('express')().listen(3000);
  `));
