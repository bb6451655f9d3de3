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
    '10:14 listen server.port 9000 tcp',
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

test('Quarkus and Micronaut', () => {
  const text =
    '%dev.quarkus.http.port=9\n"%prod".quarkus.http.port=8081\nquarkus.http.port=${PORT:8080}\nquarkus.http.host=0.0.0.0\n';
  assert.deepEqual(lines(text, '/repo/application.properties'), [
    '1:24 listen quarkus.http.port 9 tcp',
    '2:27 listen quarkus.http.port 8081 tcp',
    '3:19 listen quarkus.http.port ${PORT:8080}=text(${PORT}) tcp at 0.0.0.0',
  ]);
  checkPrefixes(spring, '/repo/application.properties', text);
  assert.deepEqual(lines('micronaut:\n  server: { port: 8082, host: localhost }\n'), [
    '2:19 listen micronaut.server.port 8082 tcp at localhost',
  ]);
});

/** What an image with these settings, and this of its environment, is told to listen on. */
function listens(settings: string, environment: string, port: number, field = 'server.port'): void {
  checkFixture(`
    === Dockerfile
    FROM eclipse-temurin:21
    ${environment}
    EXPOSE 8080
    ~      ^^^^ warning[container-port-mismatch] it listens on ${port} (${field})
    CMD ["java", "-jar", "/shop.jar"]
    ${settings.trim()}
  `);
}

test('which documents and files of profiles are in force', () => {
  const settings = `
    === src/main/resources/application.yml
    spring: { profiles: { active: "\${STAGE:dev}" } }
    server: { port: 9000 }
    ---
    spring: { config: { activate: { on-profile: "dev | test" } } }
    server: { port: 9001 }
    ---
    spring: { config: { activate: { on-profile: "!dev & !prod" } } }
    server: { port: 9002 }
    === src/main/resources/application-prod.properties
    server.port=9003
    #---
    spring.config.activate.on-profile=eu
    server.port=9004`;
  listens(settings, '', 9001);
  listens(settings, 'ENV STAGE=none', 9002);
  listens(settings, 'ENV SPRING_PROFILES_ACTIVE=prod', 9003);
  listens(settings, 'ENV SPRING_PROFILES_ACTIVE=eu,prod', 9004);
  listens(settings, 'ENV SPRING_PROFILES_ACTIVE=dev', 9001);
  const quarkus = `
    === src/main/resources/application.properties
    %dev.quarkus.http.port=9005
    %prod.quarkus.http.port=9006
    quarkus.http.port=9007`;
  listens(quarkus, '', 9006, 'quarkus.http.port');
  listens(quarkus, 'ENV QUARKUS_PROFILE=staging', 9007, 'quarkus.http.port');
  listens(quarkus, 'ENV QUARKUS_HTTP_PORT=9008', 9008, 'QUARKUS_HTTP_PORT');
  listens(
    '=== src/main/resources/application.yml\n    micronaut: { server: { port: 9009 } }',
    '',
    9009,
    'micronaut.server.port',
  );
});

test('profiles that cannot be known, and conditions that are odd, tell nothing', () => {
  for (const [profiles, condition] of [
    ['ENV SPRING_PROFILES_ACTIVE=$UNKNOWN', 'dev'],
    ['ENV SPRING_PROFILES_ACTIVE=dev', '(dev | test) & eu'],
  ])
    checkFixture(`
      === Dockerfile
      FROM eclipse-temurin:21
      ${profiles}
      EXPOSE 8080
      CMD ["java", "-jar", "/shop.jar"]
      === src/main/resources/application.yml
      server: { port: 9000 }
      ---
      spring.config.activate.on-profile: "${condition}"
      server: { port: 9001 }
    `);
});

test('Ktor: HOCON with what lies over it, and YAML', () => {
  const hocon = `ktor {
    deployment {
        port = 8080 // by default
        port = \${?PORT}
        host = "0.0.0.0"
    }
    application { modules = [ com.example.ApplicationKt.module ] }
}
`;
  const conf = '/repo/src/main/resources/application.conf';
  assert.deepEqual(lines(hocon, conf), ['4:16 listen ktor.deployment.port ${?PORT}=text(${PORT}) tcp at 0.0.0.0']);
  assert.deepEqual(lines('ktor.deployment.port = 8081', conf), ['1:24 listen ktor.deployment.port 8081 tcp']);
  assert.deepEqual(lines('akka.remote.port = 2552\nhttp { port = 9000 }', conf), []);
  assert.deepEqual(lines('ktor:\n  deployment:\n    port: "$PORT:8080"'), [
    '3:12 listen ktor.deployment.port $PORT:8080=text(${PORT}) tcp',
  ]);
  checkPrefixes(spring, conf, hocon);
});

test('Ktor as its container runs it', () =>
  checkFixture(`
    === web/Dockerfile
    FROM eclipse-temurin:21
    COPY build/libs/web.jar web.jar
    EXPOSE 9090
    ~      ^^^^ warning[container-port-mismatch] it listens on 8080 (ktor.deployment.port)
    CMD ["java", "-jar", "web.jar"]
    === web/src/main/resources/application.conf
    ktor {
      deployment {
        port = 8080
        port = \${?PORT}
      }
    }
    === told/Dockerfile
    FROM eclipse-temurin:21
    COPY build/libs/web.jar web.jar
    EXPOSE 9090
    CMD ["java", "-jar", "web.jar", "-port=9090"]
    === told/src/main/resources/application.conf
    ktor.deployment.port = 8080
    === set/Dockerfile
    FROM eclipse-temurin:21
    COPY build/libs/web.jar web.jar
    ENV PORT=9090
    EXPOSE 9090
    CMD ["java", "-jar", "web.jar"]
    === set/src/main/resources/application.conf
    ktor.deployment.port = \${?PORT}
  `));
