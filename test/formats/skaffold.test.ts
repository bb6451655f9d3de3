import assert from 'node:assert/strict';
import { test } from 'node:test';
import { skaffold } from '../../server/src/formats/skaffold.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/skaffold.yaml';

const WHOLE = `apiVersion: skaffold/v4beta11
kind: Config
portForward:
  - {resourceType: Service, resourceName: web, namespace: shop, port: 80, localPort: 9000}
  - {resourceType: deployment, resourceName: api, port: "http"}
  - {resourceType: service, resourceName: "{{.NAME}}", port: 81}
  - {resourceType: service, resourceName: web}
profiles:
  - name: dev
    portForward:
      - resourceType: pod
        resourceName: db
        port: 5432
`;

test('port forwards of the configuration and of its profiles', () => {
  assert.deepEqual(siteLines(skaffold, FILE, WHOLE), [
    '4:71 target portForward port 80 tcp -> service',
    '5:58 target portForward port http tcp -> workload',
    '13:15 target portForward port 5432 tcp -> workload',
  ]);
  checkPrefixes(skaffold, FILE, WHOLE);
});

test('other YAML is not read', () => {
  const other = 'portForward:\n  - {resourceType: service, resourceName: a, port: 1}\n';
  assert.deepEqual(siteLines(skaffold, FILE, other), []);
});

test("a Service is forwarded by its own port, a workload by its pod's", () =>
  checkFixture(`
    === k8s.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        metadata: {labels: {app: web}}
        spec:
          containers: [{name: web, image: example.com/web, ports: [{containerPort: 8080}]}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      selector: {app: web}
      ports: [{port: 80, targetPort: 8080}]
    === skaffold.yaml
    apiVersion: skaffold/v4beta11
    kind: Config
    portForward:
      - {resourceType: service, resourceName: web, port: 8080}
    ~                                                    ^^^^ error[backend-port-unmatched] it has 80
      - {resourceType: service, resourceName: web, port: 80, localPort: 8080}
      - {resourceType: service, resourceName: other, port: 81}
      - {resourceType: deployment, resourceName: web, port: 8080}
      - {resourceType: deployment, resourceName: web, port: 80}
    ~                                                       ^^ warning[backend-port-unmatched] it has 8080
      - {resourceType: statefulset, resourceName: web, port: 80}
  `));
