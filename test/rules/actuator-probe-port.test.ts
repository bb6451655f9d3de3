import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const pod = (path: string, port: string, more = ''): string => `
      === pod.yaml
      apiVersion: v1
      kind: Pod
      metadata: {name: shop}
      spec:
        containers:
          - name: shop
            image: example.com/shop${more}
            ports: [{name: http, containerPort: 8080}, {name: manage, containerPort: 8081}]
            readinessProbe: {httpGet: {path: ${path}, port: ${port}}}`;
const CONFIG = `
      === src/main/resources/application.yml
      server: {port: 8080}
      management: {server: {port: 8081}}`;
const mark = (column: number, length: number): string =>
  `\n      ~${' '.repeat(column)}${'^'.repeat(length)} warning[actuator-probe-port] the actuator has port 8081`;

test("the actuator on the application's port", () => {
  checkFixture(`${pod('/actuator/health', '8080')}${mark(62, 4)}${CONFIG}\n`);
  checkFixture(`${pod('/actuator/health', 'http')}${mark(62, 4)}${CONFIG}\n`);
});

test('its own port, other paths, an override, and one port for both', () => {
  checkFixture(`${pod('/actuator/health', '8081')}${CONFIG}\n`);
  checkFixture(`${pod('/healthz', '8080')}${CONFIG}\n`);
  checkFixture(
    `${pod('/actuator/health', '8080', '\n            env: [{name: MANAGEMENT_SERVER_PORT, value: "8080"}]')}${CONFIG}\n`,
  );
  checkFixture(`${pod('/actuator/health', '8080', '\n            args: [--management.server.port=8080]')}${CONFIG}\n`);
  checkFixture(`${pod('/actuator/health', '8080')}
      === src/main/resources/application.yml
      server: {port: 8080}
  `);
});

test('a health check of Compose', () =>
  checkFixture(`
    === compose.yaml
    services:
      shop:
        image: example.com/shop
        environment: {MANAGEMENT_SERVER_PORT: "8081"}
        expose: ["8080"]
        healthcheck: {test: curl -f http://localhost:8080/actuator/health}
    ~                                                ^^^^ warning[actuator-probe-port]
  `));
