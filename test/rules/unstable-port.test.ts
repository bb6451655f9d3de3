import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a README goes by a port that is published on any free one', () =>
  checkFixture(`
    === README.md
        docker compose up

    Open http://localhost:3000
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["3000", "9229"]
    ~            ^^^^ info[unstable-port] container port 3000 is published on any free port of the host, but README.md goes by 3000
  `));

test('the host by its name, and the long form', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: [{ target: 3000 }]
    ~                     ^^^^ warning[unstable-port] target 3000 is published on any free port of the host, but service agent goes by 3000
      agent:
        image: example.com/agent:1
        environment: { WEB: "http://host.docker.internal:3000" }
  `));

test('silent: nobody goes by it, another service is published so, several have the number', () =>
  checkFixture(`
    === a/compose.yaml
    services:
      web: { image: example.com/web:1, ports: ["3000"] }
      api: { image: example.com/api:1, ports: ["3000:8000"] }
      agent: { image: example.com/agent:1, environment: { A: "http://host.docker.internal:3000", B: "http://web:3000" } }
    === b/compose.yaml
    services:
      web: { image: example.com/web:1, ports: ["3000"] }
      api: { image: example.com/api:1, ports: ["3000"] }
      agent: { image: example.com/agent:1, environment: { A: "http://host.docker.internal:3000" } }
  `));

test('a load balancer outside goes by a node port that is picked at random', () =>
  checkFixture(`
    === k8s/web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      type: NodePort
      selector: { app: web }
      ports:
        - port: 80
    ~           ^^ warning[unstable-port] the nodePort of port 80 is picked at random, but haproxy haproxy.cfg goes by 30080
          targetPort: 8080
    === lb/haproxy.cfg
    frontend web
      bind :80
      default_backend nodes
    backend nodes
      server one 10.0.0.11:30080 check
      server two 10.0.0.12:30080 check
  `));

test('silent: a Service pins it, or several could be meant', () =>
  checkFixture(`
    === k8s/web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80, nodePort: 30080 }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: other }
    spec: { type: NodePort, selector: { app: other }, ports: [{ port: 80 }] }
    === lb/haproxy.cfg
    backend nodes
      server one 10.0.0.11:30080 check
  `));

test('silent where several Services could be meant, or a name of the workspace is', () =>
  checkFixture(`
    === k8s/web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80 }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: other }
    spec: { type: NodePort, selector: { app: other }, ports: [{ port: 80 }] }
    === lb/haproxy.cfg
    backend nodes
      server one 10.0.0.11:30080 check
  `));

test('a port of the host in the range that the host hands out itself', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["40080:80", "32767:81", "61000:82", "50051:50051", "\${ANY}:83"]
    ~            ^^^^^ info[unstable-port] published port 40080 lies in the range that Linux hands out itself (32768-60999)
        expose: ["45000"]
  `));
