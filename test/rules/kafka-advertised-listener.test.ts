import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('localhost advertised to a client in another container', () =>
  checkFixture(`
    === compose.yaml
    services:
      kafka:
        image: bitnami/kafka:3.7
        environment:
          KAFKA_CFG_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093
          KAFKA_CFG_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092
    ~                                                 ^^^^^^^^^ warning[kafka-advertised-listener] PLAINTEXT://localhost:9092 sends service ui to itself: other containers reach the broker as kafka
      ui:
        image: provectuslabs/kafka-ui:v0.7.2
        environment:
          KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka:9092
  `));

test('two listeners, each for its own clients; a broker that only the host uses', () =>
  checkFixture(`
    === compose.yaml
    services:
      kafka:
        image: apache/kafka:3.8.0
        ports: ["29092:29092"]
        environment:
          KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:9092,HOST://0.0.0.0:29092
          KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092,HOST://localhost:29092
      ui:
        image: provectuslabs/kafka-ui:v0.7.2
        environment: { KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: "kafka:9092" }
      alone:
        image: apache/kafka:3.8.0
        ports: ["9092:9092"]
        environment:
          KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092
  `));

test('a host port that leads to another listener than the one that advertises it', () =>
  checkFixture(`
    === compose.yaml
    services:
      kafka1:
        image: confluentinc/cp-kafka:7.6.1
        ports: ["20031:9092"]
    ~                  ^^^^ warning[kafka-advertised-listener] port 20031 is advertised as EXTERNAL://127.0.0.1:20031, but leads to the listener that advertises INTERNAL://kafka1:9092
        environment:
          KAFKA_ADVERTISED_LISTENERS: INTERNAL://kafka1:9092,EXTERNAL://127.0.0.1:20031
  `));

test("Redpanda's flags: an advertised port that the listener does not have", () =>
  checkFixture(`
    === compose.yaml
    services:
      redpanda:
        image: docker.redpanda.com/redpandadata/redpanda:v24.1.1
        command:
          - redpanda start
          - --kafka-addr PLAINTEXT://0.0.0.0:29092,OUTSIDE://0.0.0.0:9092
          - --advertise-kafka-addr PLAINTEXT://redpanda:29093,OUTSIDE://localhost:9092
    ~                                                   ^^^^^ warning[kafka-advertised-listener] but the listener listens on 29092
        ports: ["9092:9092"]
  `));

test('a listener for the host that is published under another port', () =>
  checkFixture(`
    === compose.yaml
    services:
      kafka:
        image: apache/kafka:3.8.0
        ports: ["9094:9092"]
        environment:
          KAFKA_LISTENERS: PLAINTEXT://:9092
          KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092
    ~                                                       ^^^^ warning[kafka-advertised-listener] but the listener is published as 9094
  `));
