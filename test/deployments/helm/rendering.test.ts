/** What templates render to. Every expected text is what the helm program (3.19) prints for the same template. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, textOf } from './chart.ts';

const VALUES = `=== values.yaml
    port: 8080
    big: 10000000
    text: str
    ports: {web: 80, admin: 81}
    list: [3, a, {x: 1}]
    template: "{{ .Values.text }}/{{ .Release.Name }}"
    block: |
      a
       b
    spread: {long: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccc ddddd"}
`;

/** The output of an expression, in a manifest of its own. */
function output(expression: string): string {
  const deployment = build(`
    === Chart.yaml
    name: shop
    version: 1.2.3
    appVersion: "4"
    === conf/a.txt
    one
    two
    ${VALUES}
    === templates/_helpers.tpl
    {{- define "name" -}}<{{ .Values.text }}>{{- end }}
    {{ define "x" }}${expression}{{ end }}
    === templates/x.yaml
    kind: {{ include "x" . }}
  `);
  return textOf(deployment, 'templates/x.yaml')
    .replace(/^kind: /, '')
    .replace(/\n$/, '');
}

const SAME: readonly (readonly [string, string])[] = [
  ['{{ .Values.port }} {{ .Values.big }} {{ .Values.nope }}', '8080 1e+07 '],
  ['{{ .Values.ports }} {{ .Values.list }}', 'map[admin:81 web:80] [3 a map[x:1]]'],
  [
    '{{ .Values.big | int }} {{ .Values.big | int64 | quote }} {{ .Values.port | quote }}',
    '10000000 "10000000" "8080"',
  ],
  ['a {{- " b " -}} c {{/* no */}}d{{- /* no */ -}} e', 'a b c de'],
  ['{{ (.Values.nope).deep.er }}{{ if (.Values.nope).deep }}a{{ else }}b{{ end }}{{ (nil).x | default 3 }}', 'b3'],
  ['{{ if .Values.nope }}a{{ else if .Values.text }}b{{ else }}c{{ end }}', 'b'],
  ['{{ with .Values.ports }}{{ .web }}{{ $.Values.text }}{{ else }}no{{ end }}', '80str'],
  ['{{ range $name, $port := .Values.ports }}{{ $name }}={{ $port }},{{ else }}none{{ end }}', 'admin=81,web=80,'],
  [
    '{{ range $i := until 5 }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ if eq $i 3 }}{{ break }}{{ end }}{{ $i }}{{ end }}',
    '02',
  ],
  ['{{ $x := 1 }}{{ range list 1 2 3 }}{{ $x = add $x . }}{{ end }}{{ $x }}', '7'],
  ['{{ range 3 }}{{ . }}{{ end }} {{ range list }}x{{ else }}empty{{ end }}', '012 empty'],
  [
    '{{ and 1 0 2 }} {{ or 0 "" 3 }} {{ not 1 }} {{ eq "a" "b" "a" }} {{ lt 1 2 }} {{ ge 1.5 1.5 }}',
    '0 3 false true true true',
  ],
  ['{{ default 1 .Values.nope }} {{ .Values.port | default 80 }} {{ coalesce .Values.nope "" 3 }}', '1 8080 3'],
  ['{{ ternary "a" "b" true }} {{ empty 0 }} {{ required "x" .Values.text }}', 'a true str'],
  [
    '{{ add .Values.port 1 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ sub 5 3 }} {{ add1 1 }} {{ max 1 3 2 }}',
    '8081 6 3 1 2 2 3',
  ],
  [
    '{{ int "08" }} {{ int "0x10" }} {{ int 3.9 }} {{ atoi "12" }} {{ toDecimal "777" }} {{ float64 "1.5" }}',
    '0 16 3 12 511 1.5',
  ],
  ['{{ printf "%s-%d" .Values.text (int .Values.port) }} {{ printf "%d" .Values.port }}', 'str-8080 %!d(float64=8080)'],
  [
    '{{ printf "[%5d|%-5d|%05d]" 1 2 3 }} {{ printf "%.2f" 1.5 }} {{ printf "%q" "a" }} {{ printf "%v" (list 1 nil) }}',
    '[    1|2    |00003] 1.50 "a" [1 <nil>]',
  ],
  [
    '{{ trunc 3 "abcdef" }} {{ trunc -3 "abcdef" }} {{ trimSuffix "-" "a-" }} {{ trimAll "-" "--a--" }} {{ replace "a" "bb" "banana" }}',
    'abc def a a bbbnbbnbb',
  ],
  [
    '{{ upper "aB" }} {{ title "ab cd" }} {{ snakecase "firstName" }} {{ kebabcase "FirstName" }} {{ camelcase "http_server" }}',
    'AB Ab Cd first_name first-name HttpServer',
  ],
  [
    '{{ splitList "-" "a-b" }} {{ (split "-" "a-b")._1 }} {{ join "," (list 1 "a") }} {{ substr 1 3 "abcdef" }}',
    '[a b] b 1,a bc',
  ],
  [
    '{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexMatch "^[a-z]+$" "abc" }} {{ regexFind "[0-9]+" "ab12" }}',
    '-W-xxW- true 12',
  ],
  ['{{ indent 2 "a\\nb" }}|{{ nindent 2 "a\\n\\nb" }}|', '  a\n  b|\n  a\n  \n  b|'],
  [
    '{{ first (list 1 2) }} {{ rest (list 1 2 3) }} {{ uniq (list 1 1 2) }} {{ has 1 (list 1) }} {{ index .Values.list 0 }}',
    '1 [2 3] [1 2] true 3',
  ],
  [
    '{{ $d := dict "a" 1 }}{{ $_ := set $d "c" 3 }}{{ $d }} {{ get $d "zz" }}| {{ hasKey $d "a" }} {{ omit $d "a" }}',
    'map[a:1 c:3] | true map[c:3]',
  ],
  [
    '{{ merge (dict "a" 1) (dict "a" 2 "b" 3) }} {{ mergeOverwrite (dict "a" 1) (dict "a" 2) }}',
    'map[a:1 b:3] map[a:2]',
  ],
  ['{{ tpl .Values.template . }} {{ include "name" . }} {{ template "name" . }}', 'str/release-name <str> <str>'],
  [
    '{{ .Chart.Name }} {{ .Chart.Version }} {{ .Release.Namespace }} {{ .Template.BasePath }}',
    'shop 1.2.3 default shop/templates',
  ],
  [
    '{{ .Files.Get "conf/a.txt" | trim }} {{ range .Files.Lines "conf/a.txt" }}[{{ . }}]{{ end }}',
    'one\ntwo [one][two]',
  ],
  ['{{ (.Files.Glob "conf/*").AsConfig }}', 'a.txt: |\n  one\n  two'],
  ['{{ toYaml .Values.list }}', '- 3\n- a\n- x: 1'],
  [
    '{{ toYaml (dict "a" (list) "b" nil "c" "" "d" (list (list 1 2)) "y" "80") }}',
    'a: []\nb: null\nc: ""\nd:\n- - 1\n  - 2\n"y": "80"',
  ],
  ['{{ toYaml .Values.block }}|{{ .Values.block | quote }}', '|\n  a\n   b|"a\\n b\\n"'],
  [
    '{{ toYaml .Values.spread }}',
    'long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccc\n  ddddd',
  ],
  [
    '{{ toJson .Values.ports }} {{ toJson (dict "a" "<b>") }} {{ (fromYaml "a: {b: c}").a.b }} {{ fromJson "[" }}',
    '{"admin":81,"web":80} {"a":"\\u003cb\\u003e"} c \ufffc',
  ],
  [
    '{{ semverCompare ">=1.19-0" .Capabilities.KubeVersion.Version }} {{ semverCompare "~1.2" "1.3.0" }} {{ semverCompare "^1.2" "1.9.9" }}',
    'true false true',
  ],
  [
    '{{ b64enc "hello" }} {{ b64dec "aGVsbG8=" }} {{ kindOf .Values.port }} {{ typeOf .Values.ports }}',
    'aGVsbG8= hello float64 map[string]interface {}',
  ],
];

test('templates render as helm renders them', () => {
  for (const [expression, expected] of SAME) assert.equal(output(expression), expected, expression);
});

test('what only a cluster, a clock or chance can tell is unknown', () => {
  assert.equal(
    output('{{ randAlphaNum 5 }} {{ now | date "2006" }} {{ sha256sum "a" | trunc 8 }}'),
    '\ufffc \ufffc \ufffc',
  );
  assert.equal(output('{{ (lookup "v1" "Secret" "ns" "n").data }}'), '\ufffc');
});

test('below a condition that cannot be known, names are rendered and numbers are not', () => {
  const text = output('{{ if eq (randInt 1 9) 3 }}name: web, port: 8080, v1{{ else }}port: 9090{{ end }}');
  assert.equal(text, 'name: web, port: \ufffc, v1');
  assert.equal(output('{{ if lookup "v1" "Secret" "ns" "n" }}port: 1{{ else }}port: 2{{ end }}'), 'port: \ufffc');
  assert.equal(output('{{ $p := 80 }}{{ if randInt 1 9 }}{{ $p = 81 }}{{ end }}{{ $p }}'), '\ufffc');
});

test('the last definition of a name counts, and the chart itself counts more than what it uses', () => {
  const deployment = build(`
    === Chart.yaml
    name: shop
    === templates/_a.tpl
    {{ define "x" }}a{{ end }}
    === templates/_b.tpl
    {{ define "x" }}b{{ end }}{{ define "y" }}own{{ end }}
    === charts/db/Chart.yaml
    name: db
    === charts/db/templates/x.yaml
    kind: {{ include "x" . }}-{{ include "y" . }}
    {{- define "y" }}db{{ end }}
  `);
  assert.equal(textOf(deployment, 'charts/db/templates/x.yaml'), 'kind: a-own\n');
});
