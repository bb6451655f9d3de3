/** Every kind that names a Service's port, each with a port that the Service has and one that it has not. */
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const SERVICE = `apiVersion: v1
    kind: Service
    metadata: { name: web, namespace: shop }
    spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    ---`;
/** A kind, and what stands around the port. */
const KINDS: readonly (readonly [string, string, string, string])[] = [
  ['projectcontour.io/v1', 'HTTPProxy', 'spec: { routes: [{ services: [{ name: web, port: ', ' }] }] }'],
  ['projectcontour.io/v1', 'HTTPProxy', 'spec: { tcpproxy: { services: [{ name: web, port: ', ' }] } }'],
  ['traefik.io/v1alpha1', 'IngressRoute', 'spec: { routes: [{ services: [{ name: web, port: ', ' }] }] }'],
  ['traefik.containo.us/v1alpha1', 'IngressRouteTCP', 'spec: { routes: [{ services: [{ name: web, port: ', ' }] }] }'],
  ['traefik.io/v1alpha1', 'IngressRouteUDP', 'spec: { routes: [{ services: [{ name: web, port: ', ' }] }] }'],
  ['traefik.io/v1alpha1', 'TraefikService', 'spec: { weighted: { services: [{ name: web, port: ', ' }] } }'],
  [
    'configuration.konghq.com/v1beta1',
    'TCPIngress',
    'spec: { rules: [{ backend: { serviceName: web, servicePort: ',
    ' } }] }',
  ],
  [
    'configuration.konghq.com/v1beta1',
    'UDPIngress',
    'spec: { rules: [{ backend: { serviceName: web, servicePort: ',
    ' } }] }',
  ],
  ['k8s.nginx.org/v1', 'VirtualServer', 'spec: { upstreams: [{ name: u, service: web, port: ', ' }] }'],
  ['k8s.nginx.org/v1', 'VirtualServerRoute', 'spec: { upstreams: [{ name: u, service: shop/web, port: ', ' }] }'],
  ['k8s.nginx.org/v1', 'TransportServer', 'spec: { upstreams: [{ name: u, service: web, port: ', ' }] }'],
  ['ingress.v1.haproxy.org/v1', 'TCP', 'spec: [{ name: a, service: { name: web, port: ', ' } }]'],
  ['apisix.apache.org/v2', 'ApisixRoute', 'spec: { http: [{ backends: [{ serviceName: web, servicePort: ', ' }] }] }'],
  ['elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', 'spec: { serviceRef: { name: web, port: ', ' } }'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'spec: { rules: [{ backendRefs: [{ name: web, port: ', ' }] }] }'],
  [
    'networking.istio.io/v1',
    'VirtualService',
    'spec: { http: [{ route: [{ destination: { host: web, port: { number: ',
    ' } } }] }] }',
  ],
  [
    'networking.istio.io/v1',
    'VirtualService',
    'spec: { http: [{ mirror: { host: web.shop.svc.cluster.local, port: { number: "',
    '" } } }] }',
  ],
  [
    'networking.istio.io/v1',
    'DestinationRule',
    'spec: { host: web, trafficPolicy: { portLevelSettings: [{ port: { number: ',
    ' } }] } }',
  ],
  [
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    'webhooks: [{ clientConfig: { service: { name: web, namespace: shop, port: ',
    ' } } }]',
  ],
  ['apiregistration.k8s.io/v1', 'APIService', 'spec: { service: { name: web, namespace: shop, port: ', ' } }'],
  [
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'spec: { conversion: { webhook: { clientConfig: { service: { name: web, namespace: shop, port: ',
    ' } } } } }',
  ],
];

for (const [apiVersion, kind, before, after] of KINDS) {
  const head = (name: string): string => `apiVersion: ${apiVersion}
    kind: ${kind}
    metadata: { name: ${name}, namespace: shop }`;
  const blanks = ' '.repeat(before.length - 1);
  test(`${kind}: ${before}`, () =>
    checkFixture(`
    === web.yaml
    ${SERVICE}
    ${head('right')}
    ${before}80${after}
    ---
    ${head('wrong')}
    ${before}8080${after}
    ~${blanks}^^^^ error[backend-port-unmatched] 8080 is no port of Service web: it has 80 (http); 8080 is its targetPort
  `));
}

test('references by name, to other kinds, to Services that are not here or that only stand for a name outside', () =>
  checkFixture(`
    === web.yaml
    ${SERVICE}
    apiVersion: v1
    kind: Service
    metadata: { name: outside, namespace: shop }
    spec: { type: ExternalName, externalName: example.com, ports: [{ port: 443 }] }
    ---
    apiVersion: traefik.io/v1alpha1
    kind: IngressRoute
    metadata: { name: web, namespace: shop }
    spec:
      routes:
        - services:
            - { name: web, port: http }
            - { name: web, port: https }
    ~                            ^^^^^ error[backend-port-unmatched] service port "https" is no port of Service web
            - { name: web, kind: TraefikService, port: 1 }
            - { name: elsewhere, port: 1 }
            - { name: outside, port: 8443 }
            - { name: web, namespace: other, port: 1 }
            - { name: web, port: "\${PORT}" }
  `));

test('a webhook without a port asks for 443', () =>
  checkFixture(`
    === web.yaml
    ${SERVICE}
    apiVersion: admissionregistration.k8s.io/v1
    kind: MutatingWebhookConfiguration
    metadata: { name: web }
    webhooks:
      - clientConfig: { service: { name: web, namespace: shop, path: /mutate } }
    ~                                    ^^^ error[backend-port-unmatched] webhook port 443, the default, is no port of Service web: it has 80 (http)
      - clientConfig: { url: "https://web.shop.svc:8443/" }
      - clientConfig:
          service:
            name: web
    ~             ^^^ error[backend-port-unmatched]
            namespace: shop
  `));

test('an OpenShift Route takes the name of the Service port or the number of its endpoints', () =>
  checkFixture(`
    === web.yaml
    ${SERVICE}
    apiVersion: route.openshift.io/v1
    kind: Route
    metadata: { name: right, namespace: shop }
    spec: { to: { kind: Service, name: web }, port: { targetPort: 8080 } }
    ---
    apiVersion: route.openshift.io/v1
    kind: Route
    metadata: { name: named, namespace: shop }
    spec: { to: { kind: Service, name: web }, port: { targetPort: http } }
    ---
    apiVersion: route.openshift.io/v1
    kind: Route
    metadata: { name: wrong, namespace: shop }
    spec: { to: { kind: Service, name: web }, port: { targetPort: 80 } }
    ~                                                             ^^ error[backend-port-unmatched] targetPort 80 is no port of Service web: it has 8080 (http)
    ---
    apiVersion: serving.knative.dev/v1
    kind: Route
    metadata: { name: knative, namespace: shop }
    spec: { to: { kind: Service, name: web }, port: { targetPort: 80 } }
  `));

test("an OpenShift Route's number behind a name that no pod here declares is not known", () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 80, targetPort: http }] }
    ---
    apiVersion: route.openshift.io/v1
    kind: Route
    metadata: { name: web }
    spec: { to: { kind: Service, name: web }, port: { targetPort: 8080 } }
  `));

test("an Istio Gateway's port is one of the Services in front of its pods, by port or target port", () =>
  checkFixture(`
    === gw.yaml
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: { name: edge }
    spec:
      selector: { istio: ingressgateway }
      servers:
        - { port: { number: 80, name: http } }
        - { port: { number: 8080, name: http-in } }
        - { port: { number: 5000, name: tcp } }
    ~                       ^^^^ warning[backend-port-unmatched] server port 5000 is no port of Service istio-ingressgateway: it has 80 (http2) and 8080 (http2)
    ---
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: { name: other }
    spec: { selector: { istio: egressgateway }, servers: [{ port: { number: 5000 } }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: istio-ingressgateway, namespace: istio-system }
    spec:
      selector: { app: istio-ingressgateway, istio: ingressgateway }
      ports: [{ name: http2, port: 80, targetPort: 8080 }]
  `));

test('a route attaches to a listener of its Gateway', () =>
  checkFixture(`
    === gw.yaml
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: { name: edge, namespace: infra }
    spec: { listeners: [{ name: web, port: 80 }, { name: websecure, port: 443 }] }
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: { name: web, namespace: shop }
    spec:
      parentRefs:
        - { name: edge, namespace: infra, sectionName: web, port: 80 }
        - { name: edge, namespace: infra, sectionName: https }
    ~                                                  ^^^^^ error[backend-port-unmatched] sectionName "https" is no port of Gateway edge: it has 80 (web) and 443 (websecure)
        - { name: edge, namespace: infra, port: 8443 }
    ~                                           ^^^^ error[backend-port-unmatched] parentRef port 8443 is no port of Gateway edge
        - { name: edge, namespace: other, port: 8443 }
        - { name: web, kind: Service, port: 8443 }
  `));

test('the ports of a load balancer that speak TLS are those of its Service', () =>
  checkFixture(`
    === lb.yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: lb
      annotations:
        service.beta.kubernetes.io/aws-load-balancer-ssl-ports: "https, 8443"
    ~                                                                   ^^^^ warning[backend-port-unmatched] aws-load-balancer-ssl-ports 8443 is no port of Service lb: it has 443 (https)
    spec: { type: LoadBalancer, selector: { app: lb }, ports: [{ name: https, port: 443, targetPort: 8443 }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: all, annotations: { service.beta.kubernetes.io/aws-load-balancer-ssl-ports: "*" } }
    spec: { type: LoadBalancer, selector: { app: all }, ports: [{ port: 443 }] }
  `));

test('the ports that a Service has put behind a NEG are its own, not those of its pods', () => {
  const service = (annotation: string): string => `
    === service.yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: edge
      annotations:
        cloud.google.com/neg: ${annotation}
    spec:
      selector: { app: edge }
      ports:
        - { name: http, port: 80, targetPort: 8080 }
        - { name: admin, port: 81, targetPort: 8081 }
  `;
  checkFixture(
    service(`'{"exposed_ports": {"8080":{"name": "edge-neg"}}}'
    ~                                              ^^^^ warning[backend-port-unmatched] exposed port 8080`),
  );
  checkFixture(
    service(`'{"exposed_ports": {"80":{}, "8081":{}}}'
    ~                                                       ^^^^ warning[backend-port-unmatched] exposed port 8081`),
  );
  checkFixture(service(`'{"exposed_ports": {"80":{"name": "8080"}, "81":{}}}'`));
  checkFixture(service(`'{"ingress": true}'`));
  checkFixture(service(`'{"exposed_ports": {"80`));
  checkFixture(service(`'{"exposed_ports": {"\${PORT}": {}}}'`));
});
