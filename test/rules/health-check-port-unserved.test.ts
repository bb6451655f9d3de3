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
