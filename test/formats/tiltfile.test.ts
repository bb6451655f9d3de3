import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tiltfile } from '../../server/src/formats/tiltfile.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/Tiltfile';

const WHOLE = `k8s_yaml('k8s.yaml') # k8s_resource('no', port_forwards='1:2')
k8s_resource('web', port_forwards='80:8080')
k8s_resource(workload = "api:deployment", port_forwards = ['9000:9001', 9002, "0.0.0.0:91:92"])
k8s_resource('lone', port_forwards=8000)
k8s_resource(name, port_forwards='1:2')
k8s_resource('sum', port_forwards=[str(base) + ':80', '%d:81' % n])
k8s_resource('call', port_forwards=[port_forward(5000, 6000, name='x'), port_forward(7000)])
`;

test('the container sides of forwards that are written out', () => {
  assert.deepEqual(siteLines(tiltfile, FILE, WHOLE), [
    '2:39 target port_forwards 8080 tcp -> workload',
    '3:66 target port_forwards 9001 tcp -> workload',
    '3:91 target port_forwards 92 tcp -> workload',
    '7:56 target port_forwards 6000 tcp -> workload',
  ]);
  checkPrefixes(tiltfile, FILE, WHOLE);
});

test('Tilt forwards to the pod, whatever the Service has', () =>
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
    === Tiltfile
    k8s_resource('web', port_forwards=['80:80', '81:8080', 80])
    ~                                      ^^ warning[backend-port-unmatched] it has 8080
    k8s_resource('web:statefulset', port_forwards='80:80')
    k8s_resource('other', port_forwards='80:80')
  `));
