import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a port that one env file sets and another one does not', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:\${TAG}
        ports: ["\${WEB_PORT}:80", "\${ADMIN_PORT:-9000}:9000"]
    ~            ^^^^^^^^^^^ warning[variable-unset] WEB_PORT has no default and is not set in .env.production, but in .env.staging
        environment:
          PORT: \${INNER_PORT:?set it}
    ~           ^^^^^^^^^^^^^^^^^^^^^ warning[variable-unset] INNER_PORT has no default and is not set in .env.staging, but in .env.production
    === .env.staging
    TAG=1
    WEB_PORT=8080
    ADMIN_PORT=9001
    === .env.production
    TAG=2
    INNER_PORT=80
  `));

test('silent: files that lie on top of others, that a service takes, that are examples or no environments', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:\${TAG}
        hostname: \${NAME}
        ports: ["\${WEB_PORT}:80"]
        env_file: [.env.test]
        environment: { A: "\${A}", B: "\${B}" }
    === .env
    TAG=1
    WEB_PORT=8080
    A=1
    B=2
    === .env.prod
    A=3
    SECRET=x
    === .env.test
    TAG=1
    A=1
    B=2
    === .env.example
    TAG=
    A=
    B=
    === .env.web
    TAG=1
    A=1
    B=2
  `));

test('silent where no env file sets it: it may come from the shell', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:\${TAG}
        ports: ["\${WEB_PORT}:80"]
    === .env.dev
    TAG=1
    === .env.prod
    TAG=2
  `));

const base = (mark = ''): string => `
    === base/kustomization.yaml
    resources: [web.yaml]
    === base/web.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web } }
        spec:
          containers:
            - name: web
              image: example.com/web
              args: [--listen=:$(PORT)]
              env:
                - name: PORT
                  valueFrom: { configMapKeyRef: { name: web, key: port } }${mark}
                - name: ADMIN_PORT
                  valueFrom: { configMapKeyRef: { name: web, key: admin-port, optional: true } }`;

test('a key of a ConfigMap that one overlay does not give', () =>
  checkFixture(`${base(`
    ~                                                             ^^^^ warning[variable-unset] ConfigMap web has no key port, though in dev it has, so that Deployment web is not started (in overlays/prod)`)}
    === overlays/dev/kustomization.yaml
    resources: [../../base]
    configMapGenerator:
      - { name: web, literals: [port=8080, level=debug, admin-port=9000] }
    === overlays/stage/kustomization.yaml
    resources: [../../base]
    configMapGenerator:
      - { name: web, literals: [port=8080, level=debug] }
    === overlays/prod/kustomization.yaml
    resources: [../../base, web-config.yaml]
    === overlays/prod/web-config.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: web }
    data: { level: info }
  `));

test('silent: a ConfigMap that is not here or whose keys are not all known, and a key that several leave out', () => {
  const prod = (text: string) =>
    checkFixture(`${base()}
      === overlays/dev/kustomization.yaml
      resources: [../../base]
      configMapGenerator:
        - { name: web, literals: [port=8080, level=debug] }
      === overlays/prod/kustomization.yaml
      resources: [../../base]
      ${text}
    `);
  prod('');
  prod('configMapGenerator: [{ name: web, envs: [.env.local], literals: [level=info] }]');
  prod('configMapGenerator: [{ name: web, files: [port], literals: [level=info] }]');
  prod(
    'configMapGenerator: [{ name: web, envs: [web.env], literals: [level=info] }]\n      === overlays/prod/web.env\n      port',
  );
  prod(
    'configMapGenerator: [{ name: web, literals: [level=info] }]\n      === overlays/stage/kustomization.yaml\n      resources: [../../base]\n      configMapGenerator: [{ name: web, literals: [level=info] }]',
  );
});

test('a key that a chart gives in one environment alone', () =>
  checkFixture(`
    === chart/Chart.yaml
    name: web
    === chart/values.yaml
    level: info
    === chart/values-dev.yaml
    port: 8080
    === chart/values-stage.yaml
    port: 8080
    === chart/values-prod.yaml
    level: warn
    === chart/templates/web.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: web }
    data:
      level: {{ .Values.level }}
      {{- if .Values.port }}
      port: {{ .Values.port | quote }}
      {{- end }}
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: example.com/web
          env: [{ name: PORT, valueFrom: { configMapKeyRef: { name: web, key: port } } }]
    ~                                                                         ^^^^ warning[variable-unset] though in dev it has, so that Pod web is not started (in values-prod.yaml)
  `));

test('silent: what a chart takes from elsewhere may hold the key', () => {
  for (const block of [
    '{{- include "absent.data" . | nindent 2 }}',
    '{{- toYaml (lookup "v1" "ConfigMap" "x" "y").data | nindent 2 }}',
  ]) {
    checkFixture(`
      === chart/Chart.yaml
      name: web
      dependencies: [{ name: absent, version: 1.0.0, repository: "https://example.com/charts" }]
      === chart/values.yaml
      own: true
      === chart/values-dev.yaml
      port: 8080
      === chart/values-prod.yaml
      level: warn
      === chart/templates/web.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: web }
      data:
        level: x
        {{- if .Values.port }}
        port: {{ .Values.port | quote }}
        {{- else }}
        ${block}
        {{- end }}
      ---
      apiVersion: v1
      kind: Pod
      metadata: { name: web }
      spec:
        containers:
          - name: web
            image: example.com/web
            env: [{ name: PORT, valueFrom: { configMapKeyRef: { name: web, key: port } } }]
    `);
  }
});

test('a port of the Compose file that only the env file of its service sets', () =>
  checkFixture(`
    === compose.yaml
    services:
      chat:
        image: example.com/chat:1
        env_file: [chat.env]
        ports: ["\${CHAT_PORT}:8961", "\${OTHER_PORT:-80}:80"]
    ~            ^^^^^^^^^^^^ warning[variable-unset] CHAT_PORT is blank here: chat.env sets it in the container alone, and Compose replaces from .env
    === chat.env
    HOST=0.0.0.0
    CHAT_PORT=6967
    OTHER_PORT=81
  `));

test('silent: what .env or its example sets too, a source that is not known, a file that may be told', () =>
  checkFixture(`
    === a/compose.yaml
    services:
      chat: { image: "example.com/chat:1", env_file: chat.env, ports: ["\${CHAT_PORT}:8961"] }
    === a/chat.env
    CHAT_PORT=6967
    === a/.env.example
    CHAT_PORT=6967
    === b/compose.yaml
    services:
      chat: { image: "example.com/chat:\${TAG}", env_file: chat.env, ports: ["\${CHAT_PORT}:8961"] }
    === b/chat.env
    CHAT_PORT=6967
    === c/compose.yaml
    services:
      chat: { image: "example.com/chat:1", env_file: .env.local, ports: ["\${CHAT_PORT}:8961"] }
    === c/.env.local
    CHAT_PORT=6967
    === d/compose.yaml
    services:
      chat: { image: "example.com/chat:1", env_file: [.env, chat.env], ports: ["\${CHAT_PORT}:8961"] }
    === d/chat.env
    CHAT_PORT=6967
    === d/.env
    CHAT_PORT=6967
  `));
