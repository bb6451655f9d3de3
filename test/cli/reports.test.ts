import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { Ajv } from 'ajv';
import { FILES, findFixed } from './findings.ts';
import { RULES, run } from './program.ts';

const setup = { files: FILES, find: findFixed };

test('pretty', async (t) => {
  const { code, stdout, stderr } = await run(t, ['check'], setup);
  assert.equal(code, 1);
  assert.equal(stderr, 'portolan: skipped big.yaml: larger than 2 MB\n');
  assert.equal(
    stdout,
    `k8s/service.yaml:2:8  warning  odd-port
  port 80 is "odd" & <rare> | 100%:\uFFFDby far
    2 │ \tport: 80 # 100% "<ü>"
      │ \t      ^^

k8s/service.yaml:3:14  error  wrong-port
  targetPort 8081 reaches no container of Deployment web: it declares 8080 (http)
    3 │ \ttargetPort: 8081
      │ \t            ^^^^
  k8s/deploy.yaml:2:26  containerPort 8080 (http)
  fix: Change targetPort to 8080

odd, name: 50%.yaml:1:6  info  odd-port
  odd
    1 │ odd: 9
      │      ^

1 error, 1 warning, 1 info in 4 files (6 ports), 1 file skipped; --fix mends 1
`,
  );
});

test('pretty is the same text with colours on a terminal, which NO_COLOR and FORCE_COLOR decide', async (t) => {
  const plain = (await run(t, ['check'], setup)).stdout;
  const painted = async (isTTY: boolean, env: Record<string, string>) => {
    const { stdout } = await run(t, ['check'], { ...setup, isTTY, env });
    assert.equal(stripVTControlCharacters(stdout), plain);
    return stdout !== plain;
  };
  assert.equal(await painted(true, {}), true);
  assert.equal(await painted(false, {}), false);
  assert.equal(await painted(true, { NO_COLOR: '1' }), false);
  assert.equal(await painted(true, { NO_COLOR: '' }), true);
  assert.equal(await painted(true, { TERM: 'dumb' }), false);
  assert.equal(await painted(false, { FORCE_COLOR: '1', NO_COLOR: '1' }), true);
  assert.equal(await painted(true, { FORCE_COLOR: '0' }), false);
  const { stdout } = await run(t, ['check'], { ...setup, isTTY: true });
  assert.ok(stdout.includes('\x1b[31merror\x1b[39m'));
});

test('pretty without findings, and of nothing at all', async (t) => {
  const none = await run(t, ['check'], { files: { 'a.yaml': '1', 'b.yaml': '' } });
  assert.deepEqual([none.code, none.stdout], [0, 'No findings in 2 files (1 port)\n']);
  const empty = await run(t, ['check']);
  assert.deepEqual([empty.code, empty.stdout], [0, 'No findings in 0 files (0 ports)\n']);
});

test('pretty shows the part of a long line that matters, and no control characters', async (t) => {
  const text = `${'a'.repeat(300)} \x1b[31m8081${'b'.repeat(300)}\n`;
  const { stdout } = await run(t, ['check'], { files: { 'a.yaml': text } });
  assert.equal(
    stdout.split('\n').slice(2, 4).join('\n'),
    `    1 │ …${'a'.repeat(34)} \uFFFD[31m8081${'b'.repeat(76)}…\n      │ ${' '.repeat(41)}^^^^`,
  );
});

test('json', async (t) => {
  const { code, stdout, root } = await run(t, ['check', '--format', 'json'], setup);
  const target = { file: 'k8s/service.yaml', line: 3, column: 14, endLine: 3, endColumn: 18 };
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(stdout), {
    version: '0.0.0-test',
    root,
    summary: {
      files: 4,
      sites: 6,
      errors: 1,
      warnings: 1,
      infos: 1,
      skipped: [{ file: 'big.yaml', reason: 'larger than 2 MB' }],
    },
    findings: [
      {
        rule: 'odd-port',
        severity: 'warning',
        message: 'port 80 is "odd" & <rare> | 100%:\nby far',
        ...{ file: 'k8s/service.yaml', line: 2, column: 8, endLine: 2, endColumn: 10 },
        related: [],
        fixes: [],
      },
      {
        rule: 'wrong-port',
        severity: 'error',
        message: 'targetPort 8081 reaches no container of Deployment web: it declares 8080 (http)',
        ...target,
        related: [
          {
            ...{ file: 'k8s/deploy.yaml', line: 2, column: 26, endLine: 2, endColumn: 30 },
            message: 'containerPort 8080 (http)',
          },
        ],
        fixes: [
          { title: 'Change targetPort to 8080', edits: [{ ...target, newText: '8080' }] },
          {
            title: 'Declare 8081',
            edits: [
              {
                ...{ file: 'k8s/deploy.yaml', line: 2, column: 30, endLine: 2, endColumn: 30 },
                newText: ' }, { containerPort: 8081',
              },
              { ...target, newText: 'http' },
            ],
          },
        ],
      },
      {
        rule: 'odd-port',
        severity: 'info',
        message: 'odd',
        ...{ file: 'odd, name: 50%.yaml', line: 1, column: 6, endLine: 1, endColumn: 7 },
        related: [],
        fixes: [],
      },
    ],
  });
});

test('github', async (t) => {
  const { stdout } = await run(t, ['check', '--format=github'], setup);
  assert.equal(
    stdout,
    `::warning file=k8s/service.yaml,line=2,endLine=2,col=8,endColumn=10,title=odd-port::port 80 is "odd" & <rare> | 100%25:%0Aby far
::error file=k8s/service.yaml,line=3,endLine=3,col=14,endColumn=18,title=wrong-port::targetPort 8081 reaches no container of Deployment web: it declares 8080 (http)%0Ak8s/deploy.yaml:2:26  containerPort 8080 (http)
::notice file=odd%2C name%3A 50%25.yaml,line=1,endLine=1,col=6,endColumn=7,title=odd-port::odd
`,
  );
});

test("github names files as the job's checkout has them", async (t) => {
  const env: Record<string, string> = {};
  const find = (file: string, text: string, root: string) => {
    env.GITHUB_WORKSPACE = root.replace(/\/k8s$/, '');
    return findFixed(file, text, env.GITHUB_WORKSPACE);
  };
  const { stdout } = await run(t, ['check', '--format=github', 'k8s'], { files: FILES, find, env });
  assert.match(stdout, /^::warning file=k8s\/service\.yaml,/);
});

test('junit', async (t) => {
  const { stdout } = await run(t, ['check', '--format=junit'], setup);
  assert.equal(
    stdout,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="portolan" tests="6" failures="2" errors="0" skipped="1">
  <testsuite name="big.yaml" tests="1" failures="0" errors="0" skipped="1">
    <testcase classname="big.yaml" name="skipped" file="big.yaml">
      <skipped message="larger than 2 MB"/>
    </testcase>
  </testsuite>
  <testsuite name="k8s/deploy.yaml" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="k8s/deploy.yaml" name="no findings" file="k8s/deploy.yaml"/>
  </testsuite>
  <testsuite name="k8s/service.yaml" tests="2" failures="2" errors="0" skipped="0">
    <testcase classname="k8s/service.yaml" name="odd-port" file="k8s/service.yaml">
      <failure type="warning" message="port 80 is &quot;odd&quot; &amp; &lt;rare&gt; | 100%:&#10;by far">k8s/service.yaml:2:8 warning port 80 is "odd" &amp; &lt;rare&gt; | 100%:
by far
</failure>
    </testcase>
    <testcase classname="k8s/service.yaml" name="wrong-port" file="k8s/service.yaml">
      <failure type="error" message="targetPort 8081 reaches no container of Deployment web: it declares 8080 (http)">k8s/service.yaml:3:14 error targetPort 8081 reaches no container of Deployment web: it declares 8080 (http)
</failure>
    </testcase>
  </testsuite>
  <testsuite name="odd, name: 50%.yaml" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="odd, name: 50%.yaml" name="odd-port" file="odd, name: 50%.yaml">
      <system-out>odd, name: 50%.yaml:1:6 info odd
</system-out>
    </testcase>
  </testsuite>
  <testsuite name="ok.yaml" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="ok.yaml" name="no findings" file="ok.yaml"/>
  </testsuite>
</testsuites>
`,
  );
});

test('markdown', async (t) => {
  const { stdout } = await run(t, ['check', '--format=markdown'], setup);
  const page = (id: string) => `[${id}](https://github.com/portolan/portolan/blob/main/docs/rules/${id}.md)`;
  assert.equal(
    stdout,
    `## Portolan: 1 error, 1 warning, 1 info

4 files, 6 ports.

| Severity | Place | Finding | Rule |
| --- | --- | --- | --- |
| warning | k8s/service.yaml:2:8 | port 80 is "odd" &amp; &lt;rare> \\| 100%: by far | ${page('odd-port')} |
| error | k8s/service.yaml:3:14 | targetPort 8081 reaches no container of Deployment web: it declares 8080 (http) | ${page('wrong-port')} |
| info | odd, name: 50%.yaml:1:6 | odd | ${page('odd-port')} |

| Skipped | Why |
| --- | --- |
| big.yaml | larger than 2 MB |
`,
  );
});

/** The schema as it was published; draft-04's `id` is the one word of it that this validator does not know. */
function sarifErrors(log: unknown): unknown {
  const {
    id: _id,
    $schema: _draft,
    ...schema
  } = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const validate = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats: FORMATS }).compile(schema);
  validate(log);
  return validate.errors;
}

const FORMATS = {
  uri: (text: string) => URL.canParse(text),
  'uri-reference': (text: string) =>
    URL.canParse(text, 'file:///base/') && !/[\s<>"\\^`{|}]|%(?![0-9A-F]{2})/i.test(text),
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
};

test('sarif is valid against its schema, with exact regions and fixes', async (t) => {
  const { stdout, root } = await run(t, ['check', '--format=sarif'], setup);
  const log = JSON.parse(stdout);
  assert.equal(sarifErrors(log), null);
  assert.notEqual(sarifErrors({ ...log, version: '2.0.0' }), null);

  const [sarif] = log.runs;
  assert.deepEqual(
    sarif.tool.driver.rules.map((rule: { id: string }) => rule.id),
    RULES.map(({ id }) => id),
  );
  assert.deepEqual(sarif.tool.driver.rules[1], {
    id: 'odd-port',
    shortDescription: { text: 'A port | that is odd' },
    fullDescription: { text: 'It surprises.', markdown: 'It surprises.' },
    helpUri: 'https://github.com/portolan/portolan/blob/main/docs/rules/odd-port.md',
    defaultConfiguration: { level: 'note' },
  });
  assert.equal(sarif.columnKind, 'utf16CodeUnits');
  assert.deepEqual(sarif.originalUriBaseIds, { SRCROOT: { uri: `${pathToFileURL(root).href}/` } });
  assert.deepEqual(sarif.invocations[0].toolExecutionNotifications[0].message, { text: 'skipped: larger than 2 MB' });

  const [odd, wrong, info] = sarif.results;
  const service = { uri: 'k8s/service.yaml', uriBaseId: 'SRCROOT' };
  const deploy = { uri: 'k8s/deploy.yaml', uriBaseId: 'SRCROOT' };
  const region = { startLine: 3, startColumn: 14, endLine: 3, endColumn: 18 };
  const { partialFingerprints, ...result } = wrong;
  assert.match(partialFingerprints['portolanFinding/v1'], /^[0-9a-f]{32}$/);
  assert.deepEqual(result, {
    ruleId: 'wrong-port',
    ruleIndex: 0,
    level: 'error',
    message: { text: 'targetPort 8081 reaches no container of Deployment web: it declares 8080 (http)' },
    locations: [{ physicalLocation: { artifactLocation: service, region } }],
    relatedLocations: [
      {
        id: 0,
        physicalLocation: {
          artifactLocation: deploy,
          region: { startLine: 2, startColumn: 26, endLine: 2, endColumn: 30 },
        },
        message: { text: 'containerPort 8080 (http)' },
      },
    ],
    fixes: [
      {
        description: { text: 'Change targetPort to 8080' },
        artifactChanges: [
          {
            artifactLocation: service,
            replacements: [{ deletedRegion: region, insertedContent: { text: '8080' } }],
          },
        ],
      },
      {
        description: { text: 'Declare 8081' },
        artifactChanges: [
          {
            artifactLocation: deploy,
            replacements: [
              {
                deletedRegion: { startLine: 2, startColumn: 30, endLine: 2, endColumn: 30 },
                insertedContent: { text: ' }, { containerPort: 8081' },
              },
            ],
          },
          {
            artifactLocation: service,
            replacements: [{ deletedRegion: region, insertedContent: { text: 'http' } }],
          },
        ],
      },
    ],
  });
  assert.deepEqual([odd.level, info.level], ['warning', 'note']);
  assert.equal(info.locations[0].physicalLocation.artifactLocation.uri, 'odd%2C%20name%3A%2050%25.yaml');
});

test("a finding's fingerprint stays where lines move, and tells two of one kind apart", async (t) => {
  const prints = async (text: string): Promise<string[]> => {
    const { stdout } = await run(t, ['check', '--format=sarif'], { files: { 'a.yaml': text } });
    return JSON.parse(stdout).runs[0].results.map(
      (result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints['portolanFinding/v1'],
    );
  };
  const before = await prints('8081\n8081\n');
  assert.deepEqual(await prints('# more\n8081\n\n8081\n'), before);
  assert.equal(new Set(before).size, 2);
});
