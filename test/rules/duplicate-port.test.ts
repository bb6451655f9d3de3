import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a Service with several ports names each; one fix names all', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - port: 80
    ~           ^^ error[duplicate-port] port 80 has no name, but Service web has 3 ports: each needs one
          targetPort: 8080
        - { port: 53, protocol: UDP }
        - { name: http, port: 8080 }
  `));

test('names and numbers that are there twice', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      ports:
        - { name: a, port: 80 }
        - { name: a, port: 81 }
    ~             ^ error[duplicate-port] port name "a" is taken by port 80 of the same Service
        - { name: b, port: 80, targetPort: 8080 }
    ~                      ^^ error[duplicate-port] port 80 is there twice in Service web
        - { name: c, port: 80, protocol: UDP }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - { name: a, ports: [{ name: h, containerPort: 1000 }, { name: h, containerPort: 1001 }] }
    ~                                                                  ^ error[duplicate-port] port name "h" is taken by containerPort 1000 of the same container
        - { name: b, ports: [{ name: h, containerPort: 1002 }, { containerPort: 1003 }] }
  `));

test('a single port needs no name, and a patch is a part of an object', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { ports: [{ port: 80 }] }
    === base.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: two }
    spec: { ports: [{ name: a, port: 80 }, { name: b, port: 81 }] }
    === kustomization.yaml
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    resources: [web.yaml, base.yaml]
    patches: [{ path: patch.yaml }]
    === patch.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: two }
    spec: { ports: [{ port: 80, targetPort: 8080 }, { port: 81, targetPort: 8081 }] }
  `));
