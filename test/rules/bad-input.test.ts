/** What is said, and what is not, of input that contradicts itself or is written as nobody expects. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';
import { engineOf, findingsOf, ROOT } from '../support/workspace.ts';

/** The ports of each component that has some: `web: 8080 8081`. */
function portsOf(files: Readonly<Record<string, string>>): Readonly<Record<string, readonly unknown[]>> {
  const engine = engineOf(files);
  const found: Record<string, readonly unknown[]> = {};
  for (const { components } of engine.files()) {
    for (const component of components) {
      const values = engine.graph.sites(component).map(({ value }) => ('number' in value ? value.number : value.kind));
      if (values.length > 0) found[component.name] = values;
    }
  }
  return found;
}

test('contradictory evidence: the Service reaches what is declared, so nobody can say that it is wrong', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8080 }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - name: web
          image: example.com/web:1
          env: [{ name: METRICS_PORT, value: "3000" }]
          ports: [{ containerPort: 8080 }, { containerPort: 9090 }]
  `));

test('contradictory evidence: an argument and a variable speak of two other ports than the declaration, one is offered', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - name: web
          image: example.com/web:1
          args: ["--port=9000"]
          env: [{ name: PORT, value: "3000" }]
          ports: [{ containerPort: 8080 }]
    ~                              ^^^^ warning[container-port-mismatch] containerPort 8080
  `));

test('a Service that selects two Deployments: a number must be listened on by both, a name is resolved by each', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { name: a, port: 80, targetPort: 8080 }
    ~                                      ^^^^ info[target-port-unmatched] targetPort 8080 reaches no container of Deployment green
        - { name: b, port: 81, targetPort: http }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: blue }
    spec:
      template:
        metadata: { labels: { app: web, colour: blue } }
        spec: { containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }] }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: green }
    spec:
      template:
        metadata: { labels: { app: web, colour: green } }
        spec: { containers: [{ name: web, ports: [{ name: http, containerPort: 9090 }] }] }
  `));

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports: [{ port: 80, targetPort: 8080 }]
`;
const pod = (port: number) => `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  containers: [{ name: web, ports: [{ containerPort: ${port} }] }]
`;

test('one name in several folders: each copy is judged by the pods beside it', () => {
  const files = {
    'dev/service.yaml': SERVICE,
    'dev/pod.yaml': pod(8080),
    'prod/service.yaml': SERVICE,
    'prod/pod.yaml': pod(9090),
    'stray/service.yaml': SERVICE,
  };
  assert.deepEqual(
    findingsOf(engineOf(files)).map(({ span, rule }) => `${span.file.slice(ROOT.length + 1)} ${rule}`),
    ['prod/service.yaml target-port-unmatched'],
  );
});

test('a port name that is a number: refused where it is declared, and never taken for the number', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { port: 80, targetPort: "9090" }
    ~                              ^^^^ error[invalid-port]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ name: "8080", containerPort: 9090 }] }]
    ~                                            ^^^^ error[invalid-port] port name "8080" must hold a letter
  `));

test('merge keys: what a service writes itself replaces what it merges, as a whole', () => {
  const text = `x-base: &base
  image: example.com/base:1
  ports: ["8080:80"]
x-more: &more
  ports: ["9090:90"]
services:
  taken:
    <<: *base
  own:
    <<: *base
    ports: ["8081:81"]
  before:
    ports: ["8082:82"]
    <<: *base
  first:
    <<: [*more, *base]
`;
  assert.deepEqual(portsOf({ 'compose.yaml': text }), {
    taken: [8080, 80],
    own: [8081, 81],
    before: [8082, 82],
    first: [9090, 90],
  });
});

test('merge keys: two services that merge one published port collide, and no fix would part them', () =>
  checkFixture(`
    === compose.yaml
    x-base: &base
      image: example.com/base:1
      ports: ["8080:80"]
    ~          ^^^^ error[published-port-conflict] published port 8080 of service b is taken by service a too
    services:
      a:
        <<: *base
      b:
        <<: *base
  `));

test('300 services of one Compose file, each with its port, its client and its check', () => {
  const services = Array.from({ length: 300 }, (_, index) => {
    const [own, next] = [index, (index + 1) % 300];
    return `  s${own}:
    image: example.com/s${own}:1
    command: ["serve", "--port", "${3000 + own}"]
    ports: ["${10_000 + own}:${3000 + own}"]
    environment: { NEXT_URL: "http://s${next}:${3000 + next}" }
    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:${3000 + own}/"] }
`;
  });
  const text = `services:\n${services.join('')}`;
  const engine = engineOf({});
  engine.update(`${ROOT}/compose.yaml`, text);
  engine.refresh();
  assert.deepEqual(findingsOf(engine), []);
  engine.update(`${ROOT}/compose.yaml`, text.replace('http://s1:3001', 'http://s1:4001'));
  engine.refresh();
  assert.deepEqual(
    findingsOf(engine).map(({ rule }) => rule),
    ['client-port-unmatched'],
  );
});

test('Kubernetes: underscores, octal, hexadecimal and binary numbers are what go-yaml reads', () => {
  const service = SERVICE.replace(
    '[{ port: 80, targetPort: 8080 }]',
    `
    - { name: a, port: 8_080, targetPort: 0x1F90 }
    - { name: b, port: 0o20, targetPort: 017620 }
    - { name: c, port: 080, targetPort: 0b1010 }`,
  );
  assert.deepEqual(portsOf({ 'service.yaml': service }), { web: [8080, 8080, 16, 8080, 80, 10] });
});

test('Kubernetes: a number in any spelling reaches the same number in another', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: 0x1F90 }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8_080 }] }]
  `));

test('Compose: a whole scalar is a number as go-yaml reads it, a part of one is decimal', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        command: serve --port 80
        ports:
          - target: 0x50
            published: 8_080
          - 0x50
          - 8_081:80
    ~       ^^^^^ error[invalid-port] published port takes a number
          - "0x50"
    ~        ^^^^ error[invalid-port] container port takes a number
      client:
        image: example.com/client:1
        environment: { WEB_URL: "http://web:80" }
  `));

test('blanks at the end of a value belong to no port', () => {
  const files = {
    'compose.yaml':
      'services:\n  web:\n    image: x\n    env_file: .env\n    ports:\n      - 8080:80   \n      - "8081:81"  # two\n',
    '.env': 'PORT=80   \nADMIN_PORT="81"  \n',
    Dockerfile: 'FROM example.com/base\nEXPOSE 80   \nENV PORT=80  \n',
    'nginx.conf': 'events {}\nhttp { server { listen 80  ; } }\n',
  };
  assert.deepEqual(findingsOf(engineOf(files)), []);
  const { web } = portsOf(files);
  assert.deepEqual(web, [8080, 80, 8081, 81]);
  assert.deepEqual(portsOf(files)['nginx.conf'], [80]);
});

test('Kubernetes: a quoted port with a blank is no number and no name', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [{ port: 80, targetPort: "http " }]
    ~                                  ^^^^^ error[invalid-port] targetPort "http " may hold only
    ~                                  ^^^^^ error[named-port-unknown]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }]
  `));

test('paths of Windows in Compose files: build contexts, Dockerfiles and mounted configs are found', () =>
  checkFixture(`
    === compose.yaml
    services:
      proxy:
        image: nginx:1.27
        volumes:
          - .\\proxy\\nginx.conf:/etc/nginx/nginx.conf:ro
          - C:\\data\\certs:/certs
      web:
        build:
          context: .\\web
          dockerfile: docker\\web.dockerfile
      other:
        build: .\\web\\other
        ports: ["9000:8080"]
    ~                 ^^^^ warning[container-port-mismatch]
    === proxy/nginx.conf
    events {}
    http { server { listen 80; location / { proxy_pass http://web:8080; } } }
    ~                                                             ^^^^ warning[upstream-port-unmatched]
    === web/docker/web.dockerfile
    FROM example.com/base
    CMD ["serve", "--port", "3000"]
    === web/other/Dockerfile
    FROM example.com/base
    CMD ["serve", "--port", "3000"]
  `));

test('a workspace on a drive of Windows, with absolute paths in its Compose file', () => {
  const engine = engineOf({});
  const root = 'C:/shop';
  engine.update(
    `${root}/compose.yaml`,
    'services:\n  web:\n    build: C:\\shop\\web\n    ports: ["80:8080"]\n  side:\n    image: nginx:1.27\n    volumes: ["C:\\\\shop\\\\n.conf:/etc/nginx/nginx.conf"]\n    ports: ["81:81"]\n',
  );
  engine.update(`${root}/web/Dockerfile`, 'FROM example.com/base\nCMD ["serve", "--port", "3000"]\n');
  engine.update(`${root}/n.conf`, 'events {}\nhttp { server { listen 8000; } }\n');
  engine.refresh();
  const [compose] = [...engine.files()].filter(({ file }) => file === `${root}/compose.yaml`);
  assert.equal(compose?.components.length, 2);
  assert.deepEqual(
    engine.findings(`${root}/compose.yaml`).map(({ rule, related }) => `${rule} ${related[0]?.span.file}`),
    [`container-port-mismatch ${root}/web/Dockerfile`, `container-port-mismatch ${root}/n.conf`],
  );
});
