import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devspace } from '../../server/src/formats/devspace.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/devspace.yaml';

const WHOLE = `version: v2beta1
name: shop
deployments:
  web:
    kubectl: { manifests: [k8s] }
dev:
  web:
    labelSelector: { app: web }
    namespace: shop
    ports:
      - port: "8080:80"
      - port: 9229
        bindAddress: 0.0.0.0
      - port: "\${LOCAL}:\${REMOTE}"
  api:
    imageSelector: example.com/api
    ports: [{ port: "8081:80" }]
  worked-in:
    labelSelector: { app: worked-in }
    devImage: example.com/dev
    terminal: {}
    ports: [{ port: "8082:80" }]
  templated:
    labelSelector: { app: "\${APP}" }
    ports: [{ port: "8083:80" }]
`;

test('port forwards to pods that are picked by labels and run what they are deployed with', () => {
  assert.deepEqual(siteLines(devspace, FILE, WHOLE), [
    '11:21 target forwarded port 80 tcp -> pods',
    '12:15 target forwarded port 9229 tcp -> pods',
  ]);
  checkPrefixes(devspace, FILE, WHOLE);
});

test('other YAML is not read', () => {
  assert.deepEqual(siteLines(devspace, FILE, 'dev: { a: { labelSelector: { a: b }, ports: [{ port: 80 }] } }\n'), []);
  assert.equal(devspace.matches('/repo/values.yaml'), false);
});

test("a forward goes to the pod, past the Service's port", () =>
  checkFixture(`
    === k8s/web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 3000 }] }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web } }
        spec: { containers: [{ name: web, image: example.com/web, ports: [{ containerPort: 3000 }] }] }
    === devspace.yaml
    version: v2beta1
    name: shop
    dev:
      web:
        labelSelector: { app: web }
        ports:
          - port: "8080:80"
    ~                   ^^ warning[backend-port-unmatched] forwarded port 80 is no port of Deployment web: it has 3000
          - port: "8081:3000"
          - port: "9229"
          - port: 80:3000
  `));
