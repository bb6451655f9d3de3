import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trace } from '../../server/src/features/trace.ts';
import { traefik } from '../../server/src/formats/traefik.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';
import { engineOf, ROOT, relative } from '../support/workspace.ts';

const STATIC = `entryPoints:
  web:
    address: ":80"
  websecure:
    address: "0.0.0.0:443"
    http:
      tls: {}
    http3: {}
  dns:
    address: ":53/udp"
api:
  insecure: true
providers:
  docker:
    endpoint: "unix:///var/run/docker.sock"
  file:
    directory: dynamic
`;

const DYNAMIC = `http:
  routers:
    api:
      rule: Host(\`api.test\`)
      entryPoints: [web]
      service: api
  services:
    api:
      loadBalancer:
        servers:
          - url: http://api:3000
          - url: "https://api2"
          - url: http://{{ env "API_HOST" }}:3001/
        healthCheck:
          path: /health
          port: 9000
    both:
      weighted:
        services: [{name: api, weight: 1}]
tcp:
  services:
    db:
      loadBalancer:
        servers: [{address: "db:5432"}, {address: db2:5432, tls: true}]
udp:
  services:
    dns:
      loadBalancer:
        servers:
          - address: dns:53
`;

test('the static configuration: entry points', () => {
  assert.deepEqual(siteLines(traefik, '/repo/traefik.yml', STATIC), [
    '3:16 listen entryPoint address 80 tcp -> web, *',
    '5:23 listen entryPoint address 443 tcp tls at 0.0.0.0 -> websecure, *',
    '5:23 listen HTTP/3 443 udp tls at 0.0.0.0 -> websecure, *',
    '10:16 listen entryPoint address 53 udp -> dns, *',
  ]);
  const [proxy] = parseChecked(traefik, '/repo/traefik.yml', STATIC);
  assert.ok(proxy?.kind === 'proxy' && proxy.partial);
  assert.deepEqual(proxy.includes, ['/repo/dynamic/*']);
  checkPrefixes(traefik, '/repo/traefik.yml', STATIC);
});

test('the dynamic configuration: servers and health checks', () => {
  assert.deepEqual(siteLines(traefik, '/repo/dynamic.yml', DYNAMIC), [
    '11:29 target server url 3000 tcp -> api',
    '12:27 target server url api2=443 tcp tls implied:{port}@12:31 -> api2',
    '13:46 target server url 3001 tcp -> ${API_HOST}',
    '16:17 probe healthCheck.port 9000 tcp -> api, api2, ${API_HOST}',
    '24:33 target server address 5432 tcp -> db',
    '24:55 target server address 5432 tcp tls -> db2',
    '30:26 target server address 53 udp -> dns',
  ]);
  checkPrefixes(traefik, '/repo/dynamic.yml', DYNAMIC);
});

test('TOML, and fields in another case of letters', () => {
  const text = `[entrypoints.web]
  address = ":8000"
[http.services]
  [http.services.api.loadbalancer]
    [[http.services.api.loadbalancer.servers]]
      url = "http://api:3000"
    [http.services.api.loadbalancer.healthcheck]
      port = 9000
[backends.old.servers.one]
  url = "http://old:80"
`;
  assert.deepEqual(siteLines(traefik, '/repo/traefik.toml', text), [
    '2:15 listen entryPoint address 8000 tcp -> web, *',
    '6:25 target server url 3000 tcp -> api',
    '8:14 probe healthCheck.port 9000 tcp -> api',
    '10:21 target server url 80 tcp -> old',
  ]);
  checkPrefixes(traefik, '/repo/traefik.toml', text);
});

test('other files give nothing', () => {
  const others = [
    'services:\n  web:\n    image: x\n    ports: ["80:80"]\n',
    'apiVersion: v1\nkind: Service\nspec: {entryPoints: [web]}\n',
    'http:\n  port: 80\nservices: [a]\n',
    'entryPoints: [web]\n',
    'entryPoints:\n  web:\n    port: 8000\n',
  ];
  for (const text of others) assert.deepEqual(siteLines(traefik, '/repo/x.yaml', text), [], text);
  assert.deepEqual(siteLines(traefik, '/repo/x.toml', '[services]\nport = 8080\n'), []);
});

test('from the entry point of one file to the server of another', () => {
  const engine = engineOf({
    'compose.yaml': `services:
  proxy:
    image: traefik:v3.1
    ports: ["80:80"]
    volumes: ["./traefik.yml:/etc/traefik/traefik.yml:ro", "./rules:/etc/traefik/dynamic:ro"]
  api: {image: example.com/api, expose: ["3000"]}
`,
    'traefik.yml':
      'entryPoints:\n  web:\n    address: ":80"\nproviders:\n  file:\n    directory: /etc/traefik/dynamic\n',
    'rules/api.yml':
      'http:\n  routers:\n    api: {rule: "PathPrefix(`/`)", service: canary}\n  services:\n' +
      '    canary: {weighted: {services: [{name: api}]}}\n    api: {loadBalancer: {servers: [{url: "http://api:3000"}]}}\n',
  });
  assert.deepEqual(engine.filesWithFindings(), []);
  const flows = trace(engine, { kind: 'place', file: `${ROOT}/traefik.yml`, line: 2 });
  assert.deepEqual(
    flows.map(({ hops }) => hops.map(({ span, value }) => `${relative(span.file)} ${value}`).join(' > ')),
    ['compose.yaml 80 > compose.yaml 80 > traefik.yml 80 > rules/api.yml 3000 > compose.yaml 3000'],
  );
});

test('a server and a health check on ports that are not served', () =>
  checkFixture(`
    === compose.yaml
    services:
      proxy:
        image: traefik:v3.1
        ports: ["80:80"]
        volumes: ["./dynamic.toml:/etc/traefik/dynamic.toml:ro"]
      api: {image: example.com/api, expose: ["3000"]}
    === dynamic.toml
    [[http.services.api.loadBalancer.servers]]
    url = "http://api:3001"
    ~                 ^^^^ warning[upstream-port-unmatched] it declares 3000
    [http.services.api.loadBalancer.healthCheck]
    port = "3000"
  `));

test('an entry point that is not the one that is published', () =>
  checkFixture(`
    === compose.yaml
    services:
      proxy:
        image: traefik:v3.1
        ports: ["80:80"]
    ~               ^^ warning[container-port-mismatch] 8000
        volumes: ["./traefik.yml:/etc/traefik/traefik.yml:ro"]
    === traefik.yml
    entryPoints:
      web:
        address: ":8000"
  `));
