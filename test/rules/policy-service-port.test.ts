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
        - to: [{ ipBlock: { cidr: 10.0.0.0/8 } }, { podSelector: { matchLabels: { app: web } } }]
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

const SHOP = `apiVersion: v1
    kind: Service
    metadata: { name: web, namespace: shop }
    spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: http }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, namespace: shop, labels: { app: web } }
    spec: { containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }] }`;

const egress = (name: string, namespaces: string, port: string): string =>
  `apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: ${name}, namespace: edge }
    spec:
      podSelector: {}
      egress:
        - to: [{ namespaceSelector: ${namespaces}, podSelector: { matchLabels: { app: web } } }]
          ports: [{ port: ${port} }]`;

test('egress to pods of a namespace that is named, and of any', () =>
  checkFixture(`
    === apps/web.yaml
    ${SHOP}
    === policies/named.yaml
    ${egress('a', '{ matchLabels: { kubernetes.io/metadata.name: shop } }', '80')}
    ~                     ^^ warning[policy-service-port] egress port 80 is the port of Service web; the pods of Pod web receive on 8080
    ---
    ${egress('b', '{ matchLabels: { kubernetes.io/metadata.name: shop } }', 'https')}
    ~                     ^^^^^ error[named-port-unknown] egress port "https" names no port of Pod web
    ---
    ${egress('c', '{ matchLabels: { kubernetes.io/metadata.name: shop } }', '8080')}
    ---
    ${egress('d', '{ matchLabels: { kubernetes.io/metadata.name: other } }', '80')}
    === policies/any.yaml
    ${egress('e', '{ matchLabels: { team: a } }', '80')}
    ~                     ^^ warning[policy-service-port]
    ---
    ${egress('f', '{}', 'https')}
    ~                     ^^^^^ error[named-port-unknown]
    ---
    ${egress('g', '{}', 'http')}
  `));

test('of pods in any namespace, one that fits or of which nothing is known is enough', () =>
  checkFixture(`
    === apps/web.yaml
    ${SHOP}
    === other/web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web, namespace: other, labels: { app: web } }
    spec: { containers: [{ name: web, ports: [{ name: https, containerPort: 80 }] }] }
    === policies/any.yaml
    ${egress('a', '{ matchLabels: { team: a } }', '80')}
    ---
    ${egress('b', '{ matchLabels: { team: a } }', 'https')}
    ---
    ${egress('c', '{ matchLabels: { kubernetes.io/metadata.name: shop } }', '80')}
    ~                     ^^ warning[policy-service-port]
  `));

test("Cilium's policies, of one namespace and of all", () =>
  checkFixture(`
    === all.yaml
    ${SHOP}
    ---
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: { name: web, namespace: shop }
    spec:
      endpointSelector: { matchLabels: { "k8s:app": web } }
      ingress:
        - fromEndpoints: [{ matchLabels: { io.kubernetes.pod.namespace: edge, app: envoy } }]
          toPorts: [{ ports: [{ port: "80", protocol: TCP }] }]
    ~                                  ^^ warning[policy-service-port] toPorts port 80 is the port of Service web; the pods of Pod web receive on 8080
    ---
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: { name: works, namespace: shop }
    spec:
      endpointSelector: { matchLabels: { app: web } }
      ingress:
        - toPorts: [{ ports: [{ port: "8080", protocol: ANY }], rules: { http: [{ path: / }] } }]
        - toPorts: [{ ports: [{ port: "8000", endPort: 8100 }, { port: http }, { port: "0" }] }]
      egress:
        - toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": kube-system, "k8s:k8s-app": kube-dns } }]
          toPorts: [{ ports: [{ port: "53", protocol: ANY }], rules: { dns: [{ matchPattern: "*" }] } }]
        - toEntities: [world]
          toPorts: [{ ports: [{ port: "80" }, { port: "443" }] }]
        - toPorts: [{ ports: [{ port: "80" }] }]
    ---
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: { name: client, namespace: edge }
    specs:
      - endpointSelector: {}
        egress:
          - toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": shop, "any:app": web } }]
            toPorts: [{ ports: [{ port: "80" }] }]
    ~                                    ^^ warning[policy-service-port]
          - toEndpoints: [{ matchLabels: { app: web } }]
            toPorts: [{ ports: [{ port: "80" }] }]
          - toEndpoints: [{ matchLabels: { "reserved:host": "", app: web } }]
            toPorts: [{ ports: [{ port: "80" }] }]
          - toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": shop, app: web } }, { matchLabels: { app: api } }]
            toPorts: [{ ports: [{ port: "80" }] }]
    ---
    apiVersion: cilium.io/v2
    kind: CiliumClusterwideNetworkPolicy
    metadata: { name: all }
    spec:
      endpointSelector: { matchLabels: { app: web } }
      ingressDeny:
        - toPorts: [{ ports: [{ port: "80" }] }]
    ~                                  ^^ warning[policy-service-port]
        - toPorts: [{ ports: [{ port: https }] }]
    ~                                 ^^^^^ error[named-port-unknown] toPorts port "https" names no port of Pod web
  `));

test("Calico's policies, as far as their selectors can be read", () =>
  checkFixture(`
    === all.yaml
    ${SHOP}
    ---
    apiVersion: projectcalico.org/v3
    kind: NetworkPolicy
    metadata: { name: web, namespace: shop }
    spec:
      selector: app == 'web'
      ingress:
        - { action: Allow, protocol: TCP, source: { selector: app == 'envoy', ports: [80] }, destination: { ports: [80] } }
    ~                                                                                                               ^^ warning[policy-service-port] ingress port 80 is the port of Service web; the pods of Pod web receive on 8080
    ---
    apiVersion: projectcalico.org/v3
    kind: NetworkPolicy
    metadata: { name: works, namespace: shop }
    spec:
      selector: app == 'web'
      ingress:
        - { action: Allow, protocol: TCP, destination: { ports: [http, "8000:8100"] } }
      egress:
        - { action: Allow, protocol: TCP, destination: { nets: [0.0.0.0/0], ports: [80, 443] } }
        - { action: Allow, protocol: TCP, destination: { ports: [80] } }
        - { action: Allow, protocol: TCP, destination: { selector: "has(app) && app == 'web'", ports: [80] } }
        - { action: Allow, protocol: TCP, destination: { selector: app in {'web'}, ports: [80] } }
    ---
    apiVersion: projectcalico.org/v3
    kind: GlobalNetworkPolicy
    metadata: { name: client }
    spec:
      selector: all()
      egress:
        - { action: Allow, protocol: TCP, destination: { namespaceSelector: projectcalico.org/name == 'shop', selector: app == "web", ports: [80] } }
    ~                                                                                                                                         ^^ warning[policy-service-port]
    ---
    apiVersion: projectcalico.org/v3
    kind: GlobalNetworkPolicy
    metadata: { name: nodes }
    spec:
      selector: app == 'web'
      preDNAT: true
      ingress: [{ action: Deny, protocol: TCP, destination: { ports: [80] } }]
  `));
