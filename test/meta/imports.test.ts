/** The layers: who may import whom. The architecture stands or falls with these lists. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { test } from 'node:test';

/** What the files of each place may import, by path or package; the place itself always. `*` ends a prefix. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'server/src/model/': [],
  'server/src/syntax/': ['server/src/model/*', 'js-yaml/browser', 'yaml'],
  'server/src/formats/': ['server/src/model/*', 'server/src/syntax/*', 'node:path/posix'],
  'server/src/deployments/': ['server/src/model/*', 'server/src/syntax/*', 'node:path/posix'],
  'server/src/graph/': ['server/src/model/*', 'server/src/syntax/*', 'node:path/posix'],
  'server/src/rules/': ['server/src/model/*', 'server/src/graph/*', 'server/src/syntax/*', 'node:path/posix'],
  'server/src/features/': [
    'server/src/model/*',
    'server/src/graph/*',
    'server/src/rules/*',
    'server/src/syntax/*',
    'server/src/engine.ts',
    'node:path/posix',
  ],
  'server/src/workspace/': [
    'server/src/model/*',
    'server/src/syntax/*',
    'server/src/formats/registry.ts',
    'server/src/rules/registry.ts',
    'server/src/engine.ts',
    'ignore',
    'node:*',
  ],
  'server/src/lsp/': [
    'server/src/model/*',
    'server/src/features/*',
    'server/src/workspace/*',
    'server/src/formats/registry.ts',
    'server/src/rules/registry.ts',
    'server/src/engine.ts',
    'server/src/homepage.ts',
    'vscode-languageserver*',
    'node:*',
  ],
  'server/src/cli/': [
    'server/src/model/*',
    'server/src/features/*',
    'server/src/rules/*',
    'server/src/workspace/*',
    'server/src/engine.ts',
    'server/src/homepage.ts',
    'node:*',
  ],
  'client/src/': ['vscode', 'vscode-languageclient*', 'node:*'],
};

/** Places that may touch the disk. */
const DISK = ['server/src/workspace/', 'server/src/lsp/', 'server/src/cli/', 'client/src/'];

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  const targets = text.matchAll(
    /^(?:import|export|\})(?:[^;'"]*?\bfrom)? '([^'\n]+)';$|\b(?:import|require)\('([^'\n]+)'\)/gm,
  );
  return [...targets].map(([, statement, call]) => {
    const target = statement ?? call ?? '';
    return { from: file, to: target.startsWith('.') ? join(dirname(file), target) : target };
  });
}

const files = ['server/src', 'client/src'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
);
const imports = files.flatMap(importsOf);

function allows(patterns: readonly string[], target: string): boolean {
  return patterns.some((p) => (p.endsWith('*') ? target.startsWith(p.slice(0, -1)) : p === target));
}

const shown = (wrong: readonly Import[]): readonly string[] => wrong.map(({ from, to }) => `${from} imports ${to}`);

test('the imports are found', () => {
  assert.ok(files.length > 100);
  const found = shown(imports);
  assert.ok(found.includes('server/src/engine.ts imports server/src/formats/registry.ts'));
  assert.ok(found.includes('server/src/rules/rule.ts imports server/src/model/index.ts'));
  assert.ok(found.includes('server/src/deployments/registry.ts imports server/src/deployments/helm/index.ts'));
  assert.ok(found.includes('server/src/model/index.ts imports server/src/model/site.ts'));
});

for (const [place, allowed] of Object.entries(ALLOWED)) {
  test(`${place} imports only what it may`, () => {
    const own = imports.filter(({ from }) => from.startsWith(place));
    assert.ok(own.length > 0);
    assert.deepEqual(shown(own.filter(({ to }) => !to.startsWith(place) && !allows(allowed, to))), []);
  });
}

test('a file of the server stands in a layer, or is an entry', () => {
  const alone = files.filter((file) => !Object.keys(ALLOWED).some((place) => file.startsWith(place)));
  assert.deepEqual(alone.sort(), ['server/src/cli.ts', 'server/src/engine.ts', 'server/src/homepage.ts']);
});

test('the engine knows neither the disk nor who asks it', () => {
  const layers = ['model', 'formats', 'deployments', 'graph', 'rules'].map((layer) => `server/src/${layer}/*`);
  const own = imports.filter(({ from }) => from === 'server/src/engine.ts');
  assert.deepEqual(shown(own.filter(({ to }) => !allows(layers, to))), []);
});

test('only the wire and the client import packages of VS Code', () => {
  const wrong = imports.filter(
    ({ from, to }) => /^vscode/.test(to) && !from.startsWith('server/src/lsp/') && !from.startsWith('client/src/'),
  );
  assert.deepEqual(shown(wrong), []);
});

test('only the workspace and those who talk to people touch the disk, and nobody starts programs', () => {
  const wrong = imports.filter(({ from, to }) => /^node:fs/.test(to) && !DISK.some((place) => from.startsWith(place)));
  assert.deepEqual(shown(wrong), []);
  const runs = imports.filter(({ to }) =>
    /^node:(?:child_process|http|https|net|tls|dgram|vm|worker_threads)/.test(to),
  );
  assert.deepEqual(shown(runs), []);
});
