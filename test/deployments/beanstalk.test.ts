import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';
import { engineOf, findingsOf } from '../support/workspace.ts';
import { cloudLines } from './cloud-lines.ts';

const OPTIONS = `option_settings:
  - namespace: aws:elasticbeanstalk:application:environment
    option_name: PORT
    value: "5001"
  - option_name: NODE_ENV
    value: production
  - namespace: aws:elasticbeanstalk:environment:process:default
    option_name: Port
    value: 80
  - namespace: aws:elbv2:listener:443
    option_name: Protocol
    value: HTTPS
  - namespace: aws:elb:listener:8443
    option_name: InstancePort
    value: 8080
  - namespace: aws:elbv2:listener:80
    option_name: ListenerEnabled
    value: false
`;
const SHORT = `option_settings:
  aws:elasticbeanstalk:application:environment:
    PORT: 5001
  aws:elbv2:listener:443:
    Protocol: HTTPS
    DefaultProcess: api
  aws:elasticbeanstalk:environment:process:api:
    Port: 5001
`;

test('options in both spellings: the port of the application, processes and listeners', () => {
  assert.deepEqual(cloudLines({ 'app/.ebextensions/options.config': OPTIONS }), [
    'app/.ebextensions/options.config:4:13 Elastic Beanstalk app: target PORT 5001 -> host',
    'app/.ebextensions/options.config:9:12 process default: target Port 80',
    'app/.ebextensions/options.config:10:35 listener 443: route listener 443 -> process default',
    'app/.ebextensions/options.config:13:33 listener 8443: route listener 8443 -> InstancePort',
    'app/.ebextensions/options.config:15:12 listener 8443: target InstancePort 8080',
  ]);
  assert.deepEqual(cloudLines({ 'app/.ebextensions/options.config': SHORT }), [
    'app/.ebextensions/options.config:3:11 Elastic Beanstalk app: target PORT 5001 -> host',
    'app/.ebextensions/options.config:4:22 listener 443: route listener 443 -> process api',
    'app/.ebextensions/options.config:8:11 process api: target Port 5001',
  ]);
});

test('files are applied in the order of their names', () =>
  assert.deepEqual(
    cloudLines({
      'app/.ebextensions/02.config':
        '{"option_settings": {"aws:elasticbeanstalk:application:environment": {"PORT": "5002"}}}',
      'app/.ebextensions/01.config': SHORT,
    }).filter((line) => line.includes('PORT')),
    ['app/.ebextensions/02.config:1:80 Elastic Beanstalk app: target PORT 5002 -> host'],
  ));

const PORT = `option_settings:
  aws:elasticbeanstalk:application:environment:
    PORT: 5001
`;

test('the application listens on another port than the proxy is told', () => {
  checkFixture(`
    === app/.ebextensions/options.config
    option_settings:
      - option_name: PORT
        value: 5001
    ~          ^^^^ warning[container-port-mismatch] PORT 5001 is no port that Elastic Beanstalk app listens on: it listens on 3000 (server.js)
    === app/server.js
    require('express')().listen(3000);
  `);
  checkFixture(`
    === app/.ebextensions/options.config
    option_settings:
      aws:elasticbeanstalk:application:environment:
        PORT: 5001
    ~         ^^^^ warning[container-port-mismatch] it listens on 8000
    === app/Procfile
    web: gunicorn --bind 127.0.0.1:8000 shop.wsgi
    worker: celery --port 1
  `);
});

test('an application that takes PORT, on whatever address, and one that Docker runs', () => {
  for (const files of [
    { 'app/server.js': "require('express')().listen(process.env.PORT, '127.0.0.1');\n" },
    { 'app/server.js': "require('express')().listen(5001, '127.0.0.1');\n" },
    { 'app/Procfile': 'web: gunicorn --bind 127.0.0.1:$PORT shop.wsgi\n' },
    { 'app/server.js': "require('express')().listen(3000);\n", 'app/Dockerfile': 'FROM node:22\n' },
    { 'app/Dockerfile': 'FROM node:22\nEXPOSE 3000\n' },
    { 'app/Dockerrun.aws.json': '{"AWSEBDockerrunVersion": "1", "Ports": [{"ContainerPort": 3000}]}' },
  ]) {
    const engine = engineOf({ 'app/.ebextensions/options.config': PORT, ...files });
    assert.deepEqual(
      findingsOf(engine).map(({ message }) => message),
      [],
      JSON.stringify(files),
    );
  }
});

test('other files, unknown values and half-typed text say nothing', () => {
  for (const text of [
    'files:\n  "/etc/x": {}\n',
    PORT.replace('5001', '\'`{"Ref": "Port"}`\''),
    'option_settings: []\n',
  ])
    assert.deepEqual(cloudLines({ 'app/.ebextensions/options.config': text }), [], text);
  for (const text of [OPTIONS, SHORT])
    for (let end = 0; end <= text.length; end++)
      engineOf({ 'app/.ebextensions/options.config': text.slice(0, end), 'app/Procfile': 'web: ' });
});

test('a comment silences', () =>
  checkFixture(`
    === app/.ebextensions/options.config
    option_settings:
      - option_name: PORT
        value: 5001 # portolan-ignore container-port-mismatch
    === app/server.js
    require('express')().listen(3000);
  `));
