import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from '../../server/src/formats/render.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/render.yaml';

const WHOLE = `services:
  - type: web
    name: api
    runtime: docker
    dockerfilePath: ./api/Dockerfile
    dockerContext: ./api
    healthCheckPath: /health
    envVars:
      - key: PORT
        value: 8080
      - key: DATABASE_URL
        fromDatabase: { name: shop, property: connectionString }
      - fromGroup: shared
  - type: web
    name: site
    env: image
    image:
      url: docker.io/library/nginx:1.27
    envVars: [{ key: PORT, value: "80" }]
  - type: web
    runtime: node
    rootDir: admin
    startCommand: node server.js --port $PORT
    envVars: [{ key: PORT, value: 10000 }]
  - type: pserv
    runtime: docker
    envVars: [{ key: PORT, value: 1 }]
  - type: web
    runtime: docker
    repo: https://github.com/example/other
    envVars: [{ key: PORT, value: 2 }]
  - type: web
    runtime: docker
    rootDir: api
    dockerfilePath: ./Dockerfile
    envVars: [{ key: PORT, value: 3 }]
  - type: web
    runtime: static
    envVars: [{ key: PORT, value: 4 }]
  - type: web
    runtime: docker
    envVars: [{ key: PORT, sync: false }]
projects:
  - environments:
      - services:
          - { type: web, name: deep, runtime: docker, envVars: [{ key: PORT, value: 5 }] }
`;

test('web services by their PORT', () => {
  assert.deepEqual(siteLines(render, FILE, WHOLE), [
    '10:16 target PORT 8080 tcp -> own',
    '19:36 target PORT 80 tcp -> own',
    '24:35 target PORT 10000 tcp -> own',
    '46:85 target PORT 5 tcp -> own',
  ]);
  const [api, site, admin] = parseChecked(render, FILE, WHOLE);
  assert.ok(api?.kind === 'container' && site?.kind === 'container' && admin?.kind === 'container');
  assert.deepEqual(api.build, { context: '/repo/api', dockerfile: '/repo/api/Dockerfile', arguments: [] });
  assert.equal(site.image?.text.length, 1);
  assert.equal(admin.folder, '/repo/admin');
  checkPrefixes(render, FILE, WHOLE);
});

test('a program that takes no notice of PORT', () => {
  checkFixture(`
    === render.yaml
    services:
      - type: web
        name: api
        runtime: docker
        envVars:
          - key: PORT
            value: 8080
    ~              ^^^^ warning[container-port-mismatch] PORT 8080 is no port that service api listens on: it listens on 3000
    === Dockerfile
    FROM python:3.13
    CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "3000"]
  `);
  checkFixture(`
    === render.yaml
    services:
      - type: web
        name: api
        runtime: python
        startCommand: gunicorn app:app --bind 0.0.0.0:8000
        envVars:
          - key: PORT
            value: 10000
    ~              ^^^^^ warning[container-port-mismatch] it listens on 8000
  `);
});

test('programs that listen on PORT', () => {
  for (const start of [
    'gunicorn app:app',
    'gunicorn app:app -b 0.0.0.0:$PORT',
    'uvicorn app:app --host 0.0.0.0 --port ${PORT}',
    './run.sh',
  ]) {
    checkFixture(`
    === render.yaml
    services:
      - type: web
        name: api
        runtime: python
        startCommand: ${start}
        envVars:
          - key: PORT
            value: 10000
  `);
  }
});

test('Render reaches no loopback address', () =>
  checkFixture(`
    === render.yaml
    services:
      - type: web
        name: api
        runtime: python
        startCommand: uvicorn app:app --port $PORT
    ~                 ^^^^^^^ warning[loopback-listener] port 10000 listens on 127.0.0.1 alone, so PORT 10000 cannot reach it
        envVars:
          - key: PORT
            value: 10000
  `));
