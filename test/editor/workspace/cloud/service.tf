resource "aws_ecs_service" "tickets" {
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.tickets.arn

  network_configuration {
    security_groups = [aws_security_group.tickets.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.tickets.arn
    container_name   = "tickets"
    container_port   = var.port
  }
}

resource "aws_ecs_task_definition" "tickets" {
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]

  container_definitions = jsonencode([
    {
      name  = "tickets"
      image = "registry.example.com/tickets:1"
      portMappings = [
        { containerPort = var.port, hostPort = var.port },
      ]
    }
  ])
}
