import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a classic load balancer', () =>
  checkFixture(`
    === main.tf
    resource "aws_elb" "web" {
      listener {
        lb_port           = 80
        lb_protocol       = "http"
        instance_port     = 80
    ~                       ^^ warning[balancer-port-unmatched] instance_port 80 is no port that machine web listens on: it listens on 8080
        instance_protocol = "http"
      }
      health_check {
        target              = "HTTP:8080/"
        interval            = 30
        timeout             = 3
        healthy_threshold   = 2
        unhealthy_threshold = 2
      }
      instances = [aws_instance.web.id]
    }
    resource "aws_instance" "web" {
      user_data = "python3 -m http.server 8080"
    }
  `));

test('an attachment with a port of its own', () =>
  checkFixture(`
    === main.tf
    resource "aws_lb_target_group" "web" {
      port     = 80
      protocol = "HTTP"
    }
    resource "aws_instance" "web" {
      user_data = "python3 -m http.server 8080"
    }
    resource "aws_lb_target_group_attachment" "web" {
      target_group_arn = aws_lb_target_group.web.arn
      target_id        = aws_instance.web.id
      port             = 8080
    }
  `));

test('the port of a group of containers is only a default', () =>
  checkFixture(`
    === main.tf
    resource "aws_lb_target_group" "web" {
      port        = 80
      protocol    = "HTTP"
      target_type = "ip"
    }
    resource "aws_ecs_task_definition" "web" {
      family                = "web"
      container_definitions = jsonencode([{ name = "web", image = "example.com/web", portMappings = [{ containerPort = 3000 }] }])
    }
    resource "aws_ecs_service" "web" {
      task_definition = aws_ecs_task_definition.web.arn
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 3000
      }
    }
  `));
