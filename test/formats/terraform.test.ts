import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terraform } from '../../server/src/formats/terraform.ts';
import { checkPrefixes } from '../support/site-lines.ts';

test('configurations, variables and templates are read, what was downloaded is not', () => {
  for (const name of [
    'main.tf',
    'main.tf.json',
    'prod.tfvars',
    'prod.tfvars.json',
    'user_data.tftpl',
    'task-definition.json',
    'containers.json.tpl',
  ])
    assert.ok(terraform.matches(`/w/${name}`), name);
  for (const name of ['.terraform/modules/web/main.tf', 'package.json', 'main.tfstate', '_helpers.tpl'])
    assert.ok(!terraform.matches(`/w/${name}`), name);
});

test('alone a file says nothing', () => {
  checkPrefixes(terraform, '/w/main.tf', 'resource "aws_lb" "web" {\n  name = "web"\n}\n');
});
