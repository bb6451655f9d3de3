# Who may knock where.
resource "aws_security_group" "public" {
  name   = "public"
  vpc_id = var.vpc

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "tickets" {
  name   = "tickets"
  vpc_id = var.vpc

  ingress {
    from_port       = 80
    to_port         = 80
    protocol        = "tcp"
    security_groups = [aws_security_group.public.id]
  }
}

resource "aws_security_group" "timetable" {
  name   = "timetable"
  vpc_id = var.vpc

  ingress {
    from_port       = 3000
    to_port         = 3000
    protocol        = "tcp"
    security_groups = [aws_security_group.public.id]
  }

  # Metrics of the service and of what runs beside it.
  ingress {
    from_port   = 9102
    to_port     = 9100
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}

resource "aws_security_group" "gates" {
  name   = "gates"
  vpc_id = var.vpc

  ingress {
    from_port   = 7070
    to_port     = 7070
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}

resource "aws_security_group" "bookings" {
  name   = "bookings"
  vpc_id = var.vpc

  ingress {
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.tickets.id]
    cidr_blocks     = ["0.0.0.0/0"]
  }
}
