import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture, filesOf } from '../support/fixture.ts';
import { applyEdits, engineOf, findingsOf } from '../support/workspace.ts';

/** A service of ECS behind a balancer; the rules of both groups are the test's. */
const SERVICE = `resource "aws_lb" "web" {
      security_groups = [aws_security_group.lb.id]
    }
    resource "aws_lb_listener" "web" {
      load_balancer_arn = aws_lb.web.arn
      port              = 443
      protocol          = "HTTPS"
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.web.arn
      }
    }
    resource "aws_lb_target_group" "web" {
      port        = 80
      protocol    = "HTTP"
      target_type = "ip"
    }`;
const TASK = `resource "aws_ecs_service" "web" {
      network_configuration {
        security_groups = [aws_security_group.task.id]
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 8080
      }
    }`;

test('the group of the tasks was left behind on another port', () =>
  checkFixture(`
    === main.tf
    ${SERVICE}
    ${TASK}
    resource "aws_security_group" "lb" {
      ingress {
        from_port   = 443
        to_port     = 443
        protocol    = "tcp"
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
    resource "aws_security_group" "task" {
      ingress {
        from_port       = 80
    ~                     ^^ error[firewall-port-closed] from_port 80 of security group task does not let in container_port 8080 of service web
        to_port         = 80
        protocol        = "tcp"
        security_groups = [aws_security_group.lb.id]
      }
    }
  `));

test('rules that let it in: by number, by range, for all, from a network, by the group itself', () => {
  for (const rule of [
    'from_port = 8080\n        to_port = 8080\n        protocol = "tcp"\n        security_groups = [aws_security_group.lb.id]',
    'from_port = 8000\n        to_port = 8999\n        protocol = "tcp"\n        security_groups = [aws_security_group.lb.id]',
    'from_port = 0\n        to_port = 0\n        protocol = "-1"\n        security_groups = [aws_security_group.lb.id]',
    'from_port = 0\n        to_port = 65535\n        protocol = "tcp"\n        cidr_blocks = ["10.0.0.0/8"]',
    'from_port = var.port\n        to_port = var.port\n        protocol = "tcp"\n        security_groups = [aws_security_group.lb.id]',
    'from_port = 80\n        to_port = 80\n        protocol = "tcp"\n        security_groups = [data.aws_security_group.other.id]\n      }\n      ingress {\n        from_port = 8080\n        to_port = 8080\n        protocol = "tcp"\n        prefix_list_ids = [data.aws_ec2_managed_prefix_list.x.id]',
  ]) {
    checkFixture(`
    === main.tf
    variable "port" {}
    ${SERVICE}
    ${TASK}
    resource "aws_security_group" "lb" {
      ingress {
        from_port   = 443
        to_port     = 443
        protocol    = "tcp"
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
    resource "aws_security_group" "task" {
      ingress {
        ${rule}
      }
    }
  `);
  }
});

test('rules of their own, in both styles, count as those within the group', () =>
  checkFixture(`
    === main.tf
    ${SERVICE}
    ${TASK}
    === groups.tf
    resource "aws_security_group" "lb" {}
    resource "aws_vpc_security_group_ingress_rule" "https" {
      security_group_id = aws_security_group.lb.id
      cidr_ipv4         = "0.0.0.0/0"
      from_port         = 443
      to_port           = 443
      ip_protocol       = "tcp"
    }
    resource "aws_security_group" "task" {}
    resource "aws_security_group_rule" "task" {
      type                     = "ingress"
      security_group_id        = aws_security_group.task.id
      source_security_group_id = aws_security_group.lb.id
      from_port                = 3000
    ~                            ^^^^ error[firewall-port-closed] from_port 3000 of security group rule task does not let in container_port 8080
      to_port                  = 3000
      protocol                 = "tcp"
    }
  `));

test('a group without any rule may get them elsewhere, and so may one that is not of the workspace', () => {
  for (const group of ['resource "aws_security_group" "task" {}', 'data "aws_security_group" "task" {}'])
    checkFixture(`
    === main.tf
    ${TASK}
    ${group}
  `);
});

test('a rule whose group cannot be told may be of any', () =>
  checkFixture(`
    === main.tf
    ${TASK}
    resource "aws_security_group" "task" {
      ingress {
        from_port   = 80
        to_port     = 80
        protocol    = "tcp"
        cidr_blocks = ["10.0.0.0/16"]
      }
    }
    variable "group" {}
    resource "aws_security_group_rule" "more" {
      type              = "ingress"
      security_group_id = var.group
      cidr_blocks       = ["10.0.0.0/16"]
      from_port         = 8080
      to_port           = 8080
      protocol          = "tcp"
    }
  `));

test('the port is open, but not to the balancer', () =>
  checkFixture(`
    === main.tf
    ${SERVICE}
    resource "aws_ecs_service" "web" {
      network_configuration {
        security_groups = [aws_security_group.task.id]
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 8080
    ~                      ^^^^ error[firewall-port-closed] container_port 8080 of service web is closed: no rule of security group task lets it in from the load balancer
      }
    }
    resource "aws_security_group" "bastion" {}
    resource "aws_security_group" "lb" {}
    resource "aws_security_group" "task" {
      ingress {
        from_port       = 8080
        to_port         = 8080
        protocol        = "tcp"
        security_groups = [aws_security_group.bastion.id]
      }
    }
  `));

test('the group of the balancer opens another port than the listener', () =>
  checkFixture(`
    === main.tf
    ${SERVICE}
    resource "aws_security_group" "lb" {
      ingress {
        from_port   = 80
    ~                 ^^ error[firewall-port-closed] from_port 80 of security group lb does not let in port 443 of listener web
        to_port     = 80
        protocol    = "tcp"
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
  `));

test('what the balancer may send goes to another port', () =>
  checkFixture(`
    === main.tf
    ${SERVICE}
    ${TASK}
    resource "aws_security_group" "lb" {
      ingress {
        from_port   = 443
        to_port     = 443
        protocol    = "tcp"
        cidr_blocks = ["0.0.0.0/0"]
      }
      egress {
        from_port       = 80
    ~                     ^^ error[firewall-port-closed] from_port 80 of security group lb does not let out container_port 8080 of service web
        to_port         = 80
        protocol        = "tcp"
        security_groups = [aws_security_group.task.id]
      }
    }
    resource "aws_security_group" "task" {
      ingress {
        from_port       = 8080
        to_port         = 8080
        protocol        = "tcp"
        security_groups = [aws_security_group.lb.id]
      }
    }
  `));

test('a health check on a port of its own must be let in as well', () =>
  checkFixture(`
    === main.tf
    resource "aws_lb_target_group" "web" {
      port        = 8080
      protocol    = "HTTP"
      target_type = "ip"
      health_check {
        port = 9090
    ~          ^^^^ error[firewall-port-closed] health check port 9090 of service web is closed
      }
    }
    ${TASK}
    resource "aws_security_group" "task" {
      ingress {
        from_port   = 8080
        to_port     = 8080
        protocol    = "tcp"
        cidr_blocks = ["10.0.0.0/16"]
      }
    }
  `));

test('a database by its engine, its own port, and the group that is left behind', () => {
  checkFixture(`
    === main.tf
    resource "aws_db_instance" "db" {
      engine                 = "mysql"
      vpc_security_group_ids = [aws_security_group.db.id]
    }
    resource "aws_security_group" "db" {
      ingress {
        from_port   = 5432
    ~                 ^^^^ warning[firewall-port-closed] from_port 5432 of security group db does not let in port 3306 of database db
        to_port     = 5432
        protocol    = "tcp"
        cidr_blocks = ["10.0.0.0/16"]
      }
    }
  `);
  checkFixture(`
    === main.tf
    resource "aws_elasticache_cluster" "cache" {
      engine             = "redis"
      security_group_ids = [aws_security_group.cache.id]
    }
    resource "aws_security_group" "cache" {
      ingress {
        from_port   = aws_elasticache_cluster.cache.port
        to_port     = aws_elasticache_cluster.cache.port
        protocol    = "tcp"
        cidr_blocks = ["10.0.0.0/16"]
      }
    }
  `);
});

test('one group before two, each with a port of its own', () =>
  checkFixture(`
    === main.tf
    resource "aws_db_instance" "a" {
      engine                 = "postgres"
      vpc_security_group_ids = [aws_security_group.db.id]
    }
    resource "aws_db_instance" "b" {
      engine                 = "mysql"
      vpc_security_group_ids = [aws_security_group.db.id]
    }
    resource "aws_security_group" "db" {
      dynamic "ingress" {
        for_each = toset([5432, 3306])
        content {
          from_port   = ingress.value
          to_port     = ingress.value
          protocol    = "tcp"
          cidr_blocks = ["10.0.0.0/16"]
        }
      }
    }
  `));

test('a port that comes from a variable is changed where it is written', () =>
  checkFixture(`
    === main.tf
    resource "aws_db_instance" "db" {
      engine                 = "postgres"
      port                   = 6432
      vpc_security_group_ids = [aws_security_group.db.id]
    }
    resource "aws_security_group" "db" {
      ingress {
        from_port   = var.db_port
        to_port     = var.db_port
        protocol    = "tcp"
        cidr_blocks = ["10.0.0.0/16"]
      }
    }
    === variables.tf
    variable "db_port" {
      default = 5432
    ~           ^^^^ warning[firewall-port-closed] from_port 5432 of security group db does not let in port 6432
    }
  `));

test('Google asks for the health of what is behind its balancers from ranges of its own', () => {
  const backend = `resource "google_compute_health_check" "web" {
      http_health_check {
        port = 8080
      }
    }
    resource "google_compute_backend_service" "web" {
      health_checks = [google_compute_health_check.web.id]
    }`;
  checkFixture(`
    === main.tf
    ${backend}
    resource "google_compute_firewall" "probes" {
      network       = "default"
      source_ranges = ["130.211.0.0/22", "35.191.0.0/16"]
      allow {
        protocol = "tcp"
        ports    = ["80"]
    ~                ^^ warning[firewall-port-closed] ports 80 of firewall probes does not let in health check port 8080 of backend service web
      }
    }
  `);
  for (const [ports, more] of [
    ['["80", "8000-9000"]', ''],
    [
      '["80"]',
      'resource "google_compute_firewall" "more" {\n      network = "default"\n      source_ranges = ["0.0.0.0/0"]\n      allow {\n        protocol = "tcp"\n        ports = ["8080"]\n      }\n    }',
    ],
    ['[var.port]', 'variable "port" {}'],
  ]) {
    checkFixture(`
    === main.tf
    ${backend}
    ${more}
    resource "google_compute_firewall" "probes" {
      network       = "default"
      source_ranges = ["130.211.0.0/22", "35.191.0.0/16"]
      allow {
        protocol = "tcp"
        ports    = ${ports}
      }
    }
  `);
  }
});

test('CloudFormation says the same in its own words', () =>
  checkFixture(`
    === stack.yaml
    Parameters:
      DbPort:
        Type: Number
        Default: 6432
    Resources:
      Db:
        Type: AWS::RDS::DBInstance
        Properties:
          Engine: postgres
          Port: !Ref DbPort
          VPCSecurityGroups: [!GetAtt DbGroup.GroupId]
      DbGroup:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: db
          SecurityGroupIngress:
            - IpProtocol: tcp
              FromPort: 5432
    ~                   ^^^^ warning[firewall-port-closed] FromPort 5432 of security group DbGroup does not let in Port 6432 of database Db
              ToPort: 5432
              CidrIp: 10.0.0.0/16
  `));

test('a rule for a shell is not the one that was meant', () =>
  checkFixture(`
    === main.tf
    resource "aws_db_instance" "db" {
      engine                 = "postgres"
      port                   = 6432
    ~                          ^^^^ warning[firewall-port-closed] port 6432 of database db is closed: no rule of security group db lets it in
      vpc_security_group_ids = [aws_security_group.db.id]
    }
    resource "aws_security_group" "db" {
      ingress {
        from_port   = 22
        to_port     = 22
        protocol    = "tcp"
        cidr_blocks = ["10.0.0.0/16"]
      }
    }
  `));

test('backends that are no machines need no rule', () =>
  checkFixture(`
    === main.tf
    resource "google_compute_health_check" "web" {
      http_health_check {
        port = 8080
      }
    }
    resource "google_compute_backend_service" "web" {
      health_checks = [google_compute_health_check.web.id]
      backend {
        group = google_compute_region_network_endpoint_group.web.id
      }
    }
    resource "google_compute_firewall" "probes" {
      network       = "default"
      source_ranges = ["130.211.0.0/22", "35.191.0.0/16"]
      allow {
        protocol = "tcp"
        ports    = ["80"]
      }
    }
  `));

test('a load balancer of Azure with an address of its own', () =>
  checkFixture(`
    === main.tf
    resource "azurerm_lb" "web" {
      frontend_ip_configuration {
        name                 = "public"
        public_ip_address_id = azurerm_public_ip.web.id
      }
    }
    resource "azurerm_lb_rule" "web" {
      loadbalancer_id = azurerm_lb.web.id
      protocol        = "Tcp"
      frontend_port   = 80
      backend_port    = 8080
    }
    resource "azurerm_network_security_group" "web" {
      security_rule {
        name                       = "http"
        priority                   = 100
        direction                  = "Inbound"
        access                     = "Allow"
        protocol                   = "Tcp"
        source_port_range          = "*"
        destination_port_range     = "80"
    ~                                 ^^ warning[firewall-port-closed] destination_port_range 80 of network security group web does not let in backend_port 8080
        source_address_prefix      = "Internet"
        destination_address_prefix = "*"
      }
    }
  `));

test('a port that the task does not have is sent nothing, so that no rule is there for it', () =>
  checkFixture(`
    === main.tf
    ${SERVICE}
    resource "aws_ecs_task_definition" "web" {
      network_mode          = "awsvpc"
      container_definitions = jsonencode([{
        name         = "web"
        image        = "example.com/web:1"
        portMappings = [{ containerPort = 3000 }]
      }])
    }
    resource "aws_ecs_service" "web" {
      task_definition = aws_ecs_task_definition.web.arn
      network_configuration {
        security_groups = [aws_security_group.task.id]
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 8080
    ~                      ^^^^ error[task-port-unknown] container_port 8080 is no port of container web: it has 3000
      }
    }
    resource "aws_security_group" "lb" {
      ingress {
        from_port   = 443
        to_port     = 443
        protocol    = "tcp"
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
    resource "aws_security_group" "task" {
      ingress {
        from_port       = 3000
        to_port         = 3000
        protocol        = "tcp"
        security_groups = [aws_security_group.lb.id]
      }
    }
  `));

test('a rule is written once more with its quotes', () => {
  const files = filesOf(`
    === stack.yaml
    Resources:
      Cache:
        Type: AWS::ElastiCache::CacheCluster
        Properties:
          Engine: redis
          VpcSecurityGroupIds: [!GetAtt Group.GroupId]
      Group:
        Type: AWS::EC2::SecurityGroup
        Properties:
          SecurityGroupIngress:
            - IpProtocol: tcp
              FromPort: 6380
              ToPort: 6380
              CidrIp: "10.0.0.0/16"
  `);
  const [, open] = findingsOf(engineOf(files))[0]?.fixes ?? [];
  assert.equal(open?.title, 'Open port 6379 as well');
  assert.equal(
    applyEdits(files, open.edits)['stack.yaml'],
    `${files['stack.yaml']}        - IpProtocol: tcp
          FromPort: 6379
          ToPort: 6379
          CidrIp: "10.0.0.0/16"
`,
  );
});

test('a dynamic block has one content, which is not written once more', () => {
  const [finding] = findingsOf(
    engineOf(
      filesOf(`
    === main.tf
    resource "aws_elasticache_replication_group" "cache" {
      port               = 6380
      security_group_ids = [aws_security_group.cache.id]
    }
    resource "aws_security_group" "cache" {
      dynamic "ingress" {
        for_each = ["10.0.0.0/16"]
        content {
          from_port   = 6379
          to_port     = 6379
          protocol    = "tcp"
          cidr_blocks = [ingress.value]
        }
      }
    }
  `),
    ),
  );
  assert.deepEqual(
    finding?.fixes.map(({ title }) => title),
    ['Change from_port to 6380'],
  );
});

test('a listener that its firewall does not let in is missed as soon as it forwards, wherever that leads', () => {
  const listener = (action: string, severity: string): string => `
    === main.tf
    resource "aws_security_group" "alb" {
      ingress {
        from_port   = 80
    ~                 ^^ ${severity}[firewall-port-closed] does not let in port 443 of listener https
        to_port     = 80
        protocol    = "tcp"
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
    resource "aws_lb" "main" {
      security_groups = [aws_security_group.alb.id]
    }
    resource "aws_lb_listener" "https" {
      load_balancer_arn = aws_lb.main.arn
      port              = 443
      default_action {
        ${action}
      }
    }
  `;
  checkFixture(listener('type = "forward"\n        target_group_arn = var.tg', 'error'));
  checkFixture(listener('type = "forward"\n        target_group_arn = module.web.arn', 'error'));
  checkFixture(
    listener(
      'type = "forward"\n        forward {\n          target_group {\n            arn = var.tg\n          }\n        }',
      'error',
    ),
  );
  checkFixture(listener('type = "redirect"\n        redirect {\n          port = "8443"\n        }', 'info'));
  checkFixture(listener('type = "fixed-response"', 'info'));
  checkFixture(listener('type = var.type\n        target_group_arn = var.tg', 'info'));
});

const hosts = (rule: string, hostPort = 0): string => `
    === cluster.yml
    Resources:
      BalancerGroup:
        Type: AWS::EC2::SecurityGroup
      HostGroup:
        Type: AWS::EC2::SecurityGroup
        Properties:
          SecurityGroupIngress:
            - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8 }
            - IpProtocol: tcp
              ${rule}
      Balancer:
        Type: AWS::ElasticLoadBalancingV2::LoadBalancer
        Properties:
          SecurityGroups: [!Ref BalancerGroup]
      Listener:
        Type: AWS::ElasticLoadBalancingV2::Listener
        Properties:
          LoadBalancerArn: !Ref Balancer
          Port: 80
          DefaultActions: [{ Type: forward, TargetGroupArn: !Ref TargetGroup }]
      TargetGroup:
        Type: AWS::ElasticLoadBalancingV2::TargetGroup
        Properties: { Port: 80, Protocol: HTTP }
      Hosts:
        Type: AWS::EC2::LaunchTemplate
        Properties:
          LaunchTemplateData:
            SecurityGroupIds: [!Ref HostGroup]
      Task:
        Type: AWS::ECS::TaskDefinition
        Properties:
          NetworkMode: bridge
          ContainerDefinitions:
            - Name: app
              Image: example.com/app:1
              PortMappings: [{ ContainerPort: 80, HostPort: ${hostPort} }]
      Service:
        Type: AWS::ECS::Service
        Properties:
          TaskDefinition: !Ref Task
          LoadBalancers:
            - { ContainerName: app, ContainerPort: 80, TargetGroupArn: !Ref TargetGroup }
  `;

test('host ports that are given out, and a rule for the balancer that lets none of them in', () => {
  const from = 'SourceSecurityGroupId: !Ref BalancerGroup';
  const closed = `FromPort: 80
    ~                   ^^ error[firewall-port-closed] does not let in dynamic host port 32768-65535 of target group TargetGroup
              ToPort: 80
              ${from}`;
  const rule = (low: number, high: number, source = from): string =>
    `FromPort: ${low}\n              ToPort: ${high}\n              ${source}`;
  checkFixture(hosts(closed));
  checkFixture(hosts(closed).replace(/\n {6}Listener:[\s\S]*?(?=\n {6}TargetGroup:)/, ''));
  checkFixture(hosts(rule(32768, 65535)));
  checkFixture(hosts(rule(49153, 65535)));
  checkFixture(hosts(rule(31000, 61000)));
  checkFixture(hosts(rule(0, 65535)));
  checkFixture(hosts(rule(80, 80), 80));
  // A rule for others says nothing of the balancer's, which may be let in elsewhere.
  checkFixture(hosts(rule(80, 80, 'CidrIp: 10.0.0.0/8')));
  checkFixture(hosts(rule(9100, 9100, 'SourceSecurityGroupId: !Ref Monitoring')));
  checkFixture(hosts(rule(80, 80, 'SourceSecurityGroupId: !Ref Unknown')));
});
