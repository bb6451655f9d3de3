import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

/** Two projects have a service `api`; only who carries the config tells which one it means. */
const fixture = (copy: string, place: string, context = '.'): string => `
    === shop/compose.yaml
    services:
      web: {build: ${context === '.' ? './web' : '{context: ., dockerfile: web/Dockerfile}'}}
      api: {image: example.com/api, expose: ["3000"]}
    === other/compose.yaml
    services:
      api: {image: example.com/api, expose: ["4000"]}
    === shop/web/Dockerfile
    FROM nginx:1.27
    ${copy}
    === ${place}
    server { listen 80; location / { proxy_pass http://api:4000; } }
    ~                                                      ^^^^ warning[upstream-port-unmatched] it declares 3000
  `;

test('a file that is copied', () => checkFixture(fixture('COPY a.conf /etc/nginx/conf.d/', 'shop/web/a.conf')));

test('a folder that is copied', () => checkFixture(fixture('COPY conf/ /etc/nginx/conf.d/', 'shop/web/conf/a.conf')));

test('a folder within a folder that is copied', () =>
  checkFixture(fixture('COPY conf /etc/nginx', 'shop/web/conf/conf.d/a.conf')));

test('files that a glob names', () =>
  checkFixture(fixture('COPY conf/*.conf /etc/nginx/conf.d/', 'shop/web/conf/a.conf')));

test('the whole context', () => checkFixture(fixture('COPY . /etc/nginx/conf.d/', 'shop/web/a.conf')));

test('a folder of a context above the Dockerfile', () =>
  checkFixture(fixture('COPY web/conf /etc/nginx/conf.d/', 'shop/web/conf/a.conf', 'above')));

test('a folder of a context above the Dockerfile, where variables name both', () =>
  checkFixture(`
    === shop/.env
    CONTEXT=./parts
    NAME=web
    === shop/compose.yaml
    services:
      web: {build: {context: "\${CONTEXT}", dockerfile: "\${NAME}/Dockerfile"}}
      api: {image: example.com/api, expose: ["3000"]}
    === other/compose.yaml
    services:
      api: {image: example.com/api, expose: ["4000"]}
    === shop/parts/web/Dockerfile
    FROM nginx:1.27
    COPY web/conf /etc/nginx/conf.d/
    === shop/parts/web/conf/a.conf
    server { listen 80; location / { proxy_pass http://api:4000; } }
    ~                                                      ^^^^ warning[upstream-port-unmatched] it declares 3000
  `));

test('an application that is copied whole carries no config of others', () =>
  checkFixture(`
    === compose.yaml
    services:
      app: {build: .}
      proxy:
        image: nginx:1.27
        volumes: ["./deploy/web.conf:/etc/nginx/conf.d/default.conf:ro"]
    === Dockerfile
    FROM node:22
    COPY . /app
    CMD ["node", "server.js", "--port=3000"]
    === deploy/web.conf
    server { listen 80; location / { proxy_pass http://localhost:3000; } }
    ~                                                  ^^^^^^^^^ warning[localhost-in-container]
  `));

test('listeners of configs below a folder that is copied', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: ./web
        ports: ["80:80"]
    ~               ^^ warning[container-port-mismatch] 8080
    === web/Dockerfile
    FROM nginx:1.27
    COPY etc /etc/nginx
    === web/etc/conf.d/default.conf
    server { listen 8080; }
  `));
