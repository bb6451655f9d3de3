/** What comments and annotations silence, in each format's own syntax. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';
import { applyEdits, engineOf, type Files, findingsOf } from '../support/workspace.ts';

function rulesOf(files: Files): readonly string[] {
  return findingsOf(engineOf(files)).map(({ rule }) => rule);
}

/** Fails unless the files report one rule, and nothing with `comment` put before the line that holds `line`. */
function checkSilenced(files: Files, file: string, line: string, comment = '# portolan-ignore: why'): void {
  assert.equal(rulesOf(files).length, 1, `something to silence: ${rulesOf(files)}`);
  for (const newline of ['\n', '\r\n']) {
    const text = files[file]!.replace(new RegExp(`^([ \\t]*)(.*${line})`, 'm'), `$1${comment}\n$1$2`);
    assert.notEqual(text, files[file]);
    assert.deepEqual(rulesOf({ ...files, [file]: text.replaceAll('\n', newline) }), []);
  }
}

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports:
    - port: 80
      targetPort: 8081
`;

const COMPOSE = `services:
  proxy:
    image: nginx:1.27
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
      - ./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro
  api:
    image: example.com/api:1
    command: ["serve", "--port", "8080"]
`;
const NGINX = `events {}
http {
  server {
    listen 80;
    location / {
      proxy_pass http://api:8000;
    }
  }
}
`;

test('Kubernetes', () => checkSilenced({ 'pod.yaml': POD, 'service.yaml': SERVICE }, 'service.yaml', 'targetPort'));

test('Kubernetes in flow style: the line counts, wherever on it the fault stands', () => {
  const service = SERVICE.replace('    - port: 80\n      targetPort: 8081', '    - { port: 80, targetPort: 8081 }');
  checkSilenced({ 'pod.yaml': POD, 'service.yaml': service }, 'service.yaml', 'targetPort');
  const beside = service.replace('8081 }', '8081 } # portolan-ignore target-port-unmatched: why');
  assert.deepEqual(rulesOf({ 'pod.yaml': POD, 'service.yaml': beside }), []);
});

test('nginx', () => checkSilenced({ 'compose.yaml': COMPOSE, 'nginx.conf': NGINX }, 'nginx.conf', 'proxy_pass'));

test('HAProxy', () =>
  checkSilenced(
    {
      'compose.yaml': COMPOSE,
      'haproxy.cfg': 'frontend in\n  bind :80\n  default_backend api\nbackend api\n  server api api:8000\n',
    },
    'haproxy.cfg',
    'server',
  ));

test('an env file', () =>
  checkSilenced(
    {
      '.env': 'A=1\nAPI_URL=http://api:8000\n',
      'compose.yaml': `${COMPOSE}  client:\n    image: example.com/client:1\n    env_file: .env\n`,
    },
    '.env',
    'API_URL',
  ));

test('a Dockerfile: on a line of its own, above all the lines of an instruction', () => {
  const files = { Dockerfile: 'FROM example.com/base\nEXPOSE 8080 \\\n  # web\n\n  70000\n' };
  checkSilenced(files, 'Dockerfile', 'EXPOSE');
  const beside = files.Dockerfile.replace('70000', '70000 # portolan-ignore');
  assert.ok(rulesOf({ Dockerfile: beside }).includes('invalid-port'), 'no comment there, but two more arguments');
});

test('a config within a ConfigMap, by the comments of either', () => {
  const carried = `apiVersion: v1
kind: ConfigMap
metadata: { name: conf }
data:
  nginx.conf: |
${NGINX.replace('api:8000', 'web:8000').replace(/^/gm, '    ').trimEnd()}
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
`;
  checkSilenced({ 'all.yaml': carried }, 'all.yaml', 'proxy_pass');
});

test('several comments in a row, the other ones with words', () => {
  const files = { 'pod.yaml': POD, 'service.yaml': SERVICE };
  checkSilenced(files, 'service.yaml', 'targetPort', '# portolan-ignore target-port-unmatched: why\n      # and more');
  checkSilenced(files, 'service.yaml', 'targetPort', '# portolan-ignore *\n      #');
});

test('only the next line: not the one behind it, and none behind an empty line', () => {
  const service = SERVICE.replace('    - port', '    # portolan-ignore\n    - port');
  assert.deepEqual(rulesOf({ 'pod.yaml': POD, 'service.yaml': service }).toSorted(), [
    'target-port-unmatched',
    'unused-suppression',
  ]);
});

test('words that only begin like the keyword are no suppression', () => {
  const service = SERVICE.replace('8081', '8081 # portolan-ignored');
  assert.deepEqual(rulesOf({ 'pod.yaml': POD, 'service.yaml': service }), ['target-port-unmatched']);
});

test("an annotation silences an object's findings and nobody else's", () => {
  const annotated = (value: string) =>
    SERVICE.replace('  name: web\n', `  name: web\n  annotations:\n    portolan.dev/ignore: ${value}\n`);
  const other = SERVICE.replace('name: web', 'name: other');
  const check = (value: string, ...expected: string[]) =>
    assert.deepEqual(rulesOf({ 'pod.yaml': POD, 'service.yaml': annotated(value) }).toSorted(), expected);
  check('"target-port-unmatched: the mesh rewrites it"');
  check('"invalid-port, target-port-unmatched: why"', 'unused-suppression');
  check('"*"');
  check('""');
  check('invalid-port', 'target-port-unmatched', 'unused-suppression');
  assert.deepEqual(rulesOf({ 'pod.yaml': POD, 'service.yaml': `${annotated('"*"')}---\n${other}` }), [
    'target-port-unmatched',
  ]);
});

test('an annotation of a pod template, and one that is left over', () => {
  const deployment = (annotations: string, port: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    metadata:
      labels: { app: web }
${annotations}    spec:
      containers:
        - name: web
          ports: [{ containerPort: ${port} }]
`;
  const annotation = '      annotations:\n        portolan.dev/ignore: "invalid-port: why"\n';
  assert.deepEqual(rulesOf({ 'a.yaml': deployment('', 70000) }), ['invalid-port']);
  assert.deepEqual(rulesOf({ 'a.yaml': deployment(annotation, 70000) }), []);
  const files = { 'a.yaml': deployment(annotation, 7000) };
  const [unused] = findingsOf(engineOf(files));
  assert.equal(unused?.message, 'invalid-port reports nothing here');
  assert.deepEqual(applyEdits(files, unused.fixes[0]!.edits), { 'a.yaml': deployment('', 7000) });
});

test('an annotation in a template silences what its object says, and is held against no other text', () =>
  checkFixture(`
    === Chart.yaml
    name: web
    === values.yaml
    port: 8080
    === templates/web.yaml
    # A comment, so that the object stands elsewhere here than in what is made of it: {{ .Values.port }}
    {{- if .Values.port }}
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: example.com/web:1
          ports:
            - containerPort: {{ .Values.port }}
    {{- end }}
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: web
      annotations:
        portolan.dev/ignore: "target-port-unmatched: a sidecar is injected"
    spec:
      selector:
        app: web
      ports:
        - port: 80
          targetPort: 8081
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: loud
    spec:
      selector:
        app: web
      ports:
        - port: 80
          targetPort: 8082
    ~                 ^^^^ warning[target-port-unmatched]
  `));
