import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { combine, NOTHING_SET, reporting } from '../../server/src/workspace/settings.ts';
import { parseSettings, readSettingsFile } from '../../server/src/workspace/settings-file.ts';
import { folderOfFiles } from './folder.ts';

const WHOLE = `# what we agreed on
severities:
  loopback-listener: off
  "invalid-port": info
exclude:
  - legacy/
  - '**/testdata/**'
maxFileSize: 0.5
ignore:
  - files: [k8s/patches/]
    rules: [target-port-unmatched, named-port-unknown]
    reason: the operator rewrites them
  - files:
      - old.yaml
`;

const problemsOf = (text: string) => parseSettings('/w/portolan.yaml', text).problems;
const settingsOf = (text: string) => parseSettings('/w/portolan.yaml', text).settings;

test('everything that can be set', () => {
  assert.deepEqual(parseSettings('/w/portolan.yaml', WHOLE), {
    settings: {
      severities: { 'loopback-listener': 'off', 'invalid-port': 'info' },
      exclude: ['legacy/', '**/testdata/**'],
      maxBytes: 500_000,
      ignore: [
        { files: ['k8s/patches/'], rules: ['target-port-unmatched', 'named-port-unknown'] },
        { files: ['old.yaml'], rules: [] },
      ],
    },
    problems: [],
  });
});

test('nothing that is set: no file, an empty one, one of comments, keys without values', () => {
  for (const text of ['', '# later\n', '---\n', 'severities:\nexclude:\nmaxFileSize:\nignore:\n']) {
    assert.deepEqual(parseSettings('/w/portolan.yaml', text), { settings: NOTHING_SET, problems: [] });
  }
});

const wrong: readonly (readonly [text: string, ...problems: string[]])[] = [
  ['severitys: {}\n', "line 1: no setting is called 'severitys'; there are severities, exclude, maxFileSize, ignore"],
  ['\nseverities:\n  no-such-rule: off\n', "line 3: no rule is called 'no-such-rule'"],
  ['severities:\n  invalid-port: fatal\n', 'line 2: invalid-port takes error, warning, info, off'],
  ['severities: [invalid-port]\n', 'line 1: severities takes a severity for each rule'],
  ['exclude: legacy\n', 'line 1: exclude takes a list'],
  ['exclude: [a, {b: c}]\n', 'line 1: exclude takes a list of texts'],
  ['maxFileSize: big\n', 'line 1: maxFileSize takes a number of megabytes'],
  ['maxFileSize: -1\n', 'line 1: maxFileSize takes a number of megabytes'],
  ['ignore:\n  - rules: [invalid-port]\n', 'line 2: an entry of ignore takes files'],
  ['ignore:\n  - files: [a]\n    rules: [x]\n', "line 3: no rule is called 'x'"],
  ['ignore:\n  - files: [a]\n    why: x\n', "line 3: no setting is called 'why'; there are files, rules, reason"],
  ['- a\n', 'line 1: takes severities, exclude, maxFileSize, ignore'],
];
for (const [text, ...problems] of wrong) {
  test(`told in one line: ${problems.join()}`, () => {
    assert.deepEqual(
      problemsOf(text),
      problems.map((problem) => `portolan.yaml: ${problem}`),
    );
  });
}

test('what is wrong loses nothing else', () => {
  const { settings, problems } = parseSettings('/w/portolan.yaml', `${WHOLE}nonsense: 1\n`);
  assert.deepEqual(settings, settingsOf(WHOLE));
  assert.equal(problems.length, 1);
});

test('of text that is no YAML one line is told, and what can be read counts', () => {
  const { settings, problems } = parseSettings(
    '/w/portolan.yaml',
    'severities:\n  invalid-port: off\nexclude: [a, "b\n',
  );
  assert.equal(problems.length, 1);
  assert.match(problems[0]!, /^portolan\.yaml: line \d+: \S/);
  assert.deepEqual(settings.severities, { 'invalid-port': 'off' });
});

test('every beginning of a file can be read', () => {
  for (let end = 0; end <= WHOLE.length; end++) parseSettings('/w/portolan.yaml', WHOLE.slice(0, end));
});

test('a rule that is misspelled in a list ignores nothing instead of everything', () => {
  assert.deepEqual(settingsOf('ignore: [{ files: [a], rules: [x] }]').ignore, []);
});

test('the file of a folder; a text of the editor comes before it', (t) => {
  const root = folderOfFiles(t, { 'portolan.yaml': 'maxFileSize: 3\n' });
  assert.equal(readSettingsFile(root).settings.maxBytes, 3_000_000);
  assert.equal(readSettingsFile(root, 'maxFileSize: 4\n').settings.maxBytes, 4_000_000);
  assert.deepEqual(readSettingsFile(folderOfFiles(t, {})), { settings: NOTHING_SET, problems: [] });
});

test('a file that cannot be read is one problem', (t) => {
  const root = folderOfFiles(t, { 'portolan.yaml': new Uint8Array([0x7f, 0x45, 0, 0]) });
  assert.deepEqual(readSettingsFile(root).problems, ['portolan.yaml: binary']);
  if (process.getuid?.() === 0) return; // Root may read everything.
  chmodSync(join(root, 'portolan.yaml'), 0);
  assert.deepEqual(readSettingsFile(root).problems, ['portolan.yaml: no permission to read it']);
});

test("the editor's severities and size win, and its exclusions come on top", () => {
  const editor = { severities: { 'invalid-port': 'error' }, exclude: ['own/'], maxBytes: 7, ignore: [] } as const;
  const both = combine(settingsOf(WHOLE), editor);
  assert.deepEqual(both.severities, { 'loopback-listener': 'off', 'invalid-port': 'error' });
  assert.deepEqual(both.exclude, ['legacy/', '**/testdata/**', 'own/']);
  assert.equal(both.maxBytes, 7);
  assert.equal(combine(NOTHING_SET, NOTHING_SET).maxBytes, 2_000_000);
});

test('what is ignored, by file and rule', () => {
  const { isIgnored } = reporting('/w', combine(settingsOf(WHOLE), NOTHING_SET));
  assert.equal(isIgnored('/w/k8s/patches/a.yaml', 'target-port-unmatched'), true);
  assert.equal(isIgnored('/w/k8s/patches/a.yaml', 'invalid-port'), false);
  assert.equal(isIgnored('/w/k8s/a.yaml', 'target-port-unmatched'), false);
  assert.equal(isIgnored('/w/deep/old.yaml', 'invalid-port'), true);
});

test('the schema takes what is read, and refuses what is told', () => {
  const schema = JSON.parse(readFileSync('schemas/portolan.schema.json', 'utf8'));
  const valid = new Ajv({ allowUnionTypes: true }).compile(schema);
  for (const text of [WHOLE, '', 'severities:\n'])
    assert.ok(valid(parse(text)), `${text}: ${JSON.stringify(valid.errors)}`);
  for (const [text] of wrong) assert.ok(!valid(parse(text)), text);
});

test('the example of the documentation is right', () => {
  const [, example = ''] =
    /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(readFileSync('docs/configuration.md', 'utf8')) ?? [];
  assert.deepEqual(problemsOf(example), []);
  assert.ok(settingsOf(example).ignore.length > 0);
});

test('the manifest brings the schema to editors, and the package holds it', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.deepEqual(contributes.yamlValidation, [{ fileMatch: 'portolan.yaml', url: './schemas/portolan.schema.json' }]);
  assert.match(readFileSync('.vscodeignore', 'utf8'), /^!schemas\/\*\.json$/m);
});
