/** Clouds of the bench: Terraform and CloudFormation of the length and detail that such files have in real repositories. */
import type { Scenario } from './deployments.ts';

/** Resources that one service of a stack is made of, and services in a stack. */
const PER_SERVICE = 8;
const SERVICES = 12;
const PER_STACK = 4 + PER_SERVICE * SERVICES;

/** Modules that hold so many resources together, each a load balancer with services of ECS behind it. */
export function terraform(resources: number): Scenario {
  const files = new Map<string, string>();
  const stacks = Math.ceil(resources / PER_STACK);
  for (let stack = 0; stack < stacks; stack++) {
    files.set(`stack${stack}/main.tf`, BALANCER);
    files.set(`stack${stack}/variables.tf`, VARIABLES);
    for (let service = 0; service < SERVICES; service++)
      files.set(`stack${stack}/app${service}.tf`, serviceOf(service, 8000 + service));
  }
  return {
    name: `Terraform: ${stacks * PER_STACK} resources in ${stacks} modules`,
    files,
    speed: '≥ 1 MB/s',
    edits: [
      { name: 'a service', file: 'stack0/app1.tf', behind: 'desired_count   = ' },
      { name: 'a variable of a module', file: 'stack0/variables.tf', behind: 'default = ' },
    ],
  };
}

const VARIABLES = `variable "health_interval" {
  description = "Seconds between two health checks."
  type        = number
  default = 30
}

variable "vpc_id" {
  type = string
}

variable "subnets" {
  type = list(string)
}
`;

const BALANCER = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

resource "aws_lb" "public" {
  name               = "public"
  load_balancer_type = "application"
  security_groups    = [aws_security_group.public.id]
  subnets            = var.subnets
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.public.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app0.arn
  }
}

resource "aws_security_group" "public" {
  name   = "public"
  vpc_id = var.vpc_id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}
`;

function serviceOf(number: number, port: number): string {
  const name = `app${number}`;
  return `locals {
  ${name} = {
    port = ${port}
    tags = { team = "shop", service = "${name}" }
  }
}

resource "aws_lb_target_group" "${name}" {
  name        = "${name}"
  port        = local.${name}.port
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc_id
  tags        = merge(local.${name}.tags, { part = "edge" })

  health_check {
    path     = "/health"
    port     = "traffic-port"
    interval = var.health_interval
  }
}

resource "aws_lb_listener_rule" "${name}" {
  listener_arn = aws_lb_listener.https.arn
  priority     = ${100 + number}

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.${name}.arn
  }

  condition {
    path_pattern {
      values = ["/${name}/*"]
    }
  }
}

resource "aws_ecs_service" "${name}" {
  name            = "${name}"
  cluster         = aws_ecs_cluster.main.id
  launch_type     = "FARGATE"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.${name}.arn

  network_configuration {
    subnets         = var.subnets
    security_groups = [aws_security_group.${name}.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.${name}.arn
    container_name   = "${name}"
    container_port   = local.${name}.port
  }
}

resource "aws_ecs_task_definition" "${name}" {
  family                   = "${name}"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.${name}.arn

  container_definitions = jsonencode([
    {
      name         = "${name}"
      image        = "registry.example.com/shop/${name}:1.4.2"
      portMappings = [{ containerPort = local.${name}.port }]
      environment = [
        { name = "PORT", value = tostring(local.${name}.port) },
        { name = "LOG_LEVEL", value = "info" },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = aws_cloudwatch_log_group.${name}.name }
      }
    }
  ])
}

resource "aws_security_group" "${name}" {
  name   = "${name}"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "${name}" {
  security_group_id            = aws_security_group.${name}.id
  referenced_security_group_id = aws_security_group.public.id
  from_port                    = local.${name}.port
  to_port                      = local.${name}.port
  ip_protocol                  = "tcp"
}

resource "aws_cloudwatch_log_group" "${name}" {
  name              = "/ecs/${name}"
  retention_in_days = 14
}

resource "aws_iam_role" "${name}" {
  name               = "${name}"
  assume_role_policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Service": "ecs-tasks.amazonaws.com" },
          "Action": "sts:AssumeRole"
        }
      ]
    }
  POLICY
}
`;
}

/** Templates that hold so many resources together, each what a module of Terraform is above. */
export function cloudFormation(resources: number): Scenario {
  const files = new Map<string, string>();
  const stacks = Math.ceil(resources / PER_STACK);
  const services = Array.from({ length: SERVICES }, (_, number) => resourcesOf(number, 8000 + number));
  for (let stack = 0; stack < stacks; stack++) files.set(`stack${stack}.yaml`, TEMPLATE + services.join(''));
  return {
    name: `CloudFormation: ${stacks * PER_STACK} resources in ${stacks} templates`,
    files,
    speed: '≥ 1 MB/s',
    edits: [{ name: 'a template', file: 'stack0.yaml', behind: 'DesiredCount: ' }],
  };
}

const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  VpcId:
    Type: AWS::EC2::VPC::Id
  Subnets:
    Type: List<AWS::EC2::Subnet::Id>
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
  Public:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Scheme: internet-facing
      SecurityGroups: [!GetAtt PublicGroup.GroupId]
      Subnets: !Ref Subnets
  PublicGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: public
      VpcId: !Ref VpcId
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 0.0.0.0/0
  Https:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Public
      Port: 443
      Protocol: HTTPS
      DefaultActions:
        - Type: forward
          TargetGroupArn: !Ref App0Targets
`;

function resourcesOf(number: number, port: number): string {
  const name = `App${number}`;
  return `  ${name}Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: ${port}
      Protocol: HTTP
      TargetType: ip
      VpcId: !Ref VpcId
      HealthCheckPath: /health
      HealthCheckPort: traffic-port
  ${name}Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Https
      Priority: ${100 + number}
      Actions:
        - Type: forward
          TargetGroupArn: !Ref ${name}Targets
      Conditions:
        - Field: path-pattern
          Values: ["/app${number}/*"]
  ${name}Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      LaunchType: FARGATE
      DesiredCount: 2
      TaskDefinition: !Ref ${name}Task
      NetworkConfiguration:
        AwsvpcConfiguration:
          SecurityGroups: [!GetAtt ${name}Group.GroupId]
          Subnets: !Ref Subnets
      LoadBalancers:
        - TargetGroupArn: !Ref ${name}Targets
          ContainerName: app${number}
          ContainerPort: ${port}
  ${name}Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub "\${AWS::StackName}-app${number}"
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      ExecutionRoleArn: !GetAtt ${name}Role.Arn
      ContainerDefinitions:
        - Name: app${number}
          Image: registry.example.com/shop/app${number}:1.4.2
          PortMappings:
            - ContainerPort: ${port}
          Environment:
            - Name: PORT
              Value: "${port}"
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !Ref ${name}Logs
              awslogs-region: !Ref AWS::Region
  ${name}Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: app${number}
      VpcId: !Ref VpcId
  ${name}Ingress:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !GetAtt ${name}Group.GroupId
      SourceSecurityGroupId: !GetAtt PublicGroup.GroupId
      IpProtocol: tcp
      FromPort: ${port}
      ToPort: ${port}
  ${name}Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub "/ecs/\${AWS::StackName}/app${number}"
      RetentionInDays: 14
  ${name}Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: ecs-tasks.amazonaws.com
            Action: sts:AssumeRole
`;
}
