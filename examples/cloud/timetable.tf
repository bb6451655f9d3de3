# The timetable, built from timetable/Dockerfile.
resource "aws_lb_target_group" "timetable" {
  name        = "timetable"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc

  health_check {
    path = "/timetable/health"
  }
}

resource "aws_ecs_service" "timetable" {
  name            = "timetable"
  launch_type     = "FARGATE"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.timetable.arn

  network_configuration {
    subnets         = var.subnets
    security_groups = [aws_security_group.timetable.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.timetable.arn
    container_name   = "timetable"
    container_port   = 8080
  }
}

resource "aws_ecs_task_definition" "timetable" {
  family                   = "timetable"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name         = "timetable"
      image        = "${var.registry}/timetable:1.9.1"
      portMappings = [{ containerPort = 3000, hostPort = 80 }]
    }
  ])
}
