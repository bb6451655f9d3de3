import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compose } from '../../server/src/formats/compose/index.ts';
import type { Component, Container } from '../../server/src/model/index.ts';
import { writtenText } from '../../server/src/model/index.ts';
import { startOf } from '../support/places.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/compose.yaml';
const lines = (text: string): readonly string[] => siteLines(compose, FILE, text);
const parse = (text: string, file = FILE): readonly Component[] => parseChecked(compose, file, text);

function services(text: string): Readonly<Record<string, Container>> {
  const found = parse(text).filter((c): c is Container => c.kind === 'container');
  return Object.fromEntries(found.map((c) => [c.name, c]));
}

const PORTS = `services:
  web:
    image: nginx
    ports:
      - 3000
      - "3001"
      - "8000:80"
      - 8001:81
      - "127.0.0.1:8002:82"
      - "127.0.0.1::83"
      - "[::1]:8004:84/udp"
      - "9000-9010:9000-9010"
      - "9100-9110:91"
      - "\${PORT:-8005}:\${INSIDE}"
      - '\${BIND:-0.0.0.0}:8006:86/TCP'
      - target: 87
        published: "8007"
        host_ip: 127.0.0.1
        protocol: udp
      - target: 88
      - { target: 89, published: 8009-8010 }
    expose:
      - 4000
      - "4001/udp"
      - "4002-4004"
      - \${EXPOSED}
`;

test('ports in the short and the long form, and expose', () => {
  assert.deepEqual(lines(PORTS), [
    '5:9 target container port 3000 tcp -> own',
    '6:10 target container port 3001 tcp -> own',
    '7:10 publish published port 8000 tcp -> 7:15',
    '7:15 target container port 80 tcp -> own',
    '8:9 publish published port 8001 tcp -> 8:14',
    '8:14 target container port 81 tcp -> own',
    '9:20 publish published port 8002 tcp at 127.0.0.1 -> 9:25',
    '9:25 target container port 82 tcp -> own',
    '10:21 target container port 83 tcp -> own',
    '11:16 publish published port 8004 udp at ::1 -> 11:21',
    '11:21 target container port 84 udp -> own',
    '12:10 publish published port 9000-9010=9000..9010 tcp -> 12:20',
    '12:20 target container port 9000-9010=9000..9010 tcp -> own',
    '13:10 publish published port 9100-9110=9100..9110 tcp -> 13:20',
    '13:20 target container port 91 tcp -> own',
    '14:10 publish published port ${PORT:-8005}=text(${PORT}) tcp -> 14:24',
    '14:24 target container port ${INSIDE}=text(${INSIDE}) tcp -> own',
    '15:27 publish published port 8006 tcp at ${BIND:-0.0.0.0} -> 15:32',
    '15:32 target container port 86 tcp -> own',
    '17:21 publish published 8007 udp at 127.0.0.1 -> 16:17',
    '16:17 target target 87 udp -> own',
    '20:17 target target 88 tcp -> own',
    '21:34 publish published 8009-8010=8009..8010 tcp -> 21:19',
    '21:19 target target 89 tcp -> own',
    '23:9 declare expose 4000 tcp',
    '24:10 declare expose 4001 udp',
    '25:10 declare expose 4002-4004=4002..4004 tcp',
    '26:9 declare expose ${EXPOSED}=text(${EXPOSED}) tcp',
  ]);
});

const HEALTH = `services:
  shell:
    image: a
    healthcheck:
      test: curl -f http://localhost:8080/ || exit 1
  cmd:
    image: a
    healthcheck:
      test: ["CMD", "wget", "-qO-", "http://127.0.0.1:8081/healthz"]
  script:
    image: a
    healthcheck:
      test:
        - CMD-SHELL
        - nc -z localhost 8082 && curl localhost
  none:
    image: a
    healthcheck:
      test: ["NONE"]
  variable:
    image: a
    healthcheck:
      test: curl http://localhost:$$PORT/\${PATH_PORT}
`;

test('healthcheck in each of its forms', () => {
  assert.deepEqual(lines(HEALTH), [
    '5:38 probe healthcheck 8080 tcp -> localhost',
    '9:55 probe healthcheck 8081 tcp -> 127.0.0.1',
    '15:27 probe healthcheck 8082 tcp -> localhost',
    '23:35 probe healthcheck $$PORT=text(${PORT}) tcp -> localhost',
  ]);
});

test('health checks of gRPC, and variables that Compose replaces before anything runs', () => {
  const check = (command: string): readonly string[] =>
    lines(`services:\n  a:\n    image: a\n    healthcheck:\n      test: ${command}\n`).map((line) =>
      line.replace(/^\S+ /, ''),
    );
  const variable = 'probe healthcheck ${PORT}=text(${PORT}) tcp -> localhost';
  assert.deepEqual(check('["CMD", "/bin/grpc_health_probe", "-addr=:${PORT}"]'), [variable]);
  assert.deepEqual(check('grpc_health_probe -addr localhost:5000 -connect-timeout 5s'), [
    'probe healthcheck 5000 tcp -> localhost',
  ]);
  assert.deepEqual(check('["CMD", "wget", "http://localhost:${PORT}/"]'), [variable]);
});

const WHOLE = `name: shop
x-common: &common
  environment: &env
    LOG: debug
  networks: [back]
services:
  web:
    <<: *common
    build:
      context: ./web/
      dockerfile: Dockerfile.dev
      target: run
      args:
        PORT: "8080"
    container_name: shop-web
    hostname: web.local
    command: serve --port \${PORT:-8080}
    environment:
      <<: *env
      API_URL: http://api:8000
      PASSED_ON:
      EMPTY: ""
    env_file:
      - web.env
      - path: ../common.env
        required: false
    links: ["api:backend", db]
    profiles: [dev, test]
    deploy:
      replicas: 3
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
      - data:/data
      - { type: bind, source: ./conf.d, target: /etc/nginx/conf.d }
      - /var/run/docker.sock:/var/run/docker.sock
    configs:
      - site
      - { source: site, target: /etc/site.conf }
  api:
    build: api
    entrypoint: ["serve"]
    command: ["--port", "8000"]
    environment:
      - PORT=8000
      - PASSED_ON
    networks:
      back:
        aliases: [backend, api.local]
      front:
  sidecar:
    image: example.com/sidecar
    network_mode: service:web
  host:
    image: example.com/host
    network_mode: host
  remote:
    build: https://github.com/example/app.git
  inline:
    build:
      dockerfile_inline: FROM scratch
configs:
  site:
    file: ./site.conf
`;

test('a service: what surrounds its ports', () => {
  const { web, api } = services(WHOLE);
  assert.ok(web && api);
  assert.deepEqual(web.build, {
    context: '/repo/web',
    dockerfile: '/repo/web/Dockerfile.dev',
    target: 'run',
    arguments: web.build?.arguments,
  });
  assert.deepEqual(
    web.build?.arguments.map((a) => `${a.name}=${writtenText(a.value ?? [])}`),
    ['PORT=8080'],
  );
  assert.deepEqual(
    [web.label, web.arguments?.form, web.arguments?.words.map(writtenText)],
    ['service web', 'shell', ['serve --port ${PORT}']],
  );
  const settings = (container: Container): readonly string[] =>
    container.environment.map(({ name, value }) => `${name}=${value ? writtenText(value) : '?'}`);
  assert.deepEqual(settings(web), ['API_URL=http://api:8000', 'PASSED_ON=${PASSED_ON}', 'EMPTY=', 'LOG=debug']);
  assert.deepEqual(settings(api), ['PORT=8000', 'PASSED_ON=${PASSED_ON}']);
  assert.deepEqual(web.environmentFrom, [
    { kind: 'file', path: '/repo/web.env' },
    { kind: 'file', path: '/common.env' },
  ]);
  assert.deepEqual(
    web.mounts.flatMap((m) => (m.kind === 'path' ? `${m.source} at ${m.target}` : [])),
    [
      '/repo/nginx.conf at /etc/nginx/nginx.conf',
      '/repo/conf.d at /etc/nginx/conf.d',
      '/var/run/docker.sock at /var/run/docker.sock',
      '/repo/site.conf at /site',
      '/repo/site.conf at /etc/site.conf',
    ],
  );
  assert.deepEqual(
    [api.build?.context, api.build?.dockerfile, api.entrypoint?.form, api.arguments?.words.map(writtenText)],
    ['/repo/api', '/repo/api/Dockerfile', 'exec', ['--port', '8000']],
  );
});

test('a service: its networks, names, links and profiles', () => {
  const { web, api, sidecar, host } = services(WHOLE);
  assert.deepEqual(web?.network, {
    project: 'shop',
    names: ['web', 'shop-web', 'web.local'],
    joined: [{ network: 'back', aliases: [] }],
    links: [
      { service: 'api', alias: 'backend' },
      { service: 'db', alias: 'db' },
    ],
    profiles: ['dev', 'test'],
    replicas: 3,
  });
  assert.deepEqual(api?.network?.joined, [
    { network: 'back', aliases: ['backend', 'api.local'] },
    { network: 'front', aliases: [] },
  ]);
  assert.equal(sidecar?.network?.mode?.kind, 'service');
  assert.ok(sidecar.network.mode.kind === 'service' && sidecar.network.mode.name === 'web');
  assert.equal(host?.network?.mode?.kind, 'host');
  assert.deepEqual(services('services:\n  a: { image: b }\n').a?.network?.project, '/repo');
});

test('builds that are not of this workspace', () => {
  const { remote, inline } = services(WHOLE);
  assert.equal(remote?.build, undefined);
  assert.equal(inline?.build, undefined);
});

test('a value that is merged or aliased stands where it is written', () => {
  const text = `x-ports: &ports
  ports: ["8080:80"]
services:
  a:
    <<: *ports
    image: x
  b:
    image: x
    ports: &list
      - "90:91"
  c:
    image: x
    ports: *list
`;
  assert.deepEqual(lines(text), [
    '2:12 publish published port 8080 tcp -> 2:17',
    '2:17 target container port 80 tcp -> own',
    '10:10 publish published port 90 tcp -> 10:13',
    '10:13 target container port 91 tcp -> own',
    '10:10 publish published port 90 tcp -> 10:13',
    '10:13 target container port 91 tcp -> own',
  ]);
});

test('where a port is declared: in expose, in the style of the file', () => {
  for (const [service, count] of [
    ['    image: x\n', 1],
    ['    image: x # y\n    expose:\n    - "1" # one\n    restart: always\n', 2],
    ['    image: x\n    expose: ["1", "2", ]\n', 3],
    ['    { image: x, deploy: { resources: { limits: { cpus: 1 } } } }\n', 1],
    ['    image: x\r\n    expose:\r\n      - 1\r\n', 2],
  ] as const) {
    const text = `services:\n  a:\n${service}`;
    const { a } = services(text);
    assert.ok(a?.declare, service);
    const { at, template } = a.declare;
    const start = startOf(text, at);
    const after = text.slice(0, start) + template.replace('{port}', '9') + text.slice(start);
    const declared = services(after).a?.sites.map((s) => s.value) ?? [];
    assert.equal(declared.length, count, after);
    assert.deepEqual(declared.at(-1), { kind: 'number', number: 9 });
  }
});

test('what is a Compose file: by its name, or by services that hold an image or a build', () => {
  const text = 'services:\n  a:\n    ports: ["80:80"]\n';
  assert.equal(parse(text).length, 1);
  assert.equal(parse(text, '/repo/docker-compose.prod.yml').length, 1);
  assert.equal(parse(text, '/repo/stack.yml').length, 0);
  assert.equal(parse(text.replace('ports:', 'image: x\n    ports:'), '/repo/stack.yml').length, 1);
  assert.equal(parse('jobs:\n  a:\nservices:\n  a:\n    image: x\n', '/repo/.github/workflows/ci.yml').length, 0);
  assert.equal(parse('kind: X\nservices:\n  a:\n    image: x\n', '/repo/x.yml').length, 0);
  assert.deepEqual(parse(''), []);
  assert.deepEqual(parse('services:\n'), []);
  assert.deepEqual(parse('services: []\n'), []);
  assert.deepEqual(parse('services:\n  a:\n  b: x\n  c: [1]\n'), []);
});

for (const [name, text] of Object.entries({ PORTS, HEALTH, WHOLE })) {
  test(`every prefix, CRLF and a byte order mark: ${name}`, () => checkPrefixes(compose, FILE, text));
}
