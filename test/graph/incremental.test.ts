/**
 * Incremental equals fresh: after any sequence of edits, creations, deletions and renames, an engine that has seen them
 * all says what a new one says that is fed the same texts, and names exactly the files whose findings changed.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEngine, type Engine } from '../../server/src/engine.ts';
import { engineOf, type Files, findingsOf, ROOT } from '../support/workspace.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const STEPS = 60;

/** A small generator of numbers (mulberry32), so that a seed tells the whole sequence. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const WEB = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports:
    - { name: http, port: 80, targetPort: 8080 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: example.com/shop/web:1
          args: ["--port=8080"]
          envFrom: [{ configMapRef: { name: web } }]
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { port: http } }
          volumeMounts: [{ name: conf, mountPath: /etc/nginx/conf.d }]
      volumes: [{ name: conf, configMap: { name: web } }]
`;
const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data:
  API_URL: http://web:80
  HTTP_PORT: "8080"
  site.conf: |
    server {
      listen 8080;
      location / { proxy_pass http://web:80; }
    }
`;
const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  defaultBackend: { service: { name: web, port: { number: 80 } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web }
spec:
  podSelector: { matchLabels: { app: web } }
  ingress: [{ ports: [{ port: 8080 }] }]
`;
const KUSTOMIZATION = `resources: [../../base]
patches: [{ path: web.yaml }]
`;
const PATCH = `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80, targetPort: http }] }
`;
const templated = (text: string): string =>
  text.replaceAll('name: web', 'name: {{ .Release.Name }}-web').replaceAll('8080', '{{ .Values.port }}');
const CHART: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'values.yaml': 'port: 8080\nservice: { port: 80 }\n',
  'values-prod.yaml': 'port: 8081\n',
  'templates/_helpers.tpl': '{{ define "web.port" }}{{ .Values.service.port }}{{ end }}\n',
  'templates/web.yaml': templated(WEB).replace('port: 80,', 'port: {{ include "web.port" . }},'),
  'templates/ingress.yaml': templated(INGRESS),
};
const VARIANT = `services:
  web:
    image: \${REGISTRY}/shop/web:1
    env_file: [web.env]
    environment: { API_URL: "http://api:\${API_PORT:-8000}" }
    ports: ["\${WEB_PORT:-8080}:8080"]
  api:
    build: ../api
    networks: { default: { aliases: [backend] } }
`;

/** Services whose builds, mounts and env files are named by variables, of the projects that include their file. */
const BUILT = `services:
  web:
    build: { context: ., dockerfile: "\${WEB_DOCKERFILE}", args: { PORT: "\${WEB_PORT}" } }
    env_file: \${STAGE:-web}.env
    volumes: ["\${CONFIG:-./nginx.conf}:/etc/nginx/nginx.conf"]
    ports: ["8080:\${WEB_PORT}"]
    healthcheck: { test: "curl http://localhost:$$PORT" }
  api: { build: spring, ports: ["8081:8080"], environment: { SPRING_PROFILES_ACTIVE: prod } }
  shop: { build: dotnet, ports: ["8082:8080"] }
  blog: { build: python, ports: ["8083:8080"], environment: { WEB_URL: "http://web:\${WEB_PORT}" } }
`;
const BUILDS: Files = {
  'built/compose.yaml': BUILT,
  'built/.env': 'STAGE=web\nWEB_PORT=8000\nWEB_DOCKERFILE=web/Dockerfile\n',
  'built/web.env': 'HTTP_PORT=8080\nSERVER_PORT=${HTTP_PORT}\n',
  'built/nginx.conf': 'http { server { listen ${PORT}; location / { proxy_pass http://api:8080; } } }\n',
  'built/web/Dockerfile':
    'FROM node:22\nARG PORT=80\nENV PORT=$PORT\nWORKDIR /app\nCOPY web .\nEXPOSE $PORT 8080\nCMD npm start\n',
  'built/web/package.json': '{ "scripts": { "start": "npm run web", "web": "next start -p 8081" } }\n',
  'built/spring/Dockerfile': 'FROM eclipse-temurin:21\nEXPOSE 8080\nCMD ["java", "-jar", "/shop.jar"]\n',
  'built/spring/src/main/resources/application.yml':
    'server.port: 8081\n---\nspring.config.activate.on-profile: prod\nserver.port: 8080\n',
  'built/dotnet/Dockerfile':
    'FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY . .\nEXPOSE 8080\nENTRYPOINT ["dotnet", "web.dll"]\n',
  'built/dotnet/appsettings.json': '{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://*:8081" } } } }\n',
  'built/dotnet/appsettings.Production.json':
    '{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://*:8080" } } } }\n',
  'built/python/Dockerfile': 'FROM python:3.13\nCOPY . .\nEXPOSE 8080\nCMD honcho start web\n',
  'built/python/Procfile': 'web: gunicorn shop.wsgi\n',
  'built/python/gunicorn.conf.py': 'bind = "0.0.0.0:8081"\n',
  'whole/compose.yaml': 'include: [../built/compose.yaml]\n',
  'whole/.env': 'WEB_PORT=8080\n',
  'dev/secret.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata: { name: web }\ndata: { API_URL: aHR0cDovL3dlYjo4MDgx, PORT: ODA4MQ== }\n',
};

const RECORD = `version: 1
ports:
  dev | Deployment web | http/tcp | dev: 8080
  dev | Service web | http/tcp | dev: 80
  prod | Deployment web | http/tcp | prod: 8080
  prod | Service web | http/tcp | prod: 80
  shop/compose | service web | published port/tcp | default: 8080
`;

/** The examples, and copies of one application in folders that share every name. */
function start(): Map<string, string> {
  const files = new Map<string, string>();
  for (const path of readdirSync('examples', { recursive: true, encoding: 'utf8' })) {
    if (/\.[a-z]+$|Dockerfile$|\.env$/.test(path)) files.set(`shop/${path}`, readFileSync(`examples/${path}`, 'utf8'));
  }
  for (const folder of ['dev', 'prod']) {
    files.set(`${folder}/web.yaml`, WEB);
    files.set(`${folder}/config.yaml`, CONFIG);
    files.set(`${folder}/ingress.yaml`, INGRESS);
  }
  files.set('overlays/prod/kustomization.yaml', KUSTOMIZATION);
  files.set('overlays/prod/web.yaml', WEB);
  for (const [path, text] of Object.entries(CHART)) files.set(`chart/${path}`, text);
  files.set('base/kustomization.yaml', 'resources: [web.yaml, config.yaml]\n');
  files.set('base/web.yaml', WEB);
  files.set('base/config.yaml', CONFIG);
  files.set('overlays/dev/kustomization.yaml', KUSTOMIZATION.replace('web.yaml', 'patch.yaml'));
  files.set('overlays/dev/patch.yaml', PATCH);
  files.set('shop/compose/compose.yaml', VARIANT);
  files.set('shop/compose/web.env', 'PORT=8080\nAPI_URL=http://backend:8000\n');
  files.set('shop/compose/.env', 'API_PORT=8000\nCOMPOSE_FILE=compose.yaml:compose.dev.yaml\n');
  files.set('shop/compose/.env.prod', 'API_PORT=8001\nWEB_PORT=80\n');
  files.set('shop/compose/compose.dev.yaml', 'services:\n  web:\n    ports: !override ["8000:8080"]\n');
  files.set('shop/compose/compose.prod.yaml', 'services:\n  api:\n    ports: ["${WEB_PORT:-8080}:8080"]\n');
  files.set('ports.lock.yaml', RECORD);
  for (const [path, text] of Object.entries(BUILDS)) files.set(path, text);
  return files;
}

type Random = (below: number) => number;

function pick<T>(from: readonly T[], below: Random): T {
  return from[below(from.length)]!;
}

/** One change to the files. @returns what it was, for the message of a failure. */
function change(files: Map<string, string>, below: Random): string {
  const path = pick([...files.keys()], below);
  const text = files.get(path)!;
  switch (below(10)) {
    case 0:
      files.delete(path);
      return `delete ${path}`;
    case 1: {
      const folders = [
        ...['dev', 'prod', 'shop', 'shop/k8s', 'base', 'overlays/prod', 'chart', 'chart/templates'],
        ...['built', 'whole'],
      ];
      const names = [
        ...['web.yaml', 'config.yaml', 'extra.yaml', 'compose.yaml', '.env', 'Dockerfile', 'nginx.conf'],
        ...['web/Dockerfile', 'web/package.json', 'Procfile', 'web.env', 'values-dev.yaml', 'kustomization.yaml'],
      ];
      const to = `${pick(folders, below)}/${pick(names, below)}`;
      files.delete(path);
      files.set(to, text);
      return `rename ${path} to ${to}`;
    }
    case 2: {
      const originals = [...start()];
      const [back, original] = pick(originals, below);
      files.set(back, original);
      return `create ${back}`;
    }
    case 3: {
      const end = below(text.length + 1);
      files.set(path, text.slice(0, end));
      return `cut ${path} at ${end}`;
    }
    case 4: {
      const names = ['web', 'api', 'http', 'catalog', 'db', 'backend'];
      const [from, to] = [pick(names, below), pick(names, below)];
      files.set(path, text.replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to));
      return `${from} becomes ${to} in ${path}`;
    }
    case 5: {
      const lines = text.split('\n');
      const at = below(lines.length);
      const [line] = lines.splice(at, 1);
      if (below(2) === 0) lines.splice(below(lines.length + 1), 0, line ?? '');
      files.set(path, lines.join('\n'));
      return `move line ${at} of ${path}`;
    }
    default: {
      const numbers = [...text.matchAll(/\b\d{2,5}\b/g)];
      const port = pick(['80', '8080', '8081', '8000', '5432', '30080', '70000'], below);
      if (numbers.length === 0) return 'nothing';
      const { index, 0: old } = pick(numbers, below);
      files.set(path, text.slice(0, index) + port + text.slice(index + old.length));
      return `${old} becomes ${port} in ${path}`;
    }
  }
}

/** Brings an engine from one state of the files to another. */
function follow(engine: Engine, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
  for (const path of before.keys()) if (!after.has(path)) engine.remove(`${ROOT}/${path}`);
  for (const [path, text] of after) if (before.get(path) !== text) engine.update(`${ROOT}/${path}`, text);
}

function snapshot(engine: Engine): ReadonlyMap<string, string> {
  return new Map(engine.filesWithFindings().map((file) => [file, JSON.stringify(engine.findings(file))]));
}

for (const seed of SEEDS) {
  test(`incremental equals fresh, seed ${seed}`, () => {
    const below = random(seed);
    let files = start();
    const engine = engineOf(Object.fromEntries(files));
    const done: string[] = [];
    let findings = 0;
    for (let step = 0; step < STEPS; step++) {
      const before = snapshot(engine);
      const next = new Map(files);
      for (let count = 1 + below(3); count > 0; count--) done.push(change(next, below));
      follow(engine, files, next);
      files = next;
      const changed = engine.refresh();

      const after = snapshot(engine);
      const what = `after step ${step}: ${done.slice(-3).join('; ')}`;
      const fresh = createEngine({ root: ROOT, onFault: (message) => assert.fail(message) });
      // The order in which files come in must not matter.
      for (const [path, text] of [...files].sort(() => below(3) - 1)) fresh.update(`${ROOT}/${path}`, text);
      fresh.refresh();
      assert.deepEqual(after, snapshot(fresh), what);
      const all = new Set([...before.keys(), ...after.keys()]);
      const differ = [...all].filter((file) => before.get(file) !== after.get(file));
      assert.deepEqual([...changed].sort(), differ.sort(), what);
      findings += after.size;
    }
    assert.ok(findings > STEPS, 'the sequence shows findings');
  });
}

test('undoing an edit restores exactly what was there', () => {
  const files: Files = Object.fromEntries(start());
  const engine = engineOf(files);
  const before = findingsOf(engine);
  for (const [path, text] of Object.entries(files)) {
    engine.update(`${ROOT}/${path}`, '');
    engine.refresh();
    engine.remove(`${ROOT}/${path}`);
    engine.refresh();
    engine.update(`${ROOT}/${path}`, text);
    engine.refresh();
    assert.deepEqual(findingsOf(engine), before, path);
  }
});

test('a target that appears later heals what was broken, and only those files are named', () => {
  const { 'dev/web.yaml': web, 'dev/config.yaml': config } = Object.fromEntries(start());
  const engine = engineOf({
    'dev/config.yaml': config!,
    'dev/ingress.yaml': INGRESS.replace('number: 80', 'number: 81'),
  });
  assert.deepEqual(engine.findings(`${ROOT}/dev/ingress.yaml`), []);
  engine.update(`${ROOT}/dev/web.yaml`, web!);
  assert.deepEqual([...engine.refresh()], [`${ROOT}/dev/ingress.yaml`]);
  assert.deepEqual(
    engine.findings(`${ROOT}/dev/ingress.yaml`).map((f) => f.rule),
    ['backend-port-unmatched'],
  );
  engine.update(`${ROOT}/dev/web.yaml`, web!.replace('port: 80,', 'port: 81,'));
  engine.refresh();
  assert.deepEqual(engine.findings(`${ROOT}/dev/ingress.yaml`), []);
});
