import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Text } from '../../server/src/model/index.ts';
import { isVariable } from '../../server/src/model/index.ts';
import { type Interpolation, interpolate, readText, textOf } from '../../server/src/syntax/interpolation.ts';
import { fileSource } from '../../server/src/syntax/source.ts';
import { shownAt, startOf } from '../support/places.ts';

const SYNTAXES: readonly Interpolation[] = ['compose', 'kubernetes', 'shell', 'dockerfile', 'envsubst'];

/** `a|<V:-"8080">`: literals apart by bars, variables in angle brackets with their operator and fallback. */
function show(text: Text): string {
  return text
    .map((part) => {
      if (!isVariable(part)) return part.text;
      return `<${part.variable}${part.operator ?? ''}${part.fallback ? show(part.fallback) : ''}>`;
    })
    .join('|');
}

/** Reads a whole text, and checks that each part's place shows what the part says. */
function read(text: string, syntax: Interpolation): string {
  const parts = readText(fileSource('/f', text), 0, text.length, syntax);
  check(parts, text);
  return show(parts);
}

function check(parts: Text, whole: string): void {
  for (const part of parts) {
    const shown = shownAt(whole, part.span);
    if (isVariable(part)) {
      assert.match(shown, /^\$/);
      assert.ok(shown.includes(part.variable));
      check(part.fallback ?? [], whole);
    } else if (part.text === '$' && shown === '$$') {
      assert.equal(part.span.length, 2);
    } else {
      assert.equal(shown, /^\r?\n$/.test(part.text) ? '' : part.text);
    }
  }
}

const CASES: Readonly<Record<Interpolation, Readonly<Record<string, string>>>> = {
  compose: {
    'a:$P/b': 'a:|<P>|/b',
    '${P}': '<P>',
    '${P:-80}': '<P:-80>',
    '${P-80}': '<P-80>',
    '${P:-}': '<P:->',
    '${P:?not set}': '<P:?not set>',
    '${P?e}': '<P?e>',
    '${P:+80}': '<P:+80>',
    '${P+80}': '<P+80>',
    '${A:-${B:-80}}:1': '<A:-<B:-80>>|:1',
    '${A:-x$B}': '<A:-x|<B>>',
    '$$P $${P}': '$|P |$|{P}',
    "'$P'": "'|<P>|'",
    '\\$P': '\\|<P>',
    '${P': '${P',
    '${': '${',
    $: '$',
    '${P:-8': '${P:-8',
    '${1}': '${1}',
    '${P!x}': '${P!x}',
    '$(P)': '$(P)',
  },
  kubernetes: {
    'http://$(HOST):$(PORT)/': 'http://|<HOST>|:|<PORT>|/',
    '$$(P)': '$|(P)',
    '$$$(P)': '$|<P>',
    '$(P': '$(P',
    '$()': '$()',
    '$P ${P}': '$P ${P}',
    '$(a-b.c)': '<a-b.c>',
  },
  shell: {
    '$P "$Q" ${R}': '<P>| "|<Q>|" |<R>',
    "'$P' $Q": "'$P' |<Q>",
    '"\'$P\'"': '"\'|<P>|\'"',
    '\\$P \\\\$Q': '\\$P \\\\|<Q>',
    '${P:=80} ${Q=81}': '<P:-80>| |<Q-81>',
    '$(echo $P) $Q': '$(echo $P) |<Q>',
    '$(echo ")") $Q': '$(echo ")") |<Q>',
    '`echo $P` $Q': '`echo $P` |<Q>',
    '$(echo $P': '$(echo |<P>',
    '${#P} ${P%x} ${P/a/b}': '${#P} ${P%x} ${P/a/b}',
    '$1 $@ $? $$': '$1 $@ $? $$',
    "it's $P": "it's |<P>",
    'a$P\r\nb$Q\n\nc': 'a|<P>|\r\n|b|<Q>|\n|\n|c',
  },
  dockerfile: {
    '$P-${Q}': '<P>|-|<Q>',
    '${P:-80}${P:+81}': '<P:-80>|<P:+81>',
    '\\$P': '\\$P',
    "'$P'": "'$P'",
    '$(echo $P)': '$(echo |<P>|)',
    '${P:=80}': '${P:=80}',
  },
  envsubst: {
    'listen ${P}; # $Q': 'listen |<P>|; # |<Q>',
    '${P:-80}': '${P:-80}',
    $$P: '$|<P>',
    '${P': '${P',
  },
};

for (const syntax of SYNTAXES) {
  test(`variables as ${syntax} writes them`, () => {
    for (const [text, expected] of Object.entries(CASES[syntax])) assert.equal(read(text, syntax), expected, text);
  });
}

test('whose variables they are', () => {
  const scope = (syntax: Interpolation, text: string): unknown => {
    const [part] = readText(fileSource('/f', text), 0, text.length, syntax);
    return part && isVariable(part) ? part.scope.kind : undefined;
  };
  assert.equal(scope('compose', '$P'), 'interpolation');
  assert.equal(scope('kubernetes', '$(P)'), 'environment');
  for (const syntax of ['shell', 'dockerfile', 'envsubst'] as const) assert.equal(scope(syntax, '$P'), 'environment');
});

test('a part of a text', () => {
  const text = 'x: ${A}:80\n';
  const parts = readText(fileSource('/f', text), 3, 10, 'compose');
  check(parts, text);
  assert.equal(show(parts), '<A>|:80');
  assert.deepEqual(readText(fileSource('/f', text), 3, 3, 'compose'), []);
  assert.equal(show(readText(fileSource('/f', text), 3, 6, 'compose')), '${A');
});

test('a decoded string has exact places only where it is as long as its token', () => {
  const span = { file: '/f', line: 2, column: 4, length: 7 };
  const [exact, variable] = textOf(':80$P/x', span, 'compose');
  assert.deepEqual([exact?.span.column, exact?.span.length], [4, 3]);
  assert.deepEqual([variable?.span.column, variable?.span.length], [7, 2]);
  for (const part of textOf('a$P', span, 'compose')) assert.deepEqual(part.span, span);
});

test('a text that another syntax was read from keeps its variables, quoted or not', () => {
  const compose = textOf("$A '$B' $$C '$$D'", { file: '/f', line: 0, column: 0, length: 17 }, 'compose');
  assert.equal(show(interpolate(compose, 'shell')), "<A>| '|<B>|' |<C>| '|$|D'");
});

test('any text: nothing is lost, every place holds', () => {
  const piece = fc.constantFrom('$', '{', '}', '(', ')', ':-', 'A', '8', "'", '"', '\\', '`', ' ', '\n', '\r\n', '-');
  const texts = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(texts, fc.constantFrom(...SYNTAXES), (text, syntax) => {
      const parts = readText(fileSource('/f', text), 0, text.length, syntax);
      check(parts, text);
      let at = 0;
      for (const { span, ...part } of parts) {
        assert.equal(startOf(text, span), at);
        at += 'text' in part && /^\r?\n$/.test(part.text) ? part.text.length : span.length;
      }
      assert.equal(at, text.length);
    }),
    { numRuns: 2000 },
  );
});

test('thousands of expressions that nothing closes take no time', () => {
  for (const syntax of SYNTAXES) {
    for (const opening of ['${A:-', '$(', '`', "'", '"$']) {
      const text = opening.repeat(5_000);
      assert.ok(readText(fileSource('/f', text), 0, text.length, syntax).length > 0);
    }
  }
});
