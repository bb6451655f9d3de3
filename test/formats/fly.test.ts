import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fly } from '../../server/src/formats/fly.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/fly.toml';

const WHOLE = `app = "shop" # internal_port = 1
primary_region = 'fra'
[build]
  dockerfile = "docker/Dockerfile.prod"
  build-target = "run"
[env]
  PORT = "3000"
  NOTE = """
  internal_port = 5
  """
[http_service]
  internal_port = 3000 # the app's
  force_https = true
[[services]]
  internal_port = 9000
  [[services.ports]]
    port = 443
[metrics]
  port = 9091
`;

test('the ports that an app listens on, what it is built from and its environment', () => {
  assert.deepEqual(siteLines(fly, FILE, WHOLE), [
    '12:19 target internal_port 3000 unknown -> own',
    '15:19 target internal_port 9000 unknown -> own',
  ]);
  const [app] = parseChecked(fly, FILE, WHOLE);
  assert.ok(app?.kind === 'container');
  assert.equal(app.label, 'app shop');
  assert.deepEqual(app.build, {
    context: '/repo',
    dockerfile: '/repo/docker/Dockerfile.prod',
    target: 'run',
    arguments: [],
  });
  assert.deepEqual(
    app.environment.map(({ name }) => name),
    ['PORT'],
  );
  checkPrefixes(fly, FILE, WHOLE);
});

test('with several processes, a service belongs to the one that it names', () => {
  const text = `[processes]
web = "serve --port 8080"
worker = "work"
[http_service]
internal_port = 8080
processes = ["web"]
[[services]]
internal_port = 9000
`;
  assert.deepEqual(siteLines(fly, FILE, text), ['5:17 target internal_port 8080 unknown -> own']);
});

test('the port of the image beside it', () =>
  checkFixture(`
    === fly.toml
    app = "shop"
    [http_service]
      internal_port = 8080
    ~                 ^^^^ warning[container-port-mismatch] PORT
    === Dockerfile
    FROM node:20
    ENV PORT=3000
    CMD ["node", "server.js"]
  `));

test('a port of its own that the app is told, and an image that says nothing', () => {
  checkFixture(`
    === fly.toml
    [env]
      PORT = "8080"
    [http_service]
      internal_port = 8080
    === Dockerfile
    FROM node:20
    ENV PORT=3000
    CMD ["node", "server.js"]
  `);
  checkFixture(`
    === fly.toml
    [http_service]
      internal_port = 8080
    === Dockerfile
    FROM node:20
    CMD ["node", "server.js"]
  `);
});

test('a check of the app that asks a port which nothing serves', () => {
  const app = (port: string, more = ''): string => `
    === fly.toml
    app = "relay"
    [env]
      PORT = "8080"
    [http_service]
      internal_port = 8080
      [[http_service.checks]]
        path = "/healthz"
    [checks.alive]
      type = "http"
      port = ${port}
    ${more}
    === server.js
    const app = require('express')();
    app.listen(process.env.PORT || 3000, '0.0.0.0');
    === Dockerfile
    FROM node:20-slim
    COPY . .
    CMD ["node", "server.js"]
  `;
  checkFixture(
    app(`3000
    ~        ^^^^ warning[probe-port-unmatched] check port 3000 is no port that app relay listens on: it declares 8080`),
  );
  checkFixture(app('8080'));
  checkFixture(app('9091').replace('app.listen(', 'require("http").createServer(app).listen(9091);\n    app.listen('));
});

test('a check beside a port that is merely declared may be served all the same', () =>
  checkFixture(`
    === fly.toml
    app = "relay"
    [build]
      image = "example.com/relay:1"
    [http_service]
      internal_port = 8080
    [checks.alive]
      type = "tcp"
      port = 9091
    ~        ^^^^ info[probe-port-unmatched]
  `));

test('with several processes, a check belongs to the one that it names', () => {
  const text = `[processes]
web = "serve --port 8080"
worker = "work"
[http_service]
internal_port = 8080
processes = ["web"]
[checks.web]
port = 8081
processes = ["web"]
[checks.all]
port = 8082
`;
  assert.deepEqual(siteLines(fly, FILE, text), [
    '5:17 target internal_port 8080 unknown -> own',
    '8:8 probe check port 8081 tcp -> own',
  ]);
  checkPrefixes(fly, FILE, text);
});
