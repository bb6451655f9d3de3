/** Rename: one port at every place of its flow, and nothing beside it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareRename, rename } from '../../server/src/features/rename.ts';
import { filesOf } from '../support/fixture.ts';
import { positionAt } from '../support/places.ts';
import { applyEdits, engineOf, type Files, findingsOf, offsetOf, placeOf } from '../support/workspace.ts';
import { fileOf } from './shop.ts';

/** The places that are written when a token is renamed to 9999; undefined where it cannot be. */
function renamed(files: Files, path: string, needle: string, before = ''): readonly string[] | undefined {
  const engine = engineOf(files);
  const position = positionAt(files[path]!, offsetOf(files[path]!, needle, before));
  const prepared = prepareRename(engine, fileOf(path), position);
  const edits = rename(engine, fileOf(path), position, '9999');
  assert.equal(prepared === undefined, edits === undefined);
  if (!edits) return undefined;
  const after = applyEdits(files, edits);
  // Whoever led there still does.
  assert.deepEqual(
    findingsOf(engineOf(after)).map(({ rule, span }) => `${rule} ${placeOf(span)}`),
    findingsOf(engine).map(({ rule, span }) => `${rule} ${placeOf(span)}`),
  );
  return edits.map(({ span }) => placeOf(span));
}

const CLUSTER = filesOf(`
  === web/Dockerfile
  FROM example.com/base
  ENV PORT=8080
  EXPOSE 8080
  CMD ["serve", "--port", "8080", "--admin-port", "8081"]
  === k8s/web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata: { name: web }
  spec:
    template:
      metadata: { labels: { app: web } }
      spec:
        containers:
          - name: web
            image: example.com/web
            ports: [{ name: http, containerPort: 8080 }]
            readinessProbe: { httpGet: { port: 8080 } }
            livenessProbe: { httpGet: { port: http } }
  ---
  apiVersion: v1
  kind: Service
  metadata: { name: web }
  spec:
    selector: { app: web }
    ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }]
  ---
  apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: { name: web }
  spec:
    podSelector: { matchLabels: { app: web } }
    ingress: [{ ports: [{ port: 8080 }] }]
  ---
  apiVersion: networking.k8s.io/v1
  kind: Ingress
  metadata: { name: web }
  spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }
`);
const INSIDE = [
  'k8s/web.yaml:11:48',
  'k8s/web.yaml:12:46',
  'k8s/web.yaml:20:35',
  'k8s/web.yaml:27:31',
  'web/Dockerfile:2:10',
  'web/Dockerfile:3:8',
  'web/Dockerfile:4:26',
];

test("a pod's port: the listener, its declarations, probes, policies and Services; names stay", () => {
  for (const [path, needle, before] of [
    ['k8s/web.yaml', '8080', 'containerPort'],
    ['k8s/web.yaml', '8080', 'targetPort'],
    ['k8s/web.yaml', '8080', 'readinessProbe'],
    ['k8s/web.yaml', '8080', 'ingress:'],
    ['web/Dockerfile', '8080', 'EXPOSE'],
    ['web/Dockerfile', '8080', 'ENV'],
  ] as const) {
    assert.deepEqual(renamed(CLUSTER, path, needle, before), INSIDE, `${path} ${before}`);
  }
});

test("a Service's port: whoever asks the Service, and not what it leads to", () => {
  const places = ['k8s/web.yaml:20:19', 'k8s/web.yaml:32:65'];
  assert.deepEqual(renamed(CLUSTER, 'k8s/web.yaml', '80', 'ports: [{ port:'), places);
  assert.deepEqual(renamed(CLUSTER, 'k8s/web.yaml', '80', 'number:'), places);
});

test('what is published is another port, and so are names', () => {
  assert.equal(renamed(CLUSTER, 'k8s/web.yaml', '30080'), undefined);
  assert.equal(renamed(CLUSTER, 'k8s/web.yaml', 'http', 'livenessProbe: { httpGet: { port:'), undefined);
  assert.equal(renamed(CLUSTER, 'k8s/web.yaml', 'kind'), undefined);
});

test('in Compose: the place that decides, clients and health checks, but not the published side', () => {
  const files = filesOf(`
    === .env
    WEB_PORT=8080
    === compose.yaml
    services:
      web:
        image: example.com/web
        command: serve --port \${WEB_PORT}
        ports: ["8080:\${WEB_PORT}"]
        healthcheck: { test: "curl http://localhost:8080/" }
      api:
        image: example.com/api
        environment: { WEB_URL: "http://web:8080", OTHER_URL: "http://web:\${WEB_PORT}" }
  `);
  const places = ['.env:1:10', 'compose.yaml:6:49', 'compose.yaml:9:41'];
  assert.deepEqual(renamed(files, 'compose.yaml', '${WEB_PORT}', 'ports'), places);
  assert.deepEqual(renamed(files, 'compose.yaml', '8080', 'WEB_URL'), places);
  assert.deepEqual(renamed(files, '.env', '8080'), places);
});

test('a port that cannot be written at one of its places is not renamed', () => {
  const compose = (url: string, image = 'example.com/web') => ({
    'compose.yaml': `services:\n  web: { image: "${image}", expose: [80] }\n  api: { image: x, environment: { URL: "${url}" } }\n`,
  });
  assert.deepEqual(renamed(compose('http://web:80'), 'compose.yaml', '80'), ['compose.yaml:2:45', 'compose.yaml:3:52']);
  // The default of a scheme stands nowhere; an image listens where it does.
  assert.equal(renamed(compose('http://web'), 'compose.yaml', '80'), undefined);
  assert.equal(renamed(compose('http://web:80', 'nginx:1.27'), 'compose.yaml', '80'), undefined);
});

test('a number that is no port is refused', () => {
  const engine = engineOf(CLUSTER);
  const text = CLUSTER['k8s/web.yaml']!;
  const position = positionAt(text, offsetOf(text, '8080', 'containerPort'));
  for (const name of ['', '0', '65536', 'http', '80a', '-1'])
    assert.equal(rename(engine, fileOf('k8s/web.yaml'), position, name), undefined, name);
  assert.equal(rename(engine, fileOf('k8s/web.yaml'), position, ' 65535 ')?.[0]?.newText, '65535');
});

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: example.com/web, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
`;

test('in a base, the places of every overlay that is made of it', () => {
  const more = 'spec: { ports: [{ name: more, port: 81, targetPort: 8080 }] }\n';
  const files = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': WEB,
    'overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
    'overlays/prod/kustomization.yaml': 'resources: [../../base]\npatches: [{ path: patch.yaml }]\n',
    'overlays/prod/patch.yaml': `apiVersion: v1\nkind: Service\nmetadata: { name: web }\n${more}`,
  };
  const places = ['base/web.yaml:7:88', 'base/web.yaml:12:65', 'overlays/prod/patch.yaml:4:53'];
  assert.deepEqual(renamed(files, 'base/web.yaml', '8080', 'containerPort'), places);
  assert.deepEqual(renamed(files, 'base/web.yaml', '8080', 'targetPort'), places);
  assert.deepEqual(renamed(files, 'overlays/prod/patch.yaml', '8080'), places);
});

test('in a chart, the values that its templates take the port from', () => {
  const files = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'chart/values.yaml': 'port: 8080\n',
    'chart/values-prod.yaml': 'replicas: 2\n',
    'chart/templates/web.yaml': WEB.replace('containerPort: 8080', 'containerPort: {{ .Values.port }}'),
  };
  const places = ['chart/templates/web.yaml:12:65', 'chart/values.yaml:1:7'];
  assert.deepEqual(renamed(files, 'chart/values.yaml', '8080'), places);
  assert.deepEqual(renamed(files, 'chart/templates/web.yaml', '.Values.port'), places);
  assert.deepEqual(renamed(files, 'chart/templates/web.yaml', '8080', 'targetPort'), places);
});
