import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

/** @param container What else the container says; `production` its values file with the marks below it. */
const chart = (production: string, container = '', target = 'http'): string => `
    === Chart.yaml
    name: web
    === values.yaml
    service: {port: 8080}
    === values-prod.yaml
    ${production}
    === templates/web.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: {{ .Values.service.port }}, targetPort: ${target}}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
            - name: web
              image: example.com/web
              ports: [{name: http, containerPort: {{ .Values.service.port }}}]
              ${container}`;

test('a values file that moves both', () =>
  checkFixture(
    chart(`service: {port: 80}
    ~               ^^ warning[container-port-tied] by default it is 8080`),
  ));

test('a process that is told: the environments differ, and that is all', () => {
  const differs = `service: {port: 80}
    ~               ^^ info[environment-drift]`;
  checkFixture(chart(differs, 'args: ["--port={{ .Values.service.port }}"]'));
  checkFixture(chart(differs, 'env: [{name: PORT, value: "{{ .Values.service.port }}"}]'));
});

test('a value that nobody changes', () => {
  checkFixture(chart('replicas: 3'));
  checkFixture(chart('service: {port: 8080}'));
});
