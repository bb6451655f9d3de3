# The way in from the internet: one balancer, three services and a machine behind it.
resource "aws_lb" "public" {
  name               = "ferries"
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
    target_group_arn = aws_lb_target_group.tickets.arn
  }
}

resource "aws_lb_listener_rule" "paths" {
  for_each = {
    timetable = aws_lb_target_group.timetable.arn
    weather   = aws_lb_target_group.weather.arn
    charts    = aws_lb_target_group.charts.arn
  }

  listener_arn = aws_lb_listener.https.arn

  action {
    type             = "forward"
    target_group_arn = each.value
  }

  condition {
    path_pattern {
      values = ["/${each.key}/*"]
    }
  }
}
