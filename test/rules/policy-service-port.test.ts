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

test("the policies of meshes name the pods' ports too", () =>
  checkFixture(`
    === web.yaml
    ${APP}
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata: { name: web }
    spec:
      selector: { matchLabels: { app: web } }
      rules:
        - to: [{ operation: { ports: ["80"] } }]
    ~                                  ^^ warning[policy-service-port] operation port 80 is the port of Service web; the pods of Pod web receive on 8080
        - to: [{ operation: { methods: [GET] } }]
    ---
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata: { name: web }
    spec:
      selector: { matchLabels: { app: web } }
      portLevelMtls:
        80: { mode: DISABLE }
    ~   ^^ warning[policy-service-port] portLevelMtls port 80 is the port of Service web
    ---
    apiVersion: policy.linkerd.io/v1beta3
    kind: Server
    metadata: { name: web }
    spec: { podSelector: { matchLabels: { app: web } }, port: 80 }
    ~                                                         ^^ warning[policy-service-port] Server port 80 is the port of Service web
    ---
    apiVersion: policy.linkerd.io/v1beta3
    kind: Server
    metadata: { name: named }
    spec: { podSelector: { matchLabels: { app: web } }, port: http }
    ---
    apiVersion: policy.linkerd.io/v1beta3
    kind: Server
    metadata: { name: unnamed }
    spec: { podSelector: { matchLabels: { app: web } }, port: admin }
    ~                                                         ^^^^^ error[named-port-unknown] Server port "admin" names no port of Pod web
  `));

test('the Service alone tells where the pods are not here', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web, namespace: shop }
    spec: { selector: { app: web, tier: front }, ports: [{ name: w, port: 80, targetPort: 8080 }, { name: a, port: 443, targetPort: http }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: same }
    spec: { selector: { app: same }, ports: [{ name: a, port: 80 }, { name: b, port: 81, targetPort: 8080 }, { name: c, port: 8080, targetPort: 80 }] }
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: web, namespace: shop }
    spec:
      podSelector: { matchLabels: { app: web } }
      ingress: [{ ports: [{ port: 80 }, { port: 9090 }] }]
    ~                             ^^ warning[policy-service-port] ingress port 80 is the port of Service web; the pods of Service web receive on 8080
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: both, namespace: shop }
    spec:
      podSelector: { matchLabels: { app: client } }
      egress: [{ to: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 80 }, { port: 8080 }] }]
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: same }
    spec: { podSelector: { matchLabels: { app: same } }, ingress: [{ ports: [{ port: 80 }, { port: 8080 }] }] }
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: elsewhere, namespace: other }
    spec: { podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: 80 }] }] }
  `));
