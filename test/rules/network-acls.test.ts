import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture, filesOf } from '../support/fixture.ts';
import { applyEdits, engineOf, findingsOf } from '../support/workspace.ts';

/** A service of ECS in private subnets behind a balancer in public ones. */
const SHOP = `resource "aws_subnet" "public" {
      count      = 2
      cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
    }
    resource "aws_subnet" "private" {
      count      = 2
      cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index + 10)
    }
    resource "aws_lb" "web" {
      subnets = aws_subnet.public[*].id
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
        subnets = aws_subnet.private[*].id
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 808
      }
    }`;

/** A rule within a list. */
const rule = (way: string, number: number, ports: string, more = ''): string => {
  const [from, to = from] = ports.split('-');
  return `${way} {
        rule_no    = ${number}
        action     = "${more.includes('deny') ? 'deny' : 'allow'}"
        protocol   = "${ports === '0' ? '-1' : 'tcp'}"
        from_port  = ${from}
        to_port    = ${to}
        cidr_block = "${/[\d.]+\/\d+/.exec(more)?.[0] ?? '0.0.0.0/0'}"
      }`;
};
const list = (name: string, ...rules: readonly string[]): string => `resource "aws_network_acl" "${name}" {
      subnet_ids = aws_subnet.${name}[*].id
      ${rules.join('\n      ')}
    }`;
const OPEN = rule('egress', 100, '1024-65535');

test('the list of the private subnets does not let in what the balancer sends', () =>
  checkFixture(`
    === main.tf
    ${SHOP}
    resource "aws_ecs_service" "web" {
      network_configuration {
        subnets = aws_subnet.private[*].id
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 808
    ~                      ^^^ error[firewall-port-closed] container_port 808 of service web is closed: no rule of network ACL private lets it in
      }
    }
    ${list('private', rule('ingress', 100, '80', '10.0.0.0/16'), OPEN)}
  `));

test('rules that let it in, and what nobody can tell', () => {
  for (const acl of [
    list('private', rule('ingress', 100, '808'), OPEN),
    list('private', rule('ingress', 100, '800-900', '10.0.0.0/16'), OPEN),
    list('private', rule('ingress', 100, '0'), rule('egress', 100, '0')),
    // The first that fits decides.
    list('private', rule('ingress', 100, '808'), rule('ingress', 200, '808', 'deny'), OPEN),
    // A few addresses are kept out.
    list('private', rule('ingress', 50, '808', 'deny 203.0.113.7/32'), rule('ingress', 100, '808'), OPEN),
    // Some of the ports that answers go to are kept shut.
    list('private', rule('ingress', 100, '808'), rule('egress', 50, '3389', 'deny'), OPEN),
    list('private', rule('ingress', 100, '808'), rule('egress', 100, '32768-60999')),
    // A list without rules gets them elsewhere.
    list('private'),
    list('private', rule('ingress', 100, '80').replace('from_port  = 80', 'from_port  = var.port'), OPEN),
    list('private', rule('ingress', 100, '80').replace('rule_no    = 100', 'rule_no    = var.number'), OPEN),
    list('private', rule('ingress', 100, '80').replace('"allow"', 'var.action'), OPEN),
    list('private', 'dynamic "ingress" {\n        for_each = var.rules\n        content {}\n      }', OPEN),
    // Of no subnet, of subnets elsewhere, of two lists at once.
    list('private', rule('ingress', 100, '80'), OPEN).replace('subnet_ids = aws_subnet.private[*].id', ''),
    list('private', rule('ingress', 100, '80'), OPEN).replace('aws_subnet.private[*].id', 'data.aws_subnets.all.ids'),
    `${list('private', rule('ingress', 100, '80'), OPEN)}
    resource "aws_network_acl_association" "other" {
      count          = 2
      network_acl_id = data.aws_network_acls.other.ids[0]
      subnet_id      = aws_subnet.private[count.index].id
    }`,
    `${list('private', rule('ingress', 100, '80'), OPEN)}
    resource "aws_network_acl_rule" "more" {
      network_acl_id = var.acl
      rule_number    = 300
      rule_action    = "allow"
      protocol       = "tcp"
      from_port      = 808
      to_port        = 808
      cidr_block     = "10.0.0.0/16"
    }`,
  ]) {
    checkFixture(`
    === main.tf
    variable "port" {}
    variable "number" {}
    variable "action" {}
    variable "rules" {}
    variable "acl" {}
    ${SHOP}
    ${TASK}
    ${acl}
  `);
  }
});

test('a rule that denies everybody stands before the one that lets in', () =>
  checkFixture(`
    === main.tf
    ${SHOP}
    resource "aws_ecs_service" "web" {
      network_configuration {
        subnets = aws_subnet.private[*].id
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 808
    ~                      ^^^ error[firewall-port-closed] no rule of network ACL private lets it in
      }
    }
    ${list('private', rule('ingress', 90, '800-900', 'deny'), rule('ingress', 100, '808', '10.0.0.0/16'), OPEN)}
  `));

test('answers leave through ports that clients choose, and are let out by a rule of their own', () =>
  checkFixture(`
    === main.tf
    ${SHOP}
    resource "aws_ecs_service" "web" {
      network_configuration {
        subnets = aws_subnet.private[*].id
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 808
    ~                      ^^^ error[firewall-port-closed] container_port 808 of service web is closed: no rule of network ACL private lets its answers out
      }
    }
    ${list('private', rule('ingress', 100, '0'), rule('egress', 100, '443'))}
  `));

test('the list of the public subnets lets nothing through to the service, or no answers back', () => {
  for (const [missing, ...rules] of [
    ['it out', rule('ingress', 100, '443'), rule('ingress', 110, '1024-65535'), rule('egress', 100, '1024-65535')],
    ['its answers in', rule('ingress', 100, '443'), rule('egress', 100, '0')],
  ]) {
    checkFixture(`
    === main.tf
    ${SHOP}
    resource "aws_ecs_service" "web" {
      network_configuration {
        subnets = aws_subnet.private[*].id
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 808
    ~                      ^^^ error[firewall-port-closed] container_port 808 of service web is closed: no rule of network ACL public lets ${missing}
      }
    }
    ${list('public', ...rules)}
  `);
  }
});

test('the listener of a public balancer', () =>
  checkFixture(`
    === main.tf
    resource "aws_subnet" "public" {}
    resource "aws_lb" "web" {
      load_balancer_type = "network"
      subnet_mapping {
        subnet_id = aws_subnet.public.id
      }
    }
    resource "aws_lb_target_group" "web" {
      port     = 80
      protocol = "TCP"
    }
    resource "aws_lb_listener" "web" {
      load_balancer_arn = aws_lb.web.arn
      port              = 443
    ~                     ^^^ error[firewall-port-closed] port 443 of listener web is closed: no rule of network ACL public lets it in
      protocol          = "TCP"
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.web.arn
      }
    }
    resource "aws_network_acl" "public" {}
    resource "aws_network_acl_association" "public" {
      network_acl_id = aws_network_acl.public.id
      subnet_id      = aws_subnet.public.id
    }
    resource "aws_network_acl_rule" "http" {
      network_acl_id = aws_network_acl.public.id
      rule_number    = 100
      rule_action    = "allow"
      protocol       = "6"
      from_port      = 80
      to_port        = 80
      cidr_block     = "0.0.0.0/0"
    }
    resource "aws_network_acl_rule" "answers" {
      network_acl_id = aws_network_acl.public.id
      egress         = true
      rule_number    = 100
      rule_action    = "allow"
      protocol       = "6"
      from_port      = 1024
      to_port        = 65535
      cidr_block     = "0.0.0.0/0"
    }
  `));

test('within one subnet nothing passes a list', () => {
  const acl = list('private', rule('ingress', 100, '80'), OPEN);
  checkFixture(`
    === main.tf
    ${SHOP.replace('subnets = aws_subnet.public[*].id', 'subnets = concat(aws_subnet.public[*].id, [aws_subnet.private[0].id])')}
    ${TASK}
    ${acl.replace('rule_no    = 100', 'rule_no    = 110').replace('from_port  = 80', 'from_port  = 443').replace('to_port    = 80', 'to_port    = 443')}
  `);
  checkFixture(`
    === main.tf
    ${SHOP.replace('subnets = aws_subnet.public[*].id', 'subnets = var.subnets')}
    variable "subnets" {}
    ${TASK}
    ${acl}
  `);
  checkFixture(`
    === main.tf
    resource "aws_subnet" "private" {
      count = 1
    }
    resource "aws_elasticache_subnet_group" "cache" {
      subnet_ids = aws_subnet.private[*].id
    }
    resource "aws_elasticache_cluster" "cache" {
      engine            = "redis"
      subnet_group_name = aws_elasticache_subnet_group.cache.name
    }
    ${acl}
  `);
});

test('a database by its group of subnets', () =>
  checkFixture(`
    === main.tf
    resource "aws_subnet" "data" {
      count = 2
    }
    resource "aws_db_subnet_group" "data" {
      subnet_ids = aws_subnet.data[*].id
    }
    resource "aws_db_instance" "db" {
      engine               = "postgres"
      port                 = 6432
    ~                        ^^^^ warning[firewall-port-closed] port 6432 of database db is closed: no rule of network ACL data lets it in
      db_subnet_group_name = aws_db_subnet_group.data.name
    }
    ${list('data', rule('ingress', 100, '5432', '10.0.0.0/16'), OPEN)}
  `));

test('machines by the group that starts them', () =>
  checkFixture(`
    === main.tf
    ${SHOP.replace('port        = 80\n', 'port        = 808\n    ~               ^^^ error[firewall-port-closed] port 808 of machine web is closed: no rule of network ACL private lets it in\n')}
    resource "aws_launch_template" "web" {}
    resource "aws_autoscaling_group" "web" {
      vpc_zone_identifier = aws_subnet.private[*].id
      target_group_arns   = [aws_lb_target_group.web.arn]
      launch_template {
        id = aws_launch_template.web.id
      }
    }
    ${list('private', rule('ingress', 100, '80'), OPEN)}
  `));

test('a fix writes the rule once more, under a number of its own', () => {
  const files = filesOf(`
    === main.tf
    ${SHOP}
    ${TASK}
    ${list('private', rule('ingress', 100, '22'), rule('ingress', 120, '80', '10.0.0.0/16'), OPEN)}
  `);
  const [finding] = findingsOf(engineOf(files));
  assert.deepEqual(
    finding?.fixes.map(({ title }) => title),
    ['Open port 808 as well'],
  );
  const fixed = applyEdits(files, finding?.fixes[0]?.edits ?? []);
  assert.deepEqual(fixed['main.tf']!.split('  egress {')[0]!.trimEnd().split('\n').slice(-8), [
    '  ingress {',
    '    rule_no    = 130',
    '    action     = "allow"',
    '    protocol   = "tcp"',
    '    from_port  = 808',
    '    to_port    = 808',
    '    cidr_block = "10.0.0.0/16"',
    '  }',
  ]);
  // Where networks differ, or a rule denies the port, nobody knows which rule to add.
  for (const other of [rule('ingress', 130, '443'), rule('ingress', 90, '800-900', 'deny')]) {
    const acl = list('private', rule('ingress', 120, '80', '10.0.0.0/16'), other, OPEN);
    const [unmended] = findingsOf(engineOf(filesOf(`\n    === main.tf\n    ${SHOP}\n    ${TASK}\n    ${acl}\n  `)));
    assert.equal(unmended?.rule, 'firewall-port-closed');
    assert.deepEqual(unmended.fixes, []);
  }
});

test('CloudFormation says the same in its own words', () =>
  checkFixture(`
    === stack.yaml
    Resources:
      PublicA: { Type: AWS::EC2::Subnet }
      PublicB: { Type: AWS::EC2::Subnet }
      PrivateA: { Type: AWS::EC2::Subnet }
      PrivateB: { Type: AWS::EC2::Subnet }
      Balancer:
        Type: AWS::ElasticLoadBalancingV2::LoadBalancer
        Properties:
          Subnets: [!Ref PublicA, !Ref PublicB]
      Listener:
        Type: AWS::ElasticLoadBalancingV2::Listener
        Properties:
          LoadBalancerArn: !Ref Balancer
          Port: 80
          Protocol: HTTP
          DefaultActions:
            - Type: forward
              TargetGroupArn: !Ref Group
      Group:
        Type: AWS::ElasticLoadBalancingV2::TargetGroup
        Properties:
          Port: 80
          Protocol: HTTP
          TargetType: ip
      Service:
        Type: AWS::ECS::Service
        Properties:
          NetworkConfiguration:
            AwsvpcConfiguration:
              Subnets: [!Ref PrivateA, !Ref PrivateB]
          LoadBalancers:
            - ContainerName: web
              ContainerPort: 808
    ~                        ^^^ error[firewall-port-closed] ContainerPort 808 of service Service is closed: no rule of network ACL Acl lets it in
    ~                        ^^^ error[firewall-port-closed] ContainerPort 808 of service Service is closed: no rule of network ACL Acl lets its answers out
              TargetGroupArn: !Ref Group
      Acl:
        Type: AWS::EC2::NetworkAcl
        Properties:
          VpcId: vpc-1
      AclOfA:
        Type: AWS::EC2::SubnetNetworkAclAssociation
        Properties:
          SubnetId: !Ref PrivateA
          NetworkAclId: !Ref Acl
      Https:
        Type: AWS::EC2::NetworkAclEntry
        Properties:
          NetworkAclId: !Ref Acl
          RuleNumber: 100
          Protocol: 6
          RuleAction: allow
          CidrBlock: 10.0.0.0/16
          PortRange:
            From: 443
            To: 443
      Out:
        Type: AWS::EC2::NetworkAclEntry
        Properties:
          NetworkAclId: !Ref Acl
          RuleNumber: 100
          Protocol: 6
          Egress: true
          RuleAction: allow
          CidrBlock: 0.0.0.0/0
          PortRange:
            From: 443
            To: 443
  `));
