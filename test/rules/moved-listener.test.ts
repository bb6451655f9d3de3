import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

/** A Service in front of the pods `app: web`. */
const service = (port: string): string => `
    === service.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports: [${port}]`;

/** A Deployment of the pods `app: web`. */
const deployment = (container: string): string => `
    === web.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      selector: { matchLabels: { app: web } }
      template:
        metadata: { labels: { app: web } }
        spec:
          containers:${container}`;

test('a variable moves the only listener away from the port that the Service goes by', () =>
  checkFixture(
    `${service('{ port: 80, targetPort: http }')}${deployment(`
            - name: web
              image: registry.example/web:1
              env: [{ name: PORT, value: "9190" }]
              ports: [{ name: http, containerPort: 9090 }]
    ~                                              ^^^^ warning[container-port-mismatch] it listens on 9190 (PORT)
`)}`,
  ));

test('an argument moves it, while the Service and the probe give the declared number', () =>
  checkFixture(
    `${service('{ port: 9090 }')}${deployment(`
            - name: web
              image: registry.example/web:1
              args: [serve, --port=9190]
              ports: [{ containerPort: 9090 }]
    ~                                  ^^^^ warning[container-port-mismatch] it listens on 9190 (args)
              readinessProbe: { tcpSocket: { port: 9090 } }
`)}`,
  ));

test('a ConfigMap that the overlay changes moves it', () =>
  checkFixture(`
    === overlays/prod/kustomization.yaml
    resources: [../../base]
    configMapGenerator:
      - name: web-env
        behavior: merge
        literals: [PORT=9090]
    === base/kustomization.yaml
    resources: [web.yaml, service.yaml]
    configMapGenerator:
      - name: web-env
        literals: [PORT=8080]
${service('{ port: 80, targetPort: 8080 }').replace('=== ', '=== base/')}${deployment(`
            - name: web
              image: registry.example/web:1
              envFrom: [{ configMapRef: { name: web-env } }]
              ports: [{ containerPort: 8080 }]
    ~                                  ^^^^ warning[container-port-mismatch] it listens on 9090 (PORT)
              readinessProbe: { httpGet: { path: /, port: 8080 } }
`).replace('=== ', '=== base/')}`));

const QUIET: Readonly<Record<string, string>> = {
  'a sidecar that may be what is declared': `
            - name: web
              image: registry.example/web:1
              env: [{ name: PORT, value: "9190" }]
              ports: [{ name: http, containerPort: 9090 }]
            - name: proxy
              image: registry.example/proxy:1`,
  'several ports': `
            - name: web
              image: registry.example/web:1
              env: [{ name: PORT, value: "9190" }]
              ports: [{ name: http, containerPort: 9090 }, { name: metrics, containerPort: 9091 }]`,
  'a variable that says what the Service is asked on': `
            - name: web
              image: registry.example/web:1
              env: [{ name: SERVICE_PORT, value: "80" }]
              ports: [{ name: http, containerPort: 9090 }]`,
  'a variable that may be what the program asks': `
            - name: web
              image: registry.example/web:1
              env: [{ name: API_PORT, value: "3000" }]
              ports: [{ name: http, containerPort: 9090 }]`,
  'a variable of no listener': `
            - name: web
              image: registry.example/web:1
              env: [{ name: METRICS_PORT, value: "9190" }]
              ports: [{ name: http, containerPort: 9090 }]`,
  'the port of a host beside it': `
            - name: web
              image: registry.example/web:1
              env: [{ name: HOST, value: db.example }, { name: PORT, value: "5432" }]
              ports: [{ name: http, containerPort: 9090 }]`,
  'two listeners': `
            - name: web
              image: registry.example/web:1
              args: [--port=9190, --http-port=9191]
              ports: [{ name: http, containerPort: 9090 }]`,
  'the declared port somewhere else in the command': `
            - name: web
              image: registry.example/web:1
              args: [--port=9190, --peers=9090]
              ports: [{ name: http, containerPort: 9090 }]`,
  'a config that may open the port': `
            - name: web
              image: registry.example/web:1
              env: [{ name: PORT, value: "9190" }]
              ports: [{ name: http, containerPort: 9090 }]
              volumeMounts: [{ name: config, mountPath: /etc/web }]
          volumes: [{ name: config, configMap: { name: web-config } }]`,
  'an image that listens where it is declared': `
            - name: web
              image: nginx:1.27
              env: [{ name: PORT, value: "9190" }]
              ports: [{ name: http, containerPort: 80 }]`,
  'a value that is not known': `
            - name: web
              image: registry.example/web:1
              env: [{ name: PORT, valueFrom: { configMapKeyRef: { name: elsewhere, key: port } } }]
              ports: [{ name: http, containerPort: 9090 }]`,
};

for (const [name, container] of Object.entries(QUIET)) {
  test(`silent: ${name}`, () => checkFixture(`${service('{ port: 80, targetPort: http }')}${deployment(container)}\n`));
}
