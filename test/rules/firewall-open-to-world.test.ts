import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const group = (rule: string): string => `
    === main.tf
    resource "aws_security_group" "web" {
      ingress {
        ${rule}
      }
    }
  `;

test('ports that serve everybody, and sources that are somebody', () => {
  checkFixture(
    group('from_port = 443\n        to_port = 443\n        protocol = "tcp"\n        cidr_blocks = ["0.0.0.0/0"]'),
  );
  checkFixture(
    group(
      'from_port = 5432\n        to_port = 5432\n        protocol = "tcp"\n        cidr_blocks = ["203.0.113.7/32"]',
    ),
  );
  checkFixture(
    group('from_port = 5432\n        to_port = 5432\n        protocol = "tcp"\n        cidr_blocks = var.ranges'),
  );
  checkFixture(
    group('from_port = 32768\n        to_port = 60999\n        protocol = "tcp"\n        cidr_blocks = ["0.0.0.0/0"]'),
  );
  checkFixture(
    group('from_port = -1\n        to_port = -1\n        protocol = "icmp"\n        cidr_blocks = ["0.0.0.0/0"]'),
  );
});

test('shells and everything are told of as information', () =>
  checkFixture(`
    === main.tf
    resource "aws_security_group" "web" {
      ingress {
        from_port        = 22
    ~                      ^^ info[firewall-open-to-world] from_port 22 of security group web opens ssh to everybody (::/0)
        to_port          = 22
        protocol         = "tcp"
        ipv6_cidr_blocks = ["::/0"]
      }
      ingress {
        from_port   = 0
        to_port     = 0
        protocol    = "-1"
    ~                  ^^ info[firewall-open-to-world] security group web opens all ports to everybody
        cidr_blocks = ["0.0.0.0/0"]
      }
      egress {
        from_port   = 0
        to_port     = 0
        protocol    = "-1"
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
  `));

test("Google's firewall rules", () =>
  checkFixture(`
    === main.tf
    resource "google_compute_firewall" "db" {
      network       = "default"
      source_ranges = ["0.0.0.0/0"]
      allow {
        protocol = "tcp"
        ports    = ["443", "6379"]
    ~                       ^^^^ warning[firewall-open-to-world] ports 6379 of firewall db opens redis to everybody
      }
    }
  `));
