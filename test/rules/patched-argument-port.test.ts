import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const BASE = `
    === base/kustomization.yaml
    resources: [web.yaml]
    === base/web.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
            - {name: proxy, image: example.com/proxy, args: [--port=80]}
            - name: web
              image: example.com/web
              args: [--secure-port=10250, --log=1]
              ports: [{name: metrics, containerPort: 9100}, {name: https, containerPort: 10250}]`;
const overlay = (patches: string, path = '/spec/template/spec/containers/1/args'): string => `${BASE}
    === overlay/kustomization.yaml
    resources: [../base]
    patches:
      - target: {kind: Deployment, name: web}
        patch: |-
          - op: replace
            path: ${path}
            value: ["--secure-port=4443"]
${patches}`;

test('an argument that moves while its containerPort stays', () =>
  checkFixture(
    overlay(
      '    ~                              ^^^^ warning[patched-argument-port] from 10250 to 4443, but Deployment web still declares 10250',
    ),
  ));

test('ports that are patched too, wherever', () => {
  const port = '{op: replace, path: /spec/template/spec/containers/1/ports/1/containerPort, value: 4443}';
  checkFixture(overlay(`          - ${port}`));
  checkFixture(overlay(`      - target: {name: web}\n        patch: |-\n          - ${port}`));
  checkFixture(
    overlay(`      - target: {name: web}\n        path: ports.json\n    === overlay/ports.json\n    [${port}]`),
  );
  checkFixture(
    overlay(`      - path: ports.yaml
    === overlay/ports.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: web, ports: [{name: secure, containerPort: 4443}]}]}}}`),
  );
});

test('another container, and arguments whose port nobody declares', () =>
  checkFixture(overlay('', '/spec/template/spec/containers/0/args')));

test('the port of a word that is put together of several places stands where it is written', () =>
  checkFixture(`${BASE}
    === overlay/kustomization.yaml
    resources: [../base, ports.yaml]
    replacements:
      - source: {kind: ConfigMap, name: ports, fieldPath: data.secure}
        targets:
          - select: {kind: Deployment, name: web}
            fieldPaths: [spec.template.spec.containers.1.args.0]
            options: {delimiter: '=', index: 1}
    === overlay/ports.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: ports}
    data: {secure: "4443"}
    ~               ^^^^ warning[patched-argument-port] from 10250 to 4443, but Deployment web still declares 10250
  `));
