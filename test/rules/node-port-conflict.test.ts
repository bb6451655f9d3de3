import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('one value that two templates print as a node port is told once', () =>
  checkFixture(`
    === Chart.yaml
    apiVersion: v2
    name: camera
    version: 0.3.0
    === values.yaml
    nodePort: 30700
    ~         ^^^^^ error[published-port-conflict] nodePort 30700 of Service release-name-web is taken by Service release-name-rtmp too
    other: 30701
    === templates/service.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: "{{ .Release.Name }}-web" }
    spec:
      type: NodePort
      ports:
        - port: 5000
          nodePort: {{ .Values.nodePort }}
    === templates/service-rtmp.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: "{{ .Release.Name }}-rtmp" }
    spec:
      type: NodePort
      ports:
        - port: 1935
          nodePort: {{ .Values.nodePort }}
    === templates/other.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: "{{ .Release.Name }}-other" }
    spec:
      type: NodePort
      ports:
        - port: 1936
          nodePort: {{ .Values.other }}
  `));
