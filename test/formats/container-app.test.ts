import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerApp } from '../../server/src/formats/container-app.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/app.yaml';

const WHOLE = `type: Microsoft.App/containerApps
name: shop
properties:
  configuration:
    ingress:
      external: true
      targetPort: 8080
      additionalPortMappings:
        - {external: false, targetPort: 9000, exposedPort: 9001}
  template:
    containers:
      - image: example.com/shop:#{TAG}#
        name: shop
        command: [serve]
        args: [--port, "8080"]
        env:
          - {name: PORT, value: "8080"}
          - {name: KEY, secretRef: key}
`;

test('the ports that requests are sent to', () => {
  assert.deepEqual(siteLines(containerApp, FILE, WHOLE), [
    '7:19 target targetPort 8080 tcp -> own',
    '9:41 target targetPort 9000 tcp -> own',
  ]);
  assert.deepEqual(siteLines(containerApp, FILE, `${WHOLE}      - {image: b, name: c}\n`), []);
  assert.deepEqual(siteLines(containerApp, FILE, WHOLE.replace('properties', 'spec')), []);
  checkPrefixes(containerApp, FILE, WHOLE);
});

test('a port that the container is told not to listen on', () =>
  checkFixture(`
    === app.yaml
    properties:
      configuration:
        ingress:
          targetPort: 80
    ~                 ^^ warning[container-port-mismatch] 8080
      template:
        containers:
          - image: example.com/shop:1
            command: [serve, --port, "8080"]
    === web.yaml
    properties:
      configuration:
        ingress:
          targetPort: 80
      template:
        containers:
          - image: nginx:1.27
  `));

test('a probe of a port that the container does not listen on', () =>
  checkFixture(`
    === app.yaml
    properties:
      configuration:
        ingress:
          targetPort: 8080
      template:
        containers:
          - image: example.com/shop:1
            command: [serve, --port, "8080"]
            probes:
              - type: Liveness
                httpGet: { path: /live, port: 8081 }
    ~                                         ^^^^ warning[probe-port-unmatched] liveness probe 8081
              - type: Startup
                tcpSocket: { port: 8080 }
  `));
