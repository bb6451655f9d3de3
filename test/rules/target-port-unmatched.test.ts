import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('port may differ from targetPort, a name resolves, and neither is a finding', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { name: http, port: 80, targetPort: 8080 }
        - { name: https, port: 443, targetPort: tls }
        - { name: same, port: 9000 }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web } }
        spec:
          containers:
            - name: web
              ports:
                - containerPort: 8080
                - { name: tls, containerPort: 8443 }
                - containerPort: 9000
  `));

test('a number that no container of the pod shows', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - port: 80
          targetPort: 8081
    ~                 ^^^^ warning[target-port-unmatched] targetPort 8081 reaches no container of StatefulSet web: it declares 8080 (http)
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web, tier: front } }
        spec:
          containers:
            - name: web
              ports:
                - { name: http, containerPort: 8080 }
  `));

test('without targetPort the port itself is passed on', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector:
        app: web
      ports:
        - port: 80
    ~           ^^ warning[target-port-unmatched] port 80, passed on as targetPort, reaches no container of Pod web: it declares 8080
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels:
        app: web
    spec:
      containers:
        - name: web
          ports:
            - containerPort: 8080
  `));

test('a pod that declares nothing and shows nothing is not judged', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8081 }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, image: example.com/web:1 }]
  `));

test('a port that is not declared but shown by an argument, a variable or the image', () =>
  checkFixture(`
    === k8s/web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { name: a, port: 1, targetPort: 9090 }
        - { name: b, port: 2, targetPort: 7070 }
        - { name: c, port: 3, targetPort: 6060 }
        - { name: d, port: 4, targetPort: 5050 }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - name: web
          image: example.com/shop/front:1
          args: ["--metrics-bind-address=:9090"]
          env: [{ name: ADMIN_PORT, value: "7070" }, { name: GRPC_PORT, valueFrom: { configMapKeyRef: { name: web, key: port } } }]
          ports: [{ containerPort: 8080 }]
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: web }
    data: { port: "6060" }
    === front/Dockerfile
    FROM example.com/base
    EXPOSE 5050 8080
  `));

test('pods that an operator makes are not in the workspace: silent', () =>
  checkFixture(`
    === db.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: db }
    spec:
      selector: { cnpg.io/cluster: db, role: primary }
      ports: [{ port: 5432, targetPort: 5433 }]
    ---
    apiVersion: postgresql.cnpg.io/v1
    kind: Cluster
    metadata: { name: db }
    spec: { instances: 3 }
  `));

test('a Service without a selector, and an ExternalName, lead to nobody here', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      ports: [{ port: 80, targetPort: 8081 }]
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: outside }
    spec:
      type: ExternalName
      externalName: shop.example.com
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8081 }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
  `));

test('a selector must match in whole, and in its own namespace', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web, namespace: shop }
    spec:
      selector: { app: web, color: blue }
      ports: [{ port: 80, targetPort: 8081 }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: green, namespace: shop, labels: { app: web, color: green } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: elsewhere, namespace: other, labels: { app: web, color: blue } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
  `));

test('a headless Service without ports has nothing to judge', () =>
  checkFixture(`
    === db.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: db }
    spec:
      clusterIP: None
      selector: { app: db }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: db, labels: { app: db } }
    spec:
      containers: [{ name: db, ports: [{ containerPort: 5432 }] }]
  `));

test('sidecars, native ones among the init containers included, listen for the pod; other init containers do not', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { name: proxy, port: 1, targetPort: 15001 }
        - { name: native, port: 2, targetPort: 4143 }
        - { name: before, port: 3, targetPort: 7000 }
    ~                                          ^^^^ warning[target-port-unmatched] it declares 4143, 8080 and 15001
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      initContainers:
        - { name: mesh, restartPolicy: Always, ports: [{ containerPort: 4143 }] }
        - { name: migrate, ports: [{ containerPort: 7000 }] }
      containers:
        - { name: web, ports: [{ containerPort: 8080 }] }
        - { name: proxy, ports: [{ containerPort: 15001 }] }
  `));

test('two folders with the same names never mix', () =>
  checkFixture(`
    === dev/service.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8080 }]
    === dev/pod.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
    === prod/service.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8080 }]
    ~                                 ^^^^ warning[target-port-unmatched] Pod web: it declares 9000
    === prod/pod.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 9000 }] }]
  `));

test('of copies equally near, one that fits is enough', () =>
  checkFixture(`
    === base/service.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8080 }]
    === blue/pod.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
    === green/pod.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 9000 }] }]
  `));

test('a kustomize patch is part of an object, and judged neither as Service nor as pod', () =>
  checkFixture(`
    === base/kustomization.yaml
    resources: [web.yaml]
    === base/web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8080 }]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web } }
        spec:
          containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
    === overlays/prod/kustomization.yaml
    resources: [../../base]
    patches:
      - path: deployment.yaml
    === overlays/prod/deployment.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web } }
        spec:
          containers: [{ name: web, ports: [{ containerPort: 9090 }] }]
  `));

test('an undeclared number beside declared ones that are all in use is information', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { name: http, port: 80, targetPort: 8080 }
        - { name: extra, port: 81, targetPort: 8081 }
    ~                                          ^^^^ info[target-port-unmatched] it declares 8080
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
  `));

test('a port for metrics of its own Service may well lead to what nobody declares', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8080 }]
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: web-metrics }
    spec:
      selector: { app: web }
      ports: [{ name: metrics, port: 9102, targetPort: 9102 }]
    ~                                                  ^^^^ info[target-port-unmatched]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
  `));

test('a mounted nginx.conf of a ConfigMap says what listens, its place inside the manifest', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: web-conf }
    data:
      default.conf: |
        server {
          listen 8080;
        }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { name: right, port: 80, targetPort: 8080 }
        - { name: wrong, port: 81, targetPort: 80 }
    ~                                          ^^ info[target-port-unmatched] it listens on 8080 (nginx listen)
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx:1.27
          volumeMounts: [{ name: conf, mountPath: /etc/nginx/conf.d }]
      volumes: [{ name: conf, configMap: { name: web-conf } }]
  `));

const WINDOWS = `
    === web.yaml
    # a comment, so that the byte order mark moves nothing
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector:
        app: web
      ports:
        - port: 80
          targetPort: 8081
    ~                 ^^^^ warning[target-port-unmatched]
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels:
        app: web
    spec:
      containers:
        - name: web
          ports:
            - containerPort: 8080
  `;

test('line ends of Windows and a byte order mark change nothing', () => {
  checkFixture(WINDOWS, { newline: '\r\n' });
  checkFixture(WINDOWS, { newline: '\r\n', before: '\ufeff' });
  checkFixture(WINDOWS, { before: '\ufeff' });
});

test('a templated value is unknown, and unknown is never wrong', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - name: a
          port: 80
          targetPort: "{{ .Values.port }}"
        - name: b
          port: 81
          targetPort: \${TARGET_PORT}
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
  `));

test('a List holds objects as a file does', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: List
    items:
      - apiVersion: v1
        kind: Service
        metadata: { name: web }
        spec:
          selector: { app: web }
          ports: [{ port: 80, targetPort: 8081 }]
    ~                                     ^^^^ warning[target-port-unmatched]
      - apiVersion: v1
        kind: Pod
        metadata: { name: web, labels: { app: web } }
        spec:
          containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
  `));

test('a gateway whose proxy Istio injects listens where Gateways say', () =>
  checkFixture(`
    === gateway.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: gateway }
    spec:
      selector: { app: gateway }
      ports:
        - { name: status-port, port: 15021, targetPort: 15021 }
        - { name: http2, port: 80, targetPort: 80 }
        - { name: https, port: 443, targetPort: 443 }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: gateway }
    spec:
      selector: { matchLabels: { app: gateway } }
      template:
        metadata:
          labels: { app: gateway }
          annotations: { inject.istio.io/templates: gateway }
        spec:
          containers:
            - name: istio-proxy
              image: auto
              ports: [{ name: http-envoy-prom, containerPort: 15090 }]
  `));

test('a flag in camel case', () =>
  checkFixture(`
    === istiod.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: istiod }
    spec:
      selector: { app: istiod }
      ports:
        - { name: grpc, port: 15010, targetPort: 15010 }
        - { name: monitoring, port: 15014, targetPort: 15014 }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: istiod, labels: { app: istiod } }
    spec:
      containers:
        - name: discovery
          image: example.com/pilot:1
          args: ["discovery", "--monitoringAddr=:15014"]
          ports: [{ containerPort: 8080 }, { containerPort: 15010 }]
  `));
