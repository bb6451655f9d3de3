import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terraform } from '../../server/src/deployments/terraform/index.ts';
import { checkFixture, filesOf } from '../support/fixture.ts';
import { engineOf, findingsOf } from '../support/workspace.ts';
import { cloudLines } from './cloud-lines.ts';

test('a Service, its Deployment and an Ingress, joined by references', () =>
  assert.deepEqual(
    cloudLines({
      'main.tf': `
resource "kubernetes_namespace" "shop" {
  metadata {
    name = "shop"
  }
}

resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = kubernetes_namespace.shop.metadata[0].name
  }
  spec {
    selector {
      match_labels = local.labels
    }
    template {
      metadata {
        labels = local.labels
      }
      spec {
        container {
          name  = "web"
          image = "example.com/web:1"
          port {
            name           = "http"
            container_port = var.port
          }
          readiness_probe {
            http_get {
              path = "/ready"
              port = "http"
            }
          }
          liveness_probe {
            tcp_socket {
              port = 8080
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name      = "web"
    namespace = kubernetes_namespace.shop.metadata.0.name
  }
  spec {
    type     = "NodePort"
    selector = kubernetes_deployment_v1.web.spec[0].template[0].metadata[0].labels
    port {
      port        = 80
      target_port = "http"
      node_port   = 30080
    }
  }
}

resource "kubernetes_ingress_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    rule {
      http {
        path {
          path = "/"
          backend {
            service {
              name = kubernetes_service_v1.web.metadata[0].name
              port {
                number = 80
              }
            }
          }
        }
      }
    }
  }
}

locals {
  labels = { app = "web" }
}

variable "port" {
  default = 8080
}
`,
    }),
    [
      'main.tf:90:13 (main.tf:27:30) Deployment web: declare containerPort 8080 -> own',
      'main.tf:32:23 Deployment web: probe readinessProbe port http -> own',
      'main.tf:37:22 Deployment web: probe livenessProbe port 8080 -> own',
      'main.tf:55:21 Service web: route port 80 -> targetPort',
      'main.tf:56:22 Service web: target targetPort http -> pods',
      'main.tf:57:21 Service web: publish nodePort 30080 -> port',
      'main.tf:75:26 Ingress web: target backend port 80 -> service',
    ],
  ));

const WEB = `
    resource "kubernetes_deployment" "web" {
      metadata {
        name = "web"
      }
      spec {
        template {
          metadata {
            labels = {
              app = "web"
            }
          }
          spec {
            container {
              name  = "web"
              image = "example.com/web:1"
              port {
                name           = "http"
                container_port = 8080
              }
            }
          }
        }
      }
    }`;

test('ports that lead nowhere, with fixes in the configuration', () =>
  checkFixture(`
    === main.tf${WEB}
    resource "kubernetes_service" "web" {
      metadata {
        name = "web"
      }
      spec {
        selector = {
          app = kubernetes_deployment.web.spec.0.template.0.metadata.0.labels.app
        }
        port {
          name        = "http"
          port        = 80
          target_port = 8081
    ~                   ^^^^ warning[target-port-unmatched] targetPort 8081 reaches no container of Deployment web
        }
        port {
          name        = "admin"
          port        = 81
          target_port = "htp"
    ~                    ^^^ error[named-port-unknown] targetPort "htp" names no port of Deployment web: it has 8080 (http)
        }
      }
    }
    resource "kubernetes_ingress" "web" {
      metadata {
        name = "web"
      }
      spec {
        backend {
          service_name = "web"
          service_port = 8080
    ~                    ^^^^ error[backend-port-unmatched] Service web
        }
      }
    }
  `));

test('what cannot be known is silent', () =>
  checkFixture(`
    === main.tf${WEB}
    variable "selector" {}
    variable "labels" {}
    variable "ports" {}
    variable "port" {}
    variable "name" {}
    resource "kubernetes_service" "unknown_selector" {
      metadata {
        name = "one"
      }
      spec {
        selector = var.selector
        port {
          port        = 80
          target_port = 81
        }
      }
    }
    resource "kubernetes_service" "more_selector" {
      metadata {
        name = "two"
      }
      spec {
        selector = merge({ app = "web" }, var.labels)
        port {
          port        = 80
          target_port = 81
        }
      }
    }
    resource "kubernetes_service" "unknown_port" {
      metadata {
        name = var.name
      }
      spec {
        selector = { app = "web" }
        port {
          port        = 80
          target_port = var.port
        }
      }
    }
    resource "kubernetes_ingress_v1" "other" {
      metadata {
        name = "other"
      }
      spec {
        default_backend {
          service {
            name = var.selector
            port {
              number = 81
            }
          }
        }
      }
    }
    resource "kubernetes_pod" "many" {
      metadata {
        name   = "many"
        labels = { app = "many" }
      }
      spec {
        container {
          name  = "many"
          image = "example.com/many:1"
          dynamic "port" {
            for_each = var.ports
            content {
              container_port = port.value
            }
          }
        }
      }
    }
    resource "kubernetes_service" "many" {
      metadata {
        name = "many"
      }
      spec {
        selector = { app = "many" }
        port {
          port        = 80
          target_port = "http"
        }
      }
    }
    resource "kubernetes_network_policy" "web" {
      metadata {
        name = "web"
      }
      spec {
        pod_selector {
          match_labels = { app = "web" }
        }
        policy_types = ["Ingress"]
        ingress {
          dynamic "ports" {
            for_each = var.ports
            content {
              port = ports.value
            }
          }
        }
      }
    }
    resource "kubernetes_service" "web" {
      metadata {
        name = "web"
      }
      spec {
        selector = { app = "web" }
        port {
          port        = 80
          target_port = 8080
        }
      }
    }
  `));

const policy = (ports: string): string => `
    resource "kubernetes_service" "web" {
      metadata {
        name = "web"
      }
      spec {
        selector = { app = "web" }
        port {
          name        = "http"
          port        = 80
          target_port = "http"
        }
        port {
          name        = "admin"
          port        = 9090
          target_port = 9091
        }
      }
    }
    resource "kubernetes_network_policy_v1" "web" {
      metadata {
        name = "web"
      }
      spec {
        pod_selector {
          match_labels = { app = "web" }
        }
        policy_types = ["Ingress"]
        ingress {
          ports {
            port     = "http"
            protocol = "TCP"
          }
          from {
            pod_selector {}
          }${ports}
        }
      }
    }`;

const TWO_PORTS = WEB.replace(
  '            }\n          }\n        }\n      }\n    }',
  `              port {
                container_port = 9091
              }
            }
          }
        }
      }
    }`,
);

test('a NetworkPolicy closes the port that it leaves out', () =>
  checkFixture(`
    === main.tf${TWO_PORTS}${policy('').replace(
      'target_port = 9091\n',
      'target_port = 9091\n    ~                   ^^^^ warning[policy-port-closed]\n',
    )}
  `));

test('a NetworkPolicy of which a part is not known may open anything', () =>
  checkFixture(`
    === main.tf${TWO_PORTS}${policy('')}
    variable "ports" {}
    resource "kubernetes_network_policy_v1" "more" {
      metadata {
        name = "more"
      }
      spec {
        pod_selector {
          match_labels = { app = "web" }
        }
        policy_types = ["Ingress"]
        ingress {
          dynamic "ports" {
            for_each = var.ports
            content {
              port = ports.value
            }
          }
        }
      }
    }
  `));

test('manifests: as an object, of a file, as YAML in a heredoc, and encoded', () =>
  checkFixture(`
    === main.tf
    resource "kubernetes_manifest" "web" {
      manifest = {
        apiVersion = "v1"
        kind       = "Service"
        metadata   = { name = "web", labels = { app = "web" } }
        spec = {
          selector = { app = "web" }
          ports = [
            { name = "http", port = 80, targetPort = 8081 },
    ~                                                ^^^^ info[target-port-unmatched] Deployment web
            { name = "quoted", port = 81, targetPort = "8080" },
          ]
        }
      }
    }
    resource "kubernetes_manifest" "deployment" {
      manifest = yamldecode(file("\${path.module}/web.yaml"))
    }
    resource "kubectl_manifest" "monitor" {
      yaml_body = <<-YAML
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata:
          name: web
        spec:
          selector:
            matchLabels:
              app: web
          endpoints:
            - port: metrics
    ~               ^^^^^^^ warning[monitor-port-unmatched]
      YAML
    }
    resource "kubectl_manifest" "ingress" {
      yaml_body = yamlencode({
        apiVersion = "networking.k8s.io/v1"
        kind       = "Ingress"
        metadata   = { name = "web" }
        spec       = { defaultBackend = { service = { name = "web", port = { name = "htpp" } } } }
    ~                                                                                ^^^^ error[backend-port-unmatched]
      })
    }
    === web.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      template:
        metadata:
          labels:
            app: web
        spec:
          containers:
            - name: web
              image: example.com/web:1
              ports:
                - containerPort: 8080
              livenessProbe:
                httpGet:
                  port: 8082
    ~                   ^^^^ warning[probe-port-unmatched]
  `));

test('a file that is a manifest of the configuration does not count twice', () =>
  assert.deepEqual(
    cloudLines({
      'main.tf': 'resource "kubernetes_manifest" "web" {\n  manifest = yamldecode(file("web.yaml"))\n}\n',
      'web.yaml':
        'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n  ports:\n    - port: 80\n      nodePort: 30080\n',
    }),
    [
      'web.yaml:8:13 (main.tf:2:25) Service web: route port 80 -> targetPort',
      'web.yaml:8:13 (main.tf:2:25) Service web: target targetPort 80',
      'web.yaml:9:17 (main.tf:2:25) Service web: publish nodePort 30080 -> port',
    ],
  ));

test('settings, and a config that a ConfigMap carries', () =>
  checkFixture(`
    === main.tf
    resource "kubernetes_config_map" "web" {
      metadata {
        name = "web"
      }
      data = {
        PORT         = "8080"
        "nginx.conf" = <<-EOT
          http {
            server {
              listen 8081;
              location / {
                proxy_pass http://api:81;
    ~                                 ^^ error[upstream-port-unmatched]
              }
            }
          }
        EOT
        "other.conf" = file("\${path.module}/other.conf")
      }
    }
    resource "kubernetes_secret_v1" "web" {
      metadata {
        name = "web"
      }
      data = {
        API_URL = "http://api:82"
    ~                         ^^ error[client-port-unmatched] Service api for port 82
      }
    }
    resource "kubernetes_pod" "web" {
      metadata {
        name   = "web"
        labels = { app = "web" }
      }
      spec {
        container {
          name  = "web"
          image = "nginx:1"
          env_from {
            secret_ref {
              name = kubernetes_secret_v1.web.metadata[0].name
            }
          }
          volume_mount {
            name       = "config"
            mount_path = "/etc/nginx/nginx.conf"
            sub_path   = "nginx.conf"
          }
          port {
            container_port = 8081
          }
        }
        volume {
          name = "config"
          config_map {
            name = "web"
          }
        }
      }
    }
    resource "kubernetes_service" "api" {
      metadata {
        name = "api"
      }
      spec {
        selector = { app = "api" }
        port {
          port = 80
        }
      }
    }
    === other.conf
    # nothing
  `));

test('a fix writes no word where a number stands without quotes, and no YAML anywhere', () => {
  const files = filesOf(`
    === main.tf${WEB}
    resource "kubernetes_service" "web" {
      metadata {
        name = "web"
      }
      spec {
        selector = { app = "web" }
        port {
          port        = 80
          target_port = 8081
        }
        port {
          port        = 81
          target_port = "8082"
        }
      }
    }
  `);
  const titles = findingsOf(engineOf(files)).map(({ fixes }) => fixes.map(({ title }) => title));
  assert.deepEqual(titles, [
    ['Change targetPort to 8080', 'Change containerPort 8080 to 8081'],
    ['Change targetPort to 8080', 'Change containerPort 8080 to 8082', 'Use the name http (8080 (http))'],
  ]);
});

test('an annotation silences what its object says, and nothing above', () =>
  checkFixture(`
    === main.tf${WEB}
    resource "kubernetes_service" "loud" {
      metadata {
        name = "loud"
      }
      spec {
        selector = { app = "web" }
        port {
          port        = 80
          target_port = 8081
    ~                   ^^^^ warning[target-port-unmatched]
        }
      }
    }
    resource "kubernetes_service" "web" {
      metadata {
        name = "web"
        annotations = {
          "portolan.dev/ignore" = "target-port-unmatched: a sidecar is injected"
          "prometheus.io/port"  = 8080
        }
      }
      spec {
        selector = { app = "web" }
        port {
          port        = 80
          target_port = 8081
        }
      }
    }
  `));

test('JSON syntax says the same, blocks in lists or not', () =>
  assert.deepEqual(
    cloudLines({
      'main.tf.json': JSON.stringify({
        resource: {
          kubernetes_service: {
            web: {
              metadata: { name: 'web', namespace: '${kubernetes_namespace.shop.metadata[0].name}' },
              spec: [
                {
                  selector: { app: '${kubernetes_service.web.metadata.0.name}' },
                  port: { port: 80, target_port: 8080 },
                },
              ],
            },
          },
          kubernetes_namespace: { shop: { metadata: { name: 'shop' } } },
        },
      }),
    }).map((line) => line.replace(/^\S+ /, '')),
    ['Service web: route port 80 -> targetPort', 'Service web: target targetPort 8080 -> pods'],
  ));

test('an object that is the same is that very unit', () => {
  const file = (port: number): string =>
    ['a', 'b']
      .map(
        (name) =>
          `resource "kubernetes_service" "${name}" {\n  metadata {\n    name = "${name}"\n  }\n  spec {\n    port {\n      port = ${name === 'a' ? 80 : port}\n    }\n  }\n}\n`,
      )
      .join('');
  const files = (port: number) => ({ text: () => file(port), below: () => ['/w/main.tf'] });
  const first = terraform.build('/w', files(81), undefined);
  const second = terraform.build('/w', files(82), first);
  assert.ok(first && second && first.units.length === 2);
  assert.equal(second.units[0], first.units[0]);
  assert.notEqual(second.units[1], first.units[1]);
});

test('nothing half typed throws, or is found fault with at the wrong time', () => {
  const service = policy('').replace(/ {8}port \{\n {10}name {8}= "admin"[^}]*\}\n/, '');
  const { 'main.tf': text } = filesOf(`=== main.tf${WEB}${service}`);
  assert.ok(!text!.includes('9090'));
  for (let end = 0; end <= text!.length; end++) {
    const messages = findingsOf(engineOf({ 'main.tf': text!.slice(0, end) })).map(({ message }) => message);
    // A number that is half typed is another number, and so is a name.
    const others = messages.filter((message) => !/\b(?:8|80|808|h|ht|htt)\b/.test(message));
    assert.deepEqual(others, [], text!.slice(0, end));
  }
});

test('one port of the nodes in two clusters is no conflict, in one it is', () => {
  const service = (name: string, provider = ''): string => `
    resource "kubernetes_service" "${name}" {${provider}
      metadata {
        name = "${name}"
      }
      spec {
        type = "NodePort"
        port {
          port      = 80
          node_port = 30080
        }
      }
    }`;
  const rules = (text: string): readonly string[] => findingsOf(engineOf({ 'main.tf': text })).map(({ rule }) => rule);
  assert.deepEqual(rules(service('a') + service('b')), ['published-port-conflict']);
  assert.deepEqual(rules(service('a') + service('b', '\n      provider = kubernetes.east')), []);
});
