import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trace } from '../../server/src/features/trace.ts';
import { checkFixture } from '../support/fixture.ts';
import { engineOf, type Files, findingsOf, ROOT, relative } from '../support/workspace.ts';

const COMPOSE = `services:
  proxy:
    image: nginx:1.27
    ports: ["80:80"]
    volumes: ["./nginx:/etc/nginx:ro"]
  api: {image: example.com/api, expose: ["3000"]}
  php: {image: example.com/php, expose: ["9000"]}
`;
const MAIN = 'events {}\nhttp {\n  include upstreams/*.conf;\n  include conf.d/*.conf;\n}\n';
const SERVER = 'server {\n  listen 80;\n  location / { proxy_pass http://api; }\n}\n';
const FILES: Files = {
  'compose.yaml': COMPOSE,
  'nginx/nginx.conf': MAIN,
  'nginx/upstreams/api.conf': 'upstream api {\n  server api:3000;\n}\n',
  'nginx/conf.d/default.conf': SERVER,
};

/** The ways from the first `listen 80` of a workspace, as `file:line value`. */
function ways(files: Files, file = 'nginx/conf.d/default.conf'): readonly string[] {
  const flows = trace(engineOf(files), { kind: 'place', file: `${ROOT}/${file}`, line: 1, column: 9 });
  return flows.map(({ hops }) =>
    hops.map(({ span, value = '' }) => `${relative(span.file)}:${span.line + 1} ${value}`.trim()).join(' > '),
  );
}

test('an upstream of another file that the same nginx.conf includes', () => {
  assert.deepEqual(findingsOf(engineOf(FILES)), []);
  assert.deepEqual(ways(FILES), [
    'compose.yaml:4 80 > compose.yaml:4 80 > nginx/conf.d/default.conf:2 80 > nginx/conf.d/default.conf:3 > ' +
      'nginx/upstreams/api.conf:2 3000 > compose.yaml:6 3000',
  ]);
});

test('the server of an upstream is judged where it is written', () =>
  checkFixture(`
    === compose.yaml
    services:
      proxy:
        image: nginx:1.27
        volumes: ["./nginx:/etc/nginx:ro"]
      api: {image: example.com/api, expose: ["3000"]}
    === nginx/nginx.conf
    events {}
    http { include /etc/nginx/upstreams.conf; include sites/*.conf; }
    === nginx/upstreams.conf
    upstream api { server api:3001; }
    ~                         ^^^^ warning[upstream-port-unmatched] it declares 3000
    === nginx/sites/web.conf
    server { listen 80; location / { proxy_pass http://api; } }
  `));

test('files of one folder, and those that one container carries', () => {
  const beside: Files = {
    'compose.yaml': COMPOSE,
    'nginx/conf.d/default.conf': SERVER,
    'nginx/conf.d/upstreams.conf': 'upstream api {\n  server api:3000;\n}\n',
  };
  assert.deepEqual(findingsOf(engineOf(beside)), []);
  assert.match(ways(beside)[0]!, /upstreams\.conf:2 3000 > compose\.yaml:6 3000$/);
  const carried: Files = {
    'compose.yaml': COMPOSE.replace(
      './nginx:/etc/nginx:ro',
      './a/web.conf:/etc/nginx/conf.d/web.conf", "./b:/etc/nginx/upstreams',
    ),
    'a/web.conf': SERVER,
    'b/api.conf': 'upstream api {\n  server api:3000;\n}\n',
  };
  assert.deepEqual(findingsOf(engineOf(carried)), []);
  assert.match(ways(carried, 'a/web.conf')[0]!, /b\/api\.conf:2 3000 > compose\.yaml:6 3000$/);
});

test('an upstream of another configuration is none', () =>
  checkFixture(`
    === shop/compose.yaml
    services:
      proxy:
        image: nginx:1.27
        volumes: ["./web.conf:/etc/nginx/conf.d/default.conf:ro"]
      api: {image: example.com/api, expose: ["3000"]}
    === shop/web.conf
    server { listen 80; location / { proxy_pass http://api; } }
    ~                                                  ^^^ warning[upstream-port-unmatched] it declares 3000
    === other/upstreams.conf
    upstream api { server api:3000; }
  `));

test('passes that write no port must mean an upstream', () => {
  const files: Files = {
    'compose.yaml': COMPOSE,
    'nginx/conf.d/default.conf':
      'server {\n  listen 80;\n  location / { fastcgi_pass pool; }\n  location /p { uwsgi_pass php; }\n}\n',
    'nginx/conf.d/pool.conf': 'upstream pool {\n  server php:9000;\n}\n',
  };
  assert.deepEqual(findingsOf(engineOf(files)), []);
  assert.deepEqual(
    ways(files).map((way) => way.split(' > ').slice(3).join(' > ')),
    [
      'nginx/conf.d/default.conf:3 > nginx/conf.d/pool.conf:2 9000 > compose.yaml:7 9000',
      'nginx/conf.d/default.conf:4',
    ],
  );
});

test('keys of one ConfigMap are one configuration', () =>
  checkFixture(`
    === config.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: web}
    data:
      upstreams.conf: |
        upstream api { server api:8080; }
      default.conf: |
        server { listen 80; location / { proxy_pass http://api; } }
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: api}
    spec:
      ports: [{port: 8080}]
  `));

test('what the including file and the upstreams turn to while they are edited', () => {
  const engine = engineOf({ ...FILES, 'nginx/upstreams/api.conf': '# nothing yet\n' });
  assert.equal(findingsOf(engine).length, 1);
  engine.update(`${ROOT}/nginx/upstreams/api.conf`, FILES['nginx/upstreams/api.conf']!);
  engine.refresh();
  assert.deepEqual(findingsOf(engine), []);
  engine.update(`${ROOT}/nginx/nginx.conf`, MAIN.replace('include upstreams/*.conf;', ''));
  engine.update(
    `${ROOT}/compose.yaml`,
    COMPOSE.replace('./nginx:/etc/nginx:ro', './nginx/conf.d:/etc/nginx/conf.d:ro'),
  );
  engine.refresh();
  assert.equal(findingsOf(engine).length, 1);
});
