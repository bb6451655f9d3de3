/** Manifests that are odd, contradict themselves or are written as nobody should: what is said of each, and what not. */
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const pod = (name: string, container: string, spec = ''): string => `apiVersion: v1
    kind: Pod
    metadata: { name: ${name}, labels: { app: ${name} } }
    spec: { ${spec}containers: [{ name: app, ${container} }] }`;
const service = (name: string, ports: string): string => `apiVersion: v1
    kind: Service
    metadata: { name: ${name} }
    spec: { selector: { app: ${name} }, ports: [${ports}] }`;

test('numbers as the YAML reader of Kubernetes takes them: octal, hexadecimal, binary, with underscores', () =>
  checkFixture(`
    === numbers.yaml
    ${service('web', '{ name: a, port: 1, targetPort: 8_080 }, { name: b, port: 2, targetPort: 0x1F90 }, { name: c, port: 3, targetPort: 017620 }, { name: d, port: 4, targetPort: 0o17620 }, { name: e, port: 5, targetPort: 0b1111110010000 }')}
    ---
    ${pod('web', 'ports: [{ containerPort: 8080 }]')}
    ---
    ${service('octal', '{ port: 80, targetPort: 0100 }')}
    ~                                                                 ^^^^ warning[target-port-unmatched] targetPort 64 reaches no container of Pod octal: it declares 100
    ---
    ${pod('octal', 'ports: [{ containerPort: 100 }]')}
  `));

test('digits in quotes: a name where a name may stand, refused where a number is taken', () =>
  checkFixture(`
    === quoted.yaml
    ${service('web', '{ port: 80, targetPort: "8080" }')}
    ~                                                                ^^^^ error[invalid-port] targetPort "8080" is a name and no number
    ---
    ${pod('web', 'ports: [{ containerPort: "8080" }]')}
    ~                                                           ^^^^ error[invalid-port] containerPort "8080" is text: it takes a number
    ---
    ${service('plain', '{ port: "80", targetPort: 8080 }')}
    ~                                                  ^^ error[invalid-port] port "80" is text: it takes a number
    ---
    ${pod('plain', 'ports: [{ containerPort: 8080 }]')}
  `));

test('a port name that is a number, for a container and for a Service, whose names may be', () =>
  checkFixture(`
    === names.yaml
    ${service('web', '{ name: "8080", port: 80, targetPort: 8080 }')}
    ---
    ${pod('web', 'ports: [{ name: "8080", containerPort: 8080 }]')}
    ~                                                  ^^^^ error[invalid-port] port name "8080" must hold a letter
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: web }
    spec: { defaultBackend: { service: { name: web, port: { name: "8080" } } } }
  `));

test('blanks within quotes are part of a name and no number; those behind a plain value are nothing', () =>
  checkFixture(`
    === blanks.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - name: a
          port: 80   
          targetPort: 8080  # the web
        - name: b
          port: "81 "
    ~            ^^^ error[invalid-port] port takes a number
          targetPort: "http "
    ~                  ^^^^^ error[invalid-port] targetPort "http " may hold only lower-case letters, digits and hyphens
    ~                  ^^^^^ error[named-port-unknown] targetPort "http " names no port of Pod web
    ---
    ${pod('web', 'ports: [{ name: http, containerPort: 8080 }]')}
  `));

test('a name that is too long is shortened wherever it stands', () =>
  checkFixture(`
    === long.yaml
    ${service('web', '{ port: 80, targetPort: discovery-service }')}
    ~                                                               ^^^^^^^^^^^^^^^^^ error[invalid-port] targetPort "discovery-service" has 17 characters: 15 are allowed
    ---
    ${pod('web', 'ports: [{ name: discovery-service, containerPort: 8080 }], readinessProbe: { tcpSocket: { port: discovery-service } }')}
    ~                                                 ^^^^^^^^^^^^^^^^^ error[invalid-port] port name "discovery-service" has 17 characters
    ~                                                                                                                                 ^^^^^^^^^^^^^^^^^ error[invalid-port] readinessProbe port "discovery-service" has 17 characters
  `));

test("on the host's network hostPort is containerPort", () =>
  checkFixture(`
    === host.yaml
    ${pod('edge', 'ports: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 443, hostPort: 443 }]', 'hostNetwork: true, ')}
    ~                                                                                           ^^^^ error[invalid-port] hostPort 8080 must be containerPort 80
    ---
    ${pod('mapped', 'ports: [{ containerPort: 80, hostPort: 8081 }]')}
  `));

test('a Service that selects two Deployments must fit both; a name is looked up in each for itself', () =>
  checkFixture(`
    === two.yaml
    ${service('web', '{ name: a, port: 80, targetPort: 8080 }, { name: b, port: 81, targetPort: http }')}
    ~                                                                        ^^^^ info[target-port-unmatched] targetPort 8080 reaches no container of Pod green: it declares 9090 (http)
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: blue, labels: { app: web, colour: blue } }
    spec: { containers: [{ name: app, ports: [{ name: http, containerPort: 8080 }] }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: green, labels: { app: web, colour: green } }
    spec: { containers: [{ name: app, ports: [{ name: http, containerPort: 9090 }] }] }
  `));

test('evidence that contradicts itself: what is listened on goes before what is declared', () =>
  checkFixture(`
    === contradiction.yaml
    ${service('listens', '{ port: 80, targetPort: 9000 }')}
    ---
    ${pod('listens', 'args: ["--port=9000"], ports: [{ containerPort: 8080 }]')}
    ~                                                                                 ^^^^ warning[container-port-mismatch]
    ---
    ${service('declared', '{ port: 80, targetPort: 8080 }')}
    ---
    ${pod('declared', 'args: ["--port=9000"], ports: [{ containerPort: 8080 }]')}
    ~                                                                                 ^^^^ warning[container-port-mismatch]
  `));

test('Knative and OpenShift keep their pod templates where Deployments do, and a sidecar counts for its pod', () =>
  checkFixture(`
    === kinds.yaml
    apiVersion: serving.knative.dev/v1
    kind: Service
    metadata: { name: hello }
    spec: { template: { spec: { containers: [{ image: example.com/hello, ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { port: h } } }] } } }
    ~                                                                                                                                         ^ error[named-port-unknown]
    ---
    apiVersion: apps.openshift.io/v1
    kind: DeploymentConfig
    metadata: { name: dc }
    spec: { template: { metadata: { labels: { app: dc } }, spec: { containers: [{ name: a, ports: [{ name: web, containerPort: 8080 }] }] } } }
    ---
    ${service('dc', '{ port: 80, targetPort: http }')}
    ~                                                              ^^^^ error[named-port-unknown] targetPort "http" names no port of DeploymentConfig dc
    ---
    apiVersion: argoproj.io/v1alpha1
    kind: Rollout
    metadata: { name: ro }
    spec:
      template:
        metadata: { labels: { app: ro } }
        spec:
          initContainers:
            - { name: proxy, restartPolicy: Always, ports: [{ name: proxy, containerPort: 4143 }] }
            - { name: setup, ports: [{ name: setup, containerPort: 4144 }] }
          containers: [{ name: a, ports: [{ name: web, containerPort: 8080 }] }]
    ---
    ${service('ro', '{ name: a, port: 80, targetPort: proxy }, { name: b, port: 81, targetPort: setup }')}
    ~                                                                                                                 ^^^^^ error[named-port-unknown] targetPort "setup" names no port of Rollout ro
  `));
