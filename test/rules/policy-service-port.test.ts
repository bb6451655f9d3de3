import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const APP = `apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ name: http, port: 80, targetPort: http }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }]
    ---`;

test('the Service port where the pods receive on another', () =>
  checkFixture(`
    === web.yaml
    ${APP}
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: web }
    spec:
      podSelector: { matchLabels: { app: web } }
      ingress:
        - ports: [{ port: 80 }]
    ~                     ^^ warning[policy-service-port] ingress port 80 is the port of Service web; the pods of Pod web receive on 8080
  `));

test("the pod's port, by number, by name and within a range", () =>
  checkFixture(`
    === web.yaml
    ${APP}
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: web }
    spec:
      podSelector: { matchLabels: { app: web } }
      ingress:
        - ports: [{ port: 8080 }]
        - ports: [{ port: http }]
        - ports: [{ port: 8000, endPort: 8100 }]
  `));

test('both ports in one policy: the one of the Service does no harm', () =>
  checkFixture(`
    === web.yaml
    ${APP}
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: web }
    spec:
      podSelector: { matchLabels: { app: web } }
      ingress:
        - ports: [{ port: 80 }, { port: 8080 }]
  `));

test('egress is counted at the pods that receive', () =>
  checkFixture(`
    === web.yaml
    ${APP}
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: client }
    spec:
      podSelector: { matchLabels: { app: client } }
      egress:
        - to: [{ podSelector: { matchLabels: { app: web } } }]
          ports: [{ port: 80 }]
    ~                     ^^ warning[policy-service-port] egress port 80 is the port of Service web
        - to: [{ ipBlock: { cidr: 0.0.0.0/0 } }]
          ports: [{ port: 80 }]
        - ports: [{ port: 53, protocol: UDP }]
        - to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: web } } }]
          ports: [{ port: 80 }]
  `));

test('a port that is neither declared nor a Service port may be anything', () =>
  checkFixture(`
    === web.yaml
    ${APP}
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: web }
    spec:
      podSelector: { matchLabels: { app: web } }
      ingress:
        - ports: [{ port: 15020 }]
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: all }
    spec:
      podSelector: {}
      ingress:
        - ports: [{ port: 80 }]
  `));
