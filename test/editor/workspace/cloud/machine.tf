resource "aws_lb_target_group" "charts" {
  port     = 8000
  protocol = "HTTP"
}

resource "aws_lb_target_group_attachment" "charts" {
  target_group_arn = aws_lb_target_group.charts.arn
  target_id        = aws_instance.charts.id
}

resource "aws_instance" "charts" {
  user_data = "python3 -m http.server 8000"
}
