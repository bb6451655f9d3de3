import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a port that one env file sets and another one does not', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:\${TAG}
        ports: ["\${WEB_PORT}:80", "\${ADMIN_PORT:-9000}:9000"]
    ~            ^^^^^^^^^^^ warning[variable-unset] WEB_PORT has no default and is not set in .env.production, but in .env.staging
        environment:
          PORT: \${INNER_PORT:?set it}
    ~           ^^^^^^^^^^^^^^^^^^^^^ warning[variable-unset] INNER_PORT has no default and is not set in .env.staging, but in .env.production
    === .env.staging
    TAG=1
    WEB_PORT=8080
    ADMIN_PORT=9001
    === .env.production
    TAG=2
    INNER_PORT=80
  `));

test('silent: files that lie on top of others, that a service takes, that are examples or no environments', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:\${TAG}
        hostname: \${NAME}
        ports: ["\${WEB_PORT}:80"]
        env_file: [.env.test]
        environment: { A: "\${A}", B: "\${B}" }
    === .env
    TAG=1
    WEB_PORT=8080
    A=1
    B=2
    === .env.prod
    A=3
    SECRET=x
    === .env.test
    TAG=1
    A=1
    B=2
    === .env.example
    TAG=
    A=
    B=
    === .env.web
    TAG=1
    A=1
    B=2
  `));

test('silent where no env file sets it: it may come from the shell', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web:\${TAG}
        ports: ["\${WEB_PORT}:80"]
    === .env.dev
    TAG=1
    === .env.prod
    TAG=2
  `));
