import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prometheus } from '../../server/src/formats/prometheus.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/prometheus.yml';

const WHOLE = `global:
  scrape_interval: 15s
alerting:
  alertmanagers:
    - scheme: https
      static_configs:
        - targets: ["alertmanager:9093", am]
scrape_configs:
  - job_name: web
    static_configs:
      - targets:
          - web:8080
          - "plain"
  - job_name: probe
    metrics_path: /probe
    static_configs:
      - targets: [https://example.com, other:80]
    relabel_configs:
      - source_labels: [__address__]
        target_label: __param_target
      - target_label: __address__
        replacement: blackbox:9115
  - job_name: pods
    kubernetes_sd_configs: [{role: pod}]
    relabel_configs:
      - target_label: __address__
        replacement: $1:$2
remote_write:
  - url: http://mimir:9009/api/v1/push
`;

test('targets, alertmanagers, remote writes; relabelling sets who is asked', () => {
  assert.deepEqual(siteLines(prometheus, FILE, WHOLE), [
    '12:17 scrape target 8080 tcp -> web',
    '13:14 scrape target plain=80 tcp implied:{port}@13:19 -> plain',
    '22:31 scrape target 9115 tcp -> blackbox',
    '7:35 connect alertmanager 9093 tcp tls -> alertmanager',
    '7:42 connect alertmanager am=443 tcp tls implied:{port}@7:44 -> am',
    '29:23 connect remote_write url 9009 tcp -> mimir',
  ]);
});

test('half-typed text', () => checkPrefixes(prometheus, FILE, WHOLE));

test('other YAML is left to others', () => {
  assert.deepEqual(siteLines(prometheus, FILE, 'kind: ConfigMap\nscrape_configs: []\n'), []);
  assert.deepEqual(siteLines(prometheus, FILE, 'services: {}\n'), []);
});

test('targets that are looked up by name', () => {
  const text = `scrape_configs:
  - job_name: swarm
    dns_sd_configs:
      - names: [tasks.api, "other"]
        type: A
        port: 9100
      - names: [_metrics._tcp.api]
        port: 9101
`;
  assert.deepEqual(siteLines(prometheus, FILE, text), ['6:15 scrape dns_sd_configs port 9100 tcp -> api, other']);
  checkPrefixes(prometheus, FILE, text);
});
