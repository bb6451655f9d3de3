import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

/** A Compose file whose proxy and web read these two configs. */
function proxied(proxy: string, web: string, image = 'nginx:1.27', mount = '/etc/nginx/conf.d/default.conf'): string {
  return `
=== compose.yaml
services:
  proxy:
    image: ${image}
    volumes: ["./proxy.conf:${mount}"]
  web:
    image: nginx:1.27
    volumes: ["./web.conf:/etc/nginx/conf.d/default.conf"]
=== proxy.conf
${proxy}
=== web.conf
${web}
`;
}

test('nginx: plain text to TLS, and TLS to plain text', () => {
  checkFixture(
    proxied(
      `server {
  listen 80;
  location /a { proxy_pass http://web:8443; }
~                                     ^^^^ warning[tls-mismatch] proxy_pass 8443 is spoken to in plain text, but nginx listen 8443 takes TLS
  location /b { proxy_pass https://web:8443; }
  location /c { proxy_pass https://web:8080; }
~                                      ^^^^ warning[tls-mismatch] proxy_pass 8080 is spoken to in TLS, but nginx listen 8080 takes plain text
  location /d { proxy_pass http://web:8080; }
}`,
      'server { listen 8443 ssl; }\nserver { listen 8080; }',
    ),
  );
});

test('nginx: an upstream, whose scheme stands at the pass', () =>
  checkFixture(
    proxied(
      `upstream web { server web:8443; }
~                         ^^^^ warning[tls-mismatch] server 8443 is spoken to in plain text
server { listen 80; location / { proxy_pass http://web; } }`,
      'server { listen 8443 ssl; }',
    ),
  ));

test('nginx: a socket that one server gives TLS and another does not name again, and what may be included', () => {
  const proxy = 'server { listen 80; location / { proxy_pass http://web:8443; } }';
  checkFixture(proxied(proxy, 'server { listen 8443 ssl; }\nserver { listen 8443; server_name b; }'));
  const secure = 'server { listen 80; location / { proxy_pass https://web:8443; } }';
  checkFixture(proxied(secure, 'server { listen 8443; include tls.conf; }'));
  checkFixture(proxied(secure, 'server { listen 8443; ssl on; }'));
});

test('nginx: a scheme that is a variable, and a stream that passes TLS through', () => {
  checkFixture(
    proxied('server { listen 80; location / { proxy_pass $scheme://web:8443; } }', 'server { listen 8443 ssl; }'),
  );
  const stream = proxied(
    'events {}\nstream { server { listen 443; proxy_pass web:8443; } }',
    'server { listen 8443 ssl; }',
    'nginx:1.27',
    '/etc/nginx/nginx.conf',
  );
  checkFixture(stream.replaceAll('proxy.conf', 'nginx.conf'));
});

test('HAProxy: ssl against a plain listener, and mode http against TLS', () =>
  checkFixture(
    proxied(
      `defaults
  mode http
frontend in
  bind :80
  use_backend a
  use_backend b
backend a
  server web web:8080 ssl verify none
~                ^^^^ warning[tls-mismatch] server 8080 is spoken to in TLS, but nginx listen 8080 takes plain text
backend b
  server web web:8443
~                ^^^^ warning[tls-mismatch] server 8443 is spoken to in plain text, but nginx listen 8443 takes TLS`,
      'server { listen 8443 ssl; }\nserver { listen 8080; }',
      'haproxy:3.0',
      '/usr/local/etc/haproxy/haproxy.cfg',
    ).replaceAll('proxy.conf', 'haproxy.cfg'),
  ));

test('HAProxy: mode tcp passes TLS through', () =>
  checkFixture(
    proxied(
      'defaults\n  mode http\nlisten in\n  mode tcp\n  bind :443\n  server web web:8443\nlisten old\n  bind :444\n  mode tcp\n  server web web:8443',
      'server { listen 8443 ssl; }',
      'haproxy:3.0',
      '/usr/local/etc/haproxy/haproxy.cfg',
    ).replaceAll('proxy.conf', 'haproxy.cfg'),
  ));

test("Kubernetes: probes of a container whose nginx is in a ConfigMap, and a client's URL through the Service", () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: conf }
    data:
      default.conf: |
        server { listen 8443 ssl; }
        server { listen 8080; }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports:
            - { name: https, containerPort: 8443 }
            - { name: http, containerPort: 8080 }
          startupProbe: { httpGet: { port: 8443, scheme: HTTPS } }
          livenessProbe:
            httpGet:
              port: https
    ~               ^^^^^ warning[tls-mismatch] livenessProbe port "https" is spoken to in plain text, but nginx listen 8443 takes TLS
              path: /
          readinessProbe: { httpGet: { port: 8080, scheme: HTTPS } }
    ~                                        ^^^^ warning[tls-mismatch] readinessProbe port 8080 is spoken to in TLS
          lifecycle: { preStop: { tcpSocket: { port: 8443 } } }
          volumeMounts: [{ name: conf, mountPath: /etc/nginx/conf.d }]
      volumes: [{ name: conf, configMap: { name: conf } }]
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { name: a, port: 80, targetPort: http }
        - { name: b, port: 443, targetPort: https }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: client }
    spec:
      containers:
        - name: client
          image: example.com/client:1
          env:
            - { name: A_URL, value: "http://web:443/x" }
    ~                                           ^^^ warning[tls-mismatch] A_URL 443 is spoken to in plain text, but nginx listen 8443 takes TLS
            - { name: B_URL, value: "https://web:80" }
    ~                                            ^^ warning[tls-mismatch] B_URL 80 is spoken to in TLS
            - { name: C_URL, value: "https://web" }
            - { name: D_URL, value: "http://web:80" }
            - { name: E_URL, value: "redis://web:443" }
  `));

test("Kubernetes: appProtocol against what the pods take; a port's name promises nothing", () =>
  checkFixture(`
    === web.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: conf }
    data:
      default.conf: |
        server { listen 8443 ssl; }
        server { listen 8080; }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports: [{ containerPort: 8443 }, { containerPort: 8080 }]
          volumeMounts: [{ name: conf, mountPath: /etc/nginx/conf.d }]
      volumes: [{ name: conf, configMap: { name: conf } }]
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec:
      selector: { app: web }
      ports:
        - { name: a, port: 1, targetPort: 8443, appProtocol: http }
    ~                                                        ^^^^ warning[tls-mismatch] appProtocol http promises plain text, but nginx listen 8443 takes TLS
        - { name: b, port: 2, targetPort: 8080, appProtocol: https }
    ~                                                        ^^^^^ warning[tls-mismatch] promises TLS
        - { name: c, port: 3, targetPort: 8443, appProtocol: https }
        - { name: d, port: 4, targetPort: 8080, appProtocol: http }
        - { name: e, port: 5, targetPort: 8443, appProtocol: tcp }
        - { name: https, port: 443, targetPort: 8080 }
        - { name: http, port: 80, targetPort: 8443 }
  `));

test('a name or number that is usual for TLS proves nothing', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        expose: ["8443"]
      client:
        image: example.com/client:1
        environment:
          A_URL: http://web:8443
          B_URL: https://web:8443
  `));
