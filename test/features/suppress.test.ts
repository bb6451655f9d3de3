/** The comment that the light bulb writes to silence a finding: where it stands, and that it silences. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeActions } from '../../server/src/features/codeAction.ts';
import { applyEdits, engineOf, type Files, findingsOf } from '../support/workspace.ts';

/** The files after ignoring the only finding; undefined where that is not offered. */
function ignored(files: Files): Files | undefined {
  const engine = engineOf(files);
  const [finding, ...others] = findingsOf(engine);
  assert.ok(finding && others.length === 0, 'one finding');
  const text = engine.text(finding.span.file);
  const action = codeActions(engine, finding, text).find(({ kind }) => kind === 'ignore');
  return action && 'edits' in action ? applyEdits(files, action.edits) : undefined;
}

test('a Dockerfile: above the whole instruction, never between its lines', () => {
  const after = ignored({ Dockerfile: 'FROM example.com/base\nEXPOSE 8080 \\\n  # two\n\n  70000\n' });
  assert.ok(after);
  assert.equal(
    after.Dockerfile,
    'FROM example.com/base\n# portolan-ignore invalid-port\nEXPOSE 8080 \\\n  # two\n\n  70000\n',
  );
  assert.deepEqual(findingsOf(engineOf(after)), []);
});

test('a config in a ConfigMap: a comment of that config, indented as the line', () => {
  const manifest = `apiVersion: v1
kind: ConfigMap
metadata: { name: conf }
data:
  nginx.conf: |
    events {}
    http {
      server { listen 70000; }
    }
`;
  const after = ignored({ 'conf.yaml': manifest });
  assert.ok(after);
  assert.ok(after['conf.yaml']?.includes('    http {\n      # portolan-ignore invalid-port\n      server {'));
  assert.deepEqual(findingsOf(engineOf(after)), []);
});

test('a folded scalar would take a comment for its text: none is offered', () => {
  const compose = (style: string) => `services:
  api:
    image: example.com/api:1
    command: ["serve", "--port", "8080"]
  client:
    image: example.com/client:1
    environment:
      API_URL: ${style}
        http://api:8000
`;
  assert.equal(ignored({ 'compose.yaml': compose('>-') }), undefined);
});
