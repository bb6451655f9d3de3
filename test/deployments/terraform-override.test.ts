import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineOf } from '../support/workspace.ts';
import { cloudLines } from './cloud-lines.ts';

const MAIN = `
variable "port" {
  type    = number
  default = 80
}
locals {
  check = 81
  other = 82
}
resource "aws_lb_target_group" "web" {
  port     = var.port
  protocol = "HTTP"
  health_check {
    path = "/"
    port = local.check
  }
}
resource "aws_lb_target_group" "api" {
  port     = local.other
  protocol = "HTTP"
}
`;

test('an override replaces attributes, all blocks of a type, locals one by one, and defaults', () =>
  assert.deepEqual(
    cloudLines({
      'main.tf': MAIN,
      'a_override.tf': `
variable "port" {
  default = 8080
}
locals {
  check = 8081
}
resource "aws_lb_target_group" "api" {
  port = 1
}
resource "aws_lb_target_group" "none" {
  port     = 2
  protocol = "HTTP"
}
`,
      'override.tf.json': JSON.stringify({
        resource: {
          aws_lb_target_group: { api: { port: 8082 }, web: { health_check: { port: '${local.check + 1}' } } },
        },
      }),
    }),
    [
      'a_override.tf:3:13 (main.tf:11:14) target group web: target port 8080',
      'override.tf.json:1:90 target group web: probe health check port 8082',
      'override.tf.json:1:51 target group api: target port 8082',
    ],
  ));

test('without a block of its name an override says nothing', () => {
  assert.deepEqual(cloudLines({ 'override.tf': MAIN }), []);
  assert.deepEqual(
    cloudLines({ 'main.tf': 'resource "aws_lb_target_group" "web" {\n  port = 80\n}\n', 'web_overrides.tf': MAIN })
      .length,
    3,
  );
});

test('what refers to a block sees the override, and an edit of it is seen', () => {
  const files = {
    'main.tf': `
resource "kubernetes_namespace" "shop" {
  metadata {
    name = "shop"
  }
}
resource "kubernetes_service" "web" {
  metadata {
    name      = "web"
    namespace = kubernetes_namespace.shop.metadata[0].name
  }
  spec {
    port {
      port = 80
    }
    port {
      port = 81
    }
  }
}
`,
    'web_override.tf': `
resource "kubernetes_service" "web" {
  spec {
    port {
      port = 8080
    }
  }
}
resource "kubernetes_namespace" "shop" {
  metadata {
    name = "other"
  }
}
`,
  };
  const services = (engine: ReturnType<typeof engineOf>): unknown =>
    [...engine.files()]
      .flatMap(({ components }) => components)
      .flatMap((c) => (c.kind === 'service' ? [[c.namespace, ...c.sites.map(({ value }) => value)]] : []));
  const engine = engineOf(files);
  const number = (port: number) => ({ kind: 'number', number: port });
  assert.deepEqual(services(engine), [['other', number(8080), number(8080)]]);
  engine.update('/w/web_override.tf', files['web_override.tf'].replace('8080', '8081'));
  engine.refresh();
  assert.deepEqual(services(engine), [['other', number(8081), number(8081)]]);
  engine.remove('/w/web_override.tf');
  engine.refresh();
  assert.deepEqual(services(engine), [['shop', number(80), number(80), number(81), number(81)]]);
});
