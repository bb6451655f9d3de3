import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appRunner } from '../../server/src/formats/app-runner.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/apprunner.yaml';

const WHOLE = `version: 1.0
runtime: python3
build:
  commands:
    build:
      - pip install -r requirements.txt
run:
  command: gunicorn app:app
  network:
    port: 8000
    env: APP_PORT
  env:
    - name: MODE
      value: live
`;

test('the port that requests are sent to', () => {
  assert.deepEqual(siteLines(appRunner, FILE, WHOLE), ['10:11 target port 8000 tcp -> own']);
  assert.deepEqual(siteLines(appRunner, FILE, WHOLE.replace('port: 8000', 'port: $PORT')), []);
  assert.deepEqual(siteLines(appRunner, FILE, 'version: 1.0\nrun: []\n'), []);
  checkPrefixes(appRunner, FILE, WHOLE);
});

const service = (command: string, port: string, listens: string, more = ''): string => `
    === apprunner.yaml
    version: 1.0
    runtime: nodejs18
    run:
      command: ${command}
      network:
        port: ${port}
    ${more}
    === index.js
    const express = require('express');
    const app = express();
    app.listen(${listens});
  `;

test('a process that listens elsewhere', () => {
  const wrong = (port: number): string => `8080
    ~         ^^^^ warning[container-port-mismatch] port 8080 is no port that App Runner service listens on: it listens on ${port}`;
  checkFixture(service('node index.js', wrong(3000), '3000'));
  checkFixture(service('gunicorn -b 0.0.0.0:5000 app:app', wrong(5000), '3000'));
});

test('a process that is told its port', () => {
  checkFixture(service('node index.js', '3000', '3000'));
  checkFixture(service('node index.js', '8080', 'process.env.PORT || 3000'));
  checkFixture(service('node index.js', '8080', 'process.env.APP_PORT', '    env: APP_PORT'));
  checkFixture(service('gunicorn -b 0.0.0.0:$PORT app:app', '8080', '3000'));
});
