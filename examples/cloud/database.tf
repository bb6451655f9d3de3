resource "aws_db_instance" "bookings" {
  identifier             = "bookings"
  engine                 = "postgres"
  instance_class         = "db.t4g.micro"
  allocated_storage      = 20
  username               = "ferries"
  vpc_security_group_ids = [aws_security_group.bookings.id]
}
