import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Manifest {
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly grammars: readonly {
      readonly language?: string;
      readonly scopeName: string;
      readonly path: string;
      readonly injectTo?: readonly string[];
    }[];
  };
}

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8'));
const { languages, grammars } = read<Manifest>('package.json').contributes;

test('each language has its configuration and its grammar', () => {
  for (const { id, configuration } of languages) {
    assert.ok(existsSync(configuration), configuration);
    assert.ok(
      grammars.some(({ language }) => language === id),
      id,
    );
  }
});

test('each grammar has the scope that the manifest gives it, and is injected where its selector asks', () => {
  for (const { scopeName, path, injectTo = [] } of grammars) {
    const grammar = read<{ scopeName: string; injectionSelector?: string }>(path);
    assert.equal(grammar.scopeName, scopeName);
    assert.equal(grammar.injectionSelector ?? '', injectTo.map((scope) => `L:${scope} -comment`).join(', '));
  }
});
