# The charts of the harbour: files that one machine hands out.
resource "aws_lb_target_group" "charts" {
  name     = "charts"
  port     = 80
  protocol = "HTTP"
  vpc_id   = var.vpc
}

resource "aws_lb_target_group_attachment" "charts" {
  target_group_arn = aws_lb_target_group.charts.arn
  target_id        = aws_instance.charts.id
}

resource "aws_instance" "charts" {
  ami           = "ami-0ab1c2d3e4f567890"
  instance_type = "t3.micro"
  user_data     = "python3 -m http.server --directory /srv/charts 8000"
}
