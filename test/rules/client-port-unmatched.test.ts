import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('URLs and pairs of a Compose service to another', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        image: example.com/api
        environment:
          DATABASE_URL: postgres://shop:secret@db:5433/shop
    ~                                             ^^^^ warning[client-port-unmatched] DATABASE_URL asks service db for port 5433 but it listens on 5432 (postgres:16 image)
          REDIS_HOST: cache
          REDIS_PORT: 6380
    ~                 ^^^^ warning[client-port-unmatched] REDIS_PORT asks service cache for port 6380 but it listens on 6379
          BROKERS: kafka:9092,kafka:9093
      db: { image: "postgres:16" }
      cache: { image: redis }
      kafka: { image: example.com/kafka }
  `));

test('what is right is not told: defaults of schemes, ports moved by a variable or an argument', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        image: example.com/api
        environment:
          A: postgres://db/shop
          B: http://web
          C: redis://cache:6380
          D: http://app:3000
          E: http://app.example.com:1
          F: http://nobody:1
          G: http://localhost:1
          H: jdbc:postgresql://db:5432/shop
      db: { image: postgres }
      web: { image: nginx }
      cache: { image: redis, command: redis-server --port 6380 }
      app: { image: example.com/app, environment: { PORT: "3000" } }
  `));

test('a URL without a port may be a mere name, so that it is one step less sure', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        image: example.com/api
        environment:
          WEB_URL: http://web/path
    ~                     ^^^ info[client-port-unmatched] WEB_URL asks service web for port 80, the default of its scheme, but it declares 8080
      web: { image: example.com/web, expose: ["8080"] }
  `));

test('a Kubernetes Service answers on its own ports alone, under each of its names', () =>
  checkFixture(`
    === k8s.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: catalog, namespace: shop }
    spec:
      selector: { app: catalog }
      ports: [{ name: http, port: 80, targetPort: 8080 }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, namespace: shop }
    spec:
      containers:
        - name: web
          env:
            - { name: A, value: "http://catalog" }
            - { name: B, value: "http://catalog:8080" }
    ~                                           ^^^^ error[client-port-unmatched] B asks Service catalog for port 8080: it has 80 (http)
            - { name: C, value: "catalog.shop:8080" }
    ~                                         ^^^^ error[client-port-unmatched]
            - { name: D, value: "http://catalog.shop.svc:80" }
            - { name: E, value: "http://catalog.shop.svc.cluster.local:8080" }
    ~                                                                  ^^^^ error[client-port-unmatched]
            - { name: F, value: "http://catalog.other.svc:8080" }
            - { name: G, value: "http://catalog.example.com:8080" }
            - { name: CATALOG_HOST, value: catalog }
            - { name: CATALOG_PORT, value: "8080" }
    ~                                       ^^^^ error[client-port-unmatched] CATALOG_PORT asks Service catalog for port 8080
  `));

test('values from a ConfigMap are told where they are written, once', () =>
  checkFixture(`
    === k8s.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: catalog }
    spec: { ports: [{ port: 80 }] }
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: web }
    data:
      CATALOG_URL: http://catalog:8080
    ~                             ^^^^ error[client-port-unmatched] CATALOG_URL asks Service catalog for port 8080: it has 80
      OTHER_URL: http://catalog:80
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - { name: a, envFrom: [{ configMapRef: { name: web } }] }
        - { name: b, envFrom: [{ configMapRef: { name: web } }] }
  `));

test('a reference to a key of a ConfigMap', () =>
  checkFixture(`
    === k8s.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: db }
    spec: { ports: [{ port: 5432 }] }
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: web }
    data:
      host: db
      port: "5433"
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          env:
            - { name: DB_HOST, valueFrom: { configMapKeyRef: { name: web, key: host } } }
            - { name: DB_PORT, valueFrom: { configMapKeyRef: { name: web, key: port } } }
    ~                                                                          ^^^^ error[client-port-unmatched] DB_PORT asks Service db for port 5433: it has 5432
  `));

test('interpolation: .env beside the file, defaults, and what cannot be known', () =>
  checkFixture(`
    === .env
    API_PORT=8081
    === compose.yaml
    services:
      web:
        image: example.com/web
        environment:
          A: http://api:\${API_PORT}
    ~                   ^^^^^^^^^^^ warning[client-port-unmatched] A asks service api for port 8081 but it declares 8080
          B: http://api:\${MISSING:-8082}
    ~                   ^^^^^^^^^^^^^^^^ warning[client-port-unmatched] B asks service api for port 8082
          C: http://api:\${MISSING}
          D: http://api:\${MISSING:-8080}
          E: http://\${HOST}:8082
      api: { image: example.com/api, expose: [8080] }
  `));

test('a Service without ports, and one that nobody defines, are not judged', () =>
  checkFixture(`
    === k8s.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: outside }
    spec: { type: ExternalName, externalName: db.example.com }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          env:
            - { name: A, value: "http://outside:1234" }
            - { name: B, value: "http://nobody:1234" }
  `));

test('the health check of a service bears out who asks the same port, and casts doubt on who asks another', () =>
  checkFixture(`
    === compose.yaml
    services:
      analytics:
        image: example.com/analytics
        healthcheck: { test: [CMD, curl, "http://localhost:4000/"] }
      listening:
        image: example.com/analytics
        environment: { PORT: 5000 }
      plain: { image: example.com/analytics }
      server:
        image: example.com/server
        healthcheck: { test: [CMD, curl, "http://localhost:4321/"] }
      agent: { image: example.com/agent, environment: { SERVER: "http://server:4320" } }
      studio:
        image: example.com/studio
        environment:
          RIGHT: http://analytics:4000
          WRONG: http://analytics:4007
    ~                             ^^^^ info[client-port-unmatched] asks service analytics for port 4007, but its health check asks 4000
          OTHER: http://listening:5007
    ~                             ^^^^ warning[client-port-unmatched]
          SERVER: http://server:4320
          PLAIN: http://plain:5007
  `));

test('a URL in a script, a folded text or behind escapes is found where it stands', () =>
  checkFixture(`
    === app.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: app }
    spec:
      selector: { app: app }
      ports: [{ port: 80, targetPort: 3000 }]
    === job.yaml
    apiVersion: batch/v1
    kind: Job
    metadata: { name: import }
    spec:
      template:
        spec:
          containers:
            - name: curl
              image: curlimages/curl:8.9.1
              env:
                - name: APP_URL
                  value: >-
                    http://app:3000/api
    ~                          ^^^^ error[client-port-unmatched] APP_URL asks Service app for port 3000
                - name: OTHER_URL
                  value: "to \\"http://app:3000/\\""
    ~                                     ^^^^ error[client-port-unmatched] OTHER_URL asks Service app for port 3000
              command:
                - /bin/sh
                - -c
                - |
                  set -e
                  curl --fail \\
                    -X POST http://app:3000/api/import
    ~                                  ^^^^ error[client-port-unmatched] command asks Service app for port 3000
  `));

test('an ExternalName has the ports of the Service of the cluster that it names', () =>
  checkFixture(`
    === k8s.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: db, namespace: data }
    spec: { selector: { app: db }, ports: [{ port: 5432 }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: db, namespace: shop }
    spec: { type: ExternalName, externalName: db.data.svc.cluster.local, ports: [{ port: 5433 }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: cache, namespace: shop }
    spec: { type: ExternalName, externalName: cache.data.svc.cluster.local }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, namespace: shop }
    spec:
      containers:
        - name: web
          env:
            - { name: A, value: "postgres://db:5433/a" }
    ~                                          ^^^^ error[client-port-unmatched] A asks Service db for port 5433: it has 5432
            - { name: B, value: "postgres://db:5432/a" }
            - { name: C, value: "redis://cache:6380" }
  `));

test('a collector may open what its config says, which cannot be read', () =>
  checkFixture(`
    === compose.yaml
    services:
      agent:
        image: grafana/agent:v0.39.0
        command: [run, "--server.http.listen-addr=0.0.0.0:12345", /etc/agent/config.river]
        volumes: ["./config.river:/etc/agent/config.river:ro"]
        ports: ["12347:12345"]
      app:
        image: example.com/app:1
        environment:
          LOGS_TARGET: http://agent:3100/loki/api/v1/push
          TRACING_COLLECTOR_HOST: agent
          TRACING_COLLECTOR_PORT: 4317
  `));

test('on the network of the host, localhost is the host', () =>
  checkFixture(`
    === compose.yaml
    services:
      redis:
        image: redis:7
        ports: ["127.0.0.1:6379:6379"]
      app:
        image: example.com/app:1
        network_mode: host
        environment: { REDIS_HOST: localhost, REDIS_PORT: 6379, PORT: 3000 }
  `));

test('a port that the image has for another protocol than that of the URL', () =>
  checkFixture(`
    === compose.yaml
    services:
      worker:
        image: example.com/worker:1
        environment:
          CELERY_BROKER_URL: amqp://guest:guest@rabbit:15672//
    ~                                                  ^^^^^ warning[client-port-unmatched] by amqp, but that is for management: amqp is on 5672
          ELASTICSEARCH_HOSTS: http://es:9300
    ~                                    ^^^^ warning[client-port-unmatched] by http, but that is for transport: http is on 9200
          CLICKHOUSE_URL: http://ch:9000
    ~                               ^^^^ warning[client-port-unmatched] by http, but that is for native: http is on 8123
          MANAGEMENT_URL: http://rabbit:5672/api
    ~                                   ^^^^ warning[client-port-unmatched] by http, but that is for amqp: management is on 15672
      rabbit: { image: "rabbitmq:3.13-management", ports: ["5672:5672", "15672:15672"] }
      es: { image: "elasticsearch:8.14.1", expose: ["9200", "9300"] }
      ch: { image: "clickhouse/clickhouse-server:24.8" }
  `));

test('ports that a scheme goes with, or whose use is not known', () =>
  checkFixture(`
    === compose.yaml
    services:
      worker:
        image: example.com/worker:1
        environment:
          A: amqp://rabbit:5672
          B: http://rabbit:15672/api
          C: amqps://rabbit:5671
          D: http://rabbit:15692/metrics
          E: tcp://es:9300
          F: es:9300
          G: clickhouse+native://ch:9000/default
          H: clickhouse://ch:8123/default
          I: mysql://ch:9004/default
          J: http://neo:7687
          K: postgresql+asyncpg://db/shop
          RABBITMQ_HOST: rabbit
          RABBITMQ_PORT: 15672
          L: amqp://moved:15672
      rabbit: { image: "rabbitmq:3.13-management" }
      es: { image: "elasticsearch:8.14.1" }
      ch: { image: "clickhouse/clickhouse-server:24.8" }
      neo: { image: "neo4j:5" }
      db: { image: "postgres:16" }
      moved:
        image: rabbitmq:3.13-management
        environment: { RABBITMQ_NODE_PORT: 15672 }
  `));
