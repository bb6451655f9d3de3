/** Values: what a port comes to, through which places, and what it takes the place of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sitesIn } from '../../server/src/features/sites.ts';
import type { Span } from '../../server/src/model/index.ts';
import { filesOf } from '../support/fixture.ts';
import { engineOf, findingsOf, ROOT, relative } from '../support/workspace.ts';

/** `web.yaml:3 ${PORT} = 8080 ← .env:1`: each site of a file with its value, and the way to where that is written. */
function values(fixture: string, file: string): readonly string[] {
  const engine = engineOf(filesOf(fixture));
  const place = (span: Span): string => `${relative(span.file)}:${span.line + 1}`;
  return sitesIn(engine, `${ROOT}/${file}`).map(({ site, value, through, written, over = [] }) => {
    const text = engine.textAt(site.span);
    const known = value.kind === 'number' ? `${value.number}` : value.kind;
    const way = through.length > 0 ? ` ← ${[...through.slice(1), written].map(place).join(' ← ')}` : '';
    return `${text} = ${known}${way}${over.length > 0 ? `, over ${over.map(place).join(', ')}` : ''}`;
  });
}

test('a variable of an env file is what the lines above say, and the project comes first', () => {
  const fixture = `
    === .env
    BASE=80
    PORT=\${BASE}80
    BASE=90
    BEFORE=\${LATER}
    LATER=1
    SELF=\${SELF}
    SELF=\${SELF:-7000}
    === config/web.env
    BASE=70
    OWN=1
    HTTP_PORT=\${BASE}\${OWN}0
    === compose.yaml
    services:
      a: { image: x, ports: ["\${PORT}:1", "\${BEFORE}:2", "\${SELF}:3"] }
      b: { image: x, env_file: config/web.env, ports: ["9010:9010"] }
  `;
  assert.deepEqual(values(fixture, 'compose.yaml'), [
    '${PORT} = 8080 ← .env:2',
    '1 = 1',
    '${BEFORE} = unknown ← .env:4',
    '2 = 2',
    '${SELF} = unknown ← .env:7 ← .env:6',
    '3 = 3',
    '9010 = 9010',
    '9010 = 9010',
  ]);
});

test("the including project's variables come before those of the file that it includes", () => {
  const fixture = `
    === .env
    BOTH=8001
    === compose.yaml
    include:
      - shop/compose.yaml
      - { path: [blog/compose.yaml], env_file: [blog/base.env, blog/more.env] }
      - { path: wiki/compose.yaml, project_directory: wiki/project }
    === shop/.env
    BOTH=9001
    OWN=8002
    === shop/compose.yaml
    services: { shop: { image: x, ports: ["\${BOTH}:1", "\${OWN}:2"] } }
    === blog/.env
    OWN=9003
    === blog/base.env
    OWN=9003
    FIRST=8004
    === blog/more.env
    OWN=8003
    === blog/compose.yaml
    services: { blog: { image: x, ports: ["\${OWN}:1", "\${FIRST}:2"] } }
    === wiki/project/.env
    OWN=8005
    === wiki/compose.yaml
    services: { wiki: { image: x, ports: ["\${OWN}:1"] } }
  `;
  const published = (file: string): readonly string[] => values(fixture, file).filter((line) => line.includes('$'));
  assert.deepEqual(published('shop/compose.yaml'), ['${BOTH} = 8001 ← .env:1', '${OWN} = 8002 ← shop/.env:2']);
  assert.deepEqual(published('blog/compose.yaml'), [
    '${OWN} = 8003 ← blog/more.env:1',
    '${FIRST} = 8004 ← blog/base.env:2',
  ]);
  assert.deepEqual(published('wiki/compose.yaml'), ['${OWN} = 8005 ← wiki/project/.env:1']);
});

test('paths with variables: a Dockerfile, an env file and a mounted config', () => {
  const fixture = `
    === .env
    WEB_DOCKERFILE=./web/Dockerfile
    STAGE=dev
    CONFIG=./edge/default.conf.template
    PORT=8080
    === web.dev.env
    HTTP_PORT=3000
    === web/Dockerfile
    FROM example.com/base
    ENV OTHER_PORT=4000
    === edge/default.conf.template
    server { listen \${PORT}; }
    === compose.yaml
    services:
      web:
        build: { context: ., dockerfile: "\${WEB_DOCKERFILE}" }
        env_file: web.\${STAGE}.env
        healthcheck: { test: "curl http://localhost:$$OTHER_PORT http://localhost:$$HTTP_PORT" }
      edge:
        image: nginx
        environment: [PORT]
        volumes: ["\${CONFIG:-./none}:/etc/nginx/templates/default.conf.template"]
  `;
  assert.deepEqual(values(fixture, 'compose.yaml'), [
    '$$OTHER_PORT = 4000 ← web/Dockerfile:2',
    '$$HTTP_PORT = 3000 ← web.dev.env:1',
  ]);
  assert.deepEqual(values(fixture, 'edge/default.conf.template'), ['${PORT} = 8080 ← compose.yaml:8 ← .env:4']);
});

test('a Dockerfile says what stands above, ENV before ARG, and a build gives the ARG its value', () => {
  const fixture = `
    === compose.yaml
    services:
      one: { build: { context: one, args: { PORT: "3001" } } }
      two: { build: { context: two, args: ["PORT=3001"] } }
      three: { build: { context: two, args: ["PORT=3002"] } }
    === one/Dockerfile
    ARG SHARED=9000
    FROM example.com/base AS base
    ARG PORT=3000
    FROM base
    ARG SHARED
    EXPOSE $PORT $SHARED $LATER \${LATER:-5000}
    ENV PORT=$PORT LATER=6000
    EXPOSE $PORT $LATER
    ENV PORT=4000
    EXPOSE \${PORT}
    === two/Dockerfile
    FROM example.com/base
    ARG PORT=3000
    EXPOSE $PORT
  `;
  assert.deepEqual(values(fixture, 'one/Dockerfile'), [
    '$PORT = 3001 ← compose.yaml:2, over one/Dockerfile:3',
    '$SHARED = 9000 ← one/Dockerfile:1',
    '$LATER = unknown',
    '${LATER:-5000} = 5000 ← one/Dockerfile:6',
    '$PORT = 3001 ← one/Dockerfile:7 ← compose.yaml:2, over one/Dockerfile:3',
    '$LATER = 6000 ← one/Dockerfile:7',
    '4000 = 4000',
    '${PORT} = 4000 ← one/Dockerfile:9',
  ]);
  // Two builds of one Dockerfile are two images.
  assert.deepEqual(values(fixture, 'two/Dockerfile'), ['$PORT = unknown']);
});

test('a shell form runs with the environment of its container, not with what the Dockerfile was built with', () => {
  const fixture = (environment: string) => `
    === Dockerfile
    FROM example.com/base
    ARG PORT=3000
    ENV PORT=$PORT
    CMD serve --port $PORT
    === compose.yaml
    services:
      web:
        build: .
        ${environment}
        healthcheck: { test: "curl http://localhost:$$PORT" }
  `;
  assert.deepEqual(values(fixture('environment: { PORT: 4000 }'), 'compose.yaml'), [
    '$$PORT = 4000 ← compose.yaml:4, over Dockerfile:3',
  ]);
  assert.deepEqual(values(fixture('restart: always'), 'compose.yaml'), ['$$PORT = 3000 ← Dockerfile:3 ← Dockerfile:2']);
});

test('the kubelet replaces what stands above in env, and all of it in arguments, but nothing of the image', () => {
  const fixture = `
    === web/Dockerfile
    FROM example.com/base
    ENV IMAGE_PORT=7000
    === pod.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: ports }
    data: { BASE: "8" }
    ---
    apiVersion: v1
    kind: Secret
    metadata: { name: hidden }
    data: { PORT: ODA4MQ==, TOKEN: //79, HOST: YXBp }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: example.com/web
          envFrom:
            - { prefix: C_, configMapRef: { name: ports } }
            - { prefix: S_, secretRef: { name: hidden, optional: true } }
          env:
            - { name: EARLY, value: "http://api:$(TAIL)" }
            - { name: TAIL, value: "$(C_BASE)080" }
            - { name: ADDRESS, value: "http://api:$(TAIL)" }
            - { name: ESCAPED, value: "http://api:$$(TAIL)" }
            - { name: HIDDEN, value: "http://$(S_HOST):$(S_PORT)" }
            - { name: IMAGE, value: "http://api:$(IMAGE_PORT)" }
            - { name: NODE, valueFrom: { fieldRef: { fieldPath: status.hostIP } } }
            - { name: FIELD, value: "http://api:$(NODE)" }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: api }
    spec: { ports: [{ port: 8080 }] }
  `;
  assert.deepEqual(
    values(fixture, 'pod.yaml').filter((line) => line.includes('$')),
    ['$(TAIL) = 8080 ← pod.yaml:23', '$(S_PORT) = 8081 ← pod.yaml:9'],
  );
});

test('what a variable takes the place of, the weightiest first', () => {
  const fixture = `
    === Dockerfile
    FROM example.com/base
    ENV PORT=1000
    === web.env
    PORT=2000
    === compose.yaml
    services:
      web:
        build: .
        env_file: web.env
        environment: { PORT: 3000 }
        healthcheck: { test: "curl http://localhost:$$PORT" }
    === compose.override.yaml
    services:
      web:
        environment: { PORT: 4000 }
        healthcheck: { test: "curl http://localhost:$$PORT" }
  `;
  assert.deepEqual(values(fixture, 'compose.override.yaml'), [
    '$$PORT = 4000 ← compose.override.yaml:3, over compose.yaml:5, web.env:1, Dockerfile:2',
  ]);
});

test('an env file that is taken raw has no variables', () => {
  const fixture = (format: string) => `
    === web.env
    BASE=80
    PORT=\${BASE}80
    === compose.yaml
    services:
      web:
        image: x
        env_file: [{ path: web.env, required: false${format} }]
        healthcheck: { test: "curl http://localhost:$$PORT" }
  `;
  assert.deepEqual(values(fixture(''), 'compose.yaml'), ['$$PORT = 8080 ← web.env:2']);
  assert.deepEqual(values(fixture(', format: raw'), 'compose.yaml'), ['$$PORT = unknown']);
});

/** What Compose makes of `${V<operator>word}` (compose-spec, 12-interpolation.md); undefined where it refuses or cannot be known. */
function expected(set: string | undefined, operator: string, word: string): string | undefined {
  const missing = set === undefined || (operator.startsWith(':') && set === '');
  if (operator.endsWith('-')) return missing ? word : set;
  if (operator.endsWith('+')) return missing ? undefined : word;
  return missing ? undefined : set;
}

test("interpolation follows the specification's table", () => {
  const value = fc.option(fc.constantFrom('', '80', '${EMPTY}', '${FULL}'), { nil: undefined });
  const operators = fc.constantFrom(':-', '-', ':+', '+', ':?', '?', '');
  const words = fc.constantFrom('1', '22', '${FULL}', '${MISSING:-4${FULL}}');
  fc.assert(
    fc.property(value, operators, words, (written, operator, word) => {
      const plain = (text: string): string =>
        text.replace('${MISSING:-4${FULL}}', '43').replace('${FULL}', '3').replace('${EMPTY}', '');
      const files = `
        === .env
        EMPTY=
        FULL=3
        ${written === undefined ? '' : `V=${written}`}
        === compose.yaml
        services: { web: { image: x, ports: ["9\${V${operator}${operator ? word : ''}}:1"] } }
      `;
      const [line] = values(files, 'compose.yaml');
      const text = expected(written === undefined ? undefined : plain(written), operator, plain(word));
      assert.ok(line);
      assert.equal(/ = (\w+)/.exec(line)?.[1], text === undefined ? 'unknown' : `9${text}`, files);
    }),
  );
});

test('a port in a Secret is known, shown where it stands, and never edited there', () => {
  // http://api:8081
  const engine = engineOf(
    filesOf(`
      === k8s.yaml
      apiVersion: v1
      kind: Service
      metadata: { name: api }
      spec: { ports: [{ port: 8080 }] }
      ---
      apiVersion: v1
      kind: Secret
      metadata: { name: api }
      data: { url: aHR0cDovL2FwaTo4MDgx }
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            env: [{ name: API, valueFrom: { secretKeyRef: { name: api, key: url } } }]
    `),
  );
  const [finding, ...others] = findingsOf(engine);
  assert.deepEqual(others, []);
  assert.equal(finding?.message, 'API asks Service api for port 8081: it has 8080');
  assert.deepEqual(finding.fixes, []);
});
