# The weather at the quays, built from weather/Dockerfile.
resource "aws_lb_target_group" "weather" {
  name        = "weather"
  port        = 8090
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc

  health_check {
    path = "/weather/health"
    port = 8091
  }
}

resource "aws_ecs_service" "weather" {
  name            = "weather"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.weather.arn

  network_configuration {
    subnets = var.subnets
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.weather.arn
    container_name   = "weather"
    container_port   = 8090
  }
}

resource "aws_ecs_task_definition" "weather" {
  family                   = "weather"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 512
  memory                   = 1024

  container_definitions = jsonencode([
    {
      name         = "weather"
      image        = "${var.registry}/weather:3.1.0"
      portMappings = [{ containerPort = 8090 }]
    }
  ])
}
