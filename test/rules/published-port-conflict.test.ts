import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('two services, in the short and in the long form, the value from .env', () =>
  checkFixture(`
    === .env
    WEB_PORT=8080
    === compose.yaml
    services:
      web:
        image: example.com/web
        ports: ["\${WEB_PORT}:80"]
      admin:
        image: example.com/admin
        ports:
          - target: 8000
            published: "8080"
    ~                   ^^^^ error[published-port-conflict] published 8080 is taken by service web too
      third:
        image: example.com/third
        ports: ["\${OTHER_PORT:-8080}:80"]
    ~            ^^^^^^^^^^^^^^^^^^^ error[published-port-conflict] published port 8080 is taken by service web too
  `));

test('protocols, host addresses and profiles keep ports apart', () =>
  checkFixture(`
    === compose.yaml
    services:
      tcp: { image: a.example/a, ports: ["53:53"] }
      udp: { image: a.example/a, ports: ["53:53/udp"] }
      loop: { image: a.example/a, ports: ["127.0.0.1:80:80"] }
      other: { image: a.example/a, ports: ["127.0.0.2:80:80"] }
      six: { image: a.example/a, ports: ["[::1]:80:80"] }
      dev: { image: a.example/a, profiles: [dev], ports: ["9000:80"] }
      prod: { image: a.example/a, profiles: [prod], ports: ["9000:80"] }
      one: { image: a.example/a, ports: ["\${ONE_IP}:70:80"] }
      two: { image: a.example/a, ports: ["\${TWO_IP:-127.0.0.2}:70:80"] }
  `));

test('any address takes all of them, and a service without a profile always starts', () =>
  checkFixture(`
    === compose.yaml
    services:
      loop: { image: a.example/a, ports: ["127.0.0.1:80:80"] }
      any: { image: a.example/a, ports: ["0.0.0.0:80:80"] }
    ~                                             ^^ error[published-port-conflict] taken by service loop too
      dev: { image: a.example/a, profiles: [dev], ports: ["9000:80"] }
      base: { image: a.example/a, ports: ["9000:80"] }
    ~                                      ^^^^ warning[published-port-conflict] taken by service dev too
  `));

test('ranges overlap; a single port without a host side is published on any free one', () =>
  checkFixture(`
    === compose.yaml
    services:
      many: { image: a.example/a, ports: ["8000-8010:8000-8010"] }
      one: { image: a.example/a, ports: ["8005:80"] }
    ~                                     ^^^^ error[published-port-conflict] taken by service many too
      next: { image: a.example/a, ports: ["8011:80"] }
      free: { image: a.example/a, ports: ["80", "80"] }
      also: { image: a.example/a, ports: ["80"] }
  `));

test('one service twice', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: a.example/a
        ports:
          - "8080:80"
          - "8080:81"
    ~        ^^^^ error[published-port-conflict] taken a second time here
  `));

test('unrelated files and other projects never collide', () =>
  checkFixture(`
    === a/compose.yaml
    services:
      web: { image: a.example/a, ports: ["8080:80"] }
    === b/compose.yaml
    services:
      web: { image: a.example/a, ports: ["8080:80"] }
    === b/compose.test.yaml
    services:
      web: { image: a.example/a, ports: ["8080:80"] }
  `));

test('several replicas and one fixed host port', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: a.example/a
        ports: ["8080:80"]
    ~            ^^^^ warning[published-port-conflict] claimed by each of 3 replicas of service web
        deploy: { replicas: 3 }
      range:
        image: a.example/a
        ports: ["9000-9002:80"]
        scale: 3
  `));

test('a service that shares the network of another listens on a port of its own', () =>
  checkFixture(`
    === compose.yaml
    services:
      vpn:
        image: a.example/vpn
        command: [serve, --port, "8080"]
        ports: ["8080:8080"]
      app:
        image: a.example/app
        network_mode: service:vpn
        command: [serve, --port, "8080"]
    ~                             ^^^^ warning[published-port-conflict] port 8080 is taken by service vpn, which shares this network namespace
      beside:
        image: a.example/app
        command: [serve, --port, "8080"]
  `));

test('nodePorts are taken once a cluster', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: a }
    spec: { type: NodePort, ports: [{ port: 80, nodePort: 30080 }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: b }
    spec: { type: NodePort, ports: [{ port: 80, nodePort: 30080 }] }
    ~                                                     ^^^^^ error[published-port-conflict] nodePort 30080 is taken by Service a too
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: c }
    spec: { type: NodePort, ports: [{ port: 80, nodePort: 30080, protocol: UDP }] }
  `));

test('containers of one pod share its ports; a native sidecar counts, an init container before them does not', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - { name: web, ports: [{ containerPort: 8080, hostPort: 80 }] }
        - { name: proxy, ports: [{ containerPort: 8080 }] }
    ~                                             ^^^^ warning[published-port-conflict] port 8080 is taken by container web, which shares this network namespace
        - { name: dns, ports: [{ containerPort: 8080, protocol: UDP }] }
      initContainers:
        - { name: migrate, ports: [{ containerPort: 8080 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: other }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
  `));

test('hostPorts of one pod', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - { name: a, ports: [{ containerPort: 8080, hostPort: 80 }] }
        - { name: b, ports: [{ containerPort: 8081, hostPort: 80 }] }
    ~                                                         ^^ error[published-port-conflict] hostPort 80 is taken
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: elsewhere }
    spec:
      containers: [{ name: a, ports: [{ containerPort: 8080, hostPort: 80 }] }]
  `));

test('a sidecar that serves the probe of another container on the port that this one declares for it', () =>
  checkFixture(`
    === driver.yaml
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: { name: driver }
    spec:
      selector: { matchLabels: { app: driver } }
      template:
        metadata: { labels: { app: driver } }
        spec:
          containers:
            - name: plugin
              image: example.com/driver:1
              args: ["--endpoint=unix:///csi/csi.sock"]
              ports: [{ name: healthz, containerPort: 9809 }]
              livenessProbe: { httpGet: { path: /healthz, port: healthz } }
            - name: liveness-probe
              image: registry.k8s.io/sig-storage/livenessprobe:v2.14.0
              args: ["--csi-address=/csi/csi.sock", "--health-port=9809"]
  `));

test('a host port that extends brings along, while the service that has it starts too', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        image: example.com/api:1
        ports: ["8052:8000"]
    ~            ^^^^ error[published-port-conflict] published port 8052 is published by service tests too, which extends service api
      tests:
        extends: { service: api }
        ports: ["9999:8000"]
      replaced:
        extends: { service: api }
        ports: !override ["9998:8000"]
      template:
        image: example.com/job:1
        profiles: [never]
        ports: ["8053:8000"]
      job:
        extends: { service: template }
      shared:
        extends: { file: base/compose.yaml, service: base }
    === base/compose.yaml
    services:
      base:
        image: example.com/base:1
        ports: ["8054:8000"]
  `));

test('a service on the network of another publishes nothing', () =>
  checkFixture(`
    === compose.yaml
    services:
      web: { image: "example.com/web:1", network_mode: "service:api", ports: ["8080:8080"] }
    ~                                                                          ^^^^ error[invalid-port] published port 8080 is refused
      api: { image: "example.com/api:1", ports: ["8080:8000"] }
      host: { image: "example.com/host:1", network_mode: host, ports: ["8080:8080"] }
    ~                                                                   ^^^^ error[published-port-conflict] is taken by service api too
  `));

test('a sidecar that is told the port of its application does not take it', () =>
  checkFixture(`
    === compose.yaml
    services:
      orders:
        build: .
        command: uvicorn main:app --host 0.0.0.0 --port 6000
        ports: ["6000:6000", "50002:50002"]
      orders-dapr:
        image: daprio/daprd:1.13.5
        command: ["./daprd", "--app-id", "orders", "--app-port", "6000", "--dapr-grpc-port", "50002"]
        network_mode: "service:orders"
  `));
