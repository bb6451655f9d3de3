import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits, engineOf, type Files, findingsOf } from '../support/workspace.ts';

/** `service` and `comment` stand where two services publish one port, so that one rule reports the second. */
function compose(above: string, beside = ''): Files {
  return {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports: ["8080:80"]
  admin:
    image: example.com/admin:1
    ports:
${above}      - "8080:8000"${beside}
`,
  };
}

function reported(files: Files, severities = {}): readonly string[] {
  return findingsOf(engineOf(files, { severities })).map(({ rule, message }) =>
    rule === 'unused-suppression' ? message : rule,
  );
}

/** The files after the first fix of the only suppression that is told. */
function mended(files: Files): Files {
  const [finding] = findingsOf(engineOf(files)).filter(({ rule }) => rule === 'unused-suppression');
  assert.ok(finding?.fixes[0]);
  return applyEdits(files, finding.fixes[0].edits);
}

test('a suppression that silences something is not told', () => {
  assert.deepEqual(reported(compose('      # portolan-ignore published-port-conflict: never both\n')), []);
  assert.deepEqual(reported(compose('', ' # portolan-ignore')), []);
});

test('a comment that silences nothing is told, and goes with its line', () => {
  const files = compose('      # portolan-ignore invalid-port: why\n');
  assert.deepEqual(reported(files), ['invalid-port reports nothing here', 'published-port-conflict']);
  assert.deepEqual(mended(files), compose(''));
});

test('one beside text goes with the blanks before it', () => {
  const files = compose('', ' \t# portolan-ignore invalid-port');
  assert.deepEqual(mended(files), compose(''));
});

test('one on the last line without a line end, and one in a file with CRLF', () => {
  const text = 'services:\n  web:\n    image: x\n    ports: ["80"]\n# portolan-ignore';
  assert.deepEqual(reported({ 'compose.yaml': text }), ['nothing is reported here']);
  assert.deepEqual(mended({ 'compose.yaml': text }), { 'compose.yaml': text.replace('# portolan-ignore', '') });
  const windows = compose('      # portolan-ignore invalid-port\n')['compose.yaml']!.replaceAll('\n', '\r\n');
  assert.deepEqual(mended({ 'compose.yaml': windows }), {
    'compose.yaml': compose('')['compose.yaml']!.replaceAll('\n', '\r\n'),
  });
});

test('of several rules only the idle ones are told and taken out', () => {
  for (const [before, after] of [
    ['invalid-port, published-port-conflict', 'published-port-conflict'],
    ['published-port-conflict, invalid-port', 'published-port-conflict'],
    ['invalid-port, loopback-listener, published-port-conflict: why', 'published-port-conflict: why'],
    ['published-port-conflict, invalid-port ,loopback-listener: why', 'published-port-conflict: why'],
    ['invalid-port, published-port-conflict, loopback-listener', 'published-port-conflict'],
  ]) {
    const files = compose(`      # portolan-ignore ${before}\n`);
    assert.deepEqual(mended(files), compose(`      # portolan-ignore ${after}\n`));
  }
});

test('a rule that does not exist is named', () => {
  assert.deepEqual(reported(compose('      # portolan-ignore port-conflict\n')), [
    'no rule is called port-conflict',
    'published-port-conflict',
  ]);
  assert.deepEqual(reported(compose('      # portolan-ignore publised-port-conflict, invalid-port\n')), [
    'no rule is called publised-port-conflict, and invalid-port reports nothing here',
    'published-port-conflict',
  ]);
});

test('a rule that is off may need its suppression when it is on again', () => {
  const files = compose('      # portolan-ignore published-port-conflict\n');
  assert.deepEqual(reported(files, { 'published-port-conflict': 'off' }), []);
  assert.deepEqual(reported(compose('      # portolan-ignore invalid-port\n'), { 'unused-suppression': 'off' }), [
    'published-port-conflict',
  ]);
});

test('it is told anew when the fault that it silenced is mended, and no longer when it is back', () => {
  const engine = engineOf(compose('      # portolan-ignore\n'));
  const text = compose('      # portolan-ignore\n')['compose.yaml']!;
  engine.update('/w/compose.yaml', text.replace('8080:8000', '8081:8000'));
  engine.refresh();
  assert.deepEqual(
    findingsOf(engine).map(({ rule }) => rule),
    ['unused-suppression'],
  );
  engine.update('/w/compose.yaml', text);
  engine.refresh();
  assert.deepEqual(findingsOf(engine), []);
});

test('a fault that comes from another file counts', () => {
  const service = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports:
    - port: 80
      targetPort: 8081 # portolan-ignore target-port-unmatched
`;
  const pod = (port: number) => `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  containers: [{ name: web, ports: [{ containerPort: ${port} }] }]
`;
  const engine = engineOf({ 'service.yaml': service, 'pod.yaml': pod(8080) });
  assert.deepEqual(findingsOf(engine), []);
  engine.update('/w/pod.yaml', pod(8081));
  engine.refresh();
  assert.deepEqual(
    findingsOf(engine).map(({ rule, message }) => `${rule}: ${message}`),
    ['unused-suppression: target-port-unmatched reports nothing here'],
  );
});
