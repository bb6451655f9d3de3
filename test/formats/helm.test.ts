import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helm } from '../../server/src/formats/helm.ts';
import { formatOf } from '../../server/src/formats/registry.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const HELPERS = `{{- define "web.port" -}}
{{ .Values.service.port | default 8080 }}
{{- end }}
`;

test('named templates and notes are parts of a chart', () => {
  assert.equal(formatOf('/w/chart/templates/_helpers.tpl'), helm);
  assert.equal(formatOf('/w/chart/templates/NOTES.txt'), helm);
  assert.notEqual(formatOf('/w/chart/NOTES.txt'), helm);
});

test('read alone, they have no ports', () => {
  assert.deepEqual(siteLines(helm, '/w/chart/templates/_helpers.tpl', HELPERS), []);
  checkPrefixes(helm, '/w/chart/templates/_helpers.tpl', HELPERS);
});
