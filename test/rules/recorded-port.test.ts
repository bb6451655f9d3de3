import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portRecord } from '../../server/src/features/map.ts';
import { checkFixture } from '../support/fixture.ts';
import { engineOf, type Files, findingsOf } from '../support/workspace.ts';

test('a port that changed, one that appeared, one that vanished', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["8081:80", "9000:9000"]
    ~            ^^^^ warning[recorded-port] published port 8081 of service web is recorded as 8080
    ~                       ^^^^ warning[recorded-port] published port 9000 of service web is not recorded
    ~                            ^^^^ warning[recorded-port] container port 9000 of service web is not recorded
    === ports.lock.yaml
    # What a comment says stays.
    version: 1
    ports:
      . | service gone | expose/tcp | default: 7000
    ~                                          ^^^^ warning[recorded-port] expose 7000/tcp of service gone is recorded, but no longer there
      . | service web | container port/tcp | default: 80
      . | service web | container port/udp | default: 80
    ~                                                 ^^ warning[recorded-port] container port 80/udp of service web is recorded, but no longer there
      . | service web | published port/tcp | default: 8080
  `));

test('lines move, ports change places, a name is better than a number: nothing is reported', () =>
  checkFixture(`
    === k8s/web.yaml
    # A line.
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        spec:
          containers:
            - name: web
              image: example.com/web:1
              ports: [{ name: metrics, containerPort: 9090 }, { name: http, containerPort: 8080 }]
            - name: sidecar
              image: example.com/sidecar:1
              ports: [{ containerPort: 15001 }, { containerPort: 15000 }]
    === ports.lock.yaml
    version: 1
    ports:
      k8s | Deployment web | http/tcp | default: 8080
      k8s | Deployment web | metrics/tcp | default: 9090
      k8s | Deployment web/sidecar | containerPort/tcp | default: 15000
      k8s | Deployment web/sidecar | containerPort/tcp#2 | default: 15001
  `));

test('the nearest record counts, and only for what lies below it', () =>
  checkFixture(
    `
    === a/compose.yaml
    services:
      web: { image: example.com/web:1, expose: ["80"] }
    === a/ports.lock.yaml
    version: 1
    ports:
      . | service web | expose/tcp | default: 81
    === b/compose.yaml
    services:
      web: { image: example.com/web:1, expose: ["82"] }
  `.replace(
      'expose: ["80"] }',
      'expose: ["80"] }\n    ~                                            ^^ warning[recorded-port] expose 80 of service web is recorded as 81',
    ),
  ));

test('an empty record reports everything, and a file that is no record nothing', () =>
  checkFixture(`
    === a/compose.yaml
    services:
      web: { image: example.com/web:1, expose: ["80"] }
    ~                                            ^^ warning[recorded-port] expose 80 of service web is not recorded
    === a/ports.lock.yaml
    version: 1
    ports:
    === b/compose.yaml
    services:
      web: { image: example.com/web:1, expose: ["80"] }
    === b/ports.lock.yaml
    version: 1
  `));

const LARGE: Files = {
  'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports: ["8080:80", "8000-8010:8000-8010", "53:53/udp", "\${UNSET}:90"]
    expose: ["70", "71", "72"]
  "odd: #name":
    image: example.com/web:1
    expose: ["80"]
`,
  'compose.prod.yaml': 'services:\n  web:\n    ports: ["81:80"]\n',
  'web/Dockerfile': 'FROM example.com/base:1\nEXPOSE 80\nENV PORT=80\n',
  'web/.env': 'PORT=9\n',
  'k8s/dev/web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n',
  'k8s/prod/web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 81 }] }\n',
};

test('what is recorded is what is there', () => {
  const lines = portRecord(engineOf(LARGE));
  assert.deepEqual(
    lines.map(({ key, value }) => `${key}: ${value}`),
    [
      '". | service odd: #name | expose/tcp | default": 80',
      '. | service web | container port/tcp | default: 80',
      '. | service web | container port/tcp | prod: 80',
      '. | service web | container port/tcp#2 | default: 8000-8010',
      '. | service web | container port/tcp#3 | default: 90',
      '. | service web | container port/udp | default: 53',
      '. | service web | expose/tcp | default: 70',
      '. | service web | expose/tcp#2 | default: 71',
      '. | service web | expose/tcp#3 | default: 72',
      '. | service web | published port/tcp | default: 8080',
      '. | service web | published port/tcp | prod: 81',
      '. | service web | published port/tcp#2 | default: 8000-8010',
      '. | service web | published port/udp | default: 53',
      'k8s/dev | Service web | port/tcp | dev: 80',
      'k8s/prod | Service web | port/tcp | prod: 81',
      'web | image web | EXPOSE/tcp | default: 80',
    ],
  );
  const text = `version: 1\nports:\n${lines.map(({ key, value }) => `  ${key}: ${value}\n`).join('')}`;
  const recorded = engineOf({ ...LARGE, 'ports.lock.yaml': text });
  assert.deepEqual(
    findingsOf(recorded).filter(({ rule }) => rule === 'recorded-port'),
    [],
  );
  assert.deepEqual(portRecord(recorded), lines);
});
