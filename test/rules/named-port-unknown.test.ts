import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';
import { applyEdits, engineOf, findingsOf } from '../support/workspace.ts';

test('a targetPort by a name that no container of the pod declares', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - port: 80
          targetPort: htpp
    ~                 ^^^^ error[named-port-unknown] targetPort "htpp" names no port of Pod web: it has 8080 (http) and 9090 (metrics)
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - { name: web, ports: [{ name: http, containerPort: 8080 }] }
        - { name: stats, ports: [{ name: metrics, containerPort: 9090 }] }
  `));

test('a Service takes the name from any container of the pod, a probe only from its own', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: metrics }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - name: web
          ports: [{ name: http, containerPort: 8080 }]
          startupProbe: { tcpSocket: { port: http } }
          livenessProbe: { httpGet: { port: metrics } }
    ~                                       ^^^^^^^ error[named-port-unknown] livenessProbe port "metrics" names no port of Pod web: it has 8080 (http)
        - { name: stats, ports: [{ name: metrics, containerPort: 9090 }] }
  `));

test('ports without names, and a container without ports', () =>
  checkFixture(`
    === a.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: a }
    spec:
      containers:
        - name: a
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { port: http } }
    ~                                        ^^^^ error[named-port-unknown] its ports have no names: 8080
    === b.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: b }
    spec:
      containers:
        - name: b
          readinessProbe: { httpGet: { port: http } }
    ~                                        ^^^^ error[named-port-unknown] it declares no port
  `));

test('each of the pods that a Service picks is asked: blue and green may differ', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: http }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: blue, labels: { app: web, color: blue } }
    spec:
      containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: green, labels: { app: web, color: green } }
    spec:
      containers: [{ name: web, ports: [{ name: http, containerPort: 9090 }] }]
  `));

test('a probe that asks another host is not about this container', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { host: example.com, port: web } }
  `));

test('a NetworkPolicy names ports of the pods that it picks', () =>
  checkFixture(`
    === web.yaml
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: web }
    spec:
      podSelector: { matchLabels: { app: web } }
      ingress:
        - ports: [{ port: http }, { port: web }]
    ~                                     ^^^ error[named-port-unknown] ingress port "web" names no port of Pod web: it has 8080 (http)
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }]
  `));

test('the name of another protocol is another port', () =>
  checkFixture(`
    === dns.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: dns }
    spec:
      selector: { app: dns }
      ports:
        - { name: tcp, port: 53, protocol: TCP, targetPort: dns-tcp }
        - { name: udp, port: 53, protocol: UDP, targetPort: dns }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: dns, labels: { app: dns } }
    spec:
      containers:
        - name: dns
          ports:
            - { name: dns, containerPort: 53, protocol: UDP }
            - { name: dns-tcp, containerPort: 53, protocol: TCP }
  `));

test('pods outside the workspace may well declare the name', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: http }]
  `));

test('a port that a kustomization lays over the workload is one of its ports', () =>
  checkFixture(`
    === config/manager/manager.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: controller-manager }
    spec:
      template:
        metadata: { labels: { control-plane: manager } }
        spec: { containers: [{ name: manager, image: example.com/manager }] }
    === config/manager/kustomization.yaml
    resources: [manager.yaml]
    === config/rbac/kustomization.yaml
    resources: [service.yaml]
    === config/rbac/service.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: metrics }
    spec: { selector: { control-plane: manager }, ports: [{ name: https, port: 8443, targetPort: https }] }
    === config/default/kustomization.yaml
    resources: [../manager, ../rbac]
    patches: [{ path: manager_auth_proxy_patch.yaml }]
    === config/default/manager_auth_proxy_patch.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: controller-manager }
    spec:
      template:
        spec: { containers: [{ name: kube-rbac-proxy, image: example.com/proxy, ports: [{ name: https, containerPort: 8443 }] }] }
  `));

test('a port of which the number or the name is not known may be the one', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { name: a, port: 80, targetPort: http }
        - { name: b, port: 81, targetPort: 9090 }
        - { name: c, port: 82, targetPort: htpp }
    ~                                      ^^^^ error[named-port-unknown] it has 9091 (metrics)
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - name: web
          ports:
            - { name: http, containerPort: "\${PORT}" }
            - { name: metrics, containerPort: 9091 }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: api }
    spec:
      selector: { app: api }
      ports:
        - { name: "\${MAIN}", port: 80, targetPort: http }
        - { name: "\${SECOND}", port: 81, targetPort: 9090 }
    ~                                                ^^^^ info[target-port-unmatched] it declares 9091
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: api, labels: { app: api } }
    spec:
      containers: [{ name: api, ports: [{ name: "\${NAME}", containerPort: 9091 }] }]
  `));

/** An instance group whose named port has a number that nobody tells. */
const GROUP = `variable "port" {}
    resource "google_compute_instance_group" "web" {
      named_port {
        name = "http"
        port = var.port
      }
    }`;

test('a named port of Google whose number is not known is there all the same', () => {
  checkFixture(`
    === main.tf
    ${GROUP}
    resource "google_compute_backend_service" "web" {
      port_name = "http"
      backend {
        group = google_compute_instance_group.web.id
      }
    }
  `);
  checkFixture(`
    === main.tf
    ${GROUP}
    resource "google_compute_backend_service" "web" {
      port_name = "https"
    ~              ^^^^^ error[named-port-unknown] port_name "https" names no port of instance group web: it has http
      backend {
        group = google_compute_instance_group.web.id
      }
    }
  `);
});

test('a number takes the place of a name with its quotes', () =>
  checkFixture(`
    === app.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - port: 80
          targetPort: "htp"
    ~                  ^^^ error[named-port-unknown]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      selector: { matchLabels: { app: web } }
      template:
        metadata: { labels: { app: web } }
        spec:
          containers:
            - name: web
              image: example.com/web
              ports: [{ containerPort: 8080 }]
  `));

test('in JSON no bare word is written', () => {
  const json = JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'web' },
          spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8081 }] },
        },
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'web', labels: { app: 'web' } },
          spec: {
            containers: [{ name: 'web', image: 'example.com/web', ports: [{ name: 'http', containerPort: 8080 }] }],
          },
        },
      ],
    },
    null,
    2,
  );
  const [finding, ...more] = findingsOf(engineOf({ 'web.json': json }));
  assert.ok(finding && more.length === 0);
  assert.ok(finding.fixes.length > 0);
  for (const { edits } of finding.fixes) JSON.parse(applyEdits({ 'web.json': json }, edits)['web.json']!);
});

test('Service Connect by the name of a port mapping', () => {
  const service = (name: string, mapping = 'name = "http", containerPort = 7070', more = ''): string => `
    === main.tf
    resource "aws_ecs_task_definition" "cart" {
      family       = "cart"
      network_mode = "awsvpc"
      container_definitions = jsonencode([
        { name = "cart", image = "example.com/cart:2", portMappings = [{ ${mapping} }] }${more}
      ])
    }
    resource "aws_ecs_service" "cart" {
      task_definition = aws_ecs_task_definition.cart.arn
      service_connect_configuration {
        enabled = true
        service {
          port_name = ${name}
          client_alias {
            port = 80
          }
        }
      }
    }
  `;
  const wrong = `"cart-http"
    ~                  ^^^^^^^^^ error[named-port-unknown] port_name "cart-http" names no port of container cart`;
  const proxy =
    ', { name = "proxy", image = "example.com/proxy:1", portMappings = [{ name = "proxy", containerPort = 80 }] }';
  checkFixture(service(wrong));
  checkFixture(service(wrong, 'containerPort = 7070'));
  checkFixture(service(wrong, undefined, proxy));
  checkFixture(service('"http"'));
  checkFixture(service('"proxy"', undefined, proxy));
  checkFixture(service('var.name'));
  checkFixture(service('"cart-http"', 'name = var.name, containerPort = 7070'));
  checkFixture(service('"cart-http"', 'name = "cart-${var.kind}", containerPort = 7070'));
  checkFixture(service('"cart-http"').replace('portMappings = [', 'portMappings = var.ports, x = ['));
  checkFixture(service('"cart-http"').replace('enabled = true', 'enabled = false'));
  checkFixture(service('"cart-http"').replace('aws_ecs_task_definition.cart.arn', 'var.task'));
  checkFixture(`
    === stack.yaml
    Resources:
      Task:
        Type: AWS::ECS::TaskDefinition
        Properties:
          NetworkMode: awsvpc
          ContainerDefinitions:
            - Name: cart
              Image: example.com/cart:2
              PortMappings: [{ Name: http, ContainerPort: 7070 }]
      Service:
        Type: AWS::ECS::Service
        Properties:
          TaskDefinition: !Ref Task
          ServiceConnectConfiguration:
            Enabled: true
            Services:
              - PortName: web
    ~                     ^^^ error[named-port-unknown]
              - PortName: http
  `);
});
