import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const chart = (service: string, values = 'service: {port: 80}'): string => `
    === Chart.yaml
    name: web
    === values.yaml
    ${values}
    === templates/service.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      ports:
${service}`;

test('a slip in the path of a port, with and without a $', () =>
  checkFixture(
    chart(`        - port: {{ .Values.service.prot }}
    ~              ^^^^^^^^^^^^^^^^^^^^ warning[values-path-unknown] no values file sets service.prot; there is service.port
        - name: b
          port: {{ $.Values.servce.port | int }}
    ~              ^^^^^^^^^^^^^^^^^^^^ warning[values-path-unknown] there is service.port`).replaceAll(
      '\n        ',
      '\n        ',
    ),
  ));

test('what is meant to be given, has a default or is asked for first', () =>
  checkFixture(
    chart(`        - port: 80
          nodePort: {{ .Values.service.nodePort }}
          name: {{ .Values.service.prot | default "http" }}
        {{- if .Values.sevice }}
        - port: {{ .Values.sevice.port }}
        {{- end }}`),
  ));

test('a list beside one of its kind', () => checkFixture(chart('        - port: {{ .Values.ports }}', 'port: 80')));
