/** Kinds that name a Service's port in one text, or by its name alone: with a port that it has, and with one that it has not. */
import { test } from 'node:test';
import { kubernetes } from '../../server/src/formats/kubernetes/index.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes } from '../support/site-lines.ts';

const SERVICE = `apiVersion: v1
    kind: Service
    metadata: { name: web, namespace: shop }
    spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    ---`;

test('what scales or judges by metrics asks a server at an address', () =>
  checkFixture(`
    === all.yaml
    ${SERVICE}
    apiVersion: keda.sh/v1alpha1
    kind: ScaledObject
    metadata: { name: a, namespace: shop }
    spec:
      triggers:
        - type: prometheus
          metadata:
            serverAddress: http://web.shop:8080
    ~                                      ^^^^ error[client-port-unmatched] serverAddress asks Service web for port 8080: it has 80 (http)
            metricName: web.shop:8080
            query: sum(rate(http_requests_total{instance="web.shop:8080"}[1m]))
        - type: kafka
          metadata: { bootstrapServers: "kafka.example.com:9092,web.shop.svc:9092" }
    ~                                                                        ^^^^ error[client-port-unmatched] bootstrapServers asks Service web for port 9092
        - type: redis
          metadata: { address: web.shop.svc.cluster.local:80 }
        - type: prometheus
          metadata: { serverAddress: http://web.shop }
        - type: prometheus
          metadata: { serverAddress: http://web:8080 }
        - type: prometheus
          metadata: { serverAddress: "http://web.shop:\${PORT}" }
        - type: rabbitmq
          metadata: { hostFromEnv: RABBIT }
    ---
    apiVersion: argoproj.io/v1alpha1
    kind: AnalysisTemplate
    metadata: { name: a }
    spec:
      metrics:
        - name: a
          provider: { prometheus: { address: "http://web.shop:9090", query: up } }
    ~                                                         ^^^^ error[client-port-unmatched]
        - name: b
          provider: { web: { url: "http://web.shop:80/{{ args.path }}" } }
        - name: c
          provider: { prometheus: { address: "http://{{ args.host }}:9090" } }
    ---
    apiVersion: flagger.app/v1beta1
    kind: Canary
    metadata: { name: a }
    spec:
      metricsServer: http://web.shop:81
    ~                                ^^ error[client-port-unmatched]
      analysis: { webhooks: [{ name: load, url: http://web.shop/ }] }
    ---
    apiVersion: grafana.integreatly.org/v1beta1
    kind: GrafanaDatasource
    metadata: { name: a }
    spec: { datasource: { type: prometheus, access: proxy, url: "http://web.shop.svc:9090" } }
    ~                                                                                ^^^^ error[client-port-unmatched]
    ---
    apiVersion: example.com/v1
    kind: ScaledObject
    metadata: { name: other }
    spec: { triggers: [{ metadata: { serverAddress: "http://web.shop:8080" } }] }
  `));

test("Emissary's mappings send to a Service by its name, of their own namespace where none is written", () =>
  checkFixture(`
    === all.yaml
    ${SERVICE}
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: { name: a, namespace: shop }
    spec: { prefix: /a/, hostname: "*", service: web:8080 }
    ~                                                ^^^^ error[backend-port-unmatched] service 8080 is no port of Service web: it has 80 (http)
    ---
    apiVersion: getambassador.io/v2
    kind: TCPMapping
    metadata: { name: b, namespace: edge }
    spec: { port: 5000, service: web.shop:5000 }
    ~                                     ^^^^ error[backend-port-unmatched]
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: { name: c, namespace: edge }
    spec: { prefix: /c/, service: "http://web.shop.svc.cluster.local:80" }
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: { name: d, namespace: shop }
    spec: { prefix: /d/, service: web }
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: { name: e, namespace: shop }
    spec: { prefix: /e/, service: "https://web" }
    ~                                      ^^^ error[backend-port-unmatched] service 443, the default, is no port
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: { name: f, namespace: shop }
    spec: { prefix: /f/, service: "web:8080", resolver: consul-dc1 }
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: { name: g, namespace: edge }
    spec: { prefix: /g/, service: "web:8080" }
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: { name: h, namespace: shop }
    spec: { prefix: /h/, service: "httpbin.org:8080" }
  `));

const STREAMS = `apiVersion: v1
kind: ConfigMap
metadata: { name: tcp-services }
data:
  9000: "shop/web:8080"
  "9001": shop/web:http:PROXY
`;

test('TCP and UDP ports of an Ingress controller', () =>
  checkFixture(`
    === all.yaml
    ${SERVICE}
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: tcp-services, namespace: ingress-nginx }
    data:
      9000: "shop/web:8080"
    ~                 ^^^^ error[backend-port-unmatched] service port 8080 is no port of Service web: it has 80 (http)
      9001: "shop/web:80::PROXY"
      "9002": shop/web:http:PROXY
      "9003": shop/web:https
    ~                  ^^^^^ error[backend-port-unmatched] service port "https" is no port of Service web
      "9004": data/web:5432
      "9005": "shop/web:\${PORT}"
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: udp-services, namespace: ingress-nginx }
    data:
      53: "shop/web:80"
    ~               ^^ info[protocol-mismatch] service port 80 is UDP, but Service web has it as 80 (http) TCP
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: images }
    data:
      web: shop/web:8080
  `));

test("a BackendTLSPolicy means a Service's port by its name", () =>
  checkFixture(`
    === all.yaml
    ${SERVICE}
    apiVersion: gateway.networking.k8s.io/v1
    kind: BackendTLSPolicy
    metadata: { name: a, namespace: shop }
    spec:
      targetRefs:
        - { group: "", kind: Service, name: web, sectionName: "80" }
    ~                                                          ^^ error[backend-port-unmatched] sectionName "80" is no port of Service web: it has 80 (http)
        - { group: "", kind: Service, name: web, sectionName: http }
        - { group: "", kind: Service, name: web, sectionName: "\${SECTION}" }
        - { group: "", kind: Service, name: web }
        - { group: gateway.envoyproxy.io, kind: Backend, name: web, sectionName: "8080" }
  `));

test("Istio's Sidecars: an egress listener is for a Service that has its port", () =>
  checkFixture(`
    === all.yaml
    ${SERVICE}
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata: { name: client, namespace: edge }
    spec:
      egress:
        - port: { number: 8080, protocol: TCP, name: tcp-web }
    ~                     ^^^^ error[backend-port-unmatched] egress port 8080 is no port of Service web: it has 80 (http)
          hosts: [shop/web.shop.svc.cluster.local]
        - port: { number: 80, protocol: HTTP, name: http }
          hosts: ["*/web.shop.svc.cluster.local"]
        - port: { number: 8081, protocol: HTTP_PROXY, name: proxy }
          hosts: [shop/web.shop.svc.cluster.local]
        - port: { number: 9080, protocol: HTTP, name: some }
          hosts: [shop/web.shop.svc.cluster.local, "shop/*"]
        - port: { number: 9081, protocol: HTTP, name: any }
          hosts: ["shop/*"]
        - hosts: ["./*"]
  `));

const POLICIES = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: a }
spec:
  endpointSelector: { matchLabels: { "k8s:app": web } }
  ingress:
    - toPorts: [{ ports: [{ port: "8000", endPort: 8100, protocol: ANY }] }]
  egress:
    - toEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": b } }]
      toPorts: [{ ports: [{ port: http }] }]
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: b }
spec:
  selector: app == 'web' && tier == "a"
  ingress: [{ protocol: TCP, destination: { ports: ["80:90", 91] } }]
`;

const CHECKS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: a
  annotations:
    alb.ingress.kubernetes.io/target-type: ip
    alb.ingress.kubernetes.io/healthcheck-port: "80"
spec: { defaultBackend: { service: { name: a, port: { number: 80 } } } }
---
apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: { name: a }
spec: { healthCheck: { port: 80 } }
`;

test('half-typed text', () => {
  for (const text of [STREAMS, POLICIES, CHECKS]) checkPrefixes(kubernetes, '/repo/all.yaml', text);
});
