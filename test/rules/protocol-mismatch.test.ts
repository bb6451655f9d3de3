import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a UDP Service to a port that the pod declares for TCP', () =>
  checkFixture(`
    === dns.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: dns }
    spec:
      selector: { app: dns }
      ports:
        - { name: udp, protocol: UDP, port: 53, targetPort: 5353 }
    ~                                                       ^^^^ warning[protocol-mismatch] targetPort 5353 is UDP, but Pod dns has it as 5353 TCP
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: dns, labels: { app: dns } }
    spec:
      containers: [{ name: dns, ports: [{ containerPort: 5353 }] }]
  `));

test('TCP is the default: the protocol was left out at the Service', () =>
  checkFixture(`
    === dns.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: dns }
    spec:
      selector: { app: dns }
      ports: [{ port: 53 }]
    ~                 ^^ warning[protocol-mismatch] TCP, but Pod dns has it as 53/udp UDP
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: dns, labels: { app: dns } }
    spec:
      containers: [{ name: dns, ports: [{ containerPort: 53, protocol: UDP }] }]
  `));

test('one number for both protocols', () =>
  checkFixture(`
    === dns.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: dns }
    spec:
      selector: { app: dns }
      ports:
        - { name: dns, port: 53, protocol: UDP }
        - { name: dns-tcp, port: 53, protocol: TCP }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: dns, labels: { app: dns } }
    spec:
      containers:
        - name: dns
          ports:
            - { containerPort: 53, protocol: UDP }
            - { containerPort: 53, protocol: TCP }
  `));

test('Compose maps UDP to an image that exposes TCP: nobody is sure, so nothing is said', () =>
  checkFixture(`
    === compose.yaml
    services:
      dns:
        build: .
        ports:
          - "53:53/udp"
    === Dockerfile
    FROM example.com/dns
    EXPOSE 53
  `));

test('an argument has no protocol of its own', () =>
  checkFixture(`
    === dns.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: dns }
    spec:
      selector: { app: dns }
      ports: [{ port: 53, protocol: UDP, targetPort: 5353 }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: dns, labels: { app: dns } }
    spec:
      containers: [{ name: dns, args: [--port=5353] }]
  `));

test('Kubernetes: the name of a port that speaks of the other protocol', () =>
  checkFixture(`
    === dns.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: dns }
    spec:
      selector: { app: dns }
      ports:
        - { name: dns-udp, port: 53 }
    ~             ^^^^^^^ warning[protocol-mismatch] port name dns-udp says UDP, but the port is TCP
        - { name: tcp-dns, port: 53, protocol: UDP }
    ~             ^^^^^^^ warning[protocol-mismatch] port name tcp-dns says TCP, but the port is UDP
        - { name: dns-tcp, port: 54 }
        - { name: udp, port: 54, protocol: UDP }
        - { name: tcp-udp, port: 55, protocol: UDP }
        - { name: https, port: 443, protocol: UDP }
        - { name: udpish, port: 56 }
  `));

test('Kubernetes: one mistake is told once, where the port leads', () =>
  checkFixture(`
    === dns.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: dns }
    spec:
      selector: { app: dns }
      ports: [{ name: dns-udp, port: 53 }]
    ~                                ^^ warning[protocol-mismatch] TCP, but Pod dns has it as 53/udp UDP
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: dns, labels: { app: dns } }
    spec:
      containers: [{ name: dns, ports: [{ containerPort: 53, protocol: UDP }] }]
  `));

const ecs = (protocol: string, mapping: string, mark = ''): string => `
    === main.tf
    resource "aws_lb_target_group" "syslog" {
      port        = 514
      protocol    = "${protocol}"
      target_type = "ip"
    }
    resource "aws_ecs_task_definition" "syslog" {
      family       = "syslog"
      network_mode = "awsvpc"
      container_definitions = jsonencode([{
        name         = "syslog"
        image        = "example.com/syslog:1"
        portMappings = [{ containerPort = 514${mapping} }]
      }])
    }
    resource "aws_ecs_service" "syslog" {
      task_definition = aws_ecs_task_definition.syslog.arn
      load_balancer {
        target_group_arn = aws_lb_target_group.syslog.arn
        container_name   = "syslog"
        container_port   = 514
${mark}
      }
    }
  `;

test('a port that an ECS service registers has the protocol of its target group', () => {
  checkFixture(ecs('UDP', ', protocol = "udp"'));
  checkFixture(ecs('TCP_UDP', ', protocol = "udp"'));
  checkFixture(ecs('TCP_UDP', ''));
  checkFixture(ecs('TCP', ''));
  checkFixture(
    ecs(
      'UDP',
      '',
      '    ~                      ^^^ warning[protocol-mismatch] is UDP, but container syslog has it as 514 TCP',
    ),
  );
  checkFixture(
    ecs(
      'TCP',
      ', protocol = "udp"',
      '    ~                      ^^^ warning[protocol-mismatch] is TCP, but container syslog has it as 514/udp UDP',
    ),
  );
  checkFixture(ecs('UDP', ', protocol = "udp"').replace('aws_lb_target_group.syslog.arn', 'var.group'));
});

test('Compose maps TCP to what an image is known to answer by UDP alone', () =>
  checkFixture(`
    === compose.yaml
    services:
      vpn:
        image: linuxserver/wireguard:1.0.20210914
        ports:
          - "51820:51820"
    ~              ^^^^^ warning[protocol-mismatch] is TCP, but
      syslog:
        image: linuxserver/wireguard:1.0.20210914
        ports:
          - "0.0.0.0:51821:51820/tcp"
    ~                      ^^^^^ warning[protocol-mismatch] is TCP, but
  `));

test('Compose maps both protocols, or names a port that any protocol may have', () =>
  checkFixture(`
    === compose.yaml
    services:
      vpn:
        image: linuxserver/wireguard:1.0.20210914
        ports: ["51820:51820/udp", "51820:51820"]
      dns:
        image: coredns/coredns:1.11.3
        ports: ["5353:53"]
      app:
        image: example.com/app:1
        ports: ["8125:8125"]
  `));
