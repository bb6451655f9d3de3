/** Go templates as trees: what stands where, what is trimmed, and what cannot be read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Pipe, parseTemplate, type TemplateNode } from '../../server/src/syntax/go-template/parse.ts';

/** The nodes of a template, each with its text; what is within others in brackets. */
function outline(text: string): string {
  return parseTemplate(text)
    .body.map((node) => shown(node, text))
    .join(' ');
}

function shown(node: TemplateNode, text: string): string {
  const own = JSON.stringify(text.slice(node.start, node.end));
  if (node.kind !== 'if' && node.kind !== 'with' && node.kind !== 'range') return `${node.kind} ${own}`;
  const inner = (nodes: readonly TemplateNode[]): string => nodes.map((each) => shown(each, text)).join(' ');
  return `${node.kind} ${own} [${inner(node.body)}] [${inner(node.otherwise)}]`;
}

/** The operands of the first action, by kind and text. */
function operands(text: string): readonly string[] {
  const [node] = parseTemplate(text).body;
  const read = ({ commands }: Pipe): readonly string[] =>
    commands.map((command) =>
      command
        .map((each) =>
          each.kind === 'group'
            ? `(${read(each.pipe)})${each.fields.join('.')}`
            : `${each.kind} ${text.slice(each.start, each.end)}`,
        )
        .join(', '),
    );
  return node?.kind === 'action' ? read(node.pipe) : [];
}

test('white space goes where a dash says so', () => {
  assert.equal(
    outline('a  {{- .b -}}  c {{ .d }} e'),
    'text "a" action "{{- .b -}}" text "c " action "{{ .d }}" text " e"',
  );
  assert.equal(outline('a {{-3}} b'), 'text "a " action "{{-3}}" text " b"');
  assert.equal(outline('a {{- /* x }} */ -}} b {{/* y */}} c'), 'text "a" text "b " text " c"');
});

test('braces in strings end nothing', () => {
  assert.deepEqual(operands('{{ printf "}}\\"" `{{ }}` .a }}'), [
    'function printf, string "}}\\"", string `{{ }}`, field .a',
  ]);
});

test('operands are told apart', () => {
  assert.deepEqual(operands("{{ f . nil true -1.5e3 0x1F 'a' .a.b $ $x.c (g 1).d | h }}"), [
    "function f, dot ., nil nil, bool true, number -1.5e3, number 0x1F, number 'a', field .a.b, variable $, variable $x.c, (function g, number 1)d",
    'function h',
  ]);
});

test('one end closes a chain of alternatives', () => {
  assert.equal(
    outline('{{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }}4'),
    'if "{{ if .a }}" [text "1"] [if "{{ else if .b }}" [text "2"] [text "3"]] text "4"',
  );
  assert.equal(
    outline('{{ range $i, $e := .l }}{{ break }}{{ else }}x{{ end }}'),
    'range "{{ range $i, $e := .l }}" [break "{{ break }}"] [text "x"]',
  );
});

test('definitions are found wherever they stand', () => {
  const text = '{{ define "a" }}1{{ define "b" }}2{{ end }}{{ end }}{{ block "c" . }}3{{ end }}';
  const { defines } = parseTemplate(text);
  assert.deepEqual(
    defines.map(({ name, start, end }) => `${name} ${text.slice(start, end)}`),
    [
      'b {{ define "b" }}2{{ end }}',
      'a {{ define "a" }}1{{ define "b" }}2{{ end }}{{ end }}',
      'c {{ block "c" . }}3{{ end }}',
    ],
  );
});

test('what cannot be read is left out with a fault, and the rest is read', () => {
  const faults = (text: string): readonly string[] =>
    parseTemplate(text).problems.map(({ message, start, end }) => `${text.slice(start, end)} ${message}`);
  assert.deepEqual(faults('a: {{ .b\nc: {{ .d }}'), ['{{ .b is not closed by }}']);
  assert.equal(outline('a: {{ .b\nc: {{ .d }}'), 'text "a: " broken "{{ .b" text "\\nc: " action "{{ .d }}"');
  assert.deepEqual(faults('{{ .a | }}{{ "x }}{{ if }}{{ end }}'), [
    '{{ .a | }} lacks a value',
    '{{ "x }} is not closed by }}',
    '{{ if }} lacks a value',
  ]);
  assert.deepEqual(faults('{{ end }}{{ else }}{{ .a @ }}'), [
    '{{ end }} closes nothing',
    '{{ else }} belongs to nothing',
    '{{ .a @ }} has an unexpected @',
  ]);
  assert.equal(outline('{{ if .a }}x{{ with .b }}y'), 'text "x" text "y"');
});
