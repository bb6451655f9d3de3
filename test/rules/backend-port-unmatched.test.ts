import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const SERVICE = `apiVersion: v1
    kind: Service
    metadata: { name: shop, namespace: front }
    spec:
      selector: { app: shop }
      ports:
        - { name: http, port: 80, targetPort: 8080 }
        - { name: grpc, port: 90, targetPort: 9090 }
    ---`;

test('an Ingress takes ports of the Service, by number or by name', () =>
  checkFixture(`
    === shop.yaml
    ${SERVICE}
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: shop, namespace: front }
    spec:
      defaultBackend: { service: { name: shop, port: { number: 8080 } } }
    ~                                                          ^^^^ error[backend-port-unmatched] backend port 8080 is no port of Service shop: it has 80 (http) and 90 (grpc); 8080 is its targetPort
      rules:
        - http:
            paths:
              - { path: /a, backend: { service: { name: shop, port: { number: 80 } } } }
              - { path: /b, backend: { service: { name: shop, port: { name: http } } } }
              - { path: /c, backend: { service: { name: shop, port: { number: 81 } } } }
    ~                                                                         ^^ error[backend-port-unmatched] backend port 81 is no port of Service shop
              - { path: /d, backend: { service: { name: shop, port: { name: web } } } }
    ~                                                                       ^^^ error[backend-port-unmatched] backend port "web" is no port of Service shop
  `));

test('the old form: servicePort takes both, and use-annotation is none', () =>
  checkFixture(`
    === shop.yaml
    ${SERVICE}
    apiVersion: extensions/v1beta1
    kind: Ingress
    metadata: { name: shop, namespace: front }
    spec:
      rules:
        - http:
            paths:
              - { path: /a, backend: { serviceName: shop, servicePort: 80 } }
              - { path: /b, backend: { serviceName: shop, servicePort: grpc } }
              - { path: /c, backend: { serviceName: shop, servicePort: use-annotation } }
              - { path: /d, backend: { serviceName: ssl-redirect, servicePort: 443 } }
              - { path: /e, backend: { serviceName: shop, servicePort: 443 } }
    ~                                                                  ^^^ error[backend-port-unmatched] servicePort 443 is no port of Service shop
  `));

test('routes of the Gateway API and of Istio', () =>
  checkFixture(`
    === shop.yaml
    ${SERVICE}
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: { name: shop, namespace: front }
    spec:
      rules:
        - backendRefs:
            - { name: shop, port: 80 }
            - { name: shop, port: 8080 }
    ~                             ^^^^ error[backend-port-unmatched] backendRef port 8080 is no port of Service shop
            - { name: shop, namespace: other, port: 8080 }
            - { kind: Bucket, name: shop, port: 8080 }
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: { name: shop, namespace: front }
    spec:
      http:
        - route:
            - destination: { host: shop.front.svc.cluster.local, port: { number: 90 } }
            - destination: { host: shop, port: { number: 9090 } }
    ~                                                    ^^^^ error[backend-port-unmatched] destination port 9090 is no port of Service shop
            - destination: { host: shop.example.com, port: { number: 9090 } }
  `));

test('a Service that is not in the workspace, or in another namespace, is not judged', () =>
  checkFixture(`
    === shop.yaml
    ${SERVICE}
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: shop, namespace: back }
    spec:
      rules:
        - http:
            paths:
              - { path: /a, backend: { service: { name: shop, port: { number: 8080 } } } }
              - { path: /b, backend: { service: { name: elsewhere, port: { number: 8080 } } } }
              - { path: /c, backend: { resource: { kind: StorageBucket, name: static } } }
  `));

test('an object without a namespace may be applied to any', () =>
  checkFixture(`
    === shop.yaml
    ${SERVICE}
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: shop }
    spec:
      defaultBackend: { service: { name: shop, port: { number: 81 } } }
    ~                                                          ^^ error[backend-port-unmatched]
  `));

test('each folder has its own Service', () =>
  checkFixture(`
    === dev/all.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: shop }
    spec: { ports: [{ port: 80 }] }
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: shop }
    spec: { defaultBackend: { service: { name: shop, port: { number: 80 } } } }
    === prod/service.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: shop }
    spec: { ports: [{ port: 443 }] }
    === prod/ingress.yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: shop }
    spec: { defaultBackend: { service: { name: shop, port: { number: 80 } } } }
    ~                                                                ^^ error[backend-port-unmatched] it has 443
  `));

test('an ExternalName without ports, and one made by a template, say nothing', () =>
  checkFixture(`
    === shop.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: outside }
    spec: { type: ExternalName, externalName: shop.example.com }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: made }
    spec: { ports: [{ port: "\${PORT}" }] }
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: shop }
    spec:
      rules:
        - http:
            paths:
              - { path: /a, backend: { service: { name: outside, port: { number: 443 } } } }
              - { path: /b, backend: { service: { name: made, port: { number: 443 } } } }
  `));

const ALIASED = `apiVersion: v1
    kind: Service
    metadata: { name: shop, namespace: hub }
    spec: { selector: { app: shop }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: shop, namespace: edge }
    spec:
      type: ExternalName
      externalName: shop.hub.svc.cluster.local
      ports: [{ name: http, port: 80, targetPort: `;

const dialled = (className: string): string => `apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: shop, namespace: edge }
    spec: { ingressClassName: ${className}, defaultBackend: { service: { name: shop, port: { number: 80 } } } }`;

test('an Ingress of nginx connects to the Service behind an ExternalName at the targetPort', () =>
  checkFixture(`
    === shop.yaml
    ${ALIASED}8080 }]
    ~                                             ^^^^ warning[backend-port-unmatched] targetPort 8080 is no port of Service shop: it has 80 (http); 8080 is its targetPort
    ---
    ${dialled('nginx')}
  `));

test('an ExternalName that nothing connects to at its own ports, and one that fits', () => {
  checkFixture(`
    === shop.yaml
    ${ALIASED}8080 }]
  `);
  checkFixture(`
    === shop.yaml
    ${ALIASED}8080 }]
    ---
    ${dialled('traefik')}
  `);
  checkFixture(`
    === shop.yaml
    ${ALIASED}80 }]
    ---
    ${dialled('nginx')}
  `);
});
