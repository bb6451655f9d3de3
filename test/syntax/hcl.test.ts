import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type HclBody, type HclExpression, parseHcl } from '../../server/src/syntax/hcl.ts';

/** An expression in a form that shows how it was read. */
function shown(expression: HclExpression): string {
  switch (expression.kind) {
    case 'literal':
      return expression.text;
    case 'template':
      return `"${expression.parts.map((part) => (part.kind === 'text' ? part.text : part.kind === 'interpolation' ? `\${${shown(part.value)}}` : `%${part.kind}`)).join('')}"`;
    case 'tuple':
      return `[${expression.items.map(shown).join(', ')}]`;
    case 'object':
      return `{${expression.entries.map(({ key, value }) => `${shown(key)}: ${shown(value)}`).join(', ')}}`;
    case 'name':
      return expression.name;
    case 'access':
      return `${shown(expression.of)}.${expression.name}`;
    case 'index':
      return `${shown(expression.of)}[${shown(expression.index)}]`;
    case 'splat':
      return `${shown(expression.of)}[*]${expression.names.map((name) => `.${name}`).join('')}`;
    case 'call':
      return `${expression.name}(${expression.arguments.map(shown).join(', ')}${expression.spread ? '...' : ''})`;
    case 'conditional':
      return `(${shown(expression.condition)} ? ${shown(expression.then)} : ${shown(expression.otherwise)})`;
    case 'operation':
      return `(${expression.operands.map(shown).join(` ${expression.operator} `)}${expression.operands.length === 1 ? expression.operator : ''})`;
    case 'for':
      return `for ${expression.keyName ?? ''} ${expression.valueName} in ${shown(expression.collection)}: ${expression.key ? `${shown(expression.key)} => ` : ''}${shown(expression.value)}${expression.grouped ? '...' : ''}${expression.condition ? ` if ${shown(expression.condition)}` : ''}`;
    case 'missing':
      return '?';
  }
}

function lines(body: HclBody, indent = ''): readonly string[] {
  return [
    ...body.attributes.map(({ name, value }) => `${indent}${name} = ${shown(value)}`),
    ...body.blocks.flatMap((block) => [
      `${indent}${[block.type, ...block.labels.map(({ text }) => text)].join(' ')}`,
      ...lines(block.body, `${indent}  `),
    ]),
  ];
}

const read = (text: string): readonly string[] => lines(parseHcl(text));

const SAMPLE = `# A comment
resource "aws_lb" "web" {
  name = "a-\${var.env}" // another
  port = var.secure ? 443 : local.ports["web"][0].number /* and
  one more */
  sum = 1 + 2 * 3 == 7 && !var.off
  tags = { Name = "x", "b" : [1, 2,
    3], (var.key) = f(var.list...) }
  ids  = aws_subnet.private[*].id
  old  = aws_subnet.private.*.id
  list = [for s in var.s : upper(s) if s != ""]
  map  = { for k, v in var.m : k => v... }
  call = provider::aws::arn_parse("x")
  script = <<-EOT
    listen \${var.port}
      %{ if var.tls }tls%{ else }plain%{ endif }
  EOT
  ingress {
    from_port = 80
  }
}
`;

test('blocks, attributes and expressions', () =>
  assert.deepEqual(read(SAMPLE), [
    'resource aws_lb web',
    '  name = "a-${var.env}"',
    '  port = (var.secure ? 443 : local.ports["web"][0].number)',
    '  sum = (((1 + (2 * 3)) == 7) && (var.off!))',
    '  tags = {"Name": "x", "b": [1, 2, 3], var.key: f(var.list...)}',
    '  ids = aws_subnet.private[*].id',
    '  old = aws_subnet.private[*].id',
    '  list = for  s in var.s: upper(s) if (s != "")',
    '  map = for k v in var.m: k => v...',
    '  call = provider::aws::arn_parse("x")',
    '  script = "listen ${var.port}\n  %if\n"',
    '  ingress',
    '    from_port = 80',
  ]));

test('escapes, and signs that are doubled', () =>
  assert.deepEqual(read('a = "x\\"y\\n$${z}%%{w}$5 10%"'), ['a = "x"y\n${z}%{w}$5 10%"']));

test('what is half typed leaves the rest as it is', () => {
  assert.deepEqual(read('port = \nname = "x"\n'), ['port = ?', 'name = "x"']);
  assert.deepEqual(read('a {\n  port = 80\n  from_\n  to = 81\n'), ['a', '  port = 80', '  to = 81']);
  assert.deepEqual(read('a = "open\nb = 1\n'), ['a = "open"', 'b = 1']);
  assert.deepEqual(read('a = f(1, \nb = 2\n}\nc {\n}\n').at(-1), 'c');
  assert.deepEqual(read('}\n}\na = 1'), ['a = 1']);
  assert.deepEqual(read('resource "x" {\n a = "${var."\n b = 2\n}'), ['resource x', '  a = "${var.}"', '  b = 2']);
});

/** Every place lies in bounds, and what is within lies within. */
function checkPlaces(body: HclBody, length: number): void {
  for (const { start, end } of [...body.attributes, ...body.blocks])
    assert.ok(0 <= start && start <= end && end <= length);
  for (const { body: inner } of body.blocks) checkPlaces(inner, length);
}

test('every prefix is read, with places in bounds', () => {
  for (let end = 0; end <= SAMPLE.length; end++) checkPlaces(parseHcl(SAMPLE.slice(0, end)), end);
});

test('no text is too odd', () => {
  const piece = fc.constantFrom(
    'a',
    '=',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    '${',
    '%{',
    '<<E\n',
    'E',
    '\n',
    ' ',
    '.',
    '*',
    ':',
    '?',
    'for ',
    'in ',
    '-',
    ',',
    '1',
    '\\',
    '#',
    '/*',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      checkPlaces(parseHcl(text), text.length);
    }),
  );
});

test('deep nesting ends neither the stack nor the day', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['(', ')'],
    ['{a=', '}'],
    ['-', ''],
    ['"${', '}"'],
    ['a {\n', '}\n'],
  ] as const) {
    parseHcl(`x = ${open.repeat(3000)}1${close.repeat(3000)}`);
    parseHcl(open.repeat(3000));
  }
});
