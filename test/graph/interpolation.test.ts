/** Interpolation is that of the Compose specification (12-interpolation.md), the examples and any nesting of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bearsName } from '../../server/src/graph/environments/projects.ts';
import { keys } from '../../server/src/graph/keys.ts';
import { engineOf, ROOT } from '../support/workspace.ts';

/** The container port that Compose makes of an expression; undefined where it makes none. */
function portOf(expression: string, env: Readonly<Record<string, string>>): number | undefined {
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  const engine = engineOf({
    '.env': `# Variables.\n${lines.join('')}`,
    'compose.yaml': `services:\n  web:\n    image: example.com/web\n    ports: ["${expression}"]\n`,
  });
  const web = engine.graph.store.find(keys.file(`${ROOT}/compose.yaml`)).find(bearsName('web'));
  const [port] = engine.graph.sites(web!);
  return port?.value.kind === 'number' ? port.value.number : undefined;
}

test("the specification's examples", () => {
  assert.equal(portOf('${V:-80}', {}), 80);
  assert.equal(portOf('${V:-80}', { V: '' }), 80);
  assert.equal(portOf('${V:-80}', { V: '81' }), 81);
  assert.equal(portOf('${V-80}', {}), 80);
  assert.equal(portOf('${V-80}', { V: '' }), undefined);
  assert.equal(portOf('${V:?err}', { V: '81' }), 81);
  assert.equal(portOf('${V:?err}', {}), undefined);
  assert.equal(portOf('${V:+82}', { V: '81' }), 82);
  assert.equal(portOf('${V:-${FOO}}', { FOO: '83' }), 83);
  assert.equal(portOf('${V:-${FOO:-84}}', {}), 84);
  assert.equal(portOf('$V', { V: '81' }), 81);
  assert.equal(portOf('$$V', { V: '81' }), undefined);
});

type Expression =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly operator: string; readonly fallback: Expression };

const { expression } = fc.letrec<{ expression: Expression; variable: Expression; number: Expression }>((tie) => ({
  expression: fc.oneof({ maxDepth: 4 }, tie('number'), tie('variable')),
  number: fc.integer({ min: 1, max: 65535 }).map((number) => ({ kind: 'number', text: String(number) })),
  variable: fc.record({
    kind: fc.constant('variable' as const),
    name: fc.constantFrom('A', 'B', 'C'),
    operator: fc.constantFrom('', ':-', '-'),
    fallback: tie('expression'),
  }),
}));

function written(expression: Expression): string {
  if (expression.kind === 'number') return expression.text;
  const { name, operator, fallback } = expression;
  return `\${${name}${operator === '' ? '' : operator + written(fallback)}}`;
}

/** What the specification says in so many words; an unset variable without a default is an empty text. */
function evaluated(expression: Expression, env: Readonly<Record<string, string>>): string {
  if (expression.kind === 'number') return expression.text;
  const { name, operator, fallback } = expression;
  const value = env[name];
  const isTaken = operator === ':-' ? value === undefined || value === '' : operator === '-' && value === undefined;
  return isTaken ? evaluated(fallback, env) : (value ?? '');
}

const environment = fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('', '1234', '4321'));

test('any nesting of defaults, with any variables set, empty or not set', () => {
  fc.assert(
    fc.property(expression, environment, (tree, env) => {
      const expected = evaluated(tree, env);
      assert.equal(portOf(written(tree), env), expected === '' ? undefined : Number(expected));
    }),
    { numRuns: 200 },
  );
});
