import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TraceQuery, trace } from '../../server/src/features/trace.ts';
import { fileOf, shop, shown } from './shop.ts';

/** Each flow as one line: `place (link) → place`, and why it is broken. */
function traced(query: TraceQuery): readonly string[] {
  return trace(shop(), query).map(({ hops }) =>
    hops
      .map(({ span, link, ok, reason }) => `${link ? `-${link}-> ` : ''}${shown(span)}${ok ? '' : ` ✗ ${reason}`}`)
      .join(' '),
  );
}

/** From the Ingress to the container. */
const WAY =
  'k8s/ingress.yaml:10:17 80 -forwards-> k8s/service.yaml:9:13 80 -forwards-> k8s/service.yaml:10:19 http ' +
  '-forwards-> k8s/deploy.yaml:22:30 8080';

test('the flows of a line, of a place, and where no port stands', () => {
  assert.deepEqual(traced({ kind: 'place', file: fileOf('k8s/service.yaml'), line: 8 }), [
    `${WAY} -exposes-> web/Dockerfile:3:8 8080`,
    `${WAY} -exposes-> k8s/config.yaml:6:10 8080`,
  ]);
  assert.deepEqual(traced({ kind: 'place', file: fileOf('compose.yaml'), line: 4, column: 10 }), [
    'compose.yaml:5:10 ${EDGE_PORT} -publishes-> compose.yaml:5:23 8080 -forwards-> web/Dockerfile:3:8 8080',
    'compose.yaml:5:10 ${EDGE_PORT} -publishes-> compose.yaml:5:23 8080 -forwards-> web/Dockerfile:2:10 8080',
  ]);
  assert.deepEqual(traced({ kind: 'place', file: fileOf('compose.yaml'), line: 0 }), []);
});

test('the flows of a component, of one port of it, and of nobody', () => {
  assert.deepEqual(traced({ kind: 'component', component: 'Service web', port: '90' }), [
    'k8s/service.yaml:12:13 90 -forwards-> k8s/service.yaml:13:19 9090 ✗ Deployment web has 8080',
  ]);
  assert.deepEqual(traced({ kind: 'component', component: 'shop' }), [
    `${WAY} -exposes-> web/Dockerfile:3:8 8080`,
    `${WAY} -exposes-> k8s/config.yaml:6:10 8080`,
  ]);
  assert.deepEqual(traced({ kind: 'component', component: 'nobody' }), []);
});
