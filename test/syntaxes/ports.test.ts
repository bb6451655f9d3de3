import { test } from 'node:test';
import { check } from './annotated.ts';

/** The annotations of these samples leave the scope out: it is always this one. */
function marks(scopeName: string, sample: string): Promise<void> {
  const scope = 'constant.numeric.port.portolan';
  return check(
    `source.${scopeName}`,
    sample.replace(/^( *\^+)( !)?$/gm, (_, carets, not) => `${carets} ${not ? '!' : ''}${scope}`),
  );
}

test('Kubernetes and Compose fields', () =>
  marks(
    'yaml',
    `
- containerPort: 8080
                 ^^^^
  targetPort:   "8081"
                 ^^^^
  port: {number: 80}
                 ^^
- {hostPort: 9000, nodePort: 30080}
             ^^^^
                             ^^^^^
  published: "8080" # not 9090
              ^^^^
                          ^^^^ !
  targetPort: http
  replicas: 8080
            ^^^^ !
  # port: 8080
          ^^^^ !
`,
  ));

test('Compose mappings, both sides', () =>
  marks(
    'yaml',
    `
  - "8080:80"
     ^^^^
  - "127.0.0.1:8443:443/tcp"
                    ^^^
     ^^^^^^^^^ !
               ^^^^
  - 9000-9001:9000-9001
    ^^^^
         ^^^^
              ^^^^
                   ^^^^
  - "\${WEB_PORT:-8080}:80"
                 ^^^^
                       ^^
  - "./data:/data"
     ^^^^^^ !
ports: ["5432:5432", "6379:6379"]
         ^^^^
              ^^^^
                      ^^^^
                           ^^^^
`,
  ));

test('an image tag, a time and a version are no ports', () =>
  marks(
    'yaml',
    `
image: registry.example:5000/shop:8080
                                  ^^^^ !
image: postgres:16
                ^^ !
at: 12:30:45
    ^^^^^^^^ !
version: "3.8"
          ^^^ !
`,
  ));

test('URLs and addresses', () =>
  marks(
    'yaml',
    `
  API_URL: http://api:8080/v1
                      ^^^^
  DB: postgres://shop:1234@db:5432/shop
                              ^^^^
                      ^^^^ !
  REDIS: cache.internal:6379
                        ^^^^
  args: ["--listen=:8080", "--port", "9000", "--metrics-port=9100"]
                    ^^^^
                                      ^^^^
                                                             ^^^^
`,
  ));

test('a proxy configuration inside a manifest, but not its comments', () =>
  marks(
    'yaml',
    `
  default.conf: |
    server {
      listen 8080;
             ^^^^
      # listen 80;
               ^^ !
      location / { proxy_pass http://api:8080; }
                                         ^^^^
    }
`,
  ));

test('Dockerfile', () =>
  marks(
    'dockerfile',
    `
FROM node:20
          ^^ !
FROM registry.example/base:8080
                           ^^^^ !
ARG PORT=8080
         ^^^^
ENV PORT 8080
         ^^^^
ENV SERVER_PORT=8080 RETRIES=3000
                ^^^^
                             ^^^^ !
EXPOSE 8080/tcp 9000-9010/udp
       ^^^^
                ^^^^
                     ^^^^
# EXPOSE 80
         ^^ !
HEALTHCHECK CMD curl -f http://localhost:8080/health
                                         ^^^^
CMD ["gunicorn", "-b", "0.0.0.0:8000"]
                                ^^^^
`,
  ));

test('env files', () =>
  marks(
    'dotenv',
    `
PORT=8080
     ^^^^
export WEB_PORT="8081" # was 80
                 ^^^^
                             ^^ !
REPORTS=8080
        ^^^^ !
#PORT=9000
      ^^^^ !
`,
  ));

test('nginx', () =>
  marks(
    'nginx',
    `
http {
  upstream api {
    server api:8080 weight=3;
               ^^^^
    server 10.0.0.1:80;
                    ^^
  }
  server {
    listen 80;
           ^^
    listen [::]:443 ssl;
                ^^^
    listen 127.0.0.1:8080;
           ^^^^^^^^^ !
                     ^^^^
    return 8080;
           ^^^^ !
    # proxy_pass http://api:8081;
                            ^^^^ !
    proxy_pass http://api:8081;
                          ^^^^
  }
}
`,
  ));

test('HAProxy', () =>
  marks(
    'haproxy',
    `
frontend shop
  bind *:80,10.0.0.1:8000-8010 # not :90
         ^^
                     ^^^^
                          ^^^^
                                      ^^ !
  bind :443 ssl
        ^^^
backend api
  server api-1 api:80 check port 8081 weight 1000
                   ^^
                                 ^^^^
                                             ^^^^ !
  timeout server 5000
                 ^^^^ !
`,
  ));

test('Caddyfile', () =>
  marks(
    'caddyfile',
    `
{
  http_port 8080
            ^^^^
}
:8443 {
 ^^^^
  reverse_proxy api:8080 10.0.0.2:8081 {
                    ^^^^
                                  ^^^^
    health_port 9000
                ^^^^
  }
}
localhost:{$PORT:8080} {
                 ^^^^
  # respond :9999
             ^^^^ !
}
`,
  ));
