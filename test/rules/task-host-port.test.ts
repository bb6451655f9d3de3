import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const task = (mode: string, mapping: string): string => `
    === main.tf
    resource "aws_ecs_task_definition" "web" {
      family = "web"
      ${mode}
      container_definitions = jsonencode([{
        name         = "web"
        image        = "example.com/web:1"
        portMappings = [${mapping}]
      }])
    }
  `;

test('Fargate has no other mode', () =>
  checkFixture(`
    === main.tf
    resource "aws_ecs_task_definition" "web" {
      family                   = "web"
      requires_compatibilities = ["FARGATE"]
      container_definitions = <<EOF
    [
      {
        "name": "web",
        "image": "example.com/web:1",
        "portMappings": [{ "containerPort": 3000, "hostPort": 80 }]
    ~                                                         ^^ error[task-host-port] hostPort 80 must be containerPort 3000: in network mode awsvpc
      }
    ]
    EOF
    }
  `));

test('mapped ports may differ, and left out or equal ones never do', () => {
  checkFixture(task('network_mode = "bridge"', '{ containerPort = 3000, hostPort = 80 }'));
  checkFixture(task('', '{ containerPort = 3000, hostPort = 80 }'));
  checkFixture(task('network_mode = var.mode', '{ containerPort = 3000, hostPort = 80 }'));
  checkFixture(task('network_mode = "awsvpc"', '{ containerPort = 3000 }'));
  checkFixture(task('network_mode = "awsvpc"', '{ containerPort = 3000, hostPort = 3000 }'));
  checkFixture(task('network_mode = "awsvpc"', '{ containerPort = var.port, hostPort = 3000 }'));
});

test('a template of the workspace, with the values that it is given', () =>
  checkFixture(`
    === main.tf
    locals {
      app_port = 3000
    }
    resource "aws_ecs_task_definition" "web" {
      family       = "web"
      network_mode = "awsvpc"
      container_definitions = templatefile("\${path.module}/containers.json.tftpl", {
        port = local.app_port
      })
    }
    === containers.json.tftpl
    [{
      "name": "web",
      "image": "example.com/web:1",
      "portMappings": [{ "containerPort": \${port}, "hostPort": 80 }]
    ~                                                          ^^ error[task-host-port] hostPort 80 must be containerPort 3000
    }]
  `));

test('CloudFormation in JSON', () =>
  checkFixture(`
    === stack.json
    { "Resources": { "Task": {
      "Type": "AWS::ECS::TaskDefinition",
      "Properties": {
        "NetworkMode": "awsvpc",
        "ContainerDefinitions": [{ "Name": "web", "Image": "example.com/web:1",
          "PortMappings": [{ "ContainerPort": 3000, "HostPort": 8080 }] }]
    ~                                                           ^^^^ error[task-host-port] HostPort 8080 must be ContainerPort 3000
      }
    } } }
  `));
