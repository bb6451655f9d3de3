import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a client of a headless Service must use the port of the pods', () =>
  checkFixture(`
    === etcd.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: etcd }
    spec:
      clusterIP: None
      selector: { app: etcd }
      ports: [{ name: client, port: 4001, targetPort: 2379 }]
    ~                               ^^^^ warning[headless-port-remap] port 4001 is used by clients, whom a headless Service sends to its pods on 2379
    === api.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec:
      containers:
        - name: api
          env: [{ name: ETCD_URL, value: "http://etcd:4001" }, { name: ETCD_HOST, value: etcd }, { name: ETCD_PORT, value: "4001" }]
    ~                                                 ^^^^ warning[headless-port-remap] ETCD_URL 4001 goes straight to the pods of Service etcd, which receive on 2379
    ~                                                                                                                       ^^^^ warning[headless-port-remap] ETCD_PORT 4001
  `));

test('a name for a target counts for the number that the pods give it', () =>
  checkFixture(`
    === es.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: es }
    spec:
      clusterIP: None
      selector: { app: es }
      ports: [{ name: cluster, port: 9300, targetPort: cluster }, { name: rest, port: 80, targetPort: rest }]
    ~                                                                                 ^^ warning[headless-port-remap]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: es, labels: { app: es } }
    spec:
      containers: [{ name: es, ports: [{ name: rest, containerPort: 9200 }, { name: cluster, containerPort: 9300 }] }]
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec:
      containers:
        - name: api
          env: [{ name: PEERS, value: "es:9300" }, { name: URL, value: "http://es:80" }, { name: DIRECT, value: "http://es:9200" }]
    ~                                                                             ^^ warning[headless-port-remap]
  `));

test('a Service with an address, one that nobody uses by name, and routes, which know the endpoints', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: web-headless }
    spec: { clusterIP: None, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: peers }
    spec: { clusterIP: None, selector: { app: web } }
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: web }
    spec: { defaultBackend: { service: { name: web-headless, port: { number: 80 } } } }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec:
      containers:
        - name: api
          env: [{ name: URL, value: "http://web:80" }, { name: PEER, value: "http://peers:7000" }]
  `));

test('pods that have both numbers, and a port that the Service does not list', () =>
  checkFixture(`
    === db.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: db }
    spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 80, targetPort: 8080 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: db, labels: { app: db } }
    spec: { containers: [{ name: db, ports: [{ containerPort: 80 }, { containerPort: 8080 }, { containerPort: 9000 }] }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec:
      containers:
        - { name: api, env: [{ name: A, value: "http://db:80" }, { name: B, value: "http://db:9000" }] }
  `));
