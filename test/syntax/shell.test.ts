import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Text } from '../../server/src/model/index.ts';
import { isVariable } from '../../server/src/model/index.ts';
import { readText } from '../../server/src/syntax/interpolation.ts';
import { type Command, splitShell, unquote, unwrapCommand } from '../../server/src/syntax/shell.ts';
import { fileSource } from '../../server/src/syntax/source.ts';
import { shownAt } from '../support/places.ts';

const read = (text: string): Text => readText(fileSource('/f', text), 0, text.length, 'shell');
const show = (text: Text): string => text.map((part) => (isVariable(part) ? `<${part.variable}>` : part.text)).join('');
const words = (command: Command): string => command.map((word) => `[${show(word)}]`).join('');

/** One line a command, one pair of brackets a word; checks that each literal's place shows it. */
function split(text: string): readonly string[] {
  const commands = splitShell(read(text));
  for (const word of commands.flat()) {
    for (const part of word) {
      if (!isVariable(part) && !/\n/.test(part.text)) {
        assert.equal(shownAt(text, part.span), part.text);
      }
    }
  }
  return commands.map(words);
}

const unwrap = (text: string): readonly string[] =>
  splitShell(read(text))
    .flatMap((command) => unwrapCommand(command))
    .map(words);

test('words, quotes and backslashes', () => {
  const cases: Readonly<Record<string, string>> = {
    'a  b\tc': '[a][b][c]',
    'a "b c" \'d e\' f\\ g': '[a][b c][d e][f g]',
    '--port="8080"': '[--port=8080]',
    'a""b \'\' ""': '[ab][][]',
    '"a \\" \\$ \\n"': '[a " $ \\n]',
    "'a\\'b": '[a\\b]',
    '"it\'s"': "[it's]",
    'a $P "$Q" \'$R\' \\$S': '[a][<P>][<Q>][$R][$S]',
    'a:${P:-8 0}x': '[a:<P>x]',
    'a \\\n  b\\\nc': '[a][bc]',
    'a $(b; c | d) `e; f` "$(g "h i")"': '[a][$(b; c | d)][`e; f`][$(g "h i")]',
    'a "b c': '[a][b c]',
    "a 'b c": '[a][b c]',
    'a b\\': '[a][b]',
    'a$ $': '[a$][$]',
    'a # b\nc#d': '[a]|[c#d]',
    'A=1 B="x y" run': '[A=1][B=x y][run]',
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(split(text).join('|'), expected, text);
});

test('commands, and what is none of them', () => {
  const cases: Readonly<Record<string, string>> = {
    'a; b && c || d | e & f': '[a]|[b]|[c]|[d]|[e]|[f]',
    'a\nb\r\n\nc': '[a]|[b]|[c]',
    '(a; b) |& c': '[a]|[b]|[c]',
    'if [ -f x ]; then a 1; else b; fi; { c; }; ! d': '[[][-f][x][]]|[a][1]|[b]|[c]|[d]',
    'while true; do a; done': '[true]|[a]',
    'a > /dev/null 2>&1 b': '[a][b]',
    'a >> x 2> y < z <<< w &> v >| u b': '[a][b]',
    'a 80>x 80 >y': '[a][80]',
    'a x2>y': '[a][x2]',
    'a <(b; c) d': '[a][<(b; c)][d]',
    'cat <<EOF > x\nb 80\nEOF\nc': '[cat]|[c]',
    "cat <<-'END'\n\tb\n\tEND\nc": '[cat]|[c]',
    'cat <<EOF\nb': '[cat]',
    '': '',
    ' ; & ': '',
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(split(text).join('|'), expected, text);
});

test('programs that only start another', () => {
  const cases: Readonly<Record<string, string>> = {
    'exec a b': '[a][b]',
    'exec -a name a': '[a]',
    'env -i -u X PORT=80 a': '[PORT=80][a]',
    'PORT=80 exec a': '[PORT=80][a]',
    'sh -c "a $P; exec b"': '[a][<P>]|[b]',
    "/bin/bash -lc 'a $P'": '[a][<P>]',
    'bash -o pipefail -euc "a | b" name': '[a]|[b]',
    'P=80 sh -c "a; b"': '[P=80][a]|[b]',
    'sh run.sh -c x': '[sh][run.sh][-c][x]',
    'bash --login -c a': '[a]',
    'sh -c': '[sh][-c]',
    '/sbin/tini -g -- a -b': '[a][-b]',
    'dumb-init gosu root a': '[a]',
    'timeout -k 5 10 nice -n 5 a': '[a]',
    'exec env sh -c "exec sh -c \'a $P\'"': '[a][<P>]',
    exec: '[exec]',
    'PORT=80': '[PORT=80]',
    'node server.js --port 80': '[node][server.js][--port][80]',
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(unwrap(text).join('|'), expected, text);
});

test('a script in an exec form is read as a shell reads it, with its places', () => {
  const text = 'a --port $PORT 8080';
  const span = { file: '/f', line: 3, column: 9, length: text.length };
  const [command] = unwrapCommand(['sh', '-c'].map((word): Text => [{ text: word, span }]).concat([[{ text, span }]]));
  assert.equal(words(command ?? []), '[a][--port][<PORT>][8080]');
  const places = command?.map(([part]) => [part?.span.column, part?.span.length]);
  assert.deepEqual(places, [
    [9, 1],
    [11, 6],
    [18, 5],
    [24, 4],
  ]);
});

test('quote removal alone', () => {
  assert.equal(show(unquote(read('"a b"\' $c\'\\ d $E;f'))), 'a b $c d <E>;f');
});

const plain = fc.stringMatching(/^[\w./:=,@%+-]{1,8}$/).filter((word) => !/^(if|do|fi)$/.test(word));
const any = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '$', '#', '\n', ';', '|'), minLength: 1 });

test('any words, quoted, come back as they were', () => {
  const quotings: readonly ((word: string) => string)[] = [
    (word) => `'${word.replaceAll("'", "'\\''")}'`,
    (word) => `"${word.replace(/["\\$`]/g, '\\$&')}"`,
  ];
  fc.assert(
    fc.property(fc.array(fc.tuple(any, fc.constantFrom(...quotings)), { minLength: 1 }), (pieces) => {
      const line = `run ${pieces.map(([word, quote]) => quote(word)).join(' ')}`;
      const [command, ...others] = splitShell(read(line));
      assert.deepEqual(others, []);
      assert.deepEqual(
        command?.slice(1).map(show),
        pieces.map(([word]) => word),
      );
    }),
  );
});

test('any commands of plain words come back as they were, with exact places', () => {
  const commands = fc.array(fc.array(plain, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(commands, fc.constantFrom(' ; ', '&&', ' || ', '|', '\n'), (expected, separator) => {
      const line = expected.map((command) => command.join('  ')).join(separator);
      assert.deepEqual(
        split(line),
        expected.map((command) => command.map((word) => `[${word}]`).join('')),
      );
    }),
  );
});

test('any text at all: no throw, every place holds, unwrapping ends', () => {
  const piece = fc.constantFrom(
    'sh',
    ' -c ',
    'exec ',
    '"',
    "'",
    '\\',
    '$(',
    ')',
    '${A',
    '}',
    '<<E',
    '>',
    '&',
    '\n',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      (line) => {
        split(line);
        unwrap(line);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a word in many pieces is one word', () => {
  assert.deepEqual(split('"a"\\b'.repeat(50_000)), [`[${'ab'.repeat(50_000)}]`]);
});
