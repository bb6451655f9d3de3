import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const POLICY = (egress: string): string => `
    === policy.yaml
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: redis }
    spec:
      podSelector: { matchLabels: { app: redis } }
      policyTypes: [Egress]
      egress:
${egress}
`;

test('a policy that lets names be looked up by TCP alone', () => {
  checkFixture(
    POLICY(`        - to:
            - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
          ports:
            - port: 53
    ~               ^^ warning[protocol-mismatch] egress port 53 without a protocol is TCP: names are looked up by UDP
        - ports:
            - port: 6379
              protocol: TCP`),
  );
  checkFixture(
    POLICY(`        - ports: [{ port: 53 }, { port: 6379 }]
    ~                     ^^ warning[protocol-mismatch]`),
  );
});

for (const [name, egress] of Object.entries({
  'UDP beside it': '        - ports: [{ port: 53 }, { port: 53, protocol: UDP }]',
  'UDP in another rule, by a name or a range': `        - ports: [{ port: 53 }]
        - ports: [{ port: dns, protocol: UDP }]`,
  'every port of UDP': '        - ports: [{ port: 53 }, { protocol: UDP }]',
  'a rule for all ports': `        - ports: [{ port: 53 }]
        - to: [{ podSelector: {} }]`,
  'TCP that is written': '        - ports: [{ port: 53, protocol: TCP }]',
  'another port': '        - ports: [{ port: 5353 }]',
  'ports that a template makes': `        - ports: [{ port: 53 }, "{{ .Values.ports }}"]`,
})) {
  test(`silent: ${name}`, () => checkFixture(POLICY(egress)));
}
