import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test("a database's port that is called grpc within a mesh", () =>
  checkFixture(`
    === svc.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: cockroach, labels: { istio.io/rev: default } }
    spec:
      selector: { app: cockroach }
      ports:
        - { name: grpc, port: 26257 }
    ~             ^^^^ warning[port-name-protocol] port name "grpc" promises HTTP, but PostgreSQL is spoken on this port
        - { name: http, port: 8080 }
        - { name: tcp-mysql, port: 3306 }
        - { name: http-api, port: 6379, targetPort: 8081 }
        - { name: httpfoo, port: 5432 }
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: ServiceMonitor
    metadata: { name: cockroach }
    spec: { selector: { matchLabels: { istio.io/rev: default } }, endpoints: [{ port: grpc }] }
  `));

test("a rule of Istio's shows a mesh as well, and appProtocol goes before the name", () =>
  checkFixture(`
    === svc.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: cache }
    spec:
      selector: { app: cache }
      ports:
        - { name: http-cache, port: 80, targetPort: 6379 }
    ~             ^^^^^^^^^^ warning[port-name-protocol] port name "http-cache" promises HTTP, but Redis
        - { name: http-queue, port: 5672, appProtocol: tcp }
        - { name: db, port: 27017, appProtocol: http }
    ~                                           ^^^^ warning[port-name-protocol] appProtocol "http" promises HTTP, but MongoDB
    ---
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: { name: cache }
    spec: { host: cache, trafficPolicy: { portLevelSettings: [{ port: { number: 80 } }] } }
  `));

test('without a mesh a name is only a name', () =>
  checkFixture(`
    === svc.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: cockroach, labels: { sidecar.istio.io/inject: "false" } }
    spec: { selector: { app: cockroach }, ports: [{ name: grpc, port: 26257 }, { name: http, port: 5432 }] }
  `));
