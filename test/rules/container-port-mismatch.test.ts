import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a mapping to a port that the Dockerfile built here does not show', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: { context: web, target: run }
        ports: ["8080:80"]
    ~                 ^^ warning[container-port-mismatch] container port 80 is no port that service web listens on: EXPOSE says 3000
    === web/Dockerfile
    FROM example.com/base AS build
    EXPOSE 80
    FROM example.com/base AS run
    EXPOSE 3000
    FROM run AS test
    EXPOSE 9000
  `));

test('a mapping that EXPOSE, an argument, a variable or a range bears out', () =>
  checkFixture(`
    === compose.yaml
    services:
      exposed: { build: exposed, ports: ["1:8080"] }
      argument: { build: exposed, command: "serve --port 9000", ports: ["2:9000", "3:8080"] }
      variable: { image: example.com/a, environment: { PORT: 7000 }, ports: ["4:7000"] }
      range: { build: range, ports: ["5:8005"] }
      unknown: { image: example.com/b, ports: ["6:1234"] }
    === exposed/Dockerfile
    FROM example.com/base
    EXPOSE 8080
    === range/Dockerfile
    FROM example.com/base
    EXPOSE 8000-8010
  `));

test('a mapping to what the environment moves, the value told with its place', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web
        env_file: [web.env]
        ports: ["8080:3000"]
    ~                 ^^^^ warning[container-port-mismatch] it listens on 4000 (PORT)
    === web.env
    PORT=4000
  `));

test('the two sides of a mapping the wrong way round', () =>
  checkFixture(`
    === compose.yaml
    services:
      db:
        image: postgres:16
        ports: ["5432:15432"]
    ~                 ^^^^^ warning[container-port-mismatch] it listens on 5432 (postgres:16 image)
  `));

test('EXPOSE against the CMD of its own image', () =>
  checkFixture(`
    === Dockerfile
    FROM example.com/base
    EXPOSE 80
    ~      ^^ warning[container-port-mismatch] EXPOSE 80 is no port that
    CMD ["serve", "--port", "8080"]
    === other/Dockerfile
    FROM example.com/base
    ENV PORT=8080
    EXPOSE $PORT
    CMD serve --port $PORT --metrics-port 9090
  `));

test('EXPOSE of a base image stands beside those of the stages built on it', () =>
  checkFixture(`
    === Dockerfile
    FROM example.com/base AS base
    EXPOSE 8080
    FROM base
    EXPOSE 9090
    CMD ["serve", "--port=8080"]
  `));

test('an nginx image listens where the config that it is given says, and no longer on its own default', () =>
  checkFixture(`
    === compose.yaml
    services:
      right:
        image: nginx:1.27
        volumes: ["./site.conf:/etc/nginx/conf.d/default.conf"]
        ports: ["8080:8080"]
      wrong:
        image: nginx:1.27
        volumes: ["./site.conf:/etc/nginx/conf.d/default.conf"]
        ports: ["8081:80"]
    ~                 ^^ warning[container-port-mismatch] it listens on 8080 (nginx listen)
    === site.conf
    server {
      listen 8080;
      root /srv;
    }
  `));

test('a template that envsubst fills in from the environment of the container', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: nginx:1.27
        environment: { NGINX_PORT: 8080 }
        volumes: ["./templates:/etc/nginx/templates"]
        ports: ["80:8080"]
    === templates/default.conf.template
    server {
      listen \${NGINX_PORT};
      root /srv;
    }
  `));

test('an HAProxy that Compose mounts', () =>
  checkFixture(`
    === compose.yaml
    services:
      balancer:
        image: haproxy:3.0
        volumes: ["./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"]
        ports: ["80:8080", "9000:9001"]
    ~                            ^^^^ warning[container-port-mismatch] it listens on 9000 (haproxy bind)
    === haproxy.cfg
    frontend web
      bind :8080
      default_backend web
    frontend api
      bind *:9000
      default_backend web
    backend web
      server one 10.0.0.1:80
  `));

test('a debugger is mapped on purpose, and a port for health or metrics is none to serve on', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: .
        ports: ["9229:9229", "3000:3000"]
      worker:
        image: example.com/worker
        command: [work, --metrics-port, "9100"]
        ports: ["8080:8080"]
    === Dockerfile
    FROM example.com/node
    EXPOSE 3000
  `));

test('DB_PORT beside DB_HOST is the other end', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web
        environment: { DB_HOST: db.example.com, DB_PORT: 5432, HTTP_HOST: other.example.com, HTTP_PORT: 8080 }
        ports: ["80:80"]
  `));

test('containerPort against an argument; one that a Service targets is meant where the pod may hold another listener', () =>
  checkFixture(`
    === a.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: a, labels: { app: a } }
    spec:
      containers:
        - name: a
          args: [serve, "--port=9000"]
          ports: [{ containerPort: 8080 }]
    ~                              ^^^^ warning[container-port-mismatch] containerPort 8080 is no port that Pod a listens on: it listens on 9000 (args)
    === b.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: b, labels: { app: b } }
    spec:
      containers:
        - name: b
          args: [serve, "--port=9000"]
          ports: [{ containerPort: 8080 }]
        - name: beside
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: b }
    spec: { selector: { app: b }, ports: [{ port: 80, targetPort: 8080 }] }
  `));

test("a folder's name alone ties the image to the Dockerfile: one step less sure", () =>
  checkFixture(`
    === k8s/web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1
          ports: [{ containerPort: 8080 }]
    ~                              ^^^^ info[container-port-mismatch] EXPOSE says 3000
    === web/Dockerfile
    FROM example.com/base
    EXPOSE 3000
  `));

test('arguments of the container replace those of the image', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: .
        command: ["--port", "9000"]
        ports: ["80:9000"]
    === Dockerfile
    FROM example.com/base
    ENTRYPOINT ["serve"]
    CMD ["--port", "8080"]
  `));

test('an address of another machine in the arguments is no listener', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web
        command: wait-for-it db:5432 -- serve --db-port 5432 --upstream http://api:9000
        ports: ["80:80"]
  `));

test('a port of debuggers, where no other claim is the one that is served, and where one is', () =>
  checkFixture(`
    === compose.yaml
    services:
      debugged: { build: debugged, ports: ["1:8100", "2:5678"] }
    === alone/Dockerfile
    FROM example.com/base
    EXPOSE 8000
    ~      ^^^^ warning[container-port-mismatch] it listens on 8007 (CMD)
    CMD ["gunicorn", "--bind", ":8007", "app:app"]
    === debugged/Dockerfile
    FROM example.com/base
    EXPOSE 8100
    CMD ["gunicorn", "--bind", ":8100", "app:app"]
  `));

test('one listener explains one claim, and one that the own health check asks none of several', () =>
  checkFixture(`
    === compose.yaml
    services:
      checked:
        image: example.com/pooler
        environment: { PORT: 4000 }
        ports: ["1:5432", "2:6543"]
        healthcheck: { test: [CMD, curl, "http://127.0.0.1:4000/"] }
      slipped:
        image: example.com/pooler
        environment: { PORT: 4000 }
        ports: ["3:5432", "4:4007"]
    ~                        ^^^^ warning[container-port-mismatch] it listens on 4000 (PORT)
        healthcheck: { test: [CMD, curl, "http://127.0.0.1:4000/"] }
      single:
        image: example.com/web
        environment: { PORT: 4000 }
        ports: ["5:3000"]
    ~              ^^^^ warning[container-port-mismatch] it listens on 4000 (PORT)
        healthcheck: { test: [CMD, curl, "http://127.0.0.1:4000/"] }
      published:
        image: example.com/web
        environment: { PORT: 4000 }
        ports: ["6:8443", "4000:3000"]
    ~                           ^^^^ warning[container-port-mismatch] it listens on 4000 (PORT)
  `));

test('a config that is read whole leaves no other listener, unless it includes what is not known', () =>
  checkFixture(`
    === compose.yaml
    services:
      whole:
        image: nginx:1.27
        volumes: ["./whole.conf:/etc/nginx/nginx.conf"]
        ports: ["8080:80", "3100:3100"]
    ~                 ^^ warning[container-port-mismatch] it listens on 3100 (nginx listen)
      including:
        image: nginx:1.27
        volumes: ["./including.conf:/etc/nginx/nginx.conf"]
        ports: ["8081:80", "3101:3100"]
      part:
        image: nginx:1.27
        volumes: ["./whole.conf:/etc/nginx/conf.d/gateway.conf"]
        ports: ["8082:80", "3102:3100"]
    === whole.conf
    events {}
    http {
      include mime.types;
      server { listen 3100; location / { return 200; } }
    }
    === including.conf
    events {}
    http {
      include conf.d/*.conf;
      server { listen 3100; location / { return 200; } }
    }
  `));

test('an image with several ports: its published side or a slip says which is meant', () =>
  checkFixture(`
    === compose.yaml
    services:
      mail: { image: mailhog/mailhog, ports: ["1025:1032", "8025:8025"] }
    ~                                               ^^^^ warning[container-port-mismatch] it listens on 1025 (mailhog image)
      broker: { image: confluentinc/cp-kafka, ports: ["9092:9092", "7000:7000"] }
      jobs: { image: temporalio/server, ports: ["7234:7234", "7233:7239"] }
    ~                                                              ^^^^ warning[container-port-mismatch] it listens on 7233 (server image)
      database: { image: cassandra, ports: ["9042:9049"] }
    ~                                             ^^^^ warning[container-port-mismatch] it listens on 9042 (cassandra image)
      plugins: { image: rabbitmq, environment: { PLUGINS: mqtt }, ports: ["5672:5672", "1883:1883"] }
  `));

test('a command of the service goes before the EXPOSE of its image', () =>
  checkFixture(`
    === compose.yaml
    services:
      moved: { build: app, command: python manage.py runserver 0.0.0.0:8007, ports: ["9100:8000"] }
    ~                                                                                      ^^^^ warning[container-port-mismatch] it listens on 8007 (command)
      both: { build: app, command: python manage.py runserver 0.0.0.0:8007, ports: ["9101:8000", "9102:8007"] }
      kept: { build: app, command: python manage.py migrate, ports: ["9103:8000"] }
    === app/Dockerfile
    FROM example.com/base
    EXPOSE 8000
  `));

test('what a task says is moved with its host port, its registration and the rule that lets it in', () =>
  checkFixture(`
    === main.tf
    resource "aws_ecs_task_definition" "web" {
      network_mode          = "awsvpc"
      container_definitions = jsonencode([{
        name         = "web"
        image        = "example.com/shop/web:1"
        portMappings = [{ containerPort = 8080, hostPort = 8080 }]
    ~                                     ^^^^ info[container-port-mismatch] EXPOSE says 3000
      }])
    }
    resource "aws_ecs_service" "web" {
      task_definition = aws_ecs_task_definition.web.arn
      network_configuration {
        security_groups = [aws_security_group.web.id]
      }
      load_balancer {
        target_group_arn = aws_lb_target_group.web.arn
        container_name   = "web"
        container_port   = 8080
      }
    }
    resource "aws_lb_target_group" "web" {
      port        = 8080
      protocol    = "HTTP"
      target_type = "ip"
    }
    resource "aws_security_group" "web" {
      ingress {
        from_port   = 8080
        to_port     = 8080
        protocol    = "tcp"
        cidr_blocks = ["10.0.0.0/16"]
      }
    }
    === web/Dockerfile
    FROM example.com/base
    EXPOSE 3000
  `));

test('a word that holds a flag with its value, and a flag that is called after what is spoken there', () =>
  checkFixture(`
    === compose.yaml
    services:
      redpanda:
        image: docker.redpanda.com/redpandadata/redpanda:v24.2.1
        command:
          - redpanda
          - start
          - --kafka-addr internal://0.0.0.0:9092,external://0.0.0.0:19092
          - --advertise-kafka-addr internal://redpanda:9092,external://localhost:19092
          - --pandaproxy-addr=internal://0.0.0.0:8082,external://0.0.0.0:18082
          - --rpc-addr redpanda:33145
        ports: ["18082:18082", "19092:19092"]
  `));

test('a command that writes the config before it starts the server', () =>
  checkFixture(`
    === compose.yaml
    services:
      gateway:
        image: nginx:latest
        entrypoint:
          - sh
          - -euc
          - |
            cat <<EOF > /etc/nginx/nginx.conf
            http { server { listen 3100; } }
            EOF
            /docker-entrypoint.sh nginx -g "daemon off;"
        ports: ["3100:3100"]
      other:
        image: nginx:latest
        command: sh -c "sed -i 's/80/8080/' /etc/nginx/conf.d/default.conf && nginx -g 'daemon off;'"
        ports: ["8081:8080"]
      plain:
        image: nginx:latest
        command: sh -c "echo ready > /tmp/ready && nginx -g 'daemon off;'"
        ports: ["3101:3101"]
    ~                 ^^^^ warning[container-port-mismatch]
  `));

test('what is published for those that share a network namespace', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: nginx:1.27
        ports: ["8080:8080", "9696:9696", "6881:6881/udp"]
      torrent:
        image: example.com/torrent:4
        network_mode: service:web
      cache:
        image: redis:7
        ports: ["8100:8100"]
        container_name: shared-cache
      site:
        image: httpd:2.4
        network_mode: container:shared-cache
        ports: []
    === indexer/compose.yaml
    services:
      indexer:
        image: example.com/indexer:1
        network_mode: "container:shared-cache"
  `));

test('what is published for nobody of a network namespace that is known as a whole', () =>
  checkFixture(`
    === compose.yaml
    services:
      cache:
        image: redis:7
        ports: ["8100:81", "8101:80", "6380:6380"]
    ~                                       ^^^^ warning[container-port-mismatch] it listens on 6379 (redis:7 image)
      site:
        image: httpd:2.4
        network_mode: service:cache
  `));

test('ports of a VPN client whose sharers are started by hand', () =>
  checkFixture(`
    === compose.yaml
    services:
      gluetun:
        image: qmcgaw/gluetun:v3
        environment: [VPN_TYPE=wireguard]
        ports: ["8080:8080", "6881:6881", "6881:6881/udp"]
      mail:
        image: example.com/mail:1
        environment: { HTTP_PROXY: "http://gluetun:8888" }
  `));

test('a variable of the env file that is the published side of a mapping', () =>
  checkFixture(`
    === compose.yaml
    services:
      app:
        build: .
        env_file: .env
        ports: ["\${APP_PORT:-80}:80"]
      web:
        image: example.com/web:1
        env_file: .env
        ports:
          - target: 8080
            published: \${WEB_PORT}
      api:
        image: example.com/api:1
        env_file: .env
        ports: ["9000:3000"]
      own:
        image: example.com/own:1
        environment: { PORT: 4000 }
        ports: ["4000:3000"]
    ~                 ^^^^ warning[container-port-mismatch] it listens on 4000 (PORT)
      other:
        image: example.com/other:1
        environment: { APP_PORT: 4100 }
        ports: ["4101:3000"]
    ~                 ^^^^ warning[container-port-mismatch] it listens on 4100 (APP_PORT)
    === .env
    APP_PORT=8000
    WEB_PORT=8081
    API_PORT=9000
    HTTP_PORT=9000
  `));
