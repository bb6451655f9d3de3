import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a config of a proxy that runs as another user: one fix moves every place', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: site }
    data:
      default.conf: |
        server { listen 80; }
    ~                   ^^ warning[privileged-port] port 80 takes a right that Deployment web does not have
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 80 }] }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web }
    spec:
      template:
        metadata: { labels: { app: web } }
        spec:
          securityContext: { runAsNonRoot: true }
          containers:
            - name: nginx
              image: nginx:1.27
              ports: [{ containerPort: 80 }]
              readinessProbe: { tcpSocket: { port: 80 } }
              volumeMounts: [{ name: site, mountPath: /etc/nginx/conf.d }]
          volumes: [{ name: site, configMap: { name: site } }]
  `));

for (const [what, pod, own] of [
  ['root', '{}', '{}'],
  ['root by the container', '{ runAsUser: 1000 }', '{ runAsUser: 0 }'],
  ['the capability', '{ runAsUser: 1000 }', '{ capabilities: { add: [NET_BIND_SERVICE] } }'],
  ['a sysctl', '{ runAsUser: 1000, sysctls: [{ name: net.ipv4.ip_unprivileged_port_start, value: "0" }] }', '{}'],
  ['a privileged container', '{ runAsUser: 1000 }', '{ privileged: true }'],
] as const) {
  test(`has the right: ${what}`, () =>
    checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      securityContext: ${pod}
      containers: [{ name: web, args: ["--port=80"], securityContext: ${own} }]
  `));
}

test('what is only declared or set proves no listener, and Docker lets its containers bind any port', () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      securityContext: { runAsUser: 1000 }
      containers: [{ name: web, ports: [{ containerPort: 80 }] }, { name: high, args: ["--port=1024"] }]
    === Dockerfile
    FROM example.com/web:1
    USER 1000
    EXPOSE 80
    CMD ["server", "--port", "80"]
    === compose.yaml
    services:
      web: { build: ., ports: ["8080:80"] }
  `));
