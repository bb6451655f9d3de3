import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const BASE = `
    === base/kustomization.yaml
    resources: [service.yaml]
    === base/service.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: admin, port: 81}]}`;

test('a patch in a file, over the base of a base', () =>
  checkFixture(`${BASE}
    === middle/kustomization.yaml
    resources: [../base/]
    === overlay/kustomization.yaml
    resources: [../middle]
    patchesStrategicMerge: [web.yaml]
    === overlay/web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      ports:
        - name: http
          port: 8080
    ~           ^^^^ error[patched-port-duplicate] added beside 80
        - {name: admin, port: 81, targetPort: 8081}
        - {name: extra, port: 82}
  `));

test('a patch in the kustomization itself', () =>
  checkFixture(`${BASE}
    === overlay/kustomization.yaml
    resources: [../base]
    patches:
      - patch: |-
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec: {ports: [{name: http, port: 8080}]}
    ~                                       ^^^^ error[patched-port-duplicate]
      - patch: |-
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec: {ports: [{port: 81, $patch: delete}, {name: admin, port: 8081}]}
  `));

test("ports that take the place of the base, and bases that are not the patch's", () => {
  checkFixture(`${BASE}
    === overlay/kustomization.yaml
    resources: [../base]
    patches: [{path: web.yaml}]
    === overlay/web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {ports: [{name: http, port: 8080}, {$patch: replace}]}
  `);
  checkFixture(`${BASE}
    === overlay/kustomization.yaml
    resources: [../other, github.com/acme/base?ref=v1]
    patches: [{path: web.yaml}]
    === overlay/web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {ports: [{name: http, port: 8080}]}
  `);
});
