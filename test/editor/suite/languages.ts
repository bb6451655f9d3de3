/** Files that VS Code leaves plain have a language of their own. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import { uriOf } from './workspace.ts';

for (const [file, language] of [
  ['proxy/nginx.conf', 'nginx'],
  ['proxy/haproxy.cfg', 'haproxy'],
  ['proxy/Caddyfile', 'caddyfile'],
] as const) {
  test(`takes ${file} for ${language}`, async () => {
    assert.equal((await vscode.workspace.openTextDocument(uriOf(file))).languageId, language);
  });
}
