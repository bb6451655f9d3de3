import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const DNS = (container: string, service: string): string => `
    === pihole.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: pihole, labels: { app: pihole } }
    spec:
      containers:
      - name: pihole
        image: pihole/pihole:2024.07.0
        ports:
${container}
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: pihole }
    spec:
      selector: { app: pihole }
      ports:
${service}
`;

test('a name that is declared for the other protocol', () =>
  checkFixture(
    DNS(
      `        - name: dns
          containerPort: 53`,
      `      - name: dns-udp
        protocol: UDP
        port: 53
        targetPort: dns
    ~               ^^^ error[named-port-unknown] targetPort "dns" names no UDP port of Pod pihole: it is declared as TCP`,
    ),
  ));

test('a name that one Service takes by both protocols: the number fits them', () =>
  checkFixture(
    DNS(
      `        - { name: dns, containerPort: 53, protocol: UDP }`,
      `      - { name: dns, protocol: UDP, port: 53, targetPort: dns }
      - { name: dns-tcp, protocol: TCP, port: 53, targetPort: dns }
    ~                                                         ^^^ error[named-port-unknown] names no TCP port of Pod pihole: it is declared as UDP`,
    ),
  ));

test('names declared for each protocol, and a number that serves both', () => {
  checkFixture(
    DNS(
      `        - { name: dns, containerPort: 53, protocol: UDP }
        - { name: dns-tcp, containerPort: 53 }`,
      `      - { name: dns, protocol: UDP, port: 53, targetPort: dns }
      - { name: dns-tcp, port: 53, targetPort: dns-tcp }`,
    ),
  );
  checkFixture(
    DNS(
      `        - { name: dns, containerPort: 53 }`,
      `      - { name: dns, protocol: UDP, port: 53, targetPort: 53 }
      - { name: dns-tcp, port: 53, targetPort: dns }`,
    ),
  );
});
