/** Strategic merge patches and JSON patches. What is expected here is what kustomize 5.7.1 prints. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { built, fieldLines, problemLines, values } from './built.ts';

const BASE = `
  === base/kustomization.yaml
  resources: [web.yaml]
  === base/web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    template:
      spec:
        containers:
          - name: web
            image: example.com/web:1
            args: [--port=8080]
            ports:
              - name: http
                containerPort: 8080
              - name: metrics
                containerPort: 9090
            env:
              - name: PORT
                value: "8080"
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    ports:
      - name: http
        port: 80
        targetPort: http`;

const PORTS = 'spec.template.spec.containers.0.ports';

test('ports of a container are merged by number, those of a patch first', () => {
  const deployment = built(
    `${BASE}
  === prod/kustomization.yaml
  resources: [../base]
  patches:
    - path: ports.yaml
  === prod/ports.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    template:
      spec:
        containers:
          - name: web
            ports:
              - containerPort: 8080
                hostPort: 80
              - containerPort: 7000
              - containerPort: 9090
                $patch: delete`,
    'prod',
  );
  assert.deepEqual(fieldLines(deployment, 'Deployment//web', PORTS), [
    `${PORTS}.0.name http @ base/web.yaml:13:21`,
    `${PORTS}.0.containerPort 8080 @ base/web.yaml:14:30`,
    `${PORTS}.0.hostPort 80 @ prod/ports.yaml:12:25`,
    `${PORTS}.1.containerPort 7000 @ prod/ports.yaml:13:30`,
  ]);
  assert.deepEqual(problemLines(deployment), []);
});

test('ports of a Service are merged by number, so that one of the same name is added', () => {
  const deployment = built(
    `${BASE}
  === prod/kustomization.yaml
  resources: [../base]
  patches:
    - patch: |-
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          ports:
            - name: http
              port: 8080`,
    'prod',
  );
  assert.deepEqual(fieldLines(deployment, 'Service//web', 'spec.ports'), [
    'spec.ports.0.name http @ prod/kustomization.yaml:10:19',
    'spec.ports.0.port 8080 @ prod/kustomization.yaml:11:19',
    'spec.ports.1.name http @ base/web.yaml:27:13',
    'spec.ports.1.port 80 @ base/web.yaml:28:13',
    'spec.ports.1.targetPort http @ base/web.yaml:29:19',
  ]);
});

/** One Service, its ports and those of a patch in braces. */
function mergedPorts(base: string, patch: string): readonly string[] {
  const deployment = built(
    `
  === kustomization.yaml
  resources: [service.yaml]
  patches: [{path: patch.yaml}]
  === service.yaml
  apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {ports: [${base}]}
  === patch.yaml
  apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {ports: [${patch}]}`,
    '',
  );
  return values(deployment, 'Service//web', 'spec.ports').map((line) => line.replace('spec.ports.', ''));
}

test('a protocol tells ports apart only where both write one', () => {
  assert.deepEqual(mergedPorts('{port: 53, name: a}', '{port: 53, name: b}'), ['0.port 53', '0.name b']);
  assert.deepEqual(mergedPorts('{port: 53, protocol: UDP, name: a}', '{port: 53, protocol: TCP, name: b}'), [
    '0.port 53',
    '0.protocol TCP',
    '0.name b',
    '1.port 53',
    '1.protocol UDP',
    '1.name a',
  ]);
});

test('a protocol that only one of two writes loses what the patch says', () => {
  assert.deepEqual(mergedPorts('{port: 53, name: a}', '{port: 53, protocol: TCP, name: b}'), ['0.port 53', '0.name a']);
  assert.deepEqual(mergedPorts('{port: 53, protocol: UDP, name: a}', '{port: 53, name: b}'), [
    '0.port 53',
    '0.protocol UDP',
    '0.name a',
  ]);
});

test('an item without its key is left out, and a word about the list counts for all of it', () => {
  assert.deepEqual(mergedPorts('{port: 1, name: a}', '{name: a, targetPort: 9}'), ['0.port 1', '0.name a']);
  assert.deepEqual(mergedPorts('{port: 1}, {port: 2}', '{port: 3}, {$patch: replace}'), ['0.port 3']);
  assert.deepEqual(mergedPorts('{port: 1}, {port: 2}', '{$patch: delete}'), []);
});

test('quotes stay around what is replaced', () => {
  assert.deepEqual(mergedPorts('{port: 1, targetPort: "http"}', '{port: 1, targetPort: 8080}'), [
    '0.port 1',
    '0.targetPort 8080',
  ]);
  const deployment = built(
    `
  === kustomization.yaml
  resources: [map.yaml]
  patches:
    - patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: conf}, data: {port: 9090}}'
  === map.yaml
  apiVersion: v1
  kind: ConfigMap
  metadata: {name: conf}
  data: {port: "8080"}`,
    '',
  );
  assert.match(deployment.units[0]!.source!.text, /data: \{port: "9090"\}/);
});

test('null and $patch take away: a field, a map, a container, an object', () => {
  const deployment = built(
    `${BASE}
  === prod/kustomization.yaml
  resources: [../base]
  patchesStrategicMerge:
    - patch.yaml
    - |-
      $patch: delete
      apiVersion: v1
      kind: Service
      metadata:
        name: web
  === prod/patch.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    template:
      spec:
        containers:
          - name: web
            args: null
            env: [{name: PORT, $patch: delete}]
          - name: side
            image: example.com/side
            ports:`,
    'prod',
  );
  assert.deepEqual(values(deployment, 'Deployment//web', 'spec.template.spec.containers'), [
    'spec.template.spec.containers.0.name web',
    'spec.template.spec.containers.0.image example.com/web:1',
    `${PORTS}.0.name http`,
    `${PORTS}.0.containerPort 8080`,
    `${PORTS}.1.name metrics`,
    `${PORTS}.1.containerPort 9090`,
    'spec.template.spec.containers.1.name side',
    'spec.template.spec.containers.1.image example.com/side',
  ]);
  assert.deepEqual(
    deployment.units.map(({ key }) => key),
    ['Deployment//web'],
  );
});

test('lists of other kinds are replaced', () => {
  const deployment = built(
    `
  === kustomization.yaml
  resources: [route.yaml]
  patches: [{path: patch.yaml}]
  === route.yaml
  apiVersion: example.com/v1
  kind: Route
  metadata: {name: web}
  spec: {ports: [{name: a, port: 1}]}
  === patch.yaml
  apiVersion: example.com/v1
  kind: Route
  metadata: {name: web}
  spec: {ports: [{name: b, port: 2}]}`,
    '',
  );
  assert.deepEqual(values(deployment, 'Route//web', 'spec'), ['spec.ports.0.name b', 'spec.ports.0.port 2']);
});

test('JSON patches add, replace, remove, copy, move and test', () => {
  const deployment = built(
    `${BASE}
  === prod/kustomization.yaml
  resources: [../base]
  patches:
    - target: {kind: Deployment, name: w.b}
      patch: |-
        - op: test
          path: /spec/template/spec/containers/0/ports/0/name
          value: http
        - op: replace
          path: /spec/template/spec/containers/0/ports/0/containerPort
          value: 8081
        - op: add
          path: /spec/template/spec/containers/0/ports/-
          value: {name: debug, containerPort: 5005}
        - op: remove
          path: /spec/template/spec/containers/0/env
        - op: move
          from: /spec/template/spec/containers/0/args
          path: /spec/template/spec/containers/0/command
        - op: add
          path: /metadata/annotations
          value: {}
        - op: add
          path: /metadata/annotations/prometheus.io~1port
          value: "9090"
    - target: {kind: Service}
      path: service.json
  === prod/service.json
  [
    {"op": "replace", "path": "/spec/ports/0/targetPort", "value": 8081}
  ]`,
    'prod',
  );
  assert.deepEqual(fieldLines(deployment, 'Deployment//web', PORTS), [
    `${PORTS}.0.name http @ base/web.yaml:13:21`,
    `${PORTS}.0.containerPort 8081 @ prod/kustomization.yaml:10:16`,
    `${PORTS}.1.name metrics @ base/web.yaml:15:21`,
    `${PORTS}.1.containerPort 9090 @ base/web.yaml:16:30`,
    `${PORTS}.2.name debug @ prod/kustomization.yaml:13:23`,
    `${PORTS}.2.containerPort 5005 @ prod/kustomization.yaml:13:45`,
  ]);
  assert.deepEqual(values(deployment, 'Deployment//web', 'metadata'), [
    'metadata.name web',
    'metadata.annotations.prometheus.io/port 9090',
  ]);
  assert.deepEqual(values(deployment, 'Deployment//web', 'spec.template.spec.containers.0.command'), [
    'spec.template.spec.containers.0.command.0 --port=8080',
  ]);
  assert.deepEqual(fieldLines(deployment, 'Service//web', 'spec.ports.0.targetPort'), [
    'spec.ports.0.targetPort 8081 @ prod/service.json:2:66',
  ]);
});

test('what a JSON patch cannot do is told, and the rest is done', () => {
  const deployment = built(
    `${BASE}
  === prod/kustomization.yaml
  resources: [../base]
  patchesJson6902:
    - target: {version: v1, kind: Service, name: web}
      patch: |-
        - {op: replace, path: /spec/nodePort/0, value: 1}
        - {op: test, path: /spec/ports/0/port, value: 81}
        - {op: replace, path: /spec/ports/0/port, value: 82}
        - {op: frobnicate, path: /spec}`,
    'prod',
  );
  assert.deepEqual(values(deployment, 'Service//web', 'spec.ports.0.port'), ['spec.ports.0.port 82']);
  assert.deepEqual(problemLines(deployment), [
    'prod/kustomization.yaml:5:29 a JSON patch of Service web finds nothing at /spec/nodePort/0',
    'prod/kustomization.yaml:6:26 a JSON patch of Service web finds another value at /spec/ports/0/port',
    'prod/kustomization.yaml:8:32 a JSON patch of Service web has an op that there is not: frobnicate',
  ]);
});

test('targets are anchored patterns, and select by labels and annotations', () => {
  const services = ['web', 'web-admin'].map(
    (name) => `
  apiVersion: v1
  kind: Service
  metadata: {name: ${name}, labels: {app: ${name}, tier: front}}
  spec: {ports: [{port: 80}]}`,
  );
  const changed = (target: string): readonly string[] => {
    const deployment = built(
      `
  === kustomization.yaml
  resources: [services.yaml]
  patches:
    - target: {${target}}
      patch: '[{op: replace, path: /spec/ports/0/port, value: 81}]'
  === services.yaml${services.join('\n  ---')}`,
      '',
    );
    return deployment.units.filter(({ source }) => source!.text.includes('81')).map(({ key }) => key);
  };
  assert.deepEqual(changed('name: web'), ['Service//web']);
  assert.deepEqual(changed('name: web.*'), ['Service//web', 'Service//web-admin']);
  assert.deepEqual(changed('kind: Serv'), []);
  assert.deepEqual(changed('group: "", version: v1, namespace: default, name: .*admin'), ['Service//web-admin']);
  assert.deepEqual(changed('labelSelector: app=web'), ['Service//web']);
  assert.deepEqual(changed('labelSelector: "tier in (front, back),app!=web"'), ['Service//web-admin']);
  assert.deepEqual(changed('annotationSelector: "!a", labelSelector: app'), ['Service//web', 'Service//web-admin']);
});

test('what a patch repeats is written by it, but for what says which object or item it changes', () => {
  const deployment = built(
    `${BASE}
  === prod/kustomization.yaml
  resources: [../base]
  patches:
    - path: web.yaml
    - target: {kind: Deployment}
      patch: |-
        - op: replace
          path: /spec/template/spec/containers/0/image
          value: example.com/web:1
  === prod/web.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    template:
      spec:
        containers:
          - name: web
            ports:
              - name: http
                containerPort: 8080
            env:
              - name: PORT
                value: "8080"
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    ports:
      - port: 80
        targetPort: http`,
    'prod',
  );
  const [web, service] = deployment.units.map(({ key }) => key) as [string, string];
  const container = 'spec.template.spec.containers.0';
  assert.deepEqual(fieldLines(deployment, web, `${container}.ports.0`), [
    `${container}.ports.0.name http @ prod/web.yaml:11:21`,
    `${container}.ports.0.containerPort 8080 @ base/web.yaml:14:30`,
  ]);
  assert.deepEqual(fieldLines(deployment, web, `${container}.env`), [
    `${container}.env.0.name PORT @ base/web.yaml:18:21`,
    `${container}.env.0.value 8080 @ prod/web.yaml:15:23`,
  ]);
  assert.deepEqual(fieldLines(deployment, web, `${container}.image`), [
    `${container}.image example.com/web:1 @ prod/kustomization.yaml:8:16`,
  ]);
  assert.deepEqual(fieldLines(deployment, web, 'metadata.name'), ['metadata.name web @ base/web.yaml:4:9']);
  assert.deepEqual(fieldLines(deployment, service, 'spec.ports.0'), [
    'spec.ports.0.name http @ base/web.yaml:27:13',
    'spec.ports.0.port 80 @ base/web.yaml:28:13',
    'spec.ports.0.targetPort http @ prod/web.yaml:24:19',
  ]);
});
