# The gates at the quays keep a line open to their server, built from gates/Dockerfile.
resource "aws_lb" "gates" {
  name               = "gates"
  load_balancer_type = "network"
  internal           = true
  subnets            = var.subnets
}

resource "aws_lb_listener" "gates" {
  load_balancer_arn = aws_lb.gates.arn
  port              = 7000
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.gates.arn
  }
}

resource "aws_lb_target_group" "gates" {
  name        = "gates"
  port        = 7000
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc
}

resource "aws_ecs_service" "gates" {
  name            = "gates"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.gates.arn

  network_configuration {
    subnets         = var.subnets
    security_groups = [aws_security_group.gates.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.gates.arn
    container_name   = "gates"
    container_port   = 7070
  }
}

resource "aws_ecs_task_definition" "gates" {
  family                   = "gates"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name         = "gates"
      image        = "${var.registry}/gates:0.7.2"
      portMappings = [{ containerPort = 7070 }]
    }
  ])
}
