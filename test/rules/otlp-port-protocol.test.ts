import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('HTTP to 4317 and gRPC to 4318, for all signals and for one', () =>
  checkFixture(`
    === compose.yaml
    services:
      a:
        image: example.com/a:1
        environment:
          OTEL_EXPORTER_OTLP_PROTOCOL: http/protobuf
          OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4317
    ~                                                   ^^^^ warning[otlp-port-protocol] OTEL_EXPORTER_OTLP_ENDPOINT 4317 takes OTLP over gRPC, and HTTP is spoken to it
          OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: grpc
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: http://collector:4318/v1/traces
    ~                                                          ^^^^ warning[otlp-port-protocol] takes OTLP over HTTP, and gRPC is spoken to it
      collector:
        image: otel/opentelemetry-collector:0.104.0
  `));

test('the right port, a protocol that nobody says, and a receiver that is configured otherwise', () =>
  checkFixture(`
    === compose.yaml
    services:
      a:
        image: example.com/a:1
        environment:
          OTEL_EXPORTER_OTLP_PROTOCOL: grpc
          OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4317
      b:
        image: example.com/b:1
        environment:
          OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4317
      c:
        image: example.com/c:1
        environment:
          OTEL_EXPORTER_OTLP_PROTOCOL: http/protobuf
          OTEL_EXPORTER_OTLP_ENDPOINT: http://other:4317
      collector:
        image: otel/opentelemetry-collector:0.104.0
      other:
        image: otel/opentelemetry-collector:0.104.0
        volumes: ["./other.yaml:/etc/otelcol/config.yaml"]
    === other.yaml
    receivers:
      otlp:
        protocols:
          http: {endpoint: "0.0.0.0:4317"}
  `));

test("the collector's own exporters", () =>
  checkFixture(`
    === compose.yaml
    services:
      agent:
        image: otel/opentelemetry-collector:0.104.0
        volumes: ["./agent.yaml:/etc/otelcol/config.yaml"]
      gateway:
        image: otel/opentelemetry-collector:0.104.0
    === agent.yaml
    exporters:
      otlphttp:
        endpoint: http://gateway:4317
    ~                            ^^^^ warning[otlp-port-protocol] otlphttp exporter 4317 takes OTLP over gRPC
      otlp:
        endpoint: gateway:4317
  `));
