/** Deployments in the engine: where findings stand, in which environments they hold, and what is left alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';
import { engineOf, type Files, findingsOf, placeOf, ROOT } from '../support/workspace.ts';

const CHART: Files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': 'service:\n  port: 80\n  targetPort: 8080\n',
  'chart/values-prod.yaml': 'replicas: 3\n',
  'chart/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}-web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.com/web, ports: [{name: http, containerPort: 8080}]}]}
`,
  'chart/templates/service.yaml': `apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}-web}
spec:
  selector: {app: web}
  ports: [{port: {{ .Values.service.port }}, targetPort: {{ .Values.service.targetPort }}}]
`,
};

/** Every finding as one line: its place, its rule, and the environments that it says it holds in. */
function told(files: Files, environment?: string): readonly string[] {
  const engine = engineOf(files, environment === undefined ? {} : { environment });
  return findingsOf(engine).map(
    ({ span, rule, message }) => `${placeOf(span)} ${rule}${/ \(in [^)]*\)$/.exec(message)?.[0] ?? ''}`,
  );
}

test('a value that is wrong is underlined where it is written, and says where it holds', () => {
  assert.deepEqual(told(CHART), []);
  const everywhere = { ...CHART, 'chart/values.yaml': 'service: {port: 80, targetPort: 8081}\n' };
  assert.deepEqual(told(everywhere), ['chart/values.yaml:1:33 target-port-unmatched']);
  const production = { ...CHART, 'chart/values-prod.yaml': 'service: {targetPort: 8081}\n' };
  assert.deepEqual(told(production), ['chart/values-prod.yaml:1:23 target-port-unmatched (in values-prod.yaml)']);
});

test('one environment alone is looked at', () => {
  const files = { ...CHART, 'chart/values-prod.yaml': 'service: {targetPort: 8081}\n' };
  assert.deepEqual(told(files, 'default'), []);
  assert.deepEqual(told(files, 'prod'), ['chart/values-prod.yaml:1:23 target-port-unmatched']);
  // There is no such environment here, so the default counts.
  assert.deepEqual(told(files, 'staging'), []);
  const engine = engineOf(files, { environment: 'default' });
  assert.deepEqual(
    engine.environments().map(({ name, label }) => `${name} ${label}`),
    ['default values.yaml', 'prod values-prod.yaml'],
  );
  engine.configure({ environment: 'prod' });
  assert.deepEqual([...engine.refresh()], [`${ROOT}/chart/values-prod.yaml`]);
});

/** @param target What the base's Service leads to; `mark` is what is reported of it. */
const base = (target: string, mark = ''): string => `
    === base/kustomization.yaml
    resources: [web.yaml]
    === base/web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: ${target}}]}${mark}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: example.com/web, ports: [{name: http, containerPort: 8080}]}]}`;

test('an overlay is told where its patch stands, for the overlay alone', () =>
  checkFixture(`${base('http')}
    === overlays/dev/kustomization.yaml
    resources: [../../base]
    === overlays/prod/kustomization.yaml
    resources: [../../base]
    patches: [{path: web.yaml}]
    === overlays/prod/web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {ports: [{port: 80, targetPort: https}]}
    ~                                     ^^^^^ error[named-port-unknown] (in overlays/prod)
  `));

test('a fault of the base is told once, however many overlays have it', () => {
  const mark = `
    ~                                                                       ^^^ error[named-port-unknown] Deployment web`;
  checkFixture(`${base('web', mark)}
    === overlays/dev/kustomization.yaml
    resources: [../../base]
    === overlays/prod/kustomization.yaml
    resources: [../../base]
  `);
});

test('what every overlay mends is no fault of the base, which nobody deploys by itself', () =>
  checkFixture(`${base('web')}
    === overlays/prod/kustomization.yaml
    resources: [../../base]
    patches: [{path: web.yaml}]
    === overlays/prod/web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {ports: [{port: 80, targetPort: http}]}
  `));

test('a comment silences what is told in a part of a deployment', () => {
  const wrong = { ...CHART, 'chart/values.yaml': 'service:\n  port: 80\n  targetPort: 8081 # portolan-ignore\n' };
  assert.deepEqual(told(wrong), []);
  const idle = { ...CHART, 'chart/values.yaml': 'service:\n  port: 80\n  targetPort: 8080 # portolan-ignore\n' };
  assert.deepEqual(told(idle), ['chart/values.yaml:3:22 unused-suppression']);
});

test('of a template that makes no YAML, nothing is said, and the rest is checked', () => {
  const broken = {
    ...CHART,
    'chart/values.yaml': 'service:\n  port: 80\n  targetPort: 8081\n',
    'chart/templates/deployment.yaml': `${CHART['chart/templates/deployment.yaml']}  a: b: c\n`,
    'chart/templates/ingress.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {defaultBackend: {service: {name: {{ .Release.Name }}-web, port: {number: 81}}}}
`,
  };
  assert.deepEqual(told(broken), ['chart/templates/ingress.yaml:4:81 backend-port-unmatched']);
});

test('one mistake whose other end differs between environments is told once', () => {
  const files = {
    ...CHART,
    'chart/templates/service.yaml': CHART['chart/templates/service.yaml']!.replace(
      'targetPort: {{',
      'name: a, targetPort: {{',
    ).replace('}]', '}, {name: b, port: {{ .Values.extra }}, targetPort: http}]'),
    'chart/values.yaml': `${CHART['chart/values.yaml']}extra: 90\n`,
    'chart/values-prod.yaml': 'extra: 91\n',
    'chart/templates/ingress.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {defaultBackend: {service: {name: {{ .Release.Name }}-web, port: {number: 81}}}}
`,
  };
  assert.deepEqual(told(files), ['chart/templates/ingress.yaml:4:81 backend-port-unmatched']);
});

test('what a helper of a missing chart gives may be any label, and any port', () => {
  const files = {
    ...CHART,
    'chart/Chart.yaml': `${CHART['chart/Chart.yaml']}dependencies: [{name: common, version: 1.x.x, repository: "https://example.com"}]\n`,
    'chart/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
  labels: {{- include "common.labels" . | nindent 4 }}
spec:
  template:
    metadata:
      labels:
        {{- include "common.labels" . | nindent 8 }}
        app: web
    spec:
      containers:
        - name: web
          image: example.com/web
          ports:
            - name: http
              containerPort: 8080
            {{- include "common.ports" . | nindent 12 }}
          livenessProbe: { httpGet: { port: htpp } }
`,
    'chart/templates/service.yaml': `apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}-web}
spec: {selector: {app: web}, ports: [{name: a, port: 80, targetPort: metrics}, {name: b, port: 81, targetPort: 9090}]}
`,
    'chart/templates/ingress.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {defaultBackend: {service: {name: {{ .Release.Name }}-web, port: {number: 82}}}}
`,
  };
  assert.deepEqual(told(files), ['chart/templates/ingress.yaml:4:81 backend-port-unmatched']);
});
