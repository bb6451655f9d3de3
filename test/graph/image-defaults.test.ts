import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('an image whose tag is a variable, resolved or not', () =>
  checkFixture(`
    === compose.yaml
    services:
      tagged: { image: "elasticsearch:\${V}", ports: ["9200:9207"] }
    ~                                                      ^^^^ warning[container-port-mismatch] it listens on 9200 (elasticsearch image)
      known: { image: "postgres:\${PG:-13}", ports: ["5432:5439"] }
    ~                                                     ^^^^ warning[container-port-mismatch] it listens on 5432 (postgres:13 image)
      moved: { image: "mcr.microsoft.com/dotnet/aspnet:\${NET}", ports: ["1:80", "2:8080"] }
      right: { image: "n8nio/n8n:\${N8N}", ports: ["5678:5678"] }
      other: { image: "\${REGISTRY}/postgres:13", ports: ["3:4000"] }
      file: { image: "redis:\${REDIS}", ports: ["4:6380"] }
    ~                                             ^^^^ warning[container-port-mismatch] it listens on 6379 (redis:7 image)
    === .env
    REDIS=7
  `));

test('a folder of the name of an official image whose tag is a variable builds another image', () =>
  checkFixture(`
    === compose.yaml
    services:
      cache: { image: "redis:\${V}", ports: ["1:6379"] }
    === redis/Dockerfile
    FROM example.com/base
    EXPOSE 7000
  `));

test('what starts an image as it is: its options, the last command of a script, a subcommand', () =>
  checkFixture(`
    === compose.yaml
    services:
      options:
        image: prom/alertmanager
        command: ["--config.file=/etc/alertmanager/config.yml"]
        volumes: ["./alertmanager/:/etc/alertmanager/"]
        ports: ["1:9107"]
    ~              ^^^^ warning[container-port-mismatch] it listens on 9093 (alertmanager image)
      script:
        image: minio/minio
        entrypoint: [sh, -euc, "mkdir -p /data/loki && minio server /data"]
        ports: ["2:9007"]
    ~              ^^^^ warning[container-port-mismatch] it listens on 9000 (minio image)
      subcommand:
        image: cockroachdb/cockroach
        command: start-single-node --insecure
        ports: ["3:26264"]
    ~              ^^^^^ warning[container-port-mismatch] it listens on 26257 (cockroach image)
      other:
        image: minio/minio
        entrypoint: [sh, -euc, "minio --version && ./serve"]
        ports: ["4:9007"]
  `));

test('configs that may move the ports of an image, and provisioning that does not', () =>
  checkFixture(`
    === compose.yaml
    services:
      provisioned:
        image: grafana/grafana
        volumes: ["./datasources.yaml:/etc/grafana/provisioning/datasources/datasources.yml"]
        ports: ["1:3007"]
    ~              ^^^^ warning[container-port-mismatch] it listens on 3000 (grafana image)
      configured:
        image: grafana/grafana
        volumes: ["./grafana.ini:/etc/grafana/grafana.ini"]
        ports: ["2:3007"]
      argument:
        image: nginx
        command: nginx -c /etc/shop/nginx.conf
        ports: ["3:8080"]
      volume:
        image: nginx
        volumes: ["conf:/etc/nginx/conf.d"]
        ports: ["4:8080"]
      content:
        image: nginx
        volumes: ["pages:/usr/share/nginx/html"]
        ports: ["5:8080"]
    ~              ^^^^ warning[container-port-mismatch] it listens on 80 (nginx image)
      own:
        image: grafana/loki
        command: -config.file=/etc/loki/local-config.yaml
        ports: ["6:3107"]
    ~              ^^^^ warning[container-port-mismatch] it listens on 3100 (loki image)
    volumes: { conf: {}, pages: {} }
  `));

test('a default that may not hold refutes no check and no client', () =>
  checkFixture(`
    === compose.yaml
    services:
      mounted:
        image: timberio/vector:0.53.0-alpine
        volumes: ["./vector.yml:/etc/vector/vector.yml:ro"]
        healthcheck: { test: [CMD, wget, "http://localhost:9001/health"] }
      queue: { image: rabbitmq, volumes: ["./rabbitmq.conf:/etc/rabbitmq/rabbitmq.conf"] }
      plain: { image: rabbitmq }
      client:
        image: example.com/client
        environment:
          QUEUE: amqp://queue:5673
          PLAIN: amqp://plain:5673
    ~                         ^^^^ warning[client-port-unmatched]
  `));
