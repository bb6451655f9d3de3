/** Definition, references and highlights: along the links of the small shop. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definition } from '../../server/src/features/definition.ts';
import { highlights } from '../../server/src/features/documentHighlight.ts';
import { references } from '../../server/src/features/references.ts';
import { at, fileOf, shop, shown } from './shop.ts';

const engine = shop();

function definitions(path: string, needle: string, before = ''): readonly string[] | undefined {
  return definition(engine, fileOf(path), at(path, needle, before))?.targets.map(shown);
}

function referring(path: string, needle: string, before = '', own = false): readonly string[] {
  return references(engine, fileOf(path), at(path, needle, before), own).map(shown);
}

function highlighted(path: string, needle: string, before = ''): readonly string[] {
  return highlights(engine, fileOf(path), at(path, needle, before)).map(({ span, kind }) => `${shown(span)} ${kind}`);
}

test('definition goes one hop on', () => {
  assert.deepEqual(definitions('k8s/ingress.yaml', '80'), ['k8s/service.yaml:9:13 80']);
  assert.deepEqual(definitions('k8s/service.yaml', '80', 'port:'), ['k8s/service.yaml:10:19 http']);
  assert.deepEqual(definitions('k8s/service.yaml', 'http'), ['k8s/deploy.yaml:22:30 8080']);
  assert.deepEqual(definitions('k8s/deploy.yaml', 'http', 'port: http'), ['k8s/deploy.yaml:22:30 8080']);
  assert.deepEqual(definitions('k8s/deploy.yaml', '8080'), ['web/Dockerfile:3:8 8080', 'k8s/config.yaml:6:10 8080']);
});

test('definition of a value in a variable is where it is written', () => {
  assert.deepEqual(definitions('compose.yaml', '${EDGE_PORT}'), ['.env:1:11 8080']);
});

test('definition of what reaches nothing is who should have had the port', () => {
  assert.deepEqual(definitions('k8s/service.yaml', '9090'), ['k8s/deploy.yaml:12:17 web']);
});

test('no definition where no port stands', () => {
  assert.equal(definitions('k8s/service.yaml', 'kind'), undefined);
});

test('references are what leads here, probes included', () => {
  assert.deepEqual(referring('k8s/service.yaml', '80', 'port:'), ['k8s/ingress.yaml:10:17 80']);
  assert.deepEqual(referring('k8s/deploy.yaml', '8080'), ['k8s/deploy.yaml:25:21 http', 'k8s/service.yaml:10:19 http']);
  assert.deepEqual(referring('compose.yaml', '8080"'), ['compose.yaml:5:10 ${EDGE_PORT}', 'compose.yaml:9:27 8080']);
  assert.deepEqual(referring('k8s/ingress.yaml', '80'), []);
});

test('references with the declaration hold the port itself', () => {
  assert.deepEqual(referring('k8s/service.yaml', '80', 'port:', true), [
    'k8s/ingress.yaml:10:17 80',
    'k8s/service.yaml:9:13 80',
  ]);
});

test('highlights are the places of one file, told apart by whether they set or use the value', () => {
  assert.deepEqual(highlighted('k8s/service.yaml', '80', 'port:'), [
    'k8s/service.yaml:9:13 80 write',
    'k8s/service.yaml:10:19 http write',
  ]);
  assert.deepEqual(highlighted('k8s/deploy.yaml', '8080'), [
    'k8s/deploy.yaml:22:30 8080 write',
    'k8s/deploy.yaml:25:21 http read',
  ]);
  assert.deepEqual(highlighted('k8s/service.yaml', 'kind'), []);
});
