import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('one service is told two defaults, in whatever fields', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        environment:
          ADMIN_PORT: "\${ADMIN_PORT:-9000}"
          ADMIN_URL: "https://shop.example.com:\${ADMIN_PORT-9001}/"
    ~                                                       ^^^^ warning[default-drift] ADMIN_PORT defaults to 9001 here, but to 9000
          NESTED: "\${OTHER:-\${ADMIN_PORT:-9000}}"
  `));

test('a default of the host side, or of another service, is information', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["\${PORT:-8080}:3000"]
        environment:
          PORT: \${PORT:-3000}
    ~                   ^^^^ info[default-drift] PORT defaults to 3000 here, but to 8080
      api:
        image: example.com/api:1
        ports: ["\${PORT:-5000}:5000"]
    ~                    ^^^^ info[default-drift] PORT defaults to 5000 here, but to 8080 for service web
  `));

test('what leads nowhere by its default is told by itself', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        environment:
          PORT: \${PORT:-3000}
        healthcheck:
          test: ["CMD", "wget", "-q", "http://localhost:\${PORT:-3001}/health"]
    ~                                                   ^^^^^^^^^^^^^ warning[probe-port-unmatched]
  `));

test('silent: set in .env, no port, one default, other projects, a variant with its own', () =>
  checkFixture(`
    === .env
    WEB_PORT=3000
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["\${WEB_PORT:-8080}:3000", "\${SAME_PORT:-81}:81", "\${API_PORT:-82}:82"]
        environment:
          WEB_PORT: \${WEB_PORT:-3000}
          RETRIES: \${RETRIES:-3}
          LIMIT: \${RETRIES:-5}
          SAME: \${SAME_PORT:-81}
          NONE: \${SAME_PORT}
          REPLACED: \${SAME_PORT:+90}
    === compose.prod.yaml
    services:
      web:
        ports: ["\${API_PORT:-80}:82"]
    === other/compose.yaml
    services:
      web:
        image: example.com/web:1
        ports: ["\${API_PORT:-90}:82"]
  `));

test('an override starts with the first file, so that both defaults are in use', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:1
        environment:
          ADMIN_PORT: "\${ADMIN_PORT:-9000}"
    === compose.override.yaml
    services:
      web:
        command: serve --admin-port \${ADMIN_PORT:-9001}
    ~                                             ^^^^ warning[default-drift] ADMIN_PORT defaults to 9001 here, but to 9000
  `));

test('a Dockerfile whose variable nothing sets', () =>
  checkFixture(`
    === Dockerfile
    FROM example.com/base:1
    ENV ADMIN_URL=https://admin.example.com:\${ADMIN_PORT:-9000}
    CMD serve --admin-port \${ADMIN_PORT:-9001}
    ~                                    ^^^^ warning[default-drift] ADMIN_PORT defaults to 9001 here, but to 9000
    === set/Dockerfile
    FROM example.com/base:1
    ENV ADMIN_PORT=9000
    CMD serve --admin-port \${ADMIN_PORT:-9001}
    HEALTHCHECK CMD probe --port \${ADMIN_PORT:-9002}
  `));
