import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubernetes } from '../../server/src/formats/kubernetes/index.ts';
import type { Component, Container, Embedded } from '../../server/src/model/index.ts';
import { writtenText } from '../../server/src/model/index.ts';
import { fileSource } from '../../server/src/syntax/source.ts';
import { shownAt, startOf } from '../support/places.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/k8s/all.yaml';
const lines = (text: string): readonly string[] => siteLines(kubernetes, FILE, text);
const parse = (text: string, file = FILE): readonly Component[] => parseChecked(kubernetes, file, text);

function containers(text: string): readonly Container[] {
  return parse(text).filter((c): c is Container => c.kind === 'container');
}

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
      nodePort: 30080
    - port: 443
      protocol: UDP
      targetPort: "8443"
    - { port: 90 }
    - port: '91'
    - port: "{{ .Values.port }}"
      targetPort: \${TARGET}
`;

test('Service: port, targetPort and nodePort', () => {
  assert.deepEqual(lines(SERVICE), [
    '11:13 route port 80 tcp -> 12:19',
    '12:19 target targetPort http tcp -> pods',
    '13:17 publish nodePort 30080 tcp -> 11:13',
    '14:13 route port 443 udp -> 16:20',
    '16:20 target targetPort 8443 udp -> pods',
    '17:15 route port 90 tcp -> 17:15',
    '17:15 target targetPort 90 tcp implied, targetPort: {port}@17:17 -> pods',
    '18:14 route port 91 tcp -> 18:14',
    '18:14 target targetPort 91 tcp implied\n      targetPort: {port}@18:17 -> pods',
    '19:14 route port {{ .Values.port }}=unknown tcp -> 20:19',
    '20:19 target targetPort ${TARGET}=unknown tcp -> pods',
  ]);
});

const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    metadata:
      labels:
        app: web
      annotations:
        prometheus.io/port: "9090"
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1
          command: [serve]
          args: ["--port", "$(PORT)"]
          env:
            - name: PORT
              value: "8080"
            - name: DB_HOST
              valueFrom:
                configMapKeyRef:
                  name: db
                  key: host
            - name: POD_IP
              valueFrom:
                fieldRef:
                  fieldPath: status.podIP
          envFrom:
            - configMapRef:
                name: web
            - prefix: X_
              secretRef:
                name: keys
          ports:
            - name: http
              containerPort: 8080
              hostPort: 80
              hostIP: 127.0.0.1
            - containerPort: 53
              protocol: UDP
          startupProbe:
            tcpSocket:
              port: 8080
          readinessProbe:
            httpGet:
              path: /
              port: http
          livenessProbe:
            grpc:
              port: 9000
          lifecycle:
            postStart:
              httpGet:
                port: 8081
            preStop:
              httpGet:
                host: example.com
                port: 443
          volumeMounts:
            - name: conf
              mountPath: /etc/nginx/nginx.conf
              subPath: nginx.conf
            - name: data
              mountPath: /data
      initContainers:
        - name: mesh
          restartPolicy: Always
          ports:
            - containerPort: 4143
        - name: migrate
          env:
            - name: DB_URL
              value: postgres://db:5432
      volumes:
        - name: conf
          configMap:
            name: web-conf
        - name: data
          emptyDir: {}
`;

test('a workload: ports, probes, hooks and annotations', () => {
  assert.deepEqual(lines(WORKLOAD), [
    '39:30 declare containerPort 8080 tcp -> own',
    '40:25 publish hostPort 80 tcp at 127.0.0.1 -> 39:30',
    '42:30 declare containerPort 53 udp -> own',
    '46:21 probe startupProbe port 8080 tcp -> own',
    '50:21 probe readinessProbe port http tcp -> own',
    '53:21 probe livenessProbe port 9000 tcp -> own',
    '57:23 probe postStart port 8081 tcp -> own',
    '61:23 probe preStop port 443 tcp',
    '12:30 scrape prometheus.io/port 9090 tcp -> own',
    '72:30 declare containerPort 4143 tcp -> own',
  ]);
});

const ROUTES = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    service:
      name: web
      port:
        number: 80
  rules:
    - http:
        paths:
          - path: /api
            backend:
              service:
                name: api
                port:
                  name: http
---
apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: old
spec:
  backend:
    serviceName: web
    servicePort: 80
  rules:
    - http:
        paths:
          - backend:
              serviceName: api
              servicePort: http
          - backend:
              serviceName: redirect
              servicePort: use-annotation
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
    - backendRefs:
        - name: web
          port: 80
        - kind: Bucket
          name: files
          port: 1
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop
spec:
  http:
    - route:
        - destination:
            host: web.shop.svc.cluster.local
            port:
              number: 80
        - destination:
            host: shop.example.com
            port:
              number: 443
`;

test('Ingress in both forms, HTTPRoute, VirtualService', () => {
  assert.deepEqual(lines(ROUTES), [
    '10:17 target backend port 80 unknown -> service',
    '19:25 target backend port http unknown -> service',
    '28:18 target servicePort 80 unknown -> service',
    '34:28 target servicePort http unknown -> service',
    '47:17 target backendRef port 80 unknown -> service',
    '62:23 target destination port 80 unknown -> service',
  ]);
});

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchLabels:
      app: web
  ingress:
    - ports:
        - port: 8080
        - port: http
        - port: 9000
          endPort: 9100
  egress:
    - to:
        - podSelector:
            matchLabels:
              app: db
      ports:
        - port: 5432
    - ports:
        - port: 53
          protocol: UDP
`;

test('NetworkPolicy, both ways', () => {
  assert.deepEqual(lines(POLICY), [
    '11:17 allow ingress port 8080 tcp -> pods',
    '12:17 allow ingress port http tcp -> pods',
    '13:17 allow ingress port 9000=9000..9100 tcp -> pods',
    '21:17 allow egress port 5432 tcp -> pods',
    '23:17 allow egress port 53 udp',
  ]);
});

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  HTTP_PORT: "8080"
  server.port: '9000'
  url: http://api:8000
  nginx.conf: |
    server {
      listen 8080;
    }
`;

test('ConfigMap: values named after ports', () => {
  assert.deepEqual(lines(CONFIG), ['6:15 assign HTTP_PORT 8080 unknown', '7:17 assign server.port 9000 unknown']);
});

test('a workload: what surrounds its ports', () => {
  const [web, mesh, migrate] = containers(WORKLOAD);
  assert.ok(web && mesh && migrate);
  assert.deepEqual(
    [web.label, web.name, web.pod?.namespace, web.pod?.labels, web.pod?.hostNetwork],
    ['Deployment web', 'web', 'shop', { app: 'web' }, false],
  );
  assert.deepEqual(web.entrypoint?.words.map(writtenText), ['serve']);
  assert.deepEqual(web.arguments?.words.map(writtenText), ['--port', '${PORT}']);
  assert.equal(web.image && writtenText(web.image.text), 'registry.example.com/shop/web:1');
  assert.deepEqual(
    web.environment.map(({ name, value }) => `${name}=${value ? writtenText(value) : '?'}`),
    ['PORT=8080', 'DB_HOST=${host}', 'POD_IP=?'],
  );
  assert.deepEqual(web.environmentFrom, [
    { kind: 'settings', name: 'web', prefix: '' },
    { kind: 'settings', name: 'keys', prefix: 'X_' },
  ]);
  assert.deepEqual(web.mounts, [
    { kind: 'settings', name: 'web-conf', target: '/etc/nginx/nginx.conf', key: 'nginx.conf' },
  ]);
  assert.equal(mesh.pod?.id, web.pod?.id, 'a native sidecar runs in the pod');
  assert.notEqual(migrate.pod?.id, web.pod?.id, 'an init container is over when the pod serves');
  assert.deepEqual(migrate.pod?.labels, {});
});

test('where a port is declared: behind the last one, or as the first, in the style of the manifest', () => {
  const inserted = (text: string): string => {
    const [container] = containers(text);
    assert.ok(container?.declare);
    const { at, template } = container.declare;
    const start = startOf(text, at);
    return text.slice(0, start) + template.replace('{port}', '9') + text.slice(start);
  };
  const pod = (container: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n${container}`;
  const ports = (text: string): unknown => containers(text)[0]?.sites.map((s) => s.value);
  const nine = { kind: 'number', number: 9 };
  const one = { kind: 'number', number: 1 };
  for (const [container, wanted] of [
    ['  - name: a\n    ports:\n    - containerPort: 1 # one\n    image: b\n', [one, nine]],
    ['  - { name: a, ports: [ { containerPort: 1 } ] }\n', [one, nine]],
    ['  - name: a\n    image: b # c\n    args: [d]\n', [nine]],
    ['  - { name: a, resources: { limits: { cpu: 1 } } }\n', [nine]],
    ['  - name: a\r\n    image: b\r\n', [nine]],
  ] as const) {
    assert.deepEqual(ports(inserted(pod(container))), wanted, container);
  }
});

test('every kind of workload, and Lists of them', () => {
  const template =
    'template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: x, ports: [{ containerPort: 1 }] }] } }';
  const kinds: Readonly<Record<string, string>> = {
    Deployment: `spec: { ${template} }`,
    StatefulSet: `spec: { ${template} }`,
    DaemonSet: `spec: { ${template} }`,
    ReplicaSet: `spec: { ${template} }`,
    ReplicationController: `spec: { ${template} }`,
    Job: `spec: { ${template} }`,
    Rollout: `spec: { ${template} }`,
    DeploymentConfig: `spec: { ${template} }`,
    CronJob: `spec: { jobTemplate: { spec: { ${template} } } }`,
    PodTemplate: template,
    Pod: 'spec: { containers: [{ name: x, ports: [{ containerPort: 1 }] }] }',
  };
  for (const [kind, body] of Object.entries(kinds)) {
    const object = `apiVersion: v1, kind: ${kind}, metadata: { name: x }, ${body}`;
    for (const text of [`{ ${object} }`, `apiVersion: v1\nkind: List\nitems: [{ ${object} }]`]) {
      const [container, ...others] = containers(text);
      assert.deepEqual([container?.label, container?.sites.length, others.length], [`${kind} x`, 1, 0]);
    }
  }
});

test('JSON manifests', () => {
  const text = JSON.stringify(
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ port: 80, targetPort: 'http' }] } },
    null,
    2,
  );
  assert.deepEqual(siteLines(kubernetes, '/repo/a.json', text), [
    '10:17 route port 80 tcp -> 11:24',
    '11:24 target targetPort http tcp',
  ]);
});

test('a Service: headless, without a selector, without ports', () => {
  const service = (spec: string): Component | undefined =>
    parse(`apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: n }\nspec: ${spec}\n`)[0];
  const headless = service('{ clusterIP: None, selector: { app: a } }');
  assert.ok(headless?.kind === 'service');
  assert.deepEqual(
    [headless.headless, headless.selector, headless.type, headless.namespace, headless.sites],
    [true, { app: 'a' }, 'ClusterIP', 'n', []],
  );
  const bare = service('{ type: LoadBalancer, ports: [{ port: 80, targetPort: 81 }] }');
  assert.ok(bare?.kind === 'service');
  assert.deepEqual([bare.headless, bare.selector, bare.type], [false, undefined, 'LoadBalancer']);
  assert.deepEqual(parse('apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: a }\n'), []);
});

test('a kustomization holds patched arguments, with or without a kind', () => {
  const text = `patches:
  - path: a.yaml
  - patch: |-
      - op: replace
        path: /spec/template/spec/containers/1/args
        value: [--port=1]
`;
  for (const before of ['', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n']) {
    const [overlay] = parse(before + text, '/repo/prod/kustomization.yaml');
    assert.ok(overlay?.kind === 'overlay');
    assert.deepEqual(
      overlay.arguments.map(({ container, words }) => [container, words.map((word) => 'text' in word && word.text)]),
      [[1, ['--port=1']]],
    );
  }
});

test('a config in a ConfigMap is handed on with its place', () => {
  const found: Embedded[] = [];
  kubernetes.parse(
    fileSource(FILE, CONFIG),
    () => {},
    (config) => found.push(config),
    () => {},
  );
  const [config, ...others] = found;
  assert.ok(config);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [config.name, config.owner],
    ['nginx.conf', { settings: 'web', key: 'nginx.conf', namespace: undefined }],
  );
  const at = config.source.text.indexOf('8080');
  const span = config.source.span(at, at + 4);
  assert.deepEqual([shownAt(CONFIG, span), span.line, span.column], ['8080', 10, 13]);
});

test('what is no manifest: other YAML, Helm templates, half an object', () => {
  assert.deepEqual(parse('name: a\nports: [{ port: 80 }]\n'), []);
  assert.deepEqual(parse('kind: Service\nspec: { ports: [{ port: 80 }] }\n'), []);
  assert.deepEqual(
    parse(SERVICE.replace('name: web', 'name: {{ .Release.Name }}'), '/repo/chart/templates/a.yaml'),
    [],
  );
  assert.deepEqual(parse(''), []);
  assert.ok(!kubernetes.matches('/repo/a.tf'));
});

test('a document that is broken leaves the others', () => {
  const problems: string[] = [];
  const text = `${SERVICE}---\na: [\n---\n${POLICY}`;
  const components = kubernetes.parse(
    fileSource(FILE, text),
    (message) => problems.push(message),
    () => {},
    () => {},
  );
  assert.deepEqual(
    components.map((c) => c.label),
    ['Service web', 'NetworkPolicy web'],
  );
  assert.equal(problems.length, 1);
});

for (const [name, text] of Object.entries({ SERVICE, WORKLOAD, ROUTES, POLICY, CONFIG })) {
  test(`every prefix, CRLF and a byte order mark: ${name}`, () => checkPrefixes(kubernetes, FILE, text));
}
