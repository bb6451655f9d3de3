import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listPorts } from '../../server/src/features/ports.ts';
import { engineOf } from '../support/workspace.ts';
import { shop, shown } from './shop.ts';

test('every port site, as it is written and as it is meant', () => {
  const rows = listPorts(shop()).map(
    ({ span, value, name, protocol, role, component, format }) =>
      `${shown(span)} = ${value}${name ? ` (${name})` : ''} ${protocol} ${role} · ${component} · ${format}`,
  );
  assert.deepEqual(rows, [
    '.env:1:11 8080 = 8080 unknown assign · .env · env',
    'compose.yaml:5:10 ${EDGE_PORT} = 8080 tcp publish · service web · compose',
    'compose.yaml:5:23 8080 = 8080 tcp target · service web · compose',
    'compose.yaml:9:27 8080 = 8080 unknown connect · service api · compose',
    'k8s/config.yaml:6:10 8080 = 8080 unknown assign · ConfigMap web · kubernetes',
    'k8s/deploy.yaml:22:30 8080 = 8080 (http) tcp declare · Deployment web · kubernetes',
    'k8s/deploy.yaml:25:21 http = http tcp probe · Deployment web · kubernetes',
    'k8s/ingress.yaml:10:17 80 = 80 unknown target · Ingress shop · kubernetes',
    'k8s/service.yaml:9:13 80 = 80 tcp route · Service web · kubernetes',
    'k8s/service.yaml:10:19 http = http tcp target · Service web · kubernetes',
    'k8s/service.yaml:12:13 90 = 90 (admin) tcp route · Service web · kubernetes',
    'k8s/service.yaml:13:19 9090 = 9090 tcp target · Service web · kubernetes',
    'web/Dockerfile:2:10 8080 = 8080 unknown assign · image web · dockerfile',
    'web/Dockerfile:3:8 8080 = 8080 tcp declare · image web · dockerfile',
  ]);
});

test('a port that is not written, and one that cannot be known', () => {
  const engine = engineOf({
    'compose.yaml':
      'services:\n  a:\n    image: x\n    ports: ["${NOWHERE}:80"]\n    environment: { URL: "http://b" }\n  b:\n    image: y\n',
  });
  const rows = listPorts(engine).map(({ text, value, role }) => `${text} = ${value} ${role}`);
  assert.deepEqual(rows, ['${NOWHERE} = undefined publish', '80 = 80 target']);
  const implied = listPorts(engine, { implied: true }).filter(({ role }) => role === 'connect');
  assert.deepEqual(
    implied.map(({ text, value }) => `${text} = ${value}`),
    ['b = 80'],
  );
});
