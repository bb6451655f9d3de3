import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const HEAD = `apiVersion: v1
    kind: Service
    metadata: { name: chart-store }`;
const SPEC = `spec: { selector: { app: chart-store }, ports: [{ port: 80, targetPort: 8000 }] }`;
const SERVICE = `${HEAD}
    ${SPEC}`;
const pod = (spec: string): string => `apiVersion: v1
    kind: Pod
    metadata: { name: chart-store, labels: { app: chart-store } }
    spec: ${spec}`;

test("a command that reads a Service's variable as a port of its own", () =>
  checkFixture(`
    === app.yaml
    ${HEAD}
    ~                 ^^^^^^^^^^^ warning[service-link-variable] Service chart-store sets CHART_STORE_PORT to an address (tcp://...) in Pod chart-store
    ${SPEC}
    ---
    ${pod('{ containers: [{ name: app, command: [sh, -c, "exec serve --port ${CHART_STORE_PORT:-8000}"] }] }')}
  `));

for (const [what, spec] of [
  ['links are off', '{ enableServiceLinks: false, containers: [{ name: app, args: ["--port=$(CHART_STORE_PORT)"] }] }'],
  [
    'the container sets it',
    '{ containers: [{ name: app, args: ["--port=$(CHART_STORE_PORT)"], env: [{ name: CHART_STORE_PORT, value: "8000" }] }] }',
  ],
  [
    'a ConfigMap that is not here may set it',
    '{ containers: [{ name: app, args: ["--port=$(CHART_STORE_PORT)"], envFrom: [{ configMapRef: { name: x } }] }] }',
  ],
  [
    'the command sets it',
    '{ containers: [{ name: app, command: [sh, -c, "CHART_STORE_PORT=8000; serve $CHART_STORE_PORT"] }] }',
  ],
  [
    'the address is cut to size',
    '{ containers: [{ name: app, command: [bash, -c, "serve ${CHART_STORE_PORT##*:}"] }] }',
  ],
  [
    'it is another variable',
    '{ containers: [{ name: app, command: [sh, -c, "serve $CHART_STORE_PORT_80_TCP_PORT $CHART_STORE_SERVICE_PORT"] }] }',
  ],
] as const) {
  test(`no clash: ${what}`, () =>
    checkFixture(`
    === app.yaml
    ${SERVICE}
    ---
    ${pod(spec)}
  `));
}

test('a headless Service, and one of another namespace, set nothing', () =>
  checkFixture(`
    === app.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: chart-store }
    spec: { clusterIP: None, selector: { app: x } }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: chart-store, namespace: a }
    spec: { selector: { app: x } }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: app, namespace: b }
    spec: { containers: [{ name: app, command: [sh, -c, "exec serve $CHART_STORE_PORT"] }] }
  `));
