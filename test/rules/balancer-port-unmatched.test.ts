import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a classic load balancer', () =>
  checkFixture(`
    === main.tf
    resource "aws_elb" "web" {
      listener {
        lb_port           = 80
        lb_protocol       = "http"
        instance_port     = 80
    ~                       ^^ warning[balancer-port-unmatched] instance_port 80 is no port that machine web listens on: it listens on 8080
        instance_protocol = "http"
      }
      health_check {
        target              = "HTTP:8080/"
        interval            = 30
        timeout             = 3
        healthy_threshold   = 2
        unhealthy_threshold = 2
      }
      instances = [aws_instance.web.id]
    }
    resource "aws_instance" "web" {
      user_data = "python3 -m http.server 8080"
    }
  `));

test('an attachment with a port of its own', () =>
  checkFixture(`
    === main.tf
    resource "aws_lb_target_group" "web" {
      port     = 80
      protocol = "HTTP"
    }
    resource "aws_instance" "web" {
      user_data = "python3 -m http.server 8080"
    }
    resource "aws_lb_target_group_attachment" "web" {
      target_group_arn = aws_lb_target_group.web.arn
      target_id        = aws_instance.web.id
      port             = 8080
    }
  `));

test('the port of a group of containers is only a default', () =>
  checkFixture(`
    === main.tf
    resource "aws_lb_target_group" "web" {
      port        = 80
      protocol    = "HTTP"
      target_type = "ip"
    }
    resource "aws_ecs_task_definition" "web" {
      family                = "web"
      container_definitions = jsonencode([{ name = "web", image = "example.com/web", portMappings = [{ containerPort = 3000 }] }])
    }
    resource "aws_ecs_service" "web" {
      task_definition = aws_ecs_task_definition.web.arn
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 3000
      }
    }
  `));

const attached = (script: string, port: string): string => `
    === main.tf
    resource "aws_instance" "app" {
      user_data = <<-EOF
        #!/bin/bash
        exec > >(tee /var/log/user-data.log) 2>&1
        sudo yum install -y docker && sudo service docker start
        aws ecr get-login-password | docker login --username AWS --password-stdin example.com
        ${script}
      EOF
    }
    resource "aws_lb_target_group_attachment" "app" {
      target_group_arn = aws_lb_target_group.app.arn
      target_id        = aws_instance.app.id
    }
    resource "aws_lb_target_group" "app" {
      protocol = "HTTP"
      port     = ${port}
    }
  `;

test('a container of a script takes the port of its machine that it is published on', () => {
  const wrong = (message: string): string => `3000
    ~            ^^^^ warning[balancer-port-unmatched] port 3000 is no port that machine app listens on: ${message}`;
  checkFixture(attached('docker run -d --restart always -p 80:3000 example.com/app:9', wrong('it listens on 80')));
  checkFixture(
    attached(
      'docker run -d -p 80:3000 -p 443:3443 example.com/app',
      wrong('it listens on 80 and 443 (published port)'),
    ),
  );
  checkFixture(attached('docker run -d -p 3000:80 example.com/app:9', '3000'));
  checkFixture(attached('docker run -d -p 80:3000 a/app\n        docker run -d -p 3000:80 b/app', '3000'));
});

test('a script that may start more than its containers, or publish what is not known', () => {
  for (const script of [
    'docker run -d -p 80:3000 example.com/app\n        systemctl start nginx',
    'docker run -d -p 80:3000 example.com/app\n        $START',
    'docker run -d -p 80:3000 example.com/app\n        ${var.more}',
    'docker run -d -p ${var.port}:3000 example.com/app',
    'docker run -d -p $PORT:3000 example.com/app',
    'docker run -d -p 3001 example.com/app',
    'docker run -d --network host -p 80:3000 example.com/app',
    'docker run -d --net ${var.net} -p 80:3000 example.com/app',
    'docker run -d --unheard-of 1 -p 80:3000 example.com/app',
    'docker compose up -d',
    'apt-get install -y nginx && docker run -d -p 80:3000 example.com/app',
    'docker run -d -p 80:3000 example.com/app; iptables -t nat -A PREROUTING -p tcp --dport 3000 -j REDIRECT --to-port 80',
    'curl -fsSL https://example.com/setup.sh | bash\n        docker run -d -p 80:3000 example.com/app',
  ])
    checkFixture(attached(script, '3000'));
  checkFixture(attached('docker run -d -p 80:3000 example.com/app', '3000').replace('#!/bin/bash', '#cloud-config'));
});

test('a named port that the machines of a group do not publish', () => {
  const group = (template: string, port: string): string => `
    === main.tf
    resource "google_compute_instance_template" "api" {
      ${template}
    }
    resource "google_compute_instance_group_manager" "api" {
      version {
        instance_template = google_compute_instance_template.api.id
      }
      named_port {
        name = "http"
        port = ${port}
      }
    }
    resource "google_compute_health_check" "api" {
      http_health_check {
        port = 8080
      }
    }
    resource "google_compute_backend_service" "api" {
      port_name     = "http"
      health_checks = [google_compute_health_check.api.id]
      backend {
        group = google_compute_instance_group_manager.api.instance_group
      }
    }
  `;
  const run = 'docker run -d -p 8080:8080 example.com/api:1';
  const wrong = `80
    ~          ^^ warning[balancer-port-unmatched] port 80 is no port that machine api listens on: it listens on 8080`;
  checkFixture(group(`metadata_startup_script = "${run}"`, wrong));
  checkFixture(group(`metadata = { startup-script = "${run}" }`, wrong));
  checkFixture(group('metadata = { startup-script = "python3 -m http.server 8080" }', wrong));
  checkFixture(group(`metadata_startup_script = "${run}"`, '8080'));
  checkFixture(group(`metadata = { startup-script = "${run}", gce-container-declaration = "spec: {}" }`, '80'));
  checkFixture(group('metadata_startup_script = file("startup.sh")', '80'));
});

test('a load balancer of Azure before machines that run a container', () => {
  const rule = (port: string, probe: string): string => `
    === main.tf
    resource "azurerm_lb_backend_address_pool" "web" {
      name = "web"
    }
    resource "azurerm_lb_probe" "web" {
      port = ${probe}
    }
    resource "azurerm_lb_rule" "web" {
      frontend_port            = 80
      backend_port             = ${port}
      protocol                 = "Tcp"
      backend_address_pool_ids = [azurerm_lb_backend_address_pool.web.id]
      probe_id                 = azurerm_lb_probe.web.id
    }
    resource "azurerm_network_interface" "web" {
      name = "web"
    }
    resource "azurerm_network_interface_backend_address_pool_association" "web" {
      network_interface_id    = azurerm_network_interface.web.id
      backend_address_pool_id = azurerm_lb_backend_address_pool.web.id
    }
    resource "azurerm_linux_virtual_machine" "web" {
      network_interface_ids = [azurerm_network_interface.web.id]
      custom_data = base64encode(<<-EOF
        #!/bin/bash
        docker run -d -p 8080:80 nginx:1.27
      EOF
      )
    }
  `;
  checkFixture(rule('8080', '8080'));
  checkFixture(
    rule(
      `80
    ~                            ^^ warning[balancer-port-unmatched] machine web listens on: it listens on 8080`,
      `80
    ~        ^^ warning[health-check-port-unserved] machine web listens on: it listens on 8080`,
    ),
  );
});

test('an application gateway before containers that share an address', () => {
  const gateway = (
    port: string,
    probe = '8080',
    pool = 'ip_addresses = [azurerm_container_group.api.ip_address]',
  ): string => `
    === main.tf
    resource "azurerm_container_group" "api" {
      container {
        image    = "example.com/api:1"
        commands = ["gunicorn", "-b", "0.0.0.0:8080", "api:app"]
        ports {
          port = 8080
        }
      }
    }
    resource "azurerm_application_gateway" "gw" {
      frontend_port {
        name = "http"
        port = 80
      }
      http_listener {
        name               = "http"
        frontend_port_name = "http"
      }
      backend_address_pool {
        name = "api"
        ${pool}
      }
      backend_http_settings {
        name       = "api"
        port       = ${port}
        probe_name = "api"
      }
      probe {
        name = "api"
        port = ${probe}
      }
      request_routing_rule {
        http_listener_name         = "http"
        backend_address_pool_name  = "api"
        backend_http_settings_name = "api"
      }
    }
  `;
  const wrong = `80
    ~                ^^ warning[balancer-port-unmatched] backend port 80 is no port that container api listens on`;
  checkFixture(gateway(wrong));
  checkFixture(gateway(wrong).replace(/ {6}http_listener \{[^}]*\}\n/, ''));
  checkFixture(gateway('8080'));
  checkFixture(
    gateway(
      '8080',
      `8081
    ~          ^^^^ warning[health-check-port-unserved] probe port 8081`,
    ),
  );
  checkFixture(gateway('80', '80', 'fqdns = [azurerm_linux_web_app.api.default_hostname]'));
  checkFixture(gateway('80', '80', 'ip_addresses = ["10.0.0.4"]'));
});

test('a gateway that chooses by path', () =>
  checkFixture(`
    === main.tf
    resource "azurerm_container_group" "api" {
      container {
        image = "example.com/api:1"
        ports {
          port = 8080
        }
      }
    }
    resource "azurerm_application_gateway" "gw" {
      backend_address_pool {
        name         = "api"
        ip_addresses = [azurerm_container_group.api.ip_address]
      }
      backend_http_settings {
        name = "api"
        port = 8000
    ~          ^^^^ warning[balancer-port-unmatched]
      }
      url_path_map {
        name = "paths"
        path_rule {
          backend_address_pool_name  = "api"
          backend_http_settings_name = "api"
        }
      }
      request_routing_rule {
        rule_type         = "PathBasedRouting"
        url_path_map_name = "paths"
      }
    }
  `));
