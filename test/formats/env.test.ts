import assert from 'node:assert/strict';
import { test } from 'node:test';
import { env } from '../../server/src/formats/env.ts';
import type { Setting } from '../../server/src/model/index.ts';
import { isVariable } from '../../server/src/model/index.ts';
import { shownAt } from '../support/places.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/.env';

function settings(text: string): readonly Setting[] {
  const [component, ...others] = parseChecked(env, FILE, text);
  assert.deepEqual(others, []);
  assert.ok(component?.kind === 'settings');
  for (const { name, span, value = [] } of component.settings) {
    assert.equal(shownAt(text, span), name);
    for (const part of value) {
      const shown = shownAt(text, part.span);
      if (isVariable(part)) assert.match(shown, /^\$/);
      else assert.ok(shown === part.text || /^(?:\\.|\$\$|)$/.test(shown), `${shown} shows ${part.text}`);
    }
  }
  return component.settings;
}

/** `NAME=value`, variables in angle brackets; the name alone where no value is written. */
const said = (text: string): readonly string[] =>
  settings(text).map(({ name, value }) =>
    value ? `${name}=${value.map((p) => (isVariable(p) ? `<${p.variable}>` : p.text)).join('')}` : name,
  );

const WHOLE = `# PORT=1
PORT=8080
export HTTP_PORT="8081"   # the second
  DB_PORT = '5432' # the third
ADMIN_PORT: 9000
DEBUG_PORTS=9229 # inline
URL=http://localhost:\${PORT}/#a
OTHER=7000
WEB_PORT=\${PORT:-80}
RANGE_PORT=80-90
MULTI="a
METRICS_PORT=1
b"
LAST_PORT=65535
`;

test('a whole env file: its port sites', () => {
  assert.deepEqual(siteLines(env, FILE, WHOLE), [
    '2:6 assign PORT 8080 unknown',
    '3:19 assign HTTP_PORT 8081 unknown',
    '4:14 assign DB_PORT 5432 unknown',
    '5:13 assign ADMIN_PORT 9000 unknown',
    '6:13 assign DEBUG_PORTS 9229 unknown',
    '14:11 assign LAST_PORT 65535 unknown',
  ]);
});

test('a whole env file: its settings', () => {
  assert.deepEqual(said(WHOLE), [
    'PORT=8080',
    'HTTP_PORT=8081',
    'DB_PORT=5432',
    'ADMIN_PORT=9000',
    'DEBUG_PORTS=9229',
    'URL=http://localhost:<PORT>/#a',
    'OTHER=7000',
    'WEB_PORT=<PORT>',
    'RANGE_PORT=80-90',
    'MULTI=a\nMETRICS_PORT=1\nb',
    'LAST_PORT=65535',
  ]);
});

test('every prefix, CRLF and a byte order mark', () => {
  checkPrefixes(env, FILE, WHOLE);
  assert.deepEqual(said('\ufeffPORT=80\r\nA="b"\r\nC=d # e\r\nF\r\n'), ['PORT=80', 'A=b', 'C=d', 'F']);
});

test('quotes, escapes and comments', () => {
  assert.deepEqual(said("A='$B \\n # c'"), ['A=$B \\n # c']);
  assert.deepEqual(said('A="$B \\"\\$C\\" \\\\ \\x" # d'), ['A=<B> "$C" \\ \\x']);
  assert.deepEqual(said('A="x\\ny"'), ['A=x\ny']);
  assert.deepEqual(said("A='it\nis'\nB=1"), ['A=it\nis', 'B=1']);
  assert.deepEqual(said('A=x#y\nB=x #y\nC=#y\nD= # y\nE=\nF=x\t# y'), ['A=x#y', 'B=x', 'C=#y', 'D=', 'E=', 'F=x']);
  assert.deepEqual(said('A=$$B'), ['A=$B']);
  assert.deepEqual(said('A="x\nB=1'), ['A=x', 'B=1']);
  assert.deepEqual(said("A='"), ['A=']);
});

test('what is no assignment', () => {
  assert.deepEqual(said('A B=1\n=2\n- x\n\n  \n#\nexport C\nD.e-f[0]=3'), ['C', 'D.e-f[0]=3']);
  assert.deepEqual(said(''), []);
});

test('which files are env files', () => {
  for (const name of ['.env', '.env.production', '.env.example', 'web.env', 'a.b.env'])
    assert.ok(env.matches(`/a/${name}`), name);
  for (const name of ['.envrc', 'env', 'env.ts', '.env.ts', '.env.json', '.environment', 'x.env.js'])
    assert.ok(!env.matches(`/a/${name}`), name);
});

test('its component', () => {
  const [component] = parseChecked(env, FILE, 'A=1');
  assert.deepEqual(component && [component.id, component.label, component.name, component.format], [
    '/repo/.env#0',
    '.env',
    '.env',
    'env',
  ]);
});
