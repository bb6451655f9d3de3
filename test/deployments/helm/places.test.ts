/** Where what a chart renders is written, and through which expressions its reader comes there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTexts, placeOf, textsOf, unitOf } from './chart.ts';

const FIXTURE = `
  === Chart.yaml
  name: shop
  === values.yaml
  service:
    port: 8080
    name: "web"
    args: ["--port=7000"]
  ports:
    - {name: admin, containerPort: 9000}
  config: |
    listen 8443;
  template: "{{ .Values.service.port }}0"
  === templates/_helpers.tpl
  {{ define "port" }}{{ .Values.service.port }}{{ end }}
  {{ define "labels" }}app: static{{ end }}
  === templates/x.yaml
  kind: X
  literal: 1234
  plain: {{ .Values.service.port }}
  quoted: {{ .Values.service.port | quote }}
  int: "{{ int .Values.service.port }}1"
  default: {{ default 5000 .Values.nope }}
  given: {{ .Values.service.port | default 5001 }}
  printf: {{ printf "a-%s-%d" .Values.service.name 6000 }}
  added: {{ add .Values.service.port 1 }}
  included: {{ include "port" . }}
  labels: {{ include "labels" . | nindent 2 }}
  yaml: {{ toYaml .Values.ports | nindent 2 }}
  config: |
  {{ .Values.config | indent 2 }}
  tpl: {{ tpl .Values.template . }}
  trunc: {{ "prefix-7777" | trunc 9 }}
  ranged: {{ range .Values.ports }}{{ .name }}{{ end }}
  variable: {{ $p := .Values.service.port }}{{ $p }}
  release: {{ .Release.Name }}
`;
const texts = textsOf(FIXTURE);
const unit = unitOf(buildTexts(texts), 'templates/x.yaml');
const place = (line: string, piece: string): string => placeOf(texts, unit, piece, line);

test('text of a template stands in the template', () => {
  assert.equal(place('literal', '1234'), 'templates/x.yaml:2:10 1234');
});

test('a value stands where it is written, and its reader comes through the action', () => {
  const via = 'values.yaml:2:9 8080 < templates/x.yaml';
  assert.equal(place('plain', '8080'), `${via}:3:8 {{ .Values.service.port }}`);
  assert.equal(place('quoted', '8080'), `${via}:4:9 {{ .Values.service.port | quote }}`);
  assert.equal(place('int', '8080'), `${via}:5:7 {{ int .Values.service.port }}`);
  assert.equal(place('given', '8080'), `${via}:7:8 {{ .Values.service.port | default 5001 }}`);
  assert.equal(place('variable', '8080'), `${via}:18:43 {{ $p }}`);
});

test('a literal of an action stands in it', () => {
  assert.equal(place('default', '5000'), 'templates/x.yaml:6:21 5000');
  assert.equal(place('printf', '6000'), 'templates/x.yaml:8:50 6000');
  assert.equal(place('trunc', '77'), 'templates/x.yaml:16:19 77');
});

test('the parts of what printf puts together keep their places', () => {
  assert.equal(
    place('printf', 'web'),
    'values.yaml:3:10 web < templates/x.yaml:8:9 {{ printf "a-%s-%d" .Values.service.name 6000 }}',
  );
  assert.equal(place('printf', 'a-'), 'templates/x.yaml:8:20 a-');
});

test('what is computed anew stands at the action', () => {
  assert.equal(place('added', '8081'), 'templates/x.yaml:9:8 {{ add .Values.service.port 1 }}');
  assert.equal(place('release', 'release-name'), 'templates/x.yaml:19:10 {{ .Release.Name }}');
});

test('through a named template, the outer action comes first', () => {
  assert.equal(
    place('included', '8080'),
    'values.yaml:2:9 8080 < templates/x.yaml:10:11 {{ include "port" . }} < templates/_helpers.tpl:1:20 {{ .Values.service.port }}',
  );
  assert.equal(
    place('labels', 'static'),
    'templates/_helpers.tpl:2:27 static < templates/x.yaml:11:9 {{ include "labels" . | nindent 2 }}',
  );
});

test('every scalar of toYaml keeps its place, and every line of a block', () => {
  assert.equal(
    place('yaml', '9000'),
    'values.yaml:6:34 9000 < templates/x.yaml:12:7 {{ toYaml .Values.ports | nindent 2 }}',
  );
  assert.equal(
    place('config', '8443'),
    'values.yaml:8:10 8443 < templates/x.yaml:14:1 {{ .Values.config | indent 2 }}',
  );
});

test('what tpl renders stands where the values say it', () => {
  assert.equal(
    place('tpl', '8080'),
    'values.yaml:2:9 8080 < templates/x.yaml:15:6 {{ tpl .Values.template . }} < values.yaml:9:12 {{ .Values.service.port }}',
  );
});

test('the elements of a range stand in the values', () => {
  assert.equal(place('ranged', 'admin'), 'values.yaml:6:12 admin < templates/x.yaml:17:34 {{ .name }}');
});
