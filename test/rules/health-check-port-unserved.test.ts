import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const service = (check: string, mapping: string, mode = 'network_mode = "awsvpc"'): string => `
    === main.tf
    resource "aws_lb_target_group" "web" {
      port     = 8080
      protocol = "HTTP"
      health_check {
        ${check}
      }
    }
    resource "aws_ecs_task_definition" "web" {
      family = "web"
      ${mode}
      container_definitions = jsonencode([{
        name = "web", image = "example.com/web:1", portMappings = [${mapping}]
      }])
    }
    resource "aws_ecs_service" "web" {
      task_definition = aws_ecs_task_definition.web.arn
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 8080
      }
    }
  `;

test('checks that are answered, and those that cannot be told', () => {
  checkFixture(service('path = "/"', '{ containerPort = 8080 }'));
  checkFixture(service('port = "traffic-port"', '{ containerPort = 8080 }'));
  checkFixture(service('port = 8080', '{ containerPort = 8080 }'));
  checkFixture(service('port = "9090"', '{ containerPort = 8080 }, { containerPort = 9090 }'));
  checkFixture(service('port = var.port', '{ containerPort = 8080 }'));
  checkFixture(service('port = 8080', '{ containerPort = 8080, hostPort = 8080 }', ''));
});

test('a host port that is given out, with a check of a fixed one', () =>
  checkFixture(`
    === main.tf
    resource "aws_lb_target_group" "web" {
      port     = 8080
      protocol = "HTTP"
      health_check {
        port = 8080
    ~          ^^^^ error[health-check-port-unserved] health check port 8080 of target group web is fixed
      }
    }
    resource "aws_ecs_task_definition" "web" {
      family = "web"
      container_definitions = jsonencode([{
        name = "web", image = "example.com/web:1", portMappings = [{ containerPort = 8080, hostPort = 0 }]
      }])
    }
    resource "aws_ecs_service" "web" {
      task_definition = aws_ecs_task_definition.web.arn
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 8080
      }
    }
  `));

test('a machine that starts one program, behind a group that scales', () =>
  checkFixture(`
    === main.tf
    resource "aws_launch_configuration" "web" {
      user_data = <<-EOF
        #!/bin/bash
        python3 -m http.server 8080
      EOF
    }
    resource "aws_autoscaling_group" "web" {
      launch_configuration = aws_launch_configuration.web.name
      target_group_arns    = [aws_lb_target_group.web.arn]
    }
    resource "aws_lb_target_group" "web" {
      port     = 8080
      protocol = "HTTP"
      health_check {
        port = 80
    ~          ^^ warning[health-check-port-unserved] health check port 80 is no port that machine web listens on: it listens on 8080
      }
    }
  `));

test('a script of several commands may start anything', () =>
  checkFixture(`
    === main.tf
    resource "aws_instance" "web" {
      user_data = <<-EOF
        #!/bin/bash
        python3 -m http.server 8080 &
        systemctl start httpd
      EOF
    }
    resource "aws_lb_target_group_attachment" "web" {
      target_group_arn = aws_lb_target_group.web.arn
      target_id        = aws_instance.web.id
    }
    resource "aws_lb_target_group" "web" {
      port     = 8080
      protocol = "HTTP"
      health_check {
        port = 80
      }
    }
  `));

test('a fixed host port is what the balancer asks, whatever the container listens on', () =>
  checkFixture(service('port = 80', '{ containerPort = 8080, hostPort = 80 }', '')));

test('a port that is not declared may be served all the same', () =>
  checkFixture(`
    === stack.yaml
    Resources:
      Task:
        Type: AWS::ECS::TaskDefinition
        Properties:
          NetworkMode: awsvpc
          ContainerDefinitions:
            - Name: web
              Image: example.com/web:1
              PortMappings: [{ ContainerPort: 3000 }]
      Service:
        Type: AWS::ECS::Service
        Properties:
          TaskDefinition: !Ref Task
          LoadBalancers:
            - { TargetGroupArn: !Ref Group, ContainerName: web, ContainerPort: 3000 }
      Group:
        Type: AWS::ElasticLoadBalancingV2::TargetGroup
        Properties:
          Port: 80
          Protocol: HTTP
          TargetType: ip
          HealthCheckPort: 9090
    ~                      ^^^^ info[health-check-port-unserved] health check port 9090 is no port that container web listens on
  `));

test('a slip of the check is told once, also where a firewall would stop it', () =>
  checkFixture(`
    === main.tf
    resource "aws_lb_target_group" "web" {
      port     = 8080
      protocol = "HTTP"
      health_check {
        port = 8081
    ~          ^^^^ warning[health-check-port-unserved] health check port 8081 is no port that container web listens on
      }
    }
    resource "aws_ecs_task_definition" "web" {
      network_mode          = "awsvpc"
      container_definitions = jsonencode([{
        name         = "web"
        image        = "example.com/web:1"
        portMappings = [{ containerPort = 8080 }]
      }])
    }
    resource "aws_ecs_service" "web" {
      task_definition = aws_ecs_task_definition.web.arn
      network_configuration {
        security_groups = [aws_security_group.web.id]
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 8080
      }
    }
    resource "aws_security_group" "web" {
      ingress {
        from_port   = 8080
        to_port     = 8080
        protocol    = "tcp"
        cidr_blocks = ["10.0.0.0/16"]
      }
    }
  `));

const PODS = `apiVersion: v1
    kind: Service
    metadata: { name: api }
    spec: { selector: { app: api }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: api, labels: { app: api } }
    spec: { containers: [{ name: api, image: example.com/api:1, ports: [{ containerPort: 8080 }, { containerPort: 8081 }] }] }`;

const ingress = (type: string, port: string): string => `apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: api
      annotations:
        ${type}
        alb.ingress.kubernetes.io/healthcheck-port: ${port}
    spec: { ingressClassName: alb, rules: [{ http: { paths: [{ path: /, backend: { service: { name: api, port: { number: 80 } } } }] } }] }`;

const IP = 'alb.ingress.kubernetes.io/target-type: ip';

test("an Ingress's check asks pods where they are the targets", () => {
  const checked = (port: string): void =>
    checkFixture(`
    === api.yaml
    ${PODS}
    === ingress.yaml
    ${ingress(IP, port)}
  `);
  checked(`"80"
    ~                                                ^^ warning[health-check-port-unserved] healthcheck-port 80 is the port of Service api, and no port that Pod api listens on: it declares 8080 and 8081`);
  for (const port of ['"8080"', '"8081"', '"9999"', 'traffic-port', 'http', '"${PORT}"']) checked(port);
});

test('what is asked of nodes, or of targets whose kind the controller is told, is not known', () => {
  for (const type of ['alb.ingress.kubernetes.io/target-type: instance', 'alb.ingress.kubernetes.io/scheme: internal'])
    checkFixture(`
    === api.yaml
    ${PODS}
    === ingress.yaml
    ${ingress(type, '"80"')}
  `);
});

test("a name is that of a Service's port, whatever the targets are", () =>
  checkFixture(`
    === api.yaml
    ${PODS}
    === ingress.yaml
    ${ingress(
      'alb.ingress.kubernetes.io/scheme: internal',
      `health
    ~                                               ^^^^^^ error[backend-port-unmatched] healthcheck-port "health" is no port of Service api: it has 80 (http)`,
    )}
  `));

const nlb = (annotations: string): string => `
    === api.yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: api
      annotations:
        ${annotations}
    spec: { type: LoadBalancer, selector: { app: api }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: api, labels: { app: api } }
    spec: { containers: [{ name: api, image: example.com/api:1, ports: [{ containerPort: 8080 }] }] }
  `;

test('the check of the balancer that is made for a Service', () => {
  const key = 'service.beta.kubernetes.io/aws-load-balancer';
  const port = (text: string): string => `${key}-healthcheck-port: ${text}`;
  checkFixture(
    nlb(`${key}-nlb-target-type: ip
        ${port('"80"')}
    ~                                                                   ^^ warning[health-check-port-unserved] aws-load-balancer-healthcheck-port 80 is the port of Service api`),
  );
  checkFixture(
    nlb(`${key}-type: nlb-ip
        ${port('web')}
    ~                                                                  ^^^ warning[backend-port-unmatched] aws-load-balancer-healthcheck-port "web" is no port of Service api`),
  );
  checkFixture(nlb(`${key}-nlb-target-type: ip\n        ${port('traffic-port')}`));
  checkFixture(nlb(`${key}-nlb-target-type: ip\n        ${port('"8080"')}`));
  checkFixture(nlb(`${key}-nlb-target-type: instance\n        ${port('"80"')}`));
  checkFixture(nlb(port('"80"')));
});

const backendConfig = (annotations: string, port: string): string => `
    === config.yaml
    apiVersion: cloud.google.com/v1
    kind: BackendConfig
    metadata: { name: api-check }
    spec:
      healthCheck:
        type: HTTP
        port: ${port}
    === api.yaml
    ${PODS.replace('name: api }', `name: api, annotations: { ${annotations} } }`)}
  `;

test("Google's balancers check pods where they are the endpoints", () => {
  const neg = `cloud.google.com/neg: '{"ingress": true}'`;
  const named = `cloud.google.com/backend-config: '{"default": "api-check"}'`;
  const byPort = `cloud.google.com/backend-config: '{"ports": {"http": "api-check"}}'`;
  const fault = `80
    ~         ^^ warning[health-check-port-unserved] healthCheck port 80 is the port of Service api`;
  checkFixture(backendConfig(`${neg}, ${named}`, fault));
  checkFixture(backendConfig(`${neg}, ${byPort}`, fault));
  checkFixture(backendConfig(`${neg}, ${named}`, '8081'));
  checkFixture(backendConfig(named, '80'));
  checkFixture(backendConfig(neg, '80'));
  checkFixture(backendConfig(`cloud.google.com/neg: '{"exposed_ports": {"80":{}}}', ${named}`, '80'));
});

test('a HealthCheckPolicy names the Service', () =>
  checkFixture(`
    === api.yaml
    ${PODS}
    ---
    apiVersion: networking.gke.io/v1
    kind: HealthCheckPolicy
    metadata: { name: api }
    spec:
      default: { config: { type: HTTP, httpHealthCheck: { port: 80, requestPath: / } } }
    ~                                                           ^^ warning[health-check-port-unserved]
      targetRef: { group: "", kind: Service, name: api }
    ---
    apiVersion: networking.gke.io/v1
    kind: HealthCheckPolicy
    metadata: { name: works }
    spec:
      default: { config: { type: HTTP, httpHealthCheck: { port: 80, portSpecification: USE_SERVING_PORT }, logConfig: { enabled: true } } }
      targetRef: { group: "", kind: Service, name: api }
    ---
    apiVersion: networking.gke.io/v1
    kind: HealthCheckPolicy
    metadata: { name: imported }
    spec:
      default: { config: { type: TCP, tcpHealthCheck: { port: 80 } } }
      targetRef: { group: net.gke.io, kind: ServiceImport, name: api }
  `));

test('a classic balancer that checks a port which no container of the script publishes', () => {
  const checked = (target: string): string => `
    === main.tf
    resource "aws_elb" "web" {
      listener {
        lb_port           = 80
        lb_protocol       = "http"
        instance_port     = 8080
        instance_protocol = "http"
      }
      health_check {
        target = ${target}
      }
      instances = [aws_instance.web.id]
    }
    resource "aws_instance" "web" {
      user_data = <<-EOT
        #!/bin/bash
        docker run -d -p 8080:80 example.com/web:1
      EOT
    }
  `;
  checkFixture(
    checked(`"HTTP:80/"
    ~                  ^^ warning[health-check-port-unserved] health check port 80 is no port that machine web listens on: it listens on 8080 (published port)`),
  );
  checkFixture(checked('"HTTP:8080/"'));
});
