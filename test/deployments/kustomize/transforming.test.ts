/** Names, namespaces, labels, images, generators, replacements, variables and components. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { built, fieldLines, problemLines, values } from './built.ts';

const APP = `
  === base/kustomization.yaml
  resources: [app.yaml]
  === base/app.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    selector: {matchLabels: {app: web}}
    template:
      metadata: {labels: {app: web}}
      spec:
        containers:
          - name: web
            image: example.com/web:1.0
            envFrom: [{configMapRef: {name: conf}}]
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec:
    selector: {app: web}
    ports: [{port: 80}]
  ---
  apiVersion: networking.k8s.io/v1
  kind: Ingress
  metadata: {name: web}
  spec:
    defaultBackend: {service: {name: web, port: {number: 80}}}
  ---
  apiVersion: v1
  kind: ConfigMap
  metadata: {name: conf}
  data: {PORT: "8080"}`;

test('references follow names, and what a prefix adds is seen where the name stands', () => {
  const deployment = built(
    `${APP}
  === prod/kustomization.yaml
  resources: [../base]
  namePrefix: prod-
  nameSuffix: -v2`,
    'prod',
  );
  assert.deepEqual(fieldLines(deployment, 'Service//prod-web-v2', 'metadata'), [
    'metadata.name prod-web-v2 @ ' +
      'prod/kustomization.yaml:2:13 < base/app.yaml:16:18 + base/app.yaml:16:18 + ' +
      'prod/kustomization.yaml:3:13 < base/app.yaml:16:18',
  ]);
  assert.deepEqual(fieldLines(deployment, 'Ingress//prod-web-v2', 'spec.defaultBackend.service.name'), [
    'spec.defaultBackend.service.name prod-web-v2 @ ' +
      'prod/kustomization.yaml:2:13 < base/app.yaml:25:36 + base/app.yaml:25:36 + ' +
      'prod/kustomization.yaml:3:13 < base/app.yaml:25:36',
  ]);
  const container = 'spec.template.spec.containers.0';
  assert.deepEqual(values(deployment, 'Deployment//prod-web-v2', `${container}.envFrom`), [
    `${container}.envFrom.0.configMapRef.name prod-conf-v2`,
  ]);
});

test('a namespace is set where there is one to set, labels where they select', () => {
  const deployment = built(
    `${APP}
  ---
  apiVersion: v1
  kind: Namespace
  metadata: {name: old}
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRole
  metadata: {name: reader}
  === prod/kustomization.yaml
  resources: [../base]
  namespace: shop
  commonLabels:
    env: prod`,
    'prod',
  );
  assert.deepEqual(
    deployment.units.map(({ key }) => key),
    [
      'Deployment/shop/web',
      'Service/shop/web',
      'Ingress/shop/web',
      'ConfigMap/shop/conf',
      'Namespace//shop',
      'ClusterRole//reader',
    ],
  );
  assert.deepEqual(fieldLines(deployment, 'Service/shop/web', 'spec.selector'), [
    'spec.selector.app web @ base/app.yaml:18:19',
    'spec.selector.env prod @ prod/kustomization.yaml:4:8',
  ]);
  assert.deepEqual(values(deployment, 'Deployment/shop/web', 'spec.template.metadata'), [
    'spec.template.metadata.labels.app web',
    'spec.template.metadata.labels.env prod',
  ]);
});

test('labels stay out of selectors and templates unless they are asked in', () => {
  const deployment = built(
    `${APP}
  === prod/kustomization.yaml
  resources: [../base]
  labels:
    - pairs: {a: "1"}
    - pairs: {b: "2"}
      includeTemplates: true
    - pairs: {c: "3"}
      includeSelectors: true
  commonAnnotations: {note: x}`,
    'prod',
  );
  assert.deepEqual(values(deployment, 'Deployment//web', 'spec.selector'), [
    'spec.selector.matchLabels.app web',
    'spec.selector.matchLabels.c 3',
  ]);
  assert.deepEqual(values(deployment, 'Deployment//web', 'spec.template.metadata'), [
    'spec.template.metadata.labels.app web',
    'spec.template.metadata.labels.b 2',
    'spec.template.metadata.labels.c 3',
    'spec.template.metadata.annotations.note x',
  ]);
  assert.deepEqual(values(deployment, 'Service//web', 'metadata.labels'), [
    'metadata.labels.a 1',
    'metadata.labels.b 2',
    'metadata.labels.c 3',
  ]);
});

test('images and replicas', () => {
  const image = (fields: string): string => {
    const deployment = built(
      `${APP}
  === prod/kustomization.yaml
  resources: [../base]
  images: [{name: example.com/web, ${fields}}]
  replicas: [{name: web, count: 3}]`,
      'prod',
    );
    assert.deepEqual(fieldLines(deployment, 'Deployment//web', 'spec.replicas'), [
      'spec.replicas 3 @ prod/kustomization.yaml:3:31',
    ]);
    const [line] = values(deployment, 'Deployment//web', 'spec.template.spec.containers.0.image');
    return line!.slice(line!.indexOf(' ') + 1);
  };
  assert.equal(image('newTag: "2"'), 'example.com/web:2');
  assert.equal(image('newName: localhost:5000/web'), 'localhost:5000/web:1.0');
  assert.equal(image('newName: web, digest: sha256:abc'), 'web@sha256:abc');
  assert.equal(image('tagSuffix: -slim'), 'example.com/web:1.0-slim');
});

test('generated settings keep the places of their values, and merge with those of the base', () => {
  const deployment = built(
    `
  === base/kustomization.yaml
  configMapGenerator:
    - name: conf
      envs: [app.env]
      literals: [MODE=prod]
  === base/app.env
  # the port
  PORT=8080

  HOST=web
  === prod/kustomization.yaml
  resources: [../base]
  namePrefix: p-
  configMapGenerator:
    - name: conf
      behavior: merge
      literals:
        - PORT=9090
      files:
        - site.conf
  secretGenerator:
    - name: key
      literals: [PASSWORD=x]
  === prod/site.conf
  listen 80;

  listen 81;`,
    'prod',
  );
  assert.deepEqual(fieldLines(deployment, 'ConfigMap//p-conf', 'data').slice(0, 3), [
    'data.PORT 9090 @ prod/kustomization.yaml:7:14',
    'data.HOST web @ base/app.env:4:6 < base/kustomization.yaml:3:12',
    'data.MODE prod @ base/kustomization.yaml:4:21',
  ]);
  const text = deployment.units[0]!.source!.text;
  assert.match(text, /site\.conf: \|\n {4}listen 80;\n\n {4}listen 81;\n/);
  const at = text.indexOf('81');
  assert.equal(deployment.units[0]!.source!.span(at, at + 2).line, 2);
  assert.equal(deployment.units[0]!.source!.span(at, at + 2).file, '/w/prod/site.conf');
  assert.deepEqual(values(deployment, 'Secret//p-key', 'stringData'), ['stringData.PASSWORD x']);
});

test('replacements copy a value with its place, through parts of texts and lists', () => {
  const deployment = built(
    `${APP}
  === prod/kustomization.yaml
  resources: [../base]
  replacements:
    - source: {kind: ConfigMap, name: conf, fieldPath: data.PORT}
      targets:
        - select: {kind: Ingress}
          fieldPaths: [spec.defaultBackend.service.port.number]
        - select: {kind: Service}
          fieldPaths: [spec.ports.*.port]
        - select: {kind: Deployment}
          fieldPaths: ["spec.template.spec.containers.[name=web].image"]
          options: {delimiter: ":", index: 1}
        - select: {kind: Service}
          fieldPaths: [metadata.annotations.port]
          options: {create: true}`,
    'prod',
  );
  assert.deepEqual(fieldLines(deployment, 'Ingress//web', 'spec.defaultBackend.service.port'), [
    'spec.defaultBackend.service.port.number 8080 @ base/app.yaml:30:15 < base/app.yaml:25:56',
  ]);
  assert.deepEqual(values(deployment, 'Service//web', 'spec.ports'), ['spec.ports.0.port 8080']);
  assert.match(deployment.units.find(({ key }) => key === 'Service//web')!.source!.text, /port: "8080"/);
  assert.deepEqual(values(deployment, 'Deployment//web', 'spec.template.spec.containers.0.image'), [
    'spec.template.spec.containers.0.image example.com/web:8080',
  ]);
  assert.deepEqual(problemLines(deployment), []);
});

test('the old variables', () => {
  const deployment = built(
    `${APP}
  === prod/kustomization.yaml
  resources: [../base]
  namePrefix: p-
  vars:
    - {name: WEB, objref: {kind: Service, name: web, apiVersion: v1}}
    - {name: PORT, objref: {kind: Service, name: web, apiVersion: v1}, fieldref: {fieldpath: "spec.ports[0].port"}}
  patches:
    - target: {kind: Deployment}
      patch: |-
        - op: add
          path: /spec/template/spec/containers/0/args
          value: ["--peer=$(WEB):$(PORT)", "$(OTHER)"]`,
    'prod',
  );
  assert.deepEqual(values(deployment, 'Deployment//p-web', 'spec.template.spec.containers.0.args'), [
    'spec.template.spec.containers.0.args.0 --peer=p-web:80',
    'spec.template.spec.containers.0.args.1 $(OTHER)',
  ]);
});

test('a component changes what its user has, before the user does', () => {
  const deployment = built(
    `${APP}
  === canary/kustomization.yaml
  apiVersion: kustomize.config.k8s.io/v1alpha1
  kind: Component
  resources: [extra.json]
  patches:
    - target: {kind: Service}
      patch: '[{op: replace, path: /spec/ports/0/port, value: 81}]'
  === canary/extra.json
  {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "extra"}, "spec": {"ports": [{"port": 1}]}}
  === prod/kustomization.yaml
  resources: [../base]
  components: [../canary]
  namePrefix: p-`,
    'prod',
  );
  assert.deepEqual(values(deployment, 'Service//p-web', 'spec.ports'), ['spec.ports.0.port 81']);
  assert.deepEqual(fieldLines(deployment, 'Service//p-extra', 'spec.ports'), [
    'spec.ports.0.port 81 @ canary/kustomization.yaml:6:61',
  ]);
  assert.deepEqual(deployment.uses, ['/w/base', '/w/canary']);
});

test('transformers and generators of kustomize itself may stand in files, others are left out', () => {
  const deployment = built(
    `${APP}
  === prod/kustomization.yaml
  resources: [../base]
  transformers: [steps.yaml]
  === prod/steps.yaml
  apiVersion: builtin
  kind: PrefixTransformer
  metadata: {name: prefix}
  prefix: t-
  ---
  apiVersion: example.com/v1
  kind: Mystery
  metadata: {name: what}`,
    'prod',
  );
  assert.equal(deployment.units[1]!.key, 'Service//t-web');
  assert.deepEqual(problemLines(deployment), ['prod/steps.yaml:7:7 Mystery is left out']);
});
