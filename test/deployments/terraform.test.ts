import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terraform } from '../../server/src/deployments/terraform/index.ts';
import { checkFixture } from '../support/fixture.ts';
import { applyEdits, engineOf, findingsOf, relative } from '../support/workspace.ts';
import { cloudLines } from './cloud-lines.ts';

/** A group of rules whose ports are worked out by an expression. */
const ports = (expression: string, more = ''): readonly string[] =>
  cloudLines({
    'main.tf': `${more}
resource "aws_lb_target_group" "web" {
  port     = ${expression}
  protocol = "HTTP"
}
`,
  }).map((line) => line.replace(/^.*: target port /, ''));

test('what expressions are worth', () => {
  for (const [expression, worth] of [
    ['80', '80'],
    ['"80"', '80'],
    ['8000 + 80', '8080'],
    ['var.port', '8080'],
    ['var.secure ? 443 : 80', '80'],
    ['local.ports["web"]', '3000'],
    ['local.ports.web', '3000'],
    ['lookup(local.ports, "api", 9000)', '9000'],
    ['element([1, 2, 3], 4)', '2'],
    ['tonumber(split(":", "web:7000")[1])', '7000'],
    ['merge(local.ports, { web = 3001 }).web', '3001'],
    ['length(concat([1, 2], [3]))', '3'],
    ['try(local.ports.none, 5000)', '5000'],
    ['coalesce(null, 4000)', '4000'],
    ['max(1, 22, 3)', '22'],
    ['jsondecode("{\\"port\\": 6000}").port', '6000'],
    ['[for name, port in local.ports : port if name == "web"][0]', '3000'],
    ['flatten([[1], [[2]]])[1]', '2'],
    ['values(local.ports)[0]', '3000'],
    ['format("%d80", 80)', '8080'],
    ['one([81])', '81'],
  ]) {
    const more = `variable "port" {\n  default = 8080\n}\nvariable "secure" {\n  default = false\n}\nlocals {\n  ports = { web = 3000 }\n}`;
    assert.deepEqual(ports(expression!, more), [worth], expression);
  }
});

test('what only a run could tell is unknown, and a circle is no end of it', () => {
  const more = 'variable "port" {}\nlocals {\n  a = local.b\n  b = local.a\n}';
  for (const expression of [
    'var.port',
    'local.a',
    'data.aws_x.y.port',
    'module.none.port',
    'f(80)',
    'random_integer.p.result',
    '',
  ])
    assert.deepEqual(ports(expression, more), ['unknown'], expression);
  assert.deepEqual(ports('var.flag ? 80 : 81', 'variable "flag" {}'), ['unknown']);
  assert.deepEqual(ports('var.flag ? 80 : 80', 'variable "flag" {}'), ['80']);
});

test('a chain as long as anyone can type is unknown, and the rest of the file is known', () => {
  const long = (piece: string): string => piece.repeat(20_000);
  for (const expression of [
    `1${long(' + 1')}`,
    `local.a${long('.b')}`,
    `local.a${long('[0]')}`,
    `local.a${long('[*]')}`,
    `${long('-')}1`,
  ])
    assert.deepEqual(
      ports('8080', `locals {\n  a = [1]\n  long = ${expression}\n}`),
      ['8080'],
      expression.slice(0, 20),
    );
  assert.deepEqual(ports(`1${long(' + 1')}`), ['unknown']);
});

test('a value keeps the way that it came', () =>
  assert.deepEqual(
    cloudLines({
      'main.tf': 'module "web" {\n  source = "./web"\n  port   = var.port\n}\nvariable "port" {\n  default = 8080\n}\n',
      'web/main.tf':
        'variable "port" {}\nresource "aws_lb_target_group" "this" {\n  port     = var.port\n  protocol = "HTTP"\n}\n',
    }),
    ['main.tf:6:13 (web/main.tf:3:14, main.tf:3:12) target group this: target port 8080'],
  ));

test('count, for_each and dynamic blocks, each copy at an address of its own', () =>
  assert.deepEqual(
    cloudLines({
      'main.tf': `
locals {
  apps = { web = 3000, api = 4000 }
}
resource "aws_lb_target_group" "app" {
  for_each = local.apps
  port     = each.value
  protocol = "HTTP"
}
resource "aws_lb_listener" "app" {
  count    = 2
  port     = 80 + count.index
  protocol = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app[count.index == 0 ? "web" : "api"].arn
  }
}
resource "aws_security_group" "app" {
  dynamic "ingress" {
    for_each = local.apps
    iterator = rule
    content {
      from_port   = rule.value
      to_port     = rule.value
      protocol    = "tcp"
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
}
resource "aws_lb_listener" "none" {
  count    = 0
  port     = 99
  protocol = "HTTP"
}
`,
    }),
    [
      'main.tf:12:14 listener app: route port 80 -> target group app',
      'main.tf:12:14 listener app: route port 81 -> target group app',
      'main.tf:3:18 (main.tf:7:14, main.tf:6:14) target group app: target port 3000',
      'main.tf:3:30 (main.tf:7:14, main.tf:6:14) target group app: target port 4000',
      'main.tf:3:18 (main.tf:24:21, main.tf:21:16) security group app: allow from_port 3000',
      'main.tf:3:30 (main.tf:24:21, main.tf:21:16) security group app: allow from_port 4000',
    ],
  ));

test('each tfvars file that is named is an environment; those that are read by themselves belong to all', () => {
  const files = {
    'infra/main.tf':
      'variable "port" {}\nvariable "other" {\n  default = 1\n}\nresource "aws_lb_target_group" "web" {\n  port     = var.port\n  protocol = "HTTP"\n}\n',
    'infra/terraform.tfvars': 'port = 80\n',
    'infra/envs/prod.tfvars': 'port = 8080\n',
    'infra/envs/dev.tfvars': 'other = 2\n',
  };
  const names = [...engineOf(files).environments()].map(({ name, label }) => `${name} ${label}`);
  assert.deepEqual(names, ['dev envs/dev.tfvars', 'prod envs/prod.tfvars']);
  assert.deepEqual(cloudLines(files, 'prod'), [
    'infra/envs/prod.tfvars:1:8 (infra/main.tf:6:14) target group web: target port 8080',
  ]);
  assert.deepEqual(cloudLines(files, 'dev'), [
    'infra/terraform.tfvars:1:8 (infra/main.tf:6:14) target group web: target port 80',
  ]);
});

test('JSON syntax says the same', () =>
  assert.deepEqual(
    cloudLines({
      'main.tf.json': JSON.stringify({
        variable: { port: { default: 8080 } },
        resource: {
          aws_lb_target_group: { web: { port: '${var.port}', protocol: 'HTTP', health_check: { port: '9090' } } },
        },
      }),
    }).map((line) => line.replace(/^\S+ (?:\(\S+\) )?/, '')),
    ['target group web: target port 8080', 'target group web: probe health check port 9090'],
  ));

test('the whole chain, from the listener to the program in the Dockerfile beside', () =>
  checkFixture(`
    === main.tf
    variable "app_port" {
      default = 3000
    ~           ^^^^ info[container-port-mismatch] containerPort 3000 is no port that container app listens on: it listens on 8080
    }
    resource "aws_ecs_task_definition" "app" {
      family       = "app"
      network_mode = "awsvpc"
      container_definitions = jsonencode([{
        name         = "app"
        image        = "\${aws_ecr_repository.app.repository_url}:latest"
        portMappings = [{ containerPort = var.app_port }]
      }])
    }
    resource "aws_ecr_repository" "app" {
      name = "shop/app"
    }
    === app/Dockerfile
    FROM example.com/base:1
    EXPOSE 8080
    CMD ["serve", "--port", "8080"]
  `));

test('modules of the registry by their documented inputs', () => {
  const files = {
    'main.tf': `
module "alb" {
  source = "terraform-aws-modules/alb/aws"
  listeners = {
    web = { port = 443, protocol = "HTTPS", forward = { target_group_key = "web" } }
  }
  target_groups = {
    web = { port = 80, protocol = "HTTP", target_type = "ip" }
  }
}
module "web" {
  source = "terraform-aws-modules/ecs/aws//modules/service"
  container_definitions = {
    web = { image = "example.com/web", portMappings = [{ containerPort = 3000 }] }
  }
  load_balancer = {
    service = {
      target_group_arn = module.alb.target_groups["web"].arn
      container_name   = "web"
      container_port   = 3000
    }
  }
}
module "unknown" {
  source = "someone/else/aws"
}
`,
  };
  assert.deepEqual(cloudLines(files), [
    'main.tf:5:20 listener web: route port 443 -> target group web',
    'main.tf:8:20 target group web: target port 80 -> service web',
    'main.tf:14:74 container web: declare containerPort 3000 -> own',
    'main.tf:20:26 service web: target container_port 3000 -> container web',
  ]);
  assert.deepEqual(findingsOf(engineOf(files)), []);
});

test('platforms: App Runner, Lightsail, Cloud Run, Container Apps', () =>
  assert.deepEqual(
    cloudLines({
      'main.tf': `
resource "aws_apprunner_service" "a" {
  source_configuration {
    image_repository {
      image_configuration {
        port = "8001"
      }
    }
  }
}
resource "aws_lightsail_container_service_deployment_version" "b" {
  container {
    container_name = "web"
    ports = {
      8002 = "HTTP"
    }
  }
  public_endpoint {
    container_name = "web"
    container_port = 8002
  }
}
resource "google_cloud_run_v2_service" "c" {
  template {
    containers {
      ports {
        container_port = 8003
      }
    }
  }
}
resource "google_cloud_run_service" "d" {
  template {
    spec {
      containers {
        ports {
          container_port = 8004
        }
      }
    }
  }
}
resource "azurerm_container_app" "e" {
  ingress {
    target_port = 8005
  }
}
`,
    }).map((line) => line.replace(/^\S+ /, '')),
    [
      'service a: target port 8001 -> own',
      'container web: declare ports 8002',
      'public endpoint of b: target container_port 8002 -> container web',
      'service d: target container_port 8004 -> own',
      'service c: target container_port 8003 -> own',
      'container app e: target target_port 8005 -> own',
    ],
  ));

test('an edit of what a module is given builds it anew, and leaves other files as they are', () => {
  const files = {
    'main.tf': 'module "web" {\n  source = "./web"\n  port   = 9000\n}\n',
    'web/main.tf':
      'variable "port" {}\nresource "aws_ecs_task_definition" "t" {\n  family = "t"\n  container_definitions = jsonencode([{ name = "a", image = "example.com/a", portMappings = [{ containerPort = 3000 }] }])\n}\nresource "aws_ecs_service" "s" {\n  task_definition = aws_ecs_task_definition.t.arn\n  load_balancer {\n    container_name = "a"\n    container_port = var.port\n  }\n}\n',
  };
  const engine = engineOf(files);
  const [finding] = findingsOf(engine);
  assert.equal(finding?.rule, 'task-port-unknown');
  assert.equal(relative(finding!.span.file), 'main.tf');
  const after = applyEdits(files, finding!.fixes[0]!.edits);
  engine.update('/w/main.tf', after['main.tf']!);
  engine.refresh();
  assert.deepEqual(findingsOf(engine), []);
});

test('a unit that is the same is that very object', () => {
  const texts = new Map([['/w/main.tf', 'resource "aws_lb_target_group" "web" {\n  port = 80\n}\n']]);
  const files = { text: (path: string) => texts.get(path), below: () => [...texts.keys()] };
  const first = terraform.build('/w', files, undefined);
  const second = terraform.build('/w', files, first);
  assert.ok(first && second && first.units.length === 1);
  assert.equal(second.units[0], first.units[0]);
});

test('a folder that declares nothing is no deployment, and neither is what was downloaded', () => {
  const files = { text: () => 'variable "x" {}\n', below: () => ['/w/main.tf'] };
  assert.equal(terraform.build('/w', files, undefined), undefined);
  assert.equal(
    terraform.rootOf('/w/.terraform/modules/web/main.tf', () => ''),
    undefined,
  );
  assert.equal(
    terraform.rootOf('/w/infra/main.tf', () => ''),
    '/w/infra',
  );
});

test('nothing half typed throws, or is found fault with at the wrong time', () => {
  const text = `resource "aws_ecs_task_definition" "app" {
  network_mode = "awsvpc"
  container_definitions = jsonencode([{ name = "app", image = "x", portMappings = [{ containerPort = 3000 }] }])
}
resource "aws_security_group" "task" {
  dynamic "ingress" {
    for_each = toset([for p in var.p : p])
    content {
      from_port = ingress.value
      to_port   = ingress.value
      protocol  = "tcp"
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
}
`;
  for (let end = 0; end <= text.length; end++) {
    const found = findingsOf(engineOf({ 'main.tf': text.slice(0, end) }));
    assert.deepEqual(
      found.map(({ message }) => message),
      [],
      text.slice(0, end),
    );
  }
});
