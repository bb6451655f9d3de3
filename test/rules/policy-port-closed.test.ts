import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const SERVICE = `apiVersion: v1
    kind: Service
    metadata: { name: gate, namespace: edge }
    spec:
      selector: { app: gate, tier: front }
      ports:
        - { name: http, port: 80, targetPort: 8080 }
        - { name: tcp, port: 9876, targetPort: 9876 }`;
const OPEN = `apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: gate }
    spec:
      podSelector: { matchLabels: { app: gate } }
      ingress: [{ ports: [{ port: 8080 }] }]
    ---`;

test('a port of the Service that the policy of its pods leaves out', () =>
  checkFixture(`
    === gate.yaml
    ${SERVICE}
    ~                                          ^^^^ warning[policy-port-closed] targetPort 9876 of Service gate is not opened by NetworkPolicy gate
    ---
    ${OPEN}
    # Closes everything, and opens nothing.
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: deny }
    spec: { podSelector: {} }
  `));

for (const [what, spec] of [
  ['by its number', '{ podSelector: { matchLabels: { app: gate } }, ingress: [{ ports: [{ port: 9876 }] }] }'],
  [
    'within a range',
    '{ podSelector: { matchLabels: { tier: front } }, ingress: [{ ports: [{ port: 9000, endPort: 9900 }] }] }',
  ],
  ['by a name that nobody declares here', '{ podSelector: {}, ingress: [{ ports: [{ port: tcp }] }] }'],
  ['among all', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }'],
  [
    'for pods that are picked by expressions',
    '{ podSelector: { matchExpressions: [{ key: app, operator: Exists }] }, ingress: [{}] }',
  ],
  [
    'for pods with one more label',
    '{ podSelector: { matchLabels: { app: gate, role: tcp } }, ingress: [{ ports: [{ port: 9876 }] }] }',
  ],
] as const) {
  test(`opened by another policy: ${what}`, () =>
    checkFixture(`
    === gate.yaml
    ${SERVICE}
    ---
    ${OPEN}
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: other }
    spec: ${spec}
  `));
}

test('a policy that opens none of the ports, one of egress, of some pods only, or of another namespace', () =>
  checkFixture(`
    === gate.yaml
    ${SERVICE}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: none }
    spec: { podSelector: { matchLabels: { app: gate } }, ingress: [{ ports: [{ port: 22 }] }] }
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: egress }
    spec:
      podSelector: { matchLabels: { app: gate } }
      policyTypes: [Egress]
      ingress: [{ ports: [{ port: 8080 }] }]
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: some }
    spec: { podSelector: { matchLabels: { app: gate, role: web } }, ingress: [{ ports: [{ port: 8080 }] }] }
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: elsewhere, namespace: other }
    spec: { podSelector: { matchLabels: { app: gate } }, ingress: [{ ports: [{ port: 8080 }] }] }
  `));
