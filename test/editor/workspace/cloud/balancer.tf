resource "aws_lb" "public" {
  load_balancer_type = "application"
  security_groups    = [aws_security_group.public.id]
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

resource "aws_lb_target_group" "tickets" {
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"

  health_check {
    port = "traffic-port"
  }
}
