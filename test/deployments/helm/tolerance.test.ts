/** Charts that are half typed, wrong or without end: the rest is rendered, and one line tells what is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment } from '../../../server/src/deployments/deployment.ts';
import { shownAt } from '../../support/places.ts';
import { build, buildTexts, shown, textOf, textsOf } from './chart.ts';

const told = ({ problems }: Deployment): readonly string[] =>
  problems.map(({ file, message, span }) => `${file.replace('/w/chart/', '')}:${(span?.line ?? 0) + 1} ${message}`);

/** One template beside a values file. */
function template(text: string, more = ''): Deployment {
  return build(`
    === Chart.yaml
    name: shop
    === values.yaml
    port: 8080
    === templates/x.yaml
    kind: X
    ${text.replaceAll('\n', '\n    ')}${more}
  `);
}

test('an action that is being typed is unknown, and the rest is rendered', () => {
  const deployment = template(
    'a: {{ .Values.po\nb: {{ .Values.port }}\nc: {{ if }}1{{ end }}\nd: {{ .Values.port | }}\ne: {{ .Values.port }}',
  );
  assert.equal(textOf(deployment, 'templates/x.yaml'), 'kind: X\na: \ufffc\nb: 8080\nc: \ufffc\nd: \ufffc\ne: 8080\n');
  assert.deepEqual(told(deployment), [
    'templates/x.yaml:2 {{ .Values.po is not closed by }}',
    'templates/x.yaml:4 {{ if }} lacks a value',
    'templates/x.yaml:5 {{ .Values.port | }} lacks a value',
  ]);
});

test('a block that is not closed yet hides nothing, and an end too many closes nothing', () => {
  const open = template('{{- if .Values.nope }}\na: {{ .Values.port }}');
  assert.equal(textOf(open, 'templates/x.yaml'), 'kind: X\na: 8080\n');
  assert.deepEqual(told(open), ['templates/x.yaml:2 {{- if .Values.nope }} is never closed by {{ end }}']);
  const closed = template('a: 1\n{{- end }}\nb: {{ .Values.port }}');
  assert.equal(textOf(closed, 'templates/x.yaml'), 'kind: X\na: 1\nb: 8080\n');
  assert.deepEqual(told(closed), ['templates/x.yaml:3 {{- end }} closes nothing']);
});

test('what is without end is given up, and other templates are rendered', () => {
  const deployment = template(
    '{{ include "a" . }}',
    `
    === templates/_a.tpl
    {{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}
    === templates/many.yaml
    kind: X
    {{ range until 1000000 }}{{ . }}{{ end }}
    === templates/nested.yaml
    kind: X
    {{ range until 9999 }}{{ range until 9999 }}{{ end }}{{ end }}
    === templates/y.yaml
    kind: Y
  `,
  );
  assert.deepEqual(
    deployment.units.map(({ key }) => key),
    ['templates/y.yaml'],
  );
  assert.deepEqual(told(deployment), [
    'templates/many.yaml:1 this template ranges over 1000000 elements',
    'templates/nested.yaml:1 this template takes too long to render',
    'templates/x.yaml:1 this template recurses without end',
  ]);
});

test('parentheses as deep as anyone can type cost their action alone', () => {
  const deployment = template(`a: {{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}\nb: {{ .Values.port }}`);
  assert.equal(textOf(deployment, 'templates/x.yaml'), 'kind: X\na: \ufffc\nb: 8080\n');
  assert.equal(told(deployment).length, 1);
});

test('a function or a helper that is not there is told, and what it would give is unknown', () => {
  const deployment = template('a: {{ include "nope" . }}\nb: {{ nope 1 }}\nc: {{ .Values.port }}');
  assert.equal(textOf(deployment, 'templates/x.yaml'), 'kind: X\na: \ufffc\nb: \ufffc\nc: 8080\n');
  assert.deepEqual(told(deployment), [
    'templates/x.yaml:2 there is no template "nope"',
    'templates/x.yaml:3 there is no function nope',
  ]);
});

test('helpers of a chart that is not here are not asked for', () => {
  const deployment = build(`
    === Chart.yaml
    name: shop
    dependencies: [{name: common, repository: "oci://example.com/charts"}]
    === templates/x.yaml
    kind: X
    name: {{ include "common.names.fullname" . }}
  `);
  assert.equal(textOf(deployment, 'templates/x.yaml'), 'kind: X\nname: \ufffc\n');
  assert.deepEqual(told(deployment), [
    'Chart.yaml:2 chart common is not in the workspace: what it deploys is left out',
  ]);
});

test('a value that somebody has to give is unknown, and nobody is told', () => {
  const deployment = template(
    'a: {{ required "give a" .Values.a }}\n{{ if not .Values.b }}{{ fail "give b" }}{{ end }}',
  );
  assert.equal(textOf(deployment, 'templates/x.yaml'), 'kind: X\na: \ufffc\n\ufffc: \ufffc\n');
  assert.deepEqual(told(deployment), []);
});

test('values of another shape count for none', () => {
  const deployment = build(`
    === Chart.yaml
    name: shop
    === values.yaml
    - a
    - b
    === values-prod.yaml
    port: [8080
    === templates/x.yaml
    kind: X
    port: {{ .Values.port.number }}{{ .Chart.nope }}{{ upper 1 }}
  `);
  assert.equal(textOf(deployment, 'templates/x.yaml'), 'kind: X\nport: \ufffc\ufffc\n');
  assert.equal(told(deployment)[0], 'values.yaml:1 values are a map; this file is left out');
  assert.match(told(deployment)[1]!, /^values-prod.yaml:\d /);
});

test('values that are written out and nowhere set are known, with what was meant', () => {
  const texts = textsOf(`
    === Chart.yaml
    name: shop
    === values.yaml
    service: {port: 8080, nodePort: null}
    replicas: 2
    === values-prod.yaml
    sevice: {port: 1}
    === templates/x.yaml
    kind: X
    port: {{ .Values.sevice.port }}
    number: {{ .Values.service.prot | int }}
    given: {{ .Values.none | default 3 }}{{ if .Values.some }}{{ .Values.some }}{{ end }}
    empty: {{ .Values.service.nodePort }}
  `);
  const missing = buildTexts(texts).units.flatMap(({ components = [], environment }) =>
    components.flatMap((chart) =>
      (chart.kind === 'chart' ? chart.missing : []).map((each) => ({ environment, ...each })),
    ),
  );
  assert.deepEqual(
    missing.map(({ environment, span, path, field, nearest }) => [
      environment.name,
      shown(texts, span),
      path,
      field,
      nearest,
    ]),
    [
      ['default', 'templates/x.yaml:2:10 .Values.sevice.port', 'sevice.port', 'port', 'service.port'],
      ['default', 'templates/x.yaml:3:12 .Values.service.prot', 'service.prot', 'number', 'service.port'],
      ['prod', 'templates/x.yaml:3:12 .Values.service.prot', 'service.prot', 'number', 'service.port'],
    ],
  );
});

test('every prefix of a chart is built', () => {
  const helper =
    '{{- define "a" -}}{{ range $k, $v := .Values }}{{ $k }}: {{ $v | toYaml | nindent 2 }}{{ end }}{{- end }}';
  const manifest =
    'kind: X\n{{- with .Values.a }}\na: {{ .b | default "x" | quote }} {{/* c */}}\n{{- else if (eq 1 2) }}{{ end }}\nz: {{ tpl "{{ .Values.a.b }}" $ }}\n{{ include "a" . }}';
  const values = 'a: {b: "c"}\nlist: [1, 2]\nblock: |\n  x\n';
  for (const [path, text] of [
    ['/w/chart/templates/_a.tpl', helper],
    ['/w/chart/templates/x.yaml', manifest],
    ['/w/chart/values.yaml', values],
    ['/w/chart/Chart.yaml', 'name: shop\ndependencies: [{name: a, import-values: [b]}]\n'],
  ] as const) {
    for (let end = 0; end <= text.length; end++) {
      const texts = new Map([
        ['/w/chart/Chart.yaml', 'name: shop\n'],
        ['/w/chart/values.yaml', values],
        ['/w/chart/templates/_a.tpl', helper],
        ['/w/chart/templates/x.yaml', manifest],
        [path, text.slice(0, end)],
      ]);
      for (const { source } of buildTexts(texts).units) {
        for (let at = 0; at < (source?.text.length ?? 0); at++) {
          const span = source!.span(at, at + 1);
          const file = texts.get(span.file);
          assert.ok(file !== undefined, `${path} up to ${end}`);
          shownAt(file, span);
        }
      }
    }
  }
});
