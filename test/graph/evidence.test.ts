import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test("an image's default, in spite of content that is copied in and of flags for its own program", () =>
  checkFixture(`
    === compose.yaml
    services:
      unprivileged: { build: unprivileged, ports: ["1:80"] }
    ~                                                 ^^ warning[container-port-mismatch] it listens on 8080 (nginx-unprivileged:1.27 image)
      flags: { build: flags, ports: ["2:81"] }
    ~                                   ^^ warning[container-port-mismatch] it listens on 80 (nginx:1.27 image)
      config: { build: config, ports: ["3:81"] }
      other: { build: other, ports: ["4:3000"] }
      data: { image: "postgres:16", volumes: ["./data:/var/lib/postgresql/data"], ports: ["5:5433"] }
    ~                                                                                        ^^^^ warning[container-port-mismatch] it listens on 5432 (postgres:16 image)
      moved: { image: "postgres:16", command: -p 5433, ports: ["6:5433"] }
      mounted: { image: "redis:7", volumes: ["./redis.conf:/usr/local/etc/redis/redis.conf"], ports: ["7:6380"] }
    === unprivileged/Dockerfile
    FROM nginxinc/nginx-unprivileged:1.27
    COPY dist /usr/share/nginx/html
    === flags/Dockerfile
    FROM nginx:1.27
    CMD ["nginx", "-g", "daemon off;"]
    === config/Dockerfile
    FROM nginx:1.27
    COPY site.conf.sample /etc/nginx/conf.d/
    === other/Dockerfile
    FROM nginx:1.27
    CMD ["node", "server.js"]
  `));

test('a variable that moves the listener of a well-known image', () =>
  checkFixture(`
    === compose.yaml
    services:
      wireguard:
        image: ghcr.io/wg-easy/wg-easy:14
        environment: { WG_PORT: 51830 }
        ports: ["51830:51820/udp"]
    ~                  ^^^^^ warning[container-port-mismatch] it listens on 51830 (WG_PORT)
      right:
        image: ghcr.io/wg-easy/wg-easy:14
        environment: { WG_PORT: 51831 }
        ports: ["51831:51831/udp"]
      keycloak:
        image: quay.io/keycloak/keycloak:26.0
        command: [start, --http-port=8180]
        ports: ["8080:8080"]
    ~                 ^^^^ warning[container-port-mismatch] it listens on 8180
  `));

test('a port that the image listened on before its tag moved: one fix moves all that repeat it', () =>
  checkFixture(`
    === Dockerfile
    FROM mcr.microsoft.com/dotnet/aspnet:8.0
    EXPOSE 80
    ~      ^^ warning[container-port-mismatch] it listens on 8080 (aspnet:8.0 image)
    ENTRYPOINT ["dotnet", "web.dll"]
    === compose.yaml
    services:
      web: { build: ., ports: ["5010:80"] }
      client: { image: example.com/client, environment: { WEB_URL: "http://web:80" } }
    === chosen/Dockerfile
    FROM mcr.microsoft.com/dotnet/aspnet:8.0
    EXPOSE 5000
    ENTRYPOINT ["dotnet", "web.dll"]
    === before/Dockerfile
    FROM mcr.microsoft.com/dotnet/aspnet:7.0
    EXPOSE 80
    ENTRYPOINT ["dotnet", "web.dll"]
    === dev/compose.yaml
    services:
      launched: { image: "mcr.microsoft.com/dotnet/sdk:8.0", command: dotnet run, ports: ["1:5000"] }
    === set/Dockerfile
    FROM mcr.microsoft.com/dotnet/aspnet:8.0
    ENV ASPNETCORE_URLS=http://+:80
    EXPOSE 80
    ENTRYPOINT ["dotnet", "web.dll"]
  `));

test("a program's default port, and the address that it binds by itself", () =>
  checkFixture(`
    === compose.yaml
    services:
      closed: { build: closed, ports: ["1:8000"] }
      shell: { build: shell, ports: ["2:5000"] }
      django: { build: django, ports: ["3:9000"] }
      open: { build: open, ports: ["4:8000"] }
      wrong: { build: open, ports: ["5:80"] }
    ~                                  ^^ warning[container-port-mismatch] it listens on 8000 (uvicorn default)
      told: { image: example.com/app, command: uvicorn main:app, environment: { UVICORN_HOST: "0.0.0.0" }, ports: ["6:8000"] }
      inside: { image: example.com/app, command: uvicorn main:app }
      vite: { image: "node:22", command: npx vite, ports: ["7:3000"] }
      urls: { image: example.com/net, environment: { ASPNETCORE_URLS: "http://localhost:5000" }, ports: ["8:5000"] }
    ~                                                                         ^^^^^^^^^ warning[loopback-listener]
    === closed/Dockerfile
    FROM python:3.12
    CMD ["uvicorn", "main:app", "--port", "8000"]
    ~     ^^^^^^^ warning[loopback-listener] port 8000 listens on 127.0.0.1 alone
    === shell/Dockerfile
    FROM python:3.12
    CMD flask run
    ~   ^^^^^ warning[loopback-listener] port 5000 listens on 127.0.0.1 alone
    === django/Dockerfile
    FROM python:3.12
    ENTRYPOINT ["python"]
    CMD ["manage.py", "runserver", "9000"]
    ~     ^^^^^^^^^ warning[loopback-listener] port 9000 listens on 127.0.0.1 alone
    === open/Dockerfile
    FROM python:3.12
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0"]
  `));

test("options that a variable hands to the program, and a variable that bears the container's name", () =>
  checkFixture(`
    === compose.yaml
    services:
      java: { image: example.com/java, environment: { JAVA_TOOL_OPTIONS: "-Xmx1g -Dserver.port=9000" }, ports: ["1:8080"] }
    ~                                                                                                              ^^^^ warning[container-port-mismatch] it listens on 9000 (JAVA_TOOL_OPTIONS)
      cart: { image: example.com/cart, environment: { CART_PORT: 7000, STOCK_PORT: 7001 }, ports: ["2:8080"] }
    ~                                                                                                 ^^^^ warning[container-port-mismatch] it listens on 7000 (CART_PORT)
      gunicorn: { image: example.com/py, command: gunicorn app:app, environment: { GUNICORN_CMD_ARGS: "--bind=0.0.0.0:80" }, ports: ["3:80"] }
  `));

test('who asks for a default and who declares another port belong together', () =>
  checkFixture(`
    === mq.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: mq }
    spec: { selector: { app: mq }, ports: [{ name: amqp, port: 5672 }, { name: http, port: 15672 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: mq, labels: { app: mq } }
    spec:
      containers:
        - name: mq
          image: rabbitmq:3.13-management
          ports: [{ containerPort: 5679 }, { containerPort: 15672 }]
    ~                              ^^^^ warning[container-port-mismatch] it listens on 5672
  `));

test('a value that is an address to listen on says so, whatever its variable is called', () =>
  checkFixture(`
    === compose.yaml
    services:
      bind:
        image: example.com/images
        environment: { IMGPROXY_BIND: ":5001" }
        ports: ["1:5008"]
    ~              ^^^^ warning[container-port-mismatch] it listens on 5001 (IMGPROXY_BIND)
      kestrel:
        image: example.com/dotnet
        environment: { Kestrel__Endpoints__HTTP__Url: "http://0.0.0.0:80" }
        ports: ["2:87"]
    ~              ^^ warning[container-port-mismatch] it listens on 80 (Kestrel__Endpoints__HTTP__Url)
      others:
        image: example.com/desktop
        environment: { DISPLAY: ":99", METRICS_BIND: "0.0.0.0:9090", API: "http://api:7000", PUBLIC_URL: "http://*:7001" }
        ports: ["3:5900"]
  `));

test('a port beside a host that is the container itself is its own; beside another it only bears out a claim', () =>
  checkFixture(`
    === compose.yaml
    services:
      own:
        image: example.com/meta
        environment: { API_HOST: 0.0.0.0, API_PORT: 9999 }
        healthcheck: { test: [CMD, curl, "http://localhost:9998/"] }
    ~                                                      ^^^^ warning[probe-port-unmatched] it listens on 9999 (API_PORT)
      client:
        image: example.com/meta
        environment: { API_HOST: own, API_PORT: 9999 }
        healthcheck: { test: [CMD, curl, "http://localhost:9998/"] }
      broker:
        image: example.com/kafka
        environment:
          KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://broker:29092,PLAINTEXT_HOST://localhost:9092
          KAFKA_JMX_PORT: 9101
        ports: ["9092:9092", "9101:9101"]
      listed:
        image: example.com/kafka
        environment: { KAFKA_LISTENERS: "A://:29093,B://:9093" }
        ports: ["9093:9093", "9201:9201"]
      unclaimed:
        image: example.com/kafka
        environment: { KAFKA_LISTENERS: "A://:9094" }
        ports: ["9095:9095"]
    ~                 ^^^^ warning[container-port-mismatch] it listens on 9094 (KAFKA_LISTENERS)
  `));

test('a config under a key that has no ending, renamed by its volume, is read by its content', () =>
  checkFixture(`
    === gateway.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: gateway }
    data:
      relay: |
        receivers:
          otlp:
            protocols:
              grpc:
              http:
        exporters:
          otlp:
            endpoint: backend:4319
    ~                         ^^^^ error[client-port-unmatched] it has 4317
        service:
          pipelines:
            traces: { receivers: [otlp], exporters: [otlp] }
      notes: |
        endpoint: backend:4319
        other: text
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: backend }
    spec:
      selector: { app: backend }
      ports: [{ port: 4317 }]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: gateway }
    spec:
      selector: { matchLabels: { app: gateway } }
      template:
        metadata: { labels: { app: gateway } }
        spec:
          containers:
            - name: gateway
              image: otel/opentelemetry-collector
              args: ["--config=/conf/relay.yaml"]
              volumeMounts: [{ name: config, mountPath: /conf }]
          volumes:
            - name: config
              configMap: { name: gateway, items: [{ key: relay, path: relay.yaml }] }
  `));
