import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';
import { engineOf, findingsOf } from '../support/workspace.ts';

test('a health check in TLS of a plain port', () =>
  checkFixture(`
    === main.tf
    resource "aws_lb_target_group" "web" {
      port     = 8080
      protocol = "HTTP"
      health_check {
        path     = "/"
        protocol = "HTTPS"
    ~               ^^^^^ warning[balancer-protocol-mismatch] the health check of target group web speaks HTTPS to the port that is sent HTTP
      }
    }
  `));

test('what goes together, and what cannot be told', () => {
  for (const [listener, group, check] of [
    ['HTTPS', 'HTTP', 'HTTP'],
    ['HTTP', 'HTTPS', 'HTTPS'],
    ['TLS', 'TCP', 'TCP'],
    ['TCP', 'TCP', 'HTTP'],
    ['TCP', 'TCP_UDP', 'TCP'],
    ['HTTPS', '${var.protocol}', 'HTTP'],
  ]) {
    checkFixture(`
    === main.tf
    variable "protocol" {}
    resource "aws_lb_listener" "web" {
      port     = 8443
      protocol = "${listener}"
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.web.arn
      }
    }
    resource "aws_lb_target_group" "web" {
      port     = 8080
      protocol = "${group}"
      health_check {
        protocol = "${check}"
      }
    }
  `);
  }
});

test('a listener rule leads to a group, too', () =>
  checkFixture(`
    === stack.yaml
    Resources:
      Listener:
        Type: AWS::ElasticLoadBalancingV2::Listener
        Properties:
          Port: 80
          Protocol: HTTP
          LoadBalancerArn: arn:aws:x
          DefaultActions: [{ Type: fixed-response }]
      Rule:
        Type: AWS::ElasticLoadBalancingV2::ListenerRule
        Properties:
          ListenerArn: !Ref Listener
          Actions: [{ Type: forward, TargetGroupArn: !Ref Group }]
      Group:
        Type: AWS::ElasticLoadBalancingV2::TargetGroup
        Properties:
          Port: 80
          Protocol: TCP
    ~               ^^^ error[balancer-protocol-mismatch] target group Group takes TCP
  `));

test('a listener that ends TLS forwards in plain text, unless the port is one of TLS', () => {
  const offered = (listener: string, port: number): readonly string[] => {
    const [protocol, group] = listener.split(' to ');
    const text = `resource "aws_lb_listener" "web" {
  protocol = "${protocol}"
  port     = 443
  default_action {
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_lb_target_group" "web" {
  port     = ${port}
  protocol = "${group}"
}
`;
    return findingsOf(engineOf({ 'main.tf': text })).flatMap(({ fixes }) => fixes.map(({ title }) => title));
  };
  assert.deepEqual(offered('HTTPS to TCP', 8080), ['Change the protocol to HTTP']);
  assert.deepEqual(offered('HTTPS to TCP', 8443), ['Change the protocol to HTTPS']);
  assert.deepEqual(offered('TLS to HTTP', 80), ['Change the protocol to TCP']);
  assert.deepEqual(offered('TCP to HTTPS', 443), ['Change the protocol to TCP']);
});
