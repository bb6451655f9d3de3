import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grafana } from '../../server/src/formats/grafana.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/provisioning/datasources/all.yaml';

const WHOLE = `apiVersion: 1
datasources:
  - name: prom
    type: prometheus
    access: proxy
    url: http://prometheus:9090/prom
  - name: pg
    type: postgres
    url: db:5432
  - name: there
    type: loki
    access: direct
    url: http://localhost:3100
  - name: tempo
    type: tempo
    url: https://tempo
`;

test('what the server asks, by its own network; not what the browser asks', () => {
  assert.deepEqual(siteLines(grafana, FILE, WHOLE), [
    '6:28 connect url 9090 tcp -> prometheus',
    '9:13 connect url 5432 tcp -> db',
    '16:18 connect url tempo=443 tcp tls implied:{port}@16:23 -> tempo',
  ]);
});

test('half-typed text', () => checkPrefixes(grafana, FILE, WHOLE));

test('other YAML is left to others', () => {
  assert.deepEqual(siteLines(grafana, FILE, 'datasources: [a, b]\n'), []);
});
