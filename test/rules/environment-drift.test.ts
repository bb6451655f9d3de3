import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a Compose file beside the first one', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["8080:8080"]
    === compose.staging.yaml
    services:
      web:
        image: example.com/web:2
        ports: ["80:8080"]
    === compose.prod.yaml
    services:
      web:
        image: example.com/web:3
        ports: ["80:9090"]
    ~               ^^^^ info[environment-drift] container port 9090 of service web is 8080 in default, staging
  `));

test('a variant over its base adds ports, and differs only where it replaces them', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["8080:8080"]
      api:
        image: example.com/api:1
        ports: ["8081:3000"]
    === compose.prod.yaml
    services:
      web:
        ports: ["80:9090"]
      api:
        ports: !override ["81:3001"]
    ~                         ^^^^ info[environment-drift] container port 3001 of service api is 3000 in default
  `));

test('folders of environments, by the name of the port; the port outside may differ', () =>
  checkFixture(`
    === k8s/dev/web.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web } }
        spec:
          containers:
            - name: web
              image: example.com/web:dev
              ports: [{ name: http, containerPort: 3000 }, { name: metrics, containerPort: 9100 }]
    ~                                              ^^^^ info[environment-drift] containerPort 3000 of Deployment web is 8080 in prod
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 3000 }] }
    === k8s/prod/deployment.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web } }
        spec:
          containers:
            - name: web
              image: example.com/web:1.4
              ports: [{ name: http, containerPort: 8080 }]
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 8080, targetPort: http }] }
  `));

test('the fix moves all that says the same in that environment', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: web
        environment: { PORT: "8080" }
        ports: ["8080:8080"]
    === compose.prod.yaml
    services:
      web:
        build: web
        environment: { PORT: "9090" }
        ports: ["80:9090"]
    ~               ^^^^ info[environment-drift] is 8080 in default
        healthcheck: { test: ["CMD", "curl", "http://localhost:9090/"] }
      client:
        image: example.com/client:1
        environment: { WEB: "http://web:9090" }
    === web/Dockerfile
    FROM example.com/base:1
  `));

test('silent: another program, another number of ports, other folders, one environment alone', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: { context: web, target: dev }
        ports: ["3000:3000"]
      api:
        image: example.com/api:1
        ports: ["8000:8000"]
      db:
        image: example.com/db:1
        ports: ["5432:5432", "1234:1234"]
    === compose.prod.yaml
    services:
      web:
        build: { context: web, target: prod }
        ports: ["80:80"]
      api:
        image: example.com/other:1
        ports: ["82:9000"]
      db:
        image: example.com/db:1
        ports: ["5433:5433", "4321:4321"]
    === test/compose.yaml
    services:
      cache:
        image: example.com/cache:1
        ports: ["7000:7000"]
    === shop/compose.yaml
    services:
      cache:
        image: example.com/cache:1
        ports: ["7001:7001"]
    === web/Dockerfile
    FROM example.com/base:1 AS dev
    FROM example.com/base:1 AS prod
  `));
