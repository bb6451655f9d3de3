import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('prometheus.io/port is a port of the pod', () =>
  checkFixture(`
    === api.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: api }
    spec:
      template:
        metadata:
          annotations: { prometheus.io/port: "9091" }
    ~                                         ^^^^ warning[monitor-port-unmatched] prometheus.io/port 9091 is no port of Deployment api: it has 8080 and 9090
        spec:
          containers:
            - { name: api, ports: [{ containerPort: 8080 }, { containerPort: 9090 }] }
    === right.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: api }
    spec:
      template:
        metadata:
          annotations: { prometheus.io/port: "9090" }
        spec:
          containers:
            - { name: api, ports: [{ containerPort: 8080 }] }
            - { name: exporter, ports: [{ containerPort: 9090 }] }
  `));

const APP = `apiVersion: v1
    kind: Service
    metadata: { name: web, labels: { app: web } }
    spec: { selector: { app: web }, ports: [{ name: http-web, port: 80, targetPort: http }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec: { containers: [{ name: web, args: ["--metrics-addr=:9113"], ports: [{ name: http, containerPort: 8080 }] }] }
    ---`;

test("a ServiceMonitor's port is the name of a port of the Service", () =>
  checkFixture(`
    === web.yaml
    ${APP}
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: { name: web }
    spec:
      selector: { matchLabels: { app: web } }
      endpoints:
        - port: http
    ~           ^^^^ warning[monitor-port-unmatched] endpoint port "http" is no port name of Service web: it has 80 (http-web)
        - port: 8080
    ~           ^^^^ warning[monitor-port-unmatched] endpoint port "8080" is no port name of Service web
        - port: http-web
        - targetPort: http
        - targetPort: 8080
        - targetPort: 9113
    ~                 ^^^^ warning[monitor-port-unmatched] endpoint targetPort 9113 is not declared by Pod web, and only declared ports are looked at
        - targetPort: 7000
    ~                 ^^^^ warning[monitor-port-unmatched] endpoint targetPort 7000 is no port of Pod web: it declares 8080 (http)
  `));

test('one of the Services that a monitor picks is enough, and what it picks may lie elsewhere', () =>
  checkFixture(`
    === web.yaml
    ${APP}
    apiVersion: v1
    kind: Service
    metadata: { name: web-metrics, labels: { app: web } }
    spec: { selector: { app: web }, ports: [{ name: metrics, port: 9113, targetPort: 9113 }] }
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: { name: web }
    spec: { selector: { matchLabels: { app: web } }, endpoints: [{ port: metrics }] }
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: { name: others }
    spec: { selector: { matchLabels: { app: others } }, endpoints: [{ port: metrics }] }
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: { name: expressions }
    spec:
      selector: { matchLabels: { app: web }, matchExpressions: [{ key: tier, operator: Exists }] }
      endpoints: [{ port: nothing }]
  `));

test('the namespaces of a monitor are its own, those that it names, or any', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web, namespace: shop, labels: { app: web } }
    spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: { name: own, namespace: monitoring }
    spec: { selector: { matchLabels: { app: web } }, endpoints: [{ port: metrics }] }
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: { name: named, namespace: monitoring }
    spec: { namespaceSelector: { matchNames: [shop] }, selector: { matchLabels: { app: web } }, endpoints: [{ port: metrics }] }
    ~                                                                                                               ^^^^^^^ warning[monitor-port-unmatched]
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: { name: any, namespace: monitoring }
    spec: { namespaceSelector: { any: true }, selector: { matchLabels: { app: web } }, endpoints: [{ port: metrics }] }
    ~                                                                                                      ^^^^^^^ warning[monitor-port-unmatched]
  `));

test("a PodMonitor's port is the name of a container's port", () =>
  checkFixture(`
    === web.yaml
    ${APP}
    apiVersion: monitoring.coreos.com/v1
    kind: PodMonitor
    metadata: { name: web }
    spec:
      selector: { matchLabels: { app: web } }
      podMetricsEndpoints:
        - port: http
        - port: http-web
    ~           ^^^^^^^^ warning[monitor-port-unmatched] endpoint port "http-web" is no port of Pod web: it declares 8080 (http)
        - portNumber: 8080
  `));

test('an annotation takes the number of a port, as text', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
      annotations: { prometheus.io/port: "80" }
    ~                                     ^^ warning[monitor-port-unmatched] prometheus.io/port 80 is no port of Pod web, but the Service's
    spec: { selector: { app: web }, ports: [{ port: 80, targetPort: http }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels: { app: web }
      annotations:
        prometheus.io/port: "80"
    ~                        ^^ warning[monitor-port-unmatched] prometheus.io/port 80 is no port of Pod web, but the Service's
    spec: { containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: named, annotations: { prometheus.io/port: http } }
    ~                                                           ^^^^ warning[monitor-port-unmatched] prometheus.io/port "http" is a name, and only numbers are taken: Pod named has 7946 (gossip) and 8080 (http)
    spec: { containers: [{ name: web, ports: [{ name: gossip, containerPort: 7946 }, { name: http, containerPort: 8080 }] }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: plain, annotations: { prometheus.io/port: 8080 } }
    ~                                                           ^^^^ error[invalid-port] prometheus.io/port 8080 is a number: an annotation takes only text
    spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
  `));

test('metrics may be served where nothing is declared, by the process or by the sidecar of a mesh', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 8080 }] }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web }, annotations: { prometheus.io/port: "9113" } }
        spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: mesh }
    spec:
      template:
        metadata: { annotations: { prometheus.io/port: "15020" } }
        spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: off }
    spec:
      template:
        metadata: { annotations: { prometheus.io/scrape: "false", prometheus.io/port: "1" } }
        spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
  `));

test('a Service whose only port has no name', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web, labels: { app: web } }
    spec:
      selector: { app: web }
      ports:
        - port: 80
          targetPort: 8080
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: { name: web }
    spec: { selector: { matchLabels: { app: web } }, endpoints: [{ port: http }] }
    ~                                                                    ^^^^ warning[monitor-port-unmatched] endpoint port "http" is no port name of Service web: its ports have no names
  `));
