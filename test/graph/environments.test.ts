import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listEnvironments } from '../../server/src/features/environments.ts';
import { parse } from '../../server/src/formats/registry.ts';
import { canonicalName, isEnvironmentName } from '../../server/src/graph/environments/environment-names.ts';
import { entriesOf, goneFrom } from '../../server/src/graph/environments/record.ts';
import { keys } from '../../server/src/graph/keys.ts';
import { environmentDrift } from '../../server/src/rules/environment-drift.ts';
import { recordedPort } from '../../server/src/rules/recorded-port.ts';
import { componentsIn, deployedGraph, reported } from '../support/deployed.ts';
import { engineOf, type Files, ROOT } from '../support/workspace.ts';

/** `name (as written): label, label`. */
function listed(files: Files): readonly string[] {
  return listEnvironments(engineOf(files)).map(
    ({ name, written, ways }) =>
      `${name} (${written.join(', ')}): ${ways.map(({ environment }) => environment.label).join(', ')}`,
  );
}

const WEB = 'services:\n  web: { image: example.com/web, ports: ["80:80"] }\n';

test('names that mean the same are one environment; all others are their own', () => {
  const same = (...names: readonly string[]) => assert.equal(new Set(names.map(canonicalName)).size, 1, names.join());
  same('prod', 'production', 'PRD', 'live');
  same('staging', 'stage', 'stg');
  same('dev', 'development', 'local');
  same('prod-eu', 'production_EU', 'prd.eu');
  same('pre-prod', 'preprod', 'preproduction');
  assert.notEqual(canonicalName('preprod'), canonicalName('prod'));
  assert.equal(canonicalName('Observability'), 'observability');
  assert.deepEqual(['prod', 'eu-prod', 'web', 'product', 'example'].map(isEnvironmentName), [
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('Compose files by their names, in whatever order they are written', () => {
  const files = [
    ...['compose.yaml', 'compose.override.yaml', 'compose.prod.yaml', 'docker-compose-qa.yml'],
    ...['staging.docker-compose.yml', 'local.yml', 'stack.yml'],
  ];
  assert.deepEqual(listed(Object.fromEntries(files.map((file) => [file, WEB]))), [
    'default (default): compose.yaml, stack.yml',
    'dev (local): local.yml',
    'prod (prod): compose.prod.yaml',
    'qa (qa): docker-compose-qa.yml',
    'staging (staging): staging.docker-compose.yml',
  ]);
});

test('COMPOSE_FILE says what starts by default; profiles are environments of their own', () => {
  const files = {
    '.env': 'COMPOSE_FILE=compose.yaml:compose.prod.yaml\nPORT=80\n',
    'compose.yaml': `${WEB}  debug: { image: example.com/debug, profiles: [debug], ports: ["81:81"] }\n`,
    'compose.prod.yaml': WEB.replaceAll('80', '82'),
  };
  assert.deepEqual(listed(files), [
    'default (default): .env, compose.yaml',
    'debug (debug): compose.yaml, profile debug',
  ]);
});

test('env files that are called after environments, and those that are not', () => {
  const names = ['.env', '.env.production', '.env.production.local', 'live.env', '.env.example', '.env.web'];
  assert.deepEqual(listed(Object.fromEntries(names.map((name) => [name, 'PORT=80\n']))), [
    'default (default): .env',
    'prod (production, live): .env.production, live.env',
  ]);
});

test('folders are environments where they stand beside each other', () => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n';
  assert.deepEqual(
    listed({
      'k8s/dev/web.yaml': service,
      'k8s/production/web.yaml': service,
      'docs/test/web.yaml': service,
      'dev/compose.yaml': WEB,
      'prod/compose.override.yaml': WEB,
    }),
    [
      'default (default): other files',
      'dev (dev): compose.yaml, dev',
      'prod (production, prod): production, compose.override.yaml',
    ],
  );
});

const deployment = (port: number, name = 'http') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers: [{ name: web, image: "example.com/web:1", ports: [{ name: ${name}, containerPort: ${port} }] }]
`;

test('what a deployment makes of one component in its environments is compared, and the odd one told', () => {
  const graph = deployedGraph({ default: deployment(8080), staging: deployment(8080), prod: deployment(9090) });
  assert.deepEqual(reported(graph, environmentDrift), [
    'chart/values-prod.yaml:7 containerPort 9090 of Deployment web is 8080 in default, staging',
  ]);
  const same = deployedGraph({ default: deployment(8080), prod: deployment(8080) });
  assert.deepEqual(reported(same, environmentDrift), []);
});

test('a deployment is recorded environment by environment, and what is not looked at is not gone', () => {
  const graph = deployedGraph({ default: deployment(8080), prod: deployment(9090) });
  const lines = componentsIn(graph).flatMap((component) => entriesOf(graph, component, ROOT));
  assert.deepEqual(
    lines.map(({ key, value }) => `${key}: ${value}`),
    ['helm:chart | Deployment web | http/tcp | default: 8080', 'helm:chart | Deployment web | http/tcp | prod: 9090'],
  );
  const text = `ports:\n${lines.map(({ key }) => `  ${key}: 8080\n`).join('')}  helm:chart | Deployment web | old/tcp | prod: 1\n`;
  const file = `${ROOT}/ports.lock.yaml`;
  graph.set(file, parse(file, text));
  assert.deepEqual(reported(graph, recordedPort), [
    'chart/values-prod.yaml:7 containerPort 9090 of Deployment web is recorded as 8080',
    'ports.lock.yaml:4 old 1/tcp of Deployment web in helm:chart (prod) is recorded, but no longer there',
  ]);
  const [home] = graph.store.find(keys.called('Deployment web')).filter((c) => c.deployedIn?.name === 'prod');
  graph.set(graph.store.homeOf(home!), undefined);
  const [record] = graph.store.find(keys.records());
  assert.ok(record?.kind === 'record');
  assert.deepEqual(goneFrom(graph, record), []);
});
