import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PortRow } from '../../server/src/features/ports.ts';
import type { Hop, TraceQuery } from '../../server/src/features/trace.ts';
import { run, spanOf } from './program.ts';

const files = {
  'compose.yaml': 'ports: ["${PORT:-8080}:80"]\n',
  'k8s/service.yaml': 'kind: Service\nport: 443\n',
};

function row(root: string, file: keyof typeof files, token: string, more: Partial<PortRow> = {}): PortRow {
  const span = spanOf(`${root}/${file}`, files[file], token);
  return { span, text: token, protocol: 'tcp', role: 'route', component: 'Service web', format: 'kubernetes', ...more };
}

const rows = (root: string): readonly PortRow[] => [
  row(root, 'compose.yaml', '${PORT:-8080}', {
    value: '8080',
    role: 'publish',
    component: 'service "a, b"',
    format: 'compose',
  }),
  row(root, 'k8s/service.yaml', '443', { value: '443', name: 'https', protocol: 'unknown' }),
];

const hops = (root: string): readonly Hop[] => {
  const [published, service] = rows(root) as [PortRow, PortRow];
  return [
    { ...service, link: '', ok: true },
    { ...published, link: 'forwards', ok: false, reason: 'nothing listens' },
  ];
};

test('ports as a table', async (t) => {
  const { code, stdout } = await run(t, ['ports'], { files, ports: rows });
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `compose.yaml:1:10     \${PORT:-8080} = 8080/tcp  publish  service "a, b"  compose
k8s/service.yaml:2:7  443 (https)               route    Service web     kubernetes
`,
  );
});

test('ports as JSON', async (t) => {
  const { stdout } = await run(t, ['ports', '--format', 'json'], { files, ports: rows });
  assert.deepEqual(JSON.parse(stdout), {
    ports: [
      {
        ...{ file: 'compose.yaml', line: 1, column: 10, endLine: 1, endColumn: 23 },
        ...{ text: '${PORT:-8080}', value: '8080', name: null, protocol: 'tcp', role: 'publish' },
        ...{ component: 'service "a, b"', format: 'compose' },
      },
      {
        ...{ file: 'k8s/service.yaml', line: 2, column: 7, endLine: 2, endColumn: 10 },
        ...{ text: '443', value: '443', name: 'https', protocol: 'unknown', role: 'route' },
        ...{ component: 'Service web', format: 'kubernetes' },
      },
    ],
  });
});

test('ports as CSV, of the named folder alone', async (t) => {
  const { stdout } = await run(t, ['ports', '--format=csv'], { files, ports: rows });
  assert.equal(
    stdout,
    `file,line,column,endLine,endColumn,text,value,name,protocol,role,component,format
compose.yaml,1,10,1,23,\${PORT:-8080},8080,,tcp,publish,"service ""a, b""",compose
k8s/service.yaml,2,7,2,10,443,443,https,unknown,route,Service web,kubernetes
`,
  );
  const named = await run(t, ['ports', '--format=csv', 'k8s/service.yaml'], { files, ports: rows });
  assert.equal(named.stdout.split('\n').length, 3);
});

test('ports as Markdown', async (t) => {
  const { stdout } = await run(t, ['ports', '--format=markdown'], { files, ports: rows });
  assert.equal(
    stdout,
    `| Place | Port | Role | Component | Format |
| --- | --- | --- | --- | --- |
| compose.yaml:1:10 | \${PORT:-8080} = 8080/tcp | publish | service "a, b" | compose |
| k8s/service.yaml:2:7 | 443 (https) | route | Service web | kubernetes |
`,
  );
});

for (const [written, expected] of [
  ['k8s/service.yaml:2', { kind: 'place', file: '/k8s/service.yaml', line: 1 }],
  ['k8s/service.yaml:2:7', { kind: 'place', file: '/k8s/service.yaml', line: 1, column: 6 }],
  ['web', { kind: 'component', component: 'web' }],
  ['web:8080', { kind: 'component', component: 'web', port: '8080' }],
  ['Service web:http', { kind: 'component', component: 'Service web', port: 'http' }],
] as const) {
  test(`trace understands ${written}`, async (t) => {
    const asked: TraceQuery[] = [];
    const trace = (query: TraceQuery, root: string) => {
      asked.push(query.kind === 'place' ? { ...query, file: query.file.slice(root.length) } : query);
      return [];
    };
    const { code, stdout, stderr } = await run(t, ['trace', written], { files, trace });
    assert.deepEqual(asked, [expected]);
    assert.deepEqual({ code, stdout, stderr }, { code: 1, stdout: '', stderr: `portolan: no port at ${written}\n` });
  });
}

const trace = (_query: TraceQuery, root: string) => [{ hops: hops(root) }, { hops: hops(root) }];

test('trace as a tree, in which flows that begin alike are one', async (t) => {
  const branching = (_query: TraceQuery, root: string) => {
    const [entry, target] = hops(root) as [Hop, Hop];
    const { reason: _, ...whole } = target;
    return [
      { hops: [entry, target, { ...entry, link: 'checks' }] },
      { hops: [entry, { ...whole, link: 'exposes', ok: true }] },
      { hops: [entry, target] },
      { hops: [{ ...entry, link: 'alone' }] },
    ];
  };
  const { code, stdout } = await run(t, ['trace', 'web'], { files, trace: branching });
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `443 (https)  Service web  k8s/service.yaml:2:7
├─ forwards \${PORT:-8080} = 8080/tcp  service "a, b"  compose.yaml:1:10  ✗ nothing listens
│  └─ checks 443 (https)  Service web  k8s/service.yaml:2:7
└─ exposes \${PORT:-8080} = 8080/tcp  service "a, b"  compose.yaml:1:10

alone 443 (https)  Service web  k8s/service.yaml:2:7
`,
  );
});

test('trace as JSON', async (t) => {
  const { stdout } = await run(t, ['trace', 'web', '--format=json'], { files, trace });
  const { flows } = JSON.parse(stdout);
  assert.equal(flows.length, 2);
  assert.deepEqual(flows[0].hops[1], {
    ...{ file: 'compose.yaml', line: 1, column: 10, endLine: 1, endColumn: 23 },
    ...{ text: '${PORT:-8080}', value: '8080', name: null, protocol: 'tcp', role: 'publish' },
    ...{ component: 'service "a, b"', format: 'compose', link: 'forwards', ok: false, reason: 'nothing listens' },
  });
  assert.deepEqual(JSON.parse((await run(t, ['trace', 'x', '--format=json'], { files })).stdout), { flows: [] });
});

test('trace as Mermaid draws what flows share once', async (t) => {
  const { stdout } = await run(t, ['trace', 'web', '--format=mermaid'], { files, trace });
  assert.equal(
    stdout,
    `flowchart LR
  n0["443 Service web<br>k8s/service.yaml:2:7"]
  n1["8080 service #quot;a, b#quot;<br>compose.yaml:1:10"]
  n0 -.->|"nothing listens"| n1
`,
  );
});

test('rules as a table', async (t) => {
  const { code, stdout } = await run(t, ['rules']);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `wrong-port  error  A port that nothing listens on
odd-port    info   A port | that is odd
`,
  );
});

test("a rule's page shows its examples, and what is reported on the bad one", async (t) => {
  const { stdout } = await run(t, ['rules', 'wrong-port']);
  assert.equal(
    stdout,
    `wrong-port (error)

A port that nothing listens on

Connections to it are refused.

Bad

    # web.yaml
    port: 8081

What is reported, and how it is mended

    web.yaml:1:7  error  wrong-port
      port 8081 reaches nothing: web declares 8080
        1 │ port: 8081
          │       ^^^^
      fix: Change port to 8080

Good

    # web.yaml
    port: 8080

To silence it

for one place, by a comment on the line or above it:

    # portolan-ignore wrong-port: why it is right here

for a Kubernetes object, by an annotation:

    portolan.dev/ignore: "wrong-port: why it is right here"

everywhere, by portolan.yaml at the root of the folder:

    severities:
      wrong-port: off

everywhere for yourself, by the editor's settings:

    "portolan.severities": { "wrong-port": "off" }
`,
  );
});
