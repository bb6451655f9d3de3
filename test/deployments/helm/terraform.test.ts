import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture } from '../../support/fixture.ts';
import { engineOf, type Files, findingsOf } from '../../support/workspace.ts';

const CHART: Files = {
  'charts/web/Chart.yaml': 'name: web\n',
  'charts/web/values.yaml': 'service:\n  port: 80\ncontainer:\n  port: 8080\n',
  'charts/web/values-prod.yaml': 'service:\n  port: 8000\n',
  'charts/web/templates/web.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: {{ .Values.service.port }}\n      targetPort: {{ .Values.container.port }}\n',
};

/** The ports of the chart's Service in each of its environments. */
const environments = (files: Files): readonly string[] =>
  [...engineOf({ ...CHART, ...files }).files()].flatMap(({ components }) =>
    components.flatMap((c) => {
      if (c.kind !== 'service' || !c.deployedIn?.id.startsWith('helm:')) return [];
      const ports = c.sites.map(({ value }) => (value.kind === 'number' ? value.number : value.kind));
      return [`${c.deployedIn.name} (${c.deployedIn.label}): ${ports.join(' ')}`];
    }),
  );

const OWN = ['default (values.yaml): 80 8080', 'prod (values-prod.yaml): 8000 8080'];

const release = (body: string): string =>
  `resource "helm_release" "web" {\n  name  = "shop"\n  chart = "\${path.module}/../charts/web"\n${body}\n}\n`;

test('values of files, of what is encoded, and set one by one, each over those before it', () => {
  const values = `  values = [
    file("\${path.module}/../charts/web/values-prod.yaml"),
    yamlencode({ service = { port = var.port }, image = { tag = var.tag } }),
    <<-EOT
      container:
        port: 8081
    EOT
  ]
  set {
    name  = "service.extra"
    value = "x"
  }`;
  const variables = 'variable "port" {\n  default = 81\n}\nvariable "tag" {}\n';
  assert.deepEqual(environments({ 'infra/main.tf': release(values) + variables }), [
    ...OWN,
    'shop (infra/main.tf shop): 81 8081',
  ]);
  const set = '  set = [\n    { name = "service.port", value = var.port },\n  ]';
  assert.deepEqual(
    environments({
      'infra/main.tf': release(set) + variables,
      'infra/dev.tfvars': 'port = 82\n',
      'infra/prod.tfvars': 'port = 83\n',
    }),
    [...OWN, 'dev (infra/main.tf shop dev): 82 8080', 'prod (infra/main.tf shop prod): 83 8080'],
  );
});

test('a module that is called is read with what it is given', () =>
  assert.deepEqual(
    environments({
      'infra/main.tf': 'module "web" {\n  source = "./web"\n  port   = 84\n}\n',
      'infra/web/main.tf': `variable "port" {\n  default = 1\n}\n${release('  values = [jsonencode({ service = { port = var.port } })]').replace('..', '../..')}`,
    }),
    [...OWN, 'shop (web/main.tf shop): 84 8080'],
  ));

test('what says nothing of its own, or cannot be told, is no environment', () => {
  for (const body of [
    '',
    '  values = [file("${path.module}/../charts/web/values-prod.yaml")]',
    '  values = [file("${path.module}/../charts/web/values.yaml")]',
    '  values = [var.values]',
    '  values = var.values',
    '  set {\n    name  = var.name\n    value = 1\n  }',
    '  dynamic "set" {\n    for_each = var.values\n    content {\n      name  = set.key\n      value = set.value\n    }\n  }',
    '  repository = "https://charts.example.com"\n  values = [yamlencode({ service = { port = 81 } })]',
  ])
    assert.deepEqual(environments({ 'infra/main.tf': release(body) }), OWN, body);
});

test('a value that is not known is not known to the chart', () =>
  assert.deepEqual(
    environments({ 'infra/main.tf': release('  values = [yamlencode({ service = { port = var.port } })]') }),
    [...OWN, 'shop (infra/main.tf shop): unknown 8080'],
  ));

test('an edit of what Terraform gives, and of what it gives it from', () => {
  const main = release('  values = [yamlencode({ service = { port = var.port } })]');
  const files = { ...CHART, 'infra/main.tf': main, 'infra/variables.tf': 'variable "port" {\n  default = 85\n}\n' };
  const engine = engineOf(files);
  const ports = (): readonly number[] =>
    [...engine.files()].flatMap(({ components }) =>
      components.flatMap((c) =>
        c.kind === 'service' && c.sites[0]?.value.kind === 'number' ? c.sites[0].value.number : [],
      ),
    );
  assert.deepEqual(ports(), [80, 8000, 85]);
  engine.update('/w/infra/variables.tf', '# Moved.\nvariable "port" {\n  default = 86\n}\n');
  engine.refresh();
  assert.deepEqual(ports(), [80, 8000, 86]);
  engine.update('/w/infra/main.tf', main.replace('charts/web', 'charts/other'));
  engine.refresh();
  assert.deepEqual(ports(), [80, 8000]);
  engine.update('/w/infra/main.tf', main);
  engine.refresh();
  assert.deepEqual(ports(), [80, 8000, 86]);
  assert.deepEqual(findingsOf(engine), []);
});

test('what is wrong stands in the configuration', () =>
  checkFixture(`
    === charts/web/Chart.yaml
    name: web
    === charts/web/values.yaml
    port: 8080
    target: 8080
    === charts/web/templates/web.yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector:
        app: web
      ports:
        - port: 80
          targetPort: {{ .Values.target }}
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: example.com/web:1
          ports:
            - containerPort: {{ .Values.port }}
    === infra/main.tf
    resource "helm_release" "web" {
      name  = "web"
      chart = "../charts/web"
      values = [yamlencode({
        target = 8081
    ~            ^^^^ warning[target-port-unmatched]
      })]
    }
  `));
