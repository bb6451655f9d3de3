/**
 * Checks grammars against annotated samples, with the tokenizer and the regular expressions that VS Code uses. Knows
 * the grammars of syntaxes/ and stand-ins for the host languages whose grammars VS Code itself brings.
 *
 * Under a line of the sample stand lines of carets: `  ^^^^ scope` says that exactly these characters, neither more
 * nor fewer, bear that scope; `  ^^^^ !scope` says that none of them does.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IRawGrammar } from 'vscode-textmate';

const { createOnigScanner, createOnigString, loadWASM } = oniguruma;
const { INITIAL, parseRawGrammar, Registry } = textmate;

const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
const engine = loadWASM(new Uint8Array(wasm).buffer).then(() => ({ createOnigScanner, createOnigString }));

/** Enough of a language to carry the injection: comments to the line's end and quoted strings. */
function host(scopeName: string): IRawGrammar {
  const language = scopeName.replace('source.', '');
  return parseRawGrammar(
    JSON.stringify({
      scopeName,
      patterns: [
        { match: '(?<!\\S)#.*$', name: `comment.line.${language}` },
        { begin: '"', end: '"', name: `string.quoted.double.${language}` },
        { match: '[A-Za-z][\\w-]*', name: `variable.other.${language}` },
      ],
    }),
    'host.json',
  );
}

function own(name: string): IRawGrammar {
  const path = `syntaxes/${name}.tmLanguage.json`;
  return parseRawGrammar(readFileSync(path, 'utf8'), path);
}

const PORTS = 'portolan.ports';
const OWN = new Map(['nginx', 'haproxy', 'caddyfile', 'ports'].map((name) => [`source.${name}`, name]));

const registry = new Registry({
  onigLib: engine,
  loadGrammar: async (scopeName) => {
    if (scopeName === PORTS) return own('ports');
    const name = OWN.get(scopeName);
    if (name) return own(name);
    return ['source.yaml', 'source.dockerfile', 'source.dotenv'].includes(scopeName) ? host(scopeName) : null;
  },
  getInjections: (scopeName) => (scopeName.startsWith('source.') ? [PORTS] : undefined),
});

interface Line {
  readonly text: string;
  /** The scopes of each character. */
  readonly scopes: readonly (readonly string[])[];
}

/** Tokenizes lines as an editor does; `depth` is how many rules are still open at the end, 1 for none. */
async function tokenize(scopeName: string, lines: readonly string[]): Promise<{ lines: Line[]; depth: number }> {
  const grammar = await registry.loadGrammar(scopeName);
  assert.ok(grammar, `no grammar for ${scopeName}`);
  let stack = INITIAL;
  const result = lines.map((text) => {
    const line = grammar.tokenizeLine(text, stack);
    stack = line.ruleStack;
    const scopes = [...text].map((_, at) => line.tokens.findLast((token) => token.startIndex <= at)?.scopes ?? []);
    return { text, scopes };
  });
  return { lines: result, depth: stack.depth };
}

const ANNOTATION = /^( *)(\^+) (!?)(\S+)$/;

/**
 * Asserts every annotation of a sample, and that no rule is left open at its end.
 * @param open the rules that a sample which ends in the middle of something leaves open.
 */
export async function check(scopeName: string, sample: string, open = 0): Promise<void> {
  const source = sample.replace(/^\n/, '').split('\n');
  const { lines, depth } = await tokenize(
    scopeName,
    source.filter((line) => !ANNOTATION.test(line)),
  );
  let current = -1;
  for (const raw of source) {
    const annotation = ANNOTATION.exec(raw);
    if (!annotation) {
      current++;
      continue;
    }
    const [, before, carets, not, scope] = annotation as unknown as [string, string, string, string, string];
    const line = lines[current];
    assert.ok(line, 'an annotation stands under a line');
    const [start, end] = [before.length, before.length + carets.length];
    const has = (at: number): boolean => line.scopes[at]?.includes(scope) ?? false;
    const seen = line.scopes.map((_, at) => (has(at) ? '^' : ' ')).join('');
    const story = `${scope}\n${line.text}\n${raw}\nfound:\n${line.text}\n${seen}`;
    if (not) {
      assert.ok(!seen.slice(start, end).includes('^'), `unexpected ${story}`);
      continue;
    }
    assert.equal(seen.slice(start, end), carets, `missing ${story}`);
    assert.ok(!has(start - 1) && !has(end), `too much of ${story}`);
  }
  assert.equal(depth - 1, open, 'rules left open at the end');
}
