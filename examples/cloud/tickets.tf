# The ticket office, built from tickets/Dockerfile.
resource "aws_lb_target_group" "tickets" {
  name        = "tickets"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc

  health_check {
    path = "/health"
  }
}

resource "aws_ecs_service" "tickets" {
  name            = "tickets"
  launch_type     = "FARGATE"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.tickets.arn

  network_configuration {
    subnets         = var.subnets
    security_groups = [aws_security_group.tickets.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.tickets.arn
    container_name   = "tickets"
    container_port   = var.tickets_port
  }
}

resource "aws_ecs_task_definition" "tickets" {
  family                   = "tickets"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name         = "tickets"
      image        = "${var.registry}/tickets:2.4.0"
      portMappings = [{ containerPort = var.tickets_port }]
      environment = [
        { name = "DATABASE_HOST", value = aws_db_instance.bookings.address },
        { name = "DATABASE_PORT", value = tostring(aws_db_instance.bookings.port) },
      ]
    }
  ])
}
