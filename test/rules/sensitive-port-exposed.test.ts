import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture, filesOf } from '../support/fixture.ts';
import { engineOf, findingsOf } from '../support/workspace.ts';

const on = { severities: { 'sensitive-port-exposed': 'warning' } } as const;

test('nothing is said unless a severity is set', () => {
  const files = filesOf(`
    === compose.yaml
    services:
      db:
        image: postgres:16
        ports: ["5432:5432"]
  `);
  assert.deepEqual(findingsOf(engineOf(files)), []);
  assert.equal(findingsOf(engineOf(files, on)).length, 1);
});

test('Compose: no host address, or that of every interface', () =>
  checkFixture(
    `
    === compose.yaml
    services:
      db:
        image: postgres:16
        ports:
          - "5433:5432"
    ~        ^^^^ warning[sensitive-port-exposed] published port 5433 opens postgresql to every address of the host
      cache:
        image: redis:7
        ports:
          - 0.0.0.0:6379:6379
    ~               ^^^^ warning[sensitive-port-exposed] opens redis
      broker:
        image: rabbitmq:3-management
        ports:
          - target: 5672
            published: 5672
    ~                  ^^^^ warning[sensitive-port-exposed] opens amqp
      mine:
        build: .
        ports: ["${'${DEBUG_PORT:-9229}'}:9229"]
    ~            ^^^^^^^^^^^^^^^^^^^ warning[sensitive-port-exposed] opens node.js inspector
  `,
    on,
  ));

test('Compose: one address, a random port, no mapping at all, and what anybody may see', () =>
  checkFixture(
    `
    === compose.yaml
    services:
      local:
        image: postgres:16
        ports: ["127.0.0.1:5432:5432", "[::1]:5433:5432"]
      other:
        image: postgres:16
        expose: ["5432"]
      host:
        image: postgres:16
        network_mode: host
      web:
        image: nginx:1.27
        ports: ["80:80"]
      api:
        image: example.com/api:1
        ports: ["5434:8080"]
  `,
    on,
  ));

test('Kubernetes: hostPort, NodePort and LoadBalancer', () =>
  checkFixture(
    `
    === db.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: db, labels: { app: db } }
    spec:
      containers:
        - name: db
          image: postgres:16
          ports: [{ containerPort: 5432, hostPort: 5432 }]
    ~                                              ^^^^ warning[sensitive-port-exposed] hostPort 5432 opens postgresql to every address of the host
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: node }
    spec:
      type: NodePort
      selector: { app: db }
      ports: [{ port: 5432, nodePort: 30432 }]
    ~                                 ^^^^^ warning[sensitive-port-exposed] nodePort 30432 opens postgresql to every node
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: balanced }
    spec:
      type: LoadBalancer
      selector: { app: db }
      ports: [{ port: 15432, targetPort: 5432 }]
    ~                 ^^^^^ warning[sensitive-port-exposed] port 15432 opens postgresql to the load balancer
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: inside }
    spec:
      selector: { app: db }
      ports: [{ port: 5432 }]
  `,
    on,
  ));

test('Kubernetes: a hostPort of one address, and a Service that leads out of the workspace', () =>
  checkFixture(
    `
    === db.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: db, labels: { app: db } }
    spec:
      containers:
        - name: db
          image: postgres:16
          ports: [{ containerPort: 5432, hostPort: 5432, hostIP: 127.0.0.1 }]
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: elsewhere }
    spec:
      type: LoadBalancer
      selector: { app: elsewhere }
      ports: [{ port: 5432 }]
  `,
    on,
  ));
