import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('numbers that are no ports', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      ports:
        - name: p0
          port: 0
    ~           ^ error[invalid-port] port 0 is no port: 1 to 65535 are
        - name: p1
          port: 65535
        - name: p2
          port: 65536
    ~           ^^^^^ error[invalid-port] port 65536 is no port
          targetPort: 80800
    ~                 ^^^^^ error[invalid-port] targetPort 80800
        - name: p3
          port: -1
    ~           ^^ error[invalid-port]
        - name: p4
          port: http
    ~           ^^^^ error[invalid-port] port takes a number
    === Dockerfile
    FROM example.com/base
    EXPOSE 8080 70000
    ~           ^^^^^ error[invalid-port] EXPOSE 70000 is no port
  `));

test('nodePort outside the usual range is a warning, with the number that was meant', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      type: NodePort
      ports:
        - { name: a, port: 80, nodePort: 30443 }
        - { name: b, port: 81, nodePort: 80 }
    ~                                    ^^ warning[invalid-port] nodePort 80 is outside 30000-32767
        - { name: c, port: 82, nodePort: 33000 }
    ~                                    ^^^^^ warning[invalid-port] nodePort 33000 is outside 30000-32767
  `));

test('names of container ports', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          ports:
            - { name: http, containerPort: 1 }
            - { name: a-name-that-is-too-long, containerPort: 2 }
    ~                 ^^^^^^^^^^^^^^^^^^^^^^^ error[invalid-port] port name "a-name-that-is-too-long" has 23 characters: 15 are allowed
            - { name: fifteen-letters, containerPort: 3 }
            - { name: HTTP2, containerPort: 4 }
    ~                 ^^^^^ error[invalid-port] lower-case letters
            - { name: my_port, containerPort: 5 }
    ~                 ^^^^^^^ error[invalid-port] lower-case letters
            - { name: "8080", containerPort: 6 }
    ~                  ^^^^ error[invalid-port] must hold a letter
            - { name: a--b, containerPort: 7 }
    ~                 ^^^^ error[invalid-port] hyphens only between others
  `));

test('quoted digits are a name where a name may stand', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { port: 80, targetPort: "8080" }
    ~                              ^^^^ error[invalid-port] targetPort "8080" is a name and no number
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers: [{ name: web, ports: [{ containerPort: 8080 }] }]
  `));

test('Compose: ranges run forwards and are equally long, strings and numbers alike', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web
        ports:
          - "8010-8000:80"
    ~        ^^^^^^^^^ error[invalid-port] published port 8010-8000 runs backwards
          - "9000-9002:9000-9001"
    ~        ^^^^^^^^^ error[invalid-port] has 3 ports, the container side 2
          - "7000-7010:70"
          - "6000:6000-6001"
          - "0:80"
          - "70000:80"
    ~        ^^^^^ error[invalid-port] published port 70000 is no port
          - "127.0.0.1::80"
          - "[::1]:5000:5000/udp"
          - "\${PORT:-4000}:80"
          - 3000
          - "2000:\${UNKNOWN}"
        expose: ["65536", "3000"]
    ~             ^^^^^ error[invalid-port] expose 65536 is no port
  `));

test('nginx and HAProxy', () =>
  checkFixture(`
    === nginx.conf
    events {}
    http {
      server {
        listen 80800;
    ~          ^^^^^ error[invalid-port] listen 80800 is no port
        location / { proxy_pass http://example.com:99999; }
    ~                                              ^^^^^ error[invalid-port]
      }
    }
    === haproxy.cfg
    frontend http
      bind :70000
    ~       ^^^^^ error[invalid-port] bind 70000 is no port
      default_backend b
    backend b
      server one example.com:80
  `));

test('EXPOSE with a mapping: the container side is what was meant', () =>
  checkFixture(`
    === Dockerfile
    FROM example.com/base
    EXPOSE 85:80 127.0.0.1:8443:443/tcp
    ~      ^^^^^ error[invalid-port] EXPOSE takes one port, not a pair
    ~            ^^^^^^^^^^^^^^^^^^^^^^ error[invalid-port] EXPOSE takes one port, not a pair
  `));

test('ports of a service without a network of its own', () =>
  checkFixture(`
    === compose.yaml
    services:
      vpn:
        image: example.com/vpn:1
        ports: ["9091:9091"]
      torrent:
        image: example.com/torrent:4
        network_mode: service:vpn
        ports:
          - 9091:9091
    ~       ^^^^ error[invalid-port] published port 9091 is refused: service torrent shares the network of vpn, which must have it
          - "6881"
    ~        ^^^^ error[invalid-port] container port 6881 is refused
        expose: ["80"]
    ~             ^^ error[invalid-port] expose 80 is refused
      other:
        image: example.com/other:1
        network_mode: "container:vpn"
        ports: ["8443:443"]
    ~            ^^^^ error[invalid-port] shares the network of vpn
      web:
        image: example.com/web:1
        network_mode: host
        ports: ["8088:80", "81:81", "82"]
    ~            ^^^^ warning[invalid-port] published port 8088 is discarded: on the host's network nothing is mapped, and service web is on 80 itself
      bridged:
        image: example.com/bridged:1
        network_mode: bridge
        ports: ["8089:80"]
      half:
        image: example.com/half:1
        network_mode: "service:"
        ports: ["8090:80"]
  `));

test('an ARG before the first FROM is empty in a stage that does not declare it', () =>
  checkFixture(`
    === a/Dockerfile
    ARG APP_PORT=8080
    FROM node:20-alpine AS build
    WORKDIR /srv
    ENV PORT=\${APP_PORT}
    EXPOSE \${APP_PORT}/tcp
    ~      ^^^^^^^^^^^ error[invalid-port] EXPOSE is empty: ARG APP_PORT stands before FROM and not in this stage
    === b/Dockerfile
    ARG APP_PORT=8080
    FROM node:20-alpine AS base
    ARG APP_PORT
    EXPOSE $APP_PORT
    FROM base
    EXPOSE $APP_PORT \${APP_PORT:-8080}
    === c/Dockerfile
    ARG APP_PORT=8080
    ARG TAG=20
    FROM node:\${TAG}
    ENV APP_PORT=3000
    EXPOSE \${APP_PORT} \${OTHER_PORT} \${APP_PORT
  `));

test('a gRPC probe takes a number, that of the name if the container declares it', () =>
  checkFixture(`
    === pod.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: build }
    spec:
      containers:
        - name: server
          image: example.com/server:1
          ports: [{ name: grpc, containerPort: 8980 }, { name: metrics, containerPort: 9090 }]
          livenessProbe: { grpc: { port: grpc } }
    ~                                    ^^^^ error[invalid-port] livenessProbe port takes a number
          readinessProbe: { grpc: { port: nobody } }
    ~                                     ^^^^^^ error[invalid-port] readinessProbe port takes a number
          startupProbe: { grpc: { port: 8980 } }
  `));

test('a Knative service has one port, under one of two names', () =>
  checkFixture(`
    === two.yaml
    apiVersion: serving.knative.dev/v1
    kind: Service
    metadata: { name: two }
    spec:
      template:
        spec:
          containers:
            - image: example.com/two:1
              ports:
                - { name: h2c, containerPort: 8080 }
                - { name: http1, containerPort: 8081 }
    ~                                           ^^^^ error[invalid-port] containerPort is one too many: Knative takes a single port
    === name.yaml
    apiVersion: serving.knative.dev/v1
    kind: Service
    metadata: { name: name }
    spec:
      template:
        spec:
          containers:
            - image: example.com/name:1
              ports: [{ name: http, containerPort: 8080 }]
    ~                         ^^^^ error[invalid-port] port name "http" is refused: http1 or h2c is taken here
    === right.yaml
    apiVersion: serving.knative.dev/v1
    kind: Service
    metadata: { name: right }
    spec:
      template:
        spec:
          containers:
            - image: example.com/right:1
              ports: [{ containerPort: 8080 }]
            - image: example.com/beside:1
    === plain.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: plain }
    spec:
      template:
        spec:
          containers:
            - image: example.com/plain:1
              ports: [{ name: http, containerPort: 8080 }, { name: grpc, containerPort: 8081 }]
  `));
