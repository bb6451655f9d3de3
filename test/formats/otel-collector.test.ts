import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otelCollector } from '../../server/src/formats/otel-collector.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/otel.yaml';

const WHOLE = `receivers:
  otlp:
    protocols:
      grpc:
      http:
        endpoint: 0.0.0.0:4319
  statsd: {endpoint: "\${env:IP}:\${env:STATSD_PORT:-8125}"}
  redis:
    endpoint: cache:6379
  prometheus:
    config:
      scrape_configs:
        - job_name: self
          static_configs: [{targets: ["web:8888"]}]
exporters:
  otlp/backend:
    endpoint: backend:4317
  otlphttp: {traces_endpoint: "http://trace:4318/v1/traces"}
  prometheus: {endpoint: ":8889"}
  kafka: {brokers: ["k1:9092", "k2:9092"]}
  debug: {}
extensions:
  health_check: {}
  zpages: {endpoint: localhost:55680}
service:
  pipelines:
    traces: {receivers: [otlp], exporters: [debug]}
`;

test('receivers and extensions listen, exporters and fetching receivers connect', () => {
  assert.deepEqual(siteLines(otelCollector, FILE, WHOLE), [
    '4:7 listen otlp grpc grpc=4317 tcp implied\n        endpoint: 0.0.0.0:{port}@4:12',
    '6:27 listen otlp http 4319 tcp at 0.0.0.0',
    '7:33 listen statsd ${env:STATSD_PORT:-8125}=text(${STATSD_PORT}) udp',
    '9:21 connect redis receiver 6379 tcp -> cache',
    '14:44 scrape target 8888 tcp -> web',
    '17:23 connect otlp exporter 4317 tcp -> backend',
    '18:45 connect otlphttp exporter 4318 tcp -> trace',
    '19:28 listen prometheus exporter 8889 tcp',
    '20:25 connect kafka exporter 9092 tcp -> k1',
    '20:36 connect kafka exporter 9092 tcp -> k2',
    '23:3 listen health_check health_check=13133 tcp impliedendpoint: 0.0.0.0:{port}@23:18',
    '24:32 listen zpages 55680 tcp at localhost',
  ]);
});

test('half-typed text', () => checkPrefixes(otelCollector, FILE, WHOLE));

test('other YAML is left to others', () => {
  assert.deepEqual(siteLines(otelCollector, FILE, 'receivers:\n  - name: mail\n'), []);
});

test('targets are scraped on ports of the environment', () => {
  const text =
    'receivers:\n  prometheus:\n    config:\n      scrape_configs:\n        - static_configs:\n            - targets: ["web:${env:WEB_PORT}"]\nexporters: { otlp: { endpoint: "trace:4317" } }\nservice: { pipelines: {} }\n';
  const [scrape] = siteLines(otelCollector, FILE, text);
  assert.match(scrape ?? '', /scrape target \$\{env:WEB_PORT\}=text\(\$\{WEB_PORT\}\) tcp -> web$/);
});

test("an exporter that keeps to its protocol's own port may reach what nobody declares", () =>
  checkFixture(`
    === compose.yaml
    services:
      collector:
        image: example.com/collector
        volumes: ["./collector.yaml:/etc/collector.yaml"]
      profiles: { image: example.com/profiles, ports: ["8080"] }
    === collector.yaml
    receivers: { otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" } } } }
    exporters:
      otlp/profiles: { endpoint: "profiles:4317" }
    ~                                      ^^^^ info[client-port-unmatched] port 4317
      otlp/odd: { endpoint: "profiles:4319" }
    ~                                 ^^^^ warning[client-port-unmatched] port 4319
    service: { pipelines: { traces: { receivers: [otlp], exporters: [otlp/profiles] } } }
  `));

test("the collector's own metrics, as they are written now and as they were", () => {
  const text = `exporters:
  otlp: {endpoint: "backend:4317"}
service:
  pipelines: {}
  telemetry:
    metrics:
      address: 0.0.0.0:8888
      readers:
        - pull:
            exporter:
              prometheus: {host: 127.0.0.1, port: 8889}
        - pull: {exporter: {prometheus: {host: x, port: "\${env:PORT:-8890}"}}}
        - periodic: {}
`;
  assert.deepEqual(siteLines(otelCollector, FILE, text), [
    '2:29 connect otlp exporter 4317 tcp -> backend',
    '7:24 listen telemetry metrics 8888 tcp at 0.0.0.0',
    '11:51 listen telemetry metrics 8889 tcp at 127.0.0.1',
    '12:58 listen telemetry metrics ${env:PORT:-8890}=text(${PORT}) tcp at x',
  ]);
  checkPrefixes(otelCollector, FILE, text);
});
