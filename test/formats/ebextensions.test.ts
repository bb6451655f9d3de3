import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ebextensions } from '../../server/src/formats/ebextensions.ts';
import { checkPrefixes } from '../support/site-lines.ts';

test('files of one folder by one ending', () => {
  assert.ok(ebextensions.matches('/w/.ebextensions/01-options.config'));
  assert.ok(!ebextensions.matches('/w/.ebextensions/nginx/conf.d/proxy.conf'));
  assert.ok(!ebextensions.matches('/w/web.config'));
});

test('alone such a file says nothing', () => {
  checkPrefixes(ebextensions, '/w/.ebextensions/a.config', 'option_settings:\n  - option_name: PORT\n    value: 80\n');
});
