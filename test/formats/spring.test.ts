import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spring } from '../../server/src/formats/spring.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/src/main/resources/application.yml';
const lines = (text: string, file = FILE): readonly string[] => siteLines(spring, file, text);

const WHOLE = `server:
  port: \${PORT:8080} # the application
  address: 127.0.0.1
management.server.port: "8081"
client:
  server:
    port: 9
---
spring.config.activate.on-profile: dev
server.port: 9000
`;

test('the ports of the application and of its actuator', () => {
  assert.deepEqual(lines(WHOLE), [
    '2:9 listen server.port ${PORT:8080}=text(${PORT}) tcp at 127.0.0.1',
    '4:26 listen management.server.port 8081 tcp',
  ]);
  checkPrefixes(spring, FILE, WHOLE);
});

test('properties', () => {
  const text = '# server.port=1\nserver.port = 8080 \nmanagement.server.port: 8081\nother.server.port=2\n';
  assert.deepEqual(lines(text, '/repo/application-prod.properties'), [
    '2:15 listen server.port 8080 tcp',
    '3:25 listen management.server.port 8081 tcp',
  ]);
  checkPrefixes(spring, '/repo/application.properties', text);
});

test('any free port, none, and manifests of the same name say nothing', () => {
  assert.deepEqual(lines('server:\n  port: 0\nmanagement:\n  server:\n    port: -1\n'), []);
  assert.deepEqual(lines('apiVersion: v1\nkind: X\nserver:\n  port: 80\n'), []);
  assert.equal(spring.matches('/repo/applications.yml'), false);
});

test('an image built from the folder', () =>
  checkFixture(`
    === Dockerfile
    FROM eclipse-temurin:21
    COPY target/shop.jar /shop.jar
    EXPOSE 8080
    ~      ^^^^ warning[container-port-mismatch] it listens on 9000 (server.port)
    CMD ["java", "-jar", "/shop.jar"]
    === src/main/resources/application.yml
    server: {port: 9000}
  `));

test('arguments, the environment and profiles come before the file', () => {
  for (const line of [
    'ENV SERVER_PORT=8080',
    'ENV SPRING_PROFILES_ACTIVE=prod',
    'ENV SPRING_CONFIG_LOCATION=/etc/shop/',
  ])
    checkFixture(`
      === Dockerfile
      FROM eclipse-temurin:21
      ${line}
      EXPOSE 8080
      CMD ["java", "-jar", "/shop.jar"]
      === src/main/resources/application.yml
      server: {port: 9000}
      === src/main/resources/application-prod.yml
      server: {port: 8080}
    `);
  checkFixture(`
    === Dockerfile
    FROM eclipse-temurin:21
    EXPOSE 8080
    CMD ["java", "-jar", "/shop.jar", "--server.port=8080"]
    === src/main/resources/application.properties
    server.port=9000
  `);
});

test('a ConfigMap that a container mounts', () =>
  checkFixture(`
    === shop.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: shop}
    data:
      application.yml: |
        server:
          port: 9000
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: shop}
    spec:
      containers:
        - name: shop
          image: example.com/shop
          ports: [{containerPort: 8080}]
    ~                             ^^^^ warning[container-port-mismatch] it listens on 9000 (server.port)
          volumeMounts: [{name: config, mountPath: /app/config}]
      volumes: [{name: config, configMap: {name: shop}}]
  `));
