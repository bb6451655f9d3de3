import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { fileSource } from '../../server/src/syntax/source.ts';
import {
  embeddedSource,
  endOf,
  get,
  integer,
  items,
  parseYaml,
  textAt,
  type YamlDocuments,
  type YamlNode,
  type YamlScalar,
} from '../../server/src/syntax/yaml.ts';
import { literalsOf } from '../../server/src/syntax/yaml-literals.ts';
import { readStrict } from '../../server/src/syntax/yaml-strict.ts';
import { readTolerant } from '../../server/src/syntax/yaml-tolerant.ts';
import { shownAt } from '../support/places.ts';

const FILE = '/repo/a.yaml';
const parse = (text: string): YamlDocuments => parseYaml(fileSource(FILE, text));

/** A tree as text with places: `{ "a"@0-1: "b"@3-4 }@0-4`. Values that are not written have none of their own. */
function shown(node: YamlNode | undefined): string {
  if (!node) return 'nothing';
  switch (node.kind) {
    case 'map': {
      const open = node.flow ? 'flow{' : '{';
      return `${open} ${node.entries.map((e) => `${e.merged ? '<<' : ''}${shown(e.key)}: ${shown(e.value)}`).join(', ')} }${range(node)}`;
    }
    case 'list':
      return `${node.flow ? 'flow[' : '['} ${node.items.map(shown).join(', ')} ]${range(node)}`;
    case 'scalar':
      return `${node.tag ?? ''}${node.style === 'plain' ? '' : `${node.style} `}${JSON.stringify(node.text)}${isWritten(node) ? range(node) : ''}`;
  }
}

function range(node: YamlNode): string {
  return `@${node.start}-${isWritten(scalarsOf(node).at(-1)) ? node.end : ''}`;
}

function isWritten(node: YamlScalar | undefined): boolean {
  return node !== undefined && (node.text !== '' || node.style !== 'plain');
}

/** The values of a tree, places left out. */
function value(node: YamlNode | undefined): unknown {
  if (node?.kind === 'map') return Object.fromEntries(node.entries.map((e) => [e.key.text, value(e.value)]));
  if (node?.kind === 'list') return node.items.map(value);
  return node?.text;
}

function scalarsOf(node: YamlNode): readonly YamlScalar[] {
  if (node.kind === 'scalar') return [node];
  if (node.kind === 'list') return node.items.flatMap(scalarsOf);
  return node.entries.flatMap((e) => [e.key, ...scalarsOf(e.value)]);
}

const CORPUS: Readonly<Record<string, string>> = {
  'block maps and lists': 'a: 1\nb:\n  - x\n  - y: 2\n    z: 3\n  -\n    - nested\nc:\n- same column\n',
  'flow collections': 'a: { b: 1, c: [2, "3", { d: 4 }], }\ne: []\nf: {}\ng: [\n  1, # one\n  2\n ]\n',
  'quotes and escapes': `a: 'it''s'\nb: "x\\ty"\nc: ""\nd: ''\ne: "two\n  lines"\n`,
  'empty values': 'a:\nb: ~\nc: null\nd: \n  \ne: x\n',
  comments: '# head\na: 1 # one\n# between\nb: # none\n  c: 2\n# foot\n',
  'anchors and aliases': 'a: &port 8080\nb: *port\nc: &map { x: 1 }\nd: *map\ne: [*port, *port]\n',
  'merge keys': 'base: &base\n  a: 1\n  b: 2\nown:\n  <<: *base\n  b: 3\nmany:\n  <<: [*base, { c: 4 }]\n',
  'block scalars': 'a: |\n  one\n   two\n\n  three\nb: >-\n  folded\n  text\nc: |2\n    indented\nd: |+\n  kept\n\n',
  'plain scalars over several lines': 'a: one\n  two\n  three\nb: x\n',
  'several documents': 'a: 1\n---\nb: 2\n...\n---\n# only a comment\n---\nc: 3\n',
  'numbers and strings': 'a: 8080\nb: "8080"\nc: 0x1F90\nd: 0o17\ne: -1\nf: 1.5\ng: 80:80\nh: 1_000\n',
  tags: 'a: !reset []\nb: !override\n  - x\nc: !Ref Port\nd: !!str 80\n',
  'keys in quotes': '"a b": 1\n\'c\': 2\n"prometheus.io/port": "9090"\n',
  'complex keys': '? a\n: 1\n? [x, y]\n: 2\nb: 3\n',
  'characters beyond ASCII': 'größe: "käse 😀"\nport: 8080\n',
  'Windows line ends': 'a: 1\r\nb:\r\n  - x\r\n  - y\r\nc: |\r\n  one\r\n  two\r\n',
  'a byte order mark': '\ufeffa: 1\nb: 2\n',
  'no newline at the end': 'a: 1\nb: 2',
  directives: '%YAML 1.2\n---\na: 1\n',
  JSON: '{"a": {"b": [1, 2, "3"]}, "c": true}\n',
};

for (const [name, text] of Object.entries(CORPUS)) {
  test(`both readers give one tree: ${name}`, () => {
    const strict = readStrict(text, 0).map(shown);
    const tolerant = readTolerant(text, 0);
    assert.deepEqual(tolerant.problems, []);
    assert.deepEqual(tolerant.documents.map(shown), strict);
  });

  test(`scalars show their text, and the shift moves them: ${name}`, () => {
    for (const document of parse(text).documents) {
      for (const { start, end, style, text: decoded } of scalarsOf(document)) {
        assert.ok(0 <= start && start <= end && end <= text.length);
        const written = text.slice(start, end);
        if (style === 'plain' && !/[\r\n]/.test(written)) assert.equal(written, decoded);
      }
    }
    const starts = (documents: readonly YamlNode[]): readonly number[] =>
      documents.flatMap(scalarsOf).map((s) => s.start);
    const moved = (by: number): readonly (readonly number[])[] =>
      [readStrict(text, by), readTolerant(text, by).documents].map(starts).map((all) => all.map((at) => at - by));
    assert.deepEqual(moved(100), moved(0));
  });
}

/** YAML that a person may write: values nested at random, written in one of three styles. */
const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'value' },
    fc.integer({ min: 0, max: 70000 }),
    fc.constantFrom(
      'web',
      'a b',
      '8080:80',
      '${PORT:-8080}',
      "it's",
      'say "x"',
      '#no',
      'key: value',
      '- x',
      '',
      '{{ x }}',
      'ü😀',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'port', 'name with blank', '8080', 'ä'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** Writes a value as block YAML, scalars quoted where they need it. */
function write(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? ' []' : value.map((item) => `\n${indent}-${write(item, `${indent}  `)}`).join('');
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return entries.length === 0
      ? ' {}'
      : entries.map(([key, item]) => `\n${indent}${scalarText(key)}:${write(item, `${indent}  `)}`).join('');
  }
  return ` ${scalarText(value)}`;
}

function scalarText(value: unknown): string {
  const text = String(value);
  return /^[\w][\w./-]*$/.test(text) ? text : JSON.stringify(text);
}

function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expected(item)]));
}

test('whatever is written is read, by both readers alike, with either line end and in flow style', () => {
  fc.assert(
    fc.property(anyValue, fc.boolean(), fc.boolean(), (written, windows, flow) => {
      const block = flow ? `top: ${JSON.stringify(written)}\n` : `top:${write(written, '  ')}\n`;
      const text = windows ? block.replaceAll('\n', '\r\n') : block;
      const strict = readStrict(text, 0);
      assert.deepEqual(readTolerant(text, 0).documents.map(shown), strict.map(shown));
      assert.deepEqual(value(get(strict[0], 'top')), expected(written));
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('an alias is the anchored node itself, so that its place is where the value is written', () => {
  const text = 'a: &p 8080\nb: *p\n';
  const [document] = parse(text).documents;
  assert.equal(get(document, 'b'), get(document, 'a'));
  assert.equal(get(document, 'b')?.start, text.indexOf('8080'));
});

test('a merged map gives what the own one has not, earlier ones first', () => {
  const [document] = parse('x: &x { a: 1, b: 1 }\ny: &y { b: 2, c: 2 }\nown:\n  <<: [*x, *y]\n  a: 0\n').documents;
  assert.deepEqual(value(get(document, 'own')), { a: '0', b: '1', c: '2' });
  const own = get(document, 'own');
  assert.ok(own?.kind === 'map');
  assert.deepEqual(
    own.entries.map((e) => [e.key.text, e.merged]),
    [
      ['a', false],
      ['b', true],
      ['c', true],
    ],
  );
  assert.deepEqual(value(parse('a: { "<<": 1 }\n').documents[0]), { a: { '<<': '1' } });
});

test('of a key that is written twice the last one counts', () => {
  const [document] = parse('a: 1\nb: 2\na: 3\n').documents;
  assert.equal(textAt(document, 'a'), '3');
});

test('integers are decimal, hexadecimal or octal, and never quoted', () => {
  const [document] = parse('a: 8080\nb: "8080"\nc: 0x1F90\nd: 0o17\ne: -1\nf: 1.5\ng: 80:80\nh:\n').documents;
  const integers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => integer(get(document, key)));
  assert.deepEqual(integers, [8080, undefined, 8080, 15, -1, undefined, undefined, undefined]);
});

test('a config in a literal block maps to the manifest, character by character', () => {
  for (const newline of ['\n', '\r\n']) {
    const text = ['data:', '  nginx.conf: |', '    server {', '      listen 8080;', '', '    }', 'next: x', ''].join(
      newline,
    );
    const source = fileSource(FILE, text);
    const node = get(parse(text).documents[0], 'data', 'nginx.conf');
    assert.ok(node?.kind === 'scalar' && node.style === 'literal');
    const inner = embeddedSource(source, node);
    assert.equal(inner.text.replaceAll('\r', '').trimEnd(), 'server {\n  listen 8080;\n\n}');
    for (let at = 0; at < inner.text.length; at++) {
      const span = inner.span(at, at + 1);
      if (/\s/.test(inner.text[at]!)) continue;
      assert.equal(shownAt(text, span), inner.text[at]);
      assert.equal(text.split(newline)[span.line]![span.column], inner.text[at]);
    }
  }
});

test('a config in quotes maps to the manifest, escapes or not', () => {
  const text = `a: 'listen 80;'\nb: "listen\\t80;"\n`;
  const source = fileSource(FILE, text);
  const [document] = parse(text).documents;
  const place = (key: string, needle: string): string => {
    const node = get(document, key) as YamlScalar;
    const inner = embeddedSource(source, node);
    const at = inner.text.indexOf(needle);
    return shownAt(text, inner.span(at, at + needle.length));
  };
  assert.equal(place('a', '80'), '80');
  assert.equal(place('b', '80'), '80');
  assert.equal(place('b', '\t'), '\\t');
});

test('where an entry is added: behind the last child, before blanks, commas, brackets and comments', () => {
  const added: readonly (readonly [string, string])[] = [
    ['a: [1, 2]', 'a: [1, 2+]'],
    ['a: [ 1, "2" ]', 'a: [ 1, "2"+ ]'],
    ['a: [1, 2, ]', 'a: [1, 2+, ]'],
    ['a: [1, [2, { b: 3 } ] ]', 'a: [1, [2, { b: 3 } ]+ ]'],
    ['a: { b: { c: {d: 1}} }', 'a: { b: { c: {d: 1}}+ }'],
    ['x: &x {y: 1}\na: { b: *x }', 'x: &x {y: 1}\na: { b: *x+ }'],
    ['a: [\n  1,\n  2 # ], }\n ]', 'a: [\n  1,\n  2+ # ], }\n ]'],
    ['a: [1, 2', 'a: [1, 2+'],
    ['a:\n  - 1\n  - 2 # two\nb: 3', 'a:\n  - 1\n  - 2 # two+\nb: 3'],
    ['a:\r\n  - b: [1]\r\n', 'a:\r\n  - b: [1]+\r\n'],
  ];
  for (const [text, wanted] of added) {
    const node = get(parse(text).documents[0], 'a');
    assert.ok(node && node.kind !== 'scalar');
    const at = endOf(fileSource(FILE, text), node);
    assert.equal(`${text.slice(0, at)}+${text.slice(at)}`, wanted);
  }
});

test('a broken document beside good ones costs only itself', () => {
  const { documents, problems } = parse('a: 1\n---\nb: [1, 2\nc: "x\n---\nd: 4\n');
  assert.equal(textAt(documents[0], 'a'), '1');
  assert.equal(textAt(documents.at(-1), 'd'), '4');
  assert.equal(problems.length, 1);
});

test('text that is being typed gives what stands there', () => {
  const half: readonly (readonly [string, readonly string[], string])[] = [
    ['spec:\n  ports:\n    - port: 80\n      targetPort: ', ['spec', 'ports'], '80'],
    ['a: { port: 80, target', ['a', 'port'], '80'],
    ['port: 80\nname: "web', ['port'], '80'],
    ["port: 80\nname: 'web\nother: 1\n", ['port'], '80'],
    ['port: 80\n\tname: web\n', ['port'], '80'],
    ['port: 80\n- x\n', ['port'], '80'],
    ['port: *nobody\nname: web\n', ['name'], 'web'],
    ['port: 80\nx: @y\n', ['port'], '80'],
    ['a: |\n  x\n y\nport: 80\n', ['port'], '80'],
  ];
  for (const [text, path, wanted] of half) {
    const found = get(parse(text).documents[0], ...path);
    const scalar = found?.kind === 'list' ? get(items(found)[0], 'port') : found;
    assert.equal(
      scalar?.kind === 'scalar' ? scalar.text.split('\n')[0]!.trim() : undefined,
      wanted,
      JSON.stringify(text),
    );
  }
});

test('a quote that is still open holds what is typed on its line', () => {
  for (const quote of ['"', "'"]) {
    for (const rest of ['', '\n', '\r\n  b: 1\n']) {
      const text = `port: ${quote}8080${rest}`;
      const node = get(parse(text).documents[0], 'port');
      assert.ok(node?.kind === 'scalar');
      assert.deepEqual([node.text, text.slice(node.start, node.end)], ['8080', '8080']);
    }
  }
});

test('nothing in it, blanks alone, comments alone, and documents without content', () => {
  for (const text of ['', ' ', '\n\n', '# nothing\n', '---\n', '---\n---\n', '\ufeff', '\ufeff\r\n']) {
    const { documents, problems } = parse(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(documents.flatMap(scalarsOf).filter(isWritten), [], JSON.stringify(text));
  }
});

test('an alias bomb is read once, in bounded time', () => {
  const levels = Array.from({ length: 40 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
  const bomb = `l0: &l0 [x]\n${levels.join('\n')}\n`;
  for (const text of [bomb, `${bomb}broken: [\n`]) {
    const { documents } = parse(text);
    assert.ok(documents.length > 0);
    assert.equal(items(get(documents[0], 'l40')).length, 10);
  }
  const merges = Array.from({ length: 40 }, (_, i) => `m${i + 1}: &m${i + 1}\n  <<: [*m${i}, *m${i}, *m${i}]`);
  assert.equal(textAt(parse(`m0: &m0 { a: 1 }\n${merges.join('\n')}\n`).documents[0], 'm40', 'a'), '1');
});

test('an anchor within itself ends', () => {
  for (const text of ['a: &a [*a]\n', 'a: &a { b: *a }\n', 'a: &a\n  <<: *a\n  b: 1\n', 'a: &a [*a\n']) {
    assert.ok(parse(text).documents.length <= 1, text);
  }
});

test('nesting as deep as anyone can type neither throws nor hangs', () => {
  for (const depth of [100, 1_000, 20_000]) {
    for (const text of [
      '['.repeat(depth),
      `${'['.repeat(depth)}${']'.repeat(depth)}`,
      '{a: '.repeat(depth),
      '- '.repeat(depth),
      '"'.repeat(depth),
    ]) {
      assert.ok(depthOf(parse(text).documents) <= 100);
    }
  }
  const lines = Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}a:`);
  const { documents, problems } = parse(lines.join('\n'));
  assert.equal(depthOf(documents), 100);
  assert.deepEqual(problems, [
    {
      message: 'Nested deeper than 100 levels, which is not read',
      offset: lines.slice(0, 100).join('\n').length + 101,
    },
  ]);
});

/** Levels of collections, counted without recursion. */
function depthOf(documents: readonly YamlNode[]): number {
  let level = documents;
  let depth = 0;
  for (; level.length > 0; depth++) {
    level = level
      .flatMap((n) => (n.kind === 'map' ? n.entries.map((e) => e.value) : n.kind === 'list' ? n.items : []))
      .filter((n) => n.kind !== 'scalar');
  }
  return depth;
}

test('10,000 documents in one file', () => {
  const text = Array.from({ length: 10_000 }, (_, i) => `kind: A\nport: ${i}\n`).join('---\n');
  const { documents } = parse(text);
  assert.equal(documents.length, 10_000);
  assert.equal(textAt(documents.at(-1), 'port'), '9999');
  // One broken document among them costs only itself.
  const broken = parse(text.replace('port: 5000\n', 'port: [\n'));
  assert.equal(broken.documents.length, 10_000);
  assert.equal(broken.problems.length, 1);
});

test('any text at all: no throw, places in bounds', () => {
  const piece = fc.constantFrom(
    ...'ab: -[]{},&*!|>\'"%@`#?\n\r\t 0<',
    '---\n',
    '\n  ',
    '&a ',
    '*a',
    '<<: ',
    'key: ',
    '- ',
    '|\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      for (const node of parse(text).documents.flatMap(scalarsOf)) {
        assert.ok(0 <= node.start && node.start <= node.end && node.end <= text.length);
      }
    }),
    { seed: 11, numRuns: 3000 },
  );
});

test('the runs of a scalar are its text, each where it is written', () => {
  const cases: readonly (readonly [written: string, runs: readonly string[]])[] = [
    ['a: http://web:80', ['http://web:80']],
    ['a: |\n  one 1\n    two\n\n  three\n', ['one 1', '\n', '  two', '\n\n', 'three', '\n']],
    ['a: |-\n  one\n  two\n', ['one', '\n', 'two']],
    ['a: >\n  one\n  two\n\n  three\n', ['one', ' ', 'two', '\n', 'three', '\n']],
    ['a: >-\n  one\n    more\n  two\n', ['one', '\n', '  more', '\n', 'two']],
    ['a: "x \\"http://web:80\\" \\u00e4\\n"', ['x ', '"', 'http://web:80', '"', ' ', '\u00e4', '\n']],
    ["a: 'it''s 80'", ['it', "'", 's 80']],
    ['a: "one\n  two \\\n   three\n\n  four"', ['one', ' ', 'two ', 'three', '\n', 'four']],
    ['a: one\n  two', ['one', ' ', 'two']],
    ['a: ""', []],
  ];
  for (const newline of ['\n', '\r\n']) {
    for (const [written, runs] of cases) {
      const text = written.replaceAll('\n', newline);
      const source = fileSource(FILE, text);
      const node = get(parse(text).documents[0], 'a') as YamlScalar;
      const literals = literalsOf(source, node);
      assert.deepEqual(
        literals.map((literal) => literal.text),
        runs,
        written,
      );
      assert.equal(literals.map((literal) => literal.text).join(''), node.text);
      for (const literal of literals) {
        assert.equal(literal.span.encoded, undefined);
        if (/^[\w:/ .]+$/.test(literal.text) && literal.text !== ' ')
          assert.equal(shownAt(text, literal.span), literal.text);
      }
    }
  }
});

test('the runs of any scalar are its text, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab 1:"\'\\\n\t\u00e4') }), (value) => {
      for (const options of [{}, { defaultStringType: 'QUOTE_SINGLE' as const }, { blockQuote: 'folded' as const }]) {
        const text = stringify({ a: value }, { lineWidth: 12, ...options });
        const node = get(parse(text).documents[0], 'a') as YamlScalar;
        const literals = literalsOf(fileSource(FILE, text), node);
        assert.equal(literals.map((literal) => literal.text).join(''), node.text);
        assert.ok(
          literals.every((literal) => !literal.span.encoded),
          JSON.stringify(text),
        );
      }
    }),
    { seed: 7, numRuns: 2000 },
  );
});
