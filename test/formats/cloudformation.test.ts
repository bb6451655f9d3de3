import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudformation } from '../../server/src/formats/cloudformation.ts';
import { checkPrefixes } from '../support/site-lines.ts';

test('templates by their own ending; others are YAML or JSON like any', () => {
  assert.ok(cloudformation.matches('/w/stack.template'));
  assert.ok(!cloudformation.matches('/w/stack.yaml'));
});

test('alone a template says nothing', () => {
  checkPrefixes(cloudformation, '/w/stack.template', 'Resources:\n  Web:\n    Type: AWS::ECS::Service\n');
});
