/** The map and the list of environments, by what is written, with the engine that people run. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { main } from '../../server/src/cli/main.ts';
import type { Parts } from '../../server/src/cli/parts.ts';
import { createEngine } from '../../server/src/engine.ts';
import { listEnvironments } from '../../server/src/features/environments.ts';
import { portMap, portRecord } from '../../server/src/features/map.ts';
import { rules } from '../../server/src/rules/registry.ts';
import { folderOfFiles } from '../workspace/folder.ts';

const FILES = {
  'compose.yaml': `services:
  web:
    image: nginx:1.27
    ports: ["8080:80"]
  api:
    image: "example.com/<api>:1"
    expose: ["\${API_PORT}"]
    environment: { WEB_URL: "http://web:81" }
`,
  'compose.prod.yaml': `services:
  web:
    ports: !override ["443:80"]
`,
};

const parts: Parts = {
  async createChart(options) {
    const engine = createEngine(options);
    return {
      engine,
      ports: () => [],
      trace: () => [],
      environments: () => listEnvironments(engine),
      environmentNames: () => [],
      map: () => portMap(engine),
      record: () => portRecord(engine),
    };
  },
  rules: async () => rules,
  startServer: async () => {},
};

interface Outcome {
  readonly root: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(root: string, ...args: readonly string[]): Promise<Outcome> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const stream = (into: string[]) => ({ isTTY: false, write: (text: string) => into.push(text) });
  const terminal = { cwd: root, env: {}, stdout: stream(stdout), stderr: stream(stderr) };
  const code = await main(args, terminal, parts);
  return { root, code, stdout: stdout.join(''), stderr: stderr.join('') };
}

const shop = (t: TestContext, files: Readonly<Record<string, string>> = FILES): string => folderOfFiles(t, files);

test('the map as Markdown: ports, the parity of environments, flows', async (t) => {
  const { code, stdout, stderr } = await run(shop(t), 'map');
  assert.equal(stderr, '');
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `# Port map

3 components, 5 ports, 3 flows.

## Components and ports

| Component | Port | Protocol | Name | What | Environment | Place |
| --- | --- | --- | --- | --- | --- | --- |
| service api | \${API\\_PORT} | tcp |  | expose | default | compose.yaml:7:15 |
| service web | 443 | tcp |  | published port | prod | compose.prod.yaml:3:24 |
| service web | 80 | tcp |  | container port | prod | compose.prod.yaml:3:28 |
| service web | 8080 | tcp |  | published port | default | compose.yaml:4:14 |
| service web | 80 | tcp |  | container port | default | compose.yaml:4:19 |

## Parity

The ports of each component in each environment; ≠ marks those that are not the same everywhere.

| Deployment | Component | default | prod |  |
| --- | --- | --- | --- | --- |
| compose:. | service api | ? | ? |  |
| compose:. | service web | 8080→80 | 443→80 | ≠ |

## Flows

| Flow | Environment |
| --- | --- |
| 443/tcp service web → 80/tcp service web → nginx:1.27 = 80/tcp service web | prod |
| 8080/tcp service web → 80/tcp service web → nginx:1.27 = 80/tcp service web | default |
| 81 service api ✗ service web has 80 | default |
`,
  );
});

test('the map as CSV, and as Mermaid', async (t) => {
  const root = shop(t);
  const csv = await run(root, 'map', '--format', 'csv');
  assert.deepEqual(csv.stdout.split('\n').slice(0, 3), [
    'place,component,port,protocol,name,field,environments,site',
    '.,service api,${API_PORT},tcp,,expose,default,compose.yaml:7:15',
    '.,service web,443,tcp,,published port,prod,compose.prod.yaml:3:24',
  ]);
  const mermaid = await run(root, 'map', '--format', 'mermaid');
  assert.match(mermaid.stdout, /^flowchart LR\n {2}n0\["443 service web<br>compose\.prod\.yaml:3:24"\]\n/);
  assert.match(mermaid.stdout, /\["81 service api ✗ service web has 80<br>compose\.yaml:8:41"\]/);
  assert.match(mermaid.stdout, /\["\$\{API_PORT\} service api<br>compose\.yaml:7:15"\]/);
});

test('the map as JSON', async (t) => {
  const { stdout, root } = await run(shop(t), 'map', '--format', 'json');
  const map = JSON.parse(stdout);
  assert.equal(map.root, root);
  assert.deepEqual(map.environments, [
    { name: 'default', written: ['default'] },
    { name: 'prod', written: ['prod'] },
  ]);
  const [api] = map.components;
  assert.deepEqual([api.component, api.kind, api.format, api.place], ['service api', 'container', 'compose', '.']);
  assert.equal(api.ports[0].value, null);
  assert.deepEqual(map.parity.rows[1].ports, { default: ['8080→80'], prod: ['443→80'] });
  const broken = map.flows.at(-1).hops.at(-1);
  assert.deepEqual([broken.ok, broken.reason], [false, 'service web has 80']);
});

test('the map as a page that loads nothing and shows texts of files as text', async (t) => {
  const root = shop(t);
  const { code, stdout } = await run(root, 'map', '--format', 'html', '--output', 'map.html');
  assert.deepEqual([code, stdout], [0, '']);
  const page = readFileSync(`${root}/map.html`, 'utf8');
  assert.match(page, /^<!doctype html>/);
  assert.doesNotMatch(page, /\b(?:src|href)="(?!#)|url\(|@import|https?:\/\//);
  assert.doesNotMatch(page, /<api>/);
  assert.match(page, /<input id="search"/);
  assert.match(page, /<svg viewBox/);
  assert.match(page, /<tr class="differs"[^>]*><td class="mono">compose:\.<\/td><td>service web<\/td>/);
  assert.match(page, /class="node broken"/);
});

test('a part of the folder, and one environment', async (t) => {
  const { stdout } = await run(shop(t), 'map', 'compose.prod.yaml', '--format', 'csv');
  assert.equal(stdout.split('\n').filter((line) => line.includes('compose.yaml')).length, 0);
  const { stderr, code } = await run(shop(t), 'map', '--environment', 'nowhere');
  assert.equal(code, 2);
  assert.match(stderr, /nowhere/);
});

test('what is recorded is silent until something changes', async (t) => {
  const root = shop(t);
  const { code, stdout, stderr } = await run(root, 'map', '--record');
  assert.deepEqual([code, stdout, stderr], [0, '', 'portolan: recorded 4 ports in ports.lock.yaml\n']);
  const record = readFileSync(`${root}/ports.lock.yaml`, 'utf8');
  assert.match(record, /^# Every port of this folder/);
  assert.equal(
    record.slice(record.indexOf('version:')),
    `version: 1
ports:
  . | service web | container port/tcp | default: 80
  . | service web | container port/tcp | prod: 80
  . | service web | published port/tcp | default: 8080
  . | service web | published port/tcp | prod: 443
`,
  );
  const before = await run(root, 'check', '--fail-on', 'warning');
  assert.doesNotMatch(before.stdout, /recorded-port/);
  writeFileSync(`${root}/compose.yaml`, FILES['compose.yaml'].replace('8080:80', '8088:80'));
  const after = await run(root, 'check', '--fix', '--fail-on', 'warning');
  assert.match(after.stdout, /published port 8088 of service web is recorded as 8080/);
  assert.equal(readFileSync(`${root}/ports.lock.yaml`, 'utf8'), record, '--fix takes no change over unasked');
  await run(root, 'map', '--record');
  const again = await run(root, 'check');
  assert.doesNotMatch(again.stdout, /recorded-port/);
});

test('an empty folder is mapped and recorded as such', async (t) => {
  const root = shop(t, {});
  assert.match((await run(root, 'map')).stdout, /0 components, 0 ports, 0 flows/);
  assert.match((await run(root, 'map', '--format', 'html')).stdout, /<\/html>\n$/);
  await run(root, 'map', '--record');
  assert.match(readFileSync(`${root}/ports.lock.yaml`, 'utf8'), /\nports: \{\}\n$/);
  assert.match((await run(root, 'check')).stdout, /No findings/);
});

test('wrong usage', async (t) => {
  const root = shop(t);
  for (const args of [
    ['map', '--record', '--format', 'html'],
    ['map', '--format', 'pdf'],
    ['map', '--output', 'no/such/folder/map.html'],
  ]) {
    const { code, stdout, stderr } = await run(root, ...args);
    assert.deepEqual([code, stdout], [2, ''], args.join(' '));
    assert.match(stderr, /^portolan: .+\n$/);
  }
});

test('environments as a table and as JSON', async (t) => {
  const root = shop(t);
  const { stdout } = await run(root, 'environments');
  assert.equal(
    stdout,
    'default  compose.yaml       2 components, 4 ports\nprod     compose.prod.yaml  1 component, 2 ports\n',
  );
  const json = await run(root, 'environments', '--format', 'json');
  assert.deepEqual(JSON.parse(json.stdout).environments[1], {
    name: 'prod',
    written: ['prod'],
    ways: [{ name: 'prod', label: 'compose.prod.yaml', file: 'compose.prod.yaml', components: 1, ports: 2 }],
  });
});
