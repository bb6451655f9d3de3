import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kind } from '../../server/src/formats/kind.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/kind.yaml';

const WHOLE = `apiVersion: kind.x-k8s.io/v1alpha4
kind: Cluster
name: shop
nodes:
  - role: control-plane
    extraPortMappings:
      - containerPort: 80
        hostPort: 8080
        listenAddress: "127.0.0.1"
        protocol: TCP
      - {containerPort: 30053, hostPort: 53, protocol: UDP}
      - {containerPort: 30001, hostPort: 0}
      - {hostPort: 81}
  - role: worker
    extraPortMappings: [{containerPort: "\${PORT}", hostPort: 1}]
`;

test('mappings from the host to a node', () => {
  assert.deepEqual(siteLines(kind, FILE, WHOLE), [
    '8:19 publish hostPort 8080 tcp at 127.0.0.1 -> 7:24',
    '7:24 target containerPort 80 tcp -> node-port',
    '11:42 publish hostPort 53 udp -> 11:25',
    '11:25 target containerPort 30053 udp -> node-port',
    '12:25 target containerPort 30001 tcp -> node-port',
  ]);
  checkPrefixes(kind, FILE, WHOLE);
});

test('other clusters are not read', () => {
  assert.deepEqual(siteLines(kind, FILE, WHOLE.replace('kind.x-k8s.io', 'cluster.x-k8s.io')), []);
});
