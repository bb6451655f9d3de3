import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const TASK = `resource "aws_ecs_task_definition" "web" {
      family       = "web"
      network_mode = "awsvpc"
      container_definitions = jsonencode([
        { name = "web", image = "example.com/web:1", portMappings = [{ containerPort = 3000 }] },
        { name = "log", image = "example.com/log:1" },
      ])
    }`;

test('a container that the task does not have', () =>
  checkFixture(`
    === main.tf
    ${TASK}
    resource "aws_ecs_service" "web" {
      task_definition = aws_ecs_task_definition.web.arn
      load_balancer {
        container_name = "app"
    ~                     ^^^ error[task-port-unknown] container "app" of service web is not in its task, which has web, log
        container_port = 3000
      }
    }
  `));

test('a port that the container does not map, through the family with a revision', () =>
  checkFixture(`
    === main.tf
    ${TASK}
    resource "aws_ecs_service" "web" {
      task_definition = "\${aws_ecs_task_definition.web.family}:\${aws_ecs_task_definition.web.revision}"
      load_balancer {
        container_name = "web"
        container_port = 8080
    ~                    ^^^^ error[task-port-unknown] container_port 8080 is no port of container web: it has 3000
      }
    }
  `));

test('what is right, and what cannot be told', () => {
  for (const [task, port] of [
    [TASK, '3000'],
    [TASK, 'var.port'],
    [TASK.replace('3000', 'var.port'), '8080'],
    [
      TASK.replace('jsonencode([', 'jsonencode(concat(var.more, [')
        .replace('])\n    }', ']))\n    }')
        .replace('"web", image', '"other", image'),
      '3000',
    ],
    ['', '8080'],
  ] as const) {
    checkFixture(`
    === main.tf
    variable "port" {}
    variable "more" {}
    ${task}
    resource "aws_ecs_service" "web" {
      task_definition = aws_ecs_task_definition.web.arn
      load_balancer {
        container_name = "web"
        container_port = ${port}
      }
    }
  `);
  }
});

test('a module of the workspace, called twice, once wrongly', () =>
  checkFixture(`
    === main.tf
    module "web" {
      source = "./modules/service"
      port   = 3000
    }
    module "api" {
      source = "./modules/service"
      port   = 9000
    ~          ^^^^ error[task-port-unknown] container_port 9000 is no port of container app: it has 3000
    }
    === modules/service/main.tf
    variable "port" {
      type = number
    }
    resource "aws_ecs_task_definition" "this" {
      family = "app"
      container_definitions = jsonencode([{
        name = "app", image = "example.com/app:1", portMappings = [{ containerPort = 3000 }]
      }])
    }
    resource "aws_ecs_service" "this" {
      task_definition = aws_ecs_task_definition.this.arn
      load_balancer {
        container_name = "app"
        container_port = var.port
      }
    }
  `));
