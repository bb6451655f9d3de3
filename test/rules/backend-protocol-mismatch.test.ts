import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const service = (port: string): string => `apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [${port}] }
    ---`;
const BACKEND = '{ service: { name: web, port: { number: 443 } } }';
const NGINX = `apiVersion: v1
    kind: ConfigMap
    metadata: { name: site }
    data:
      default.conf: |
        server { listen 9000; }
        server { listen 9001 ssl; }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          volumeMounts: [{ name: site, mountPath: /etc/nginx/conf.d }]
      volumes: [{ name: site, configMap: { name: site } }]
    ---`;

test('plain HTTP to 443 that leads to a port of TLS', () =>
  checkFixture(`
    === ing.yaml
    ${service('{ port: 443, targetPort: 8443 }')}
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      ingressClassName: nginx
      defaultBackend: ${BACKEND}
    ~                                                         ^^^ warning[backend-protocol-mismatch] backend port 443 is spoken to in plain HTTP, but targetPort 8443 behind it takes TLS
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: alb
      annotations:
        alb.ingress.kubernetes.io/target-type: ip
    spec:
      defaultBackend: ${BACKEND}
    ~                                                         ^^^ warning[backend-protocol-mismatch]
  `));

test('the config of the pods says which of both a port takes', () =>
  checkFixture(`
    === ing.yaml
    ${NGINX}
    ${service('{ name: web, port: 80, targetPort: 9000 }, { name: tls, port: 81, targetPort: 9001 }')}
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: plain
      annotations: { nginx.ingress.kubernetes.io/backend-protocol: "HTTPS" }
    ~                                                               ^^^^^ warning[backend-protocol-mismatch] backend port 80 is spoken to in TLS, but targetPort 9000 behind it takes plain HTTP
    spec: { ingressClassName: nginx, defaultBackend: { service: { name: web, port: { number: 80 } } } }
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: tls
    spec: { ingressClassName: nginx, defaultBackend: { service: { name: web, port: { number: 81 } } } }
    ~                                                                                        ^^ warning[backend-protocol-mismatch] takes TLS
  `));

test('told to speak TLS, handed through, terminated in front, or another controller', () =>
  checkFixture(`
    === ing.yaml
    ${service('{ name: web, port: 443, targetPort: 8443 }, { name: x, port: 8443, targetPort: http }')}
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: told, annotations: { nginx.ingress.kubernetes.io/backend-protocol: "HTTPS" } }
    spec: { ingressClassName: nginx, defaultBackend: ${BACKEND} }
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: through, annotations: { nginx.ingress.kubernetes.io/ssl-passthrough: "true" } }
    spec: { ingressClassName: nginx, defaultBackend: ${BACKEND} }
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: front }
    spec: { ingressClassName: nginx, defaultBackend: { service: { name: web, port: { number: 8443 } } } }
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: auto, annotations: { nginx.ingress.kubernetes.io/backend-protocol: AUTO_HTTP } }
    spec: { ingressClassName: nginx, defaultBackend: ${BACKEND} }
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: traefik }
    spec: { ingressClassName: traefik, defaultBackend: ${BACKEND} }
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { name: other, annotations: { nginx.org/ssl-services: web } }
    spec: { ingressClassName: nginx, defaultBackend: ${BACKEND} }
  `));

const PASSTHROUGH = (ports: string, backend: string): string => `
    === ing.yaml
    ${service(ports)}
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
      annotations: { nginx.ingress.kubernetes.io/ssl-passthrough: "true" }
    spec:
      ingressClassName: nginx
      defaultBackend:
        service:
          name: web
          port: ${backend}
`;
const BOTH = '{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }';

test('ssl-passthrough to the plain one of two ports', () => {
  checkFixture(
    PASSTHROUGH(
      BOTH,
      `{ name: http }
    ~                   ^^^^ warning[backend-protocol-mismatch] backend port "http" is handed TLS as it comes, but Service web has port 443 for that`,
    ),
  );
  checkFixture(
    PASSTHROUGH(
      BOTH,
      `{ number: 80 }
    ~                     ^^ warning[backend-protocol-mismatch]`,
    ),
  );
});

test('ssl-passthrough to the port of TLS, to the only port, and to one target of both', () => {
  checkFixture(PASSTHROUGH(BOTH, '{ name: https }'));
  checkFixture(PASSTHROUGH('{ name: http, port: 80, targetPort: 8080 }', '{ name: http }'));
  checkFixture(
    PASSTHROUGH(
      '{ name: http, port: 80, targetPort: 8443 }, { name: https, port: 443, targetPort: 8443 }',
      '{ name: http }',
    ),
  );
  checkFixture(
    PASSTHROUGH(
      '{ name: web, port: 9000, targetPort: 9000 }, { name: https, port: 443, targetPort: 8443 }',
      '{ name: web }',
    ),
  );
});
