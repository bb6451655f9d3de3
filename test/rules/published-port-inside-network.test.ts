import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a URL, and a host and port pair, with the published port', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web
        environment:
          - API_URL=http://api:8085/v1
    ~                          ^^^^ warning[published-port-inside-network] API_URL 8085 is the published port of service api; inside the network it answers on 8080
          - API_HOST=api
          - API_PORT=8085
    ~                ^^^^ warning[published-port-inside-network] API_PORT 8085 is the published port of service api
      api:
        image: example.com/api
        ports: ["8085:8080"]
  `));

test('the container port, and one that is the same on both sides', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web
        environment:
          A: http://api:8080
          B: http://same:9000
          C: http://localhost:8085
          D: http://host.docker.internal:8085
          E: http://api.example.com:8085
      api:
        image: example.com/api
        ports: ["8085:8080"]
      same:
        image: example.com/same
        ports: ["9000:9000"]
  `));

test('from a container to the host only published ports answer', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web
        environment:
          API_URL: http://host.docker.internal:8080
    ~                                          ^^^^ warning[published-port-inside-network] API_URL 8080 is a port inside service api; on the host it is published as 8085
      api:
        image: example.com/api
        ports: ["8085:8080"]
  `));

test('container_name, hostname, aliases and links are names of it too', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web
        networks: [back]
        links: [api:backend]
        environment:
          A: http://shop-api:8085
    ~                        ^^^^ warning[published-port-inside-network]
          B: http://api-host:8085
    ~                        ^^^^ warning[published-port-inside-network]
          C: http://alias:8085
    ~                     ^^^^ warning[published-port-inside-network]
          D: http://backend:8085
    ~                       ^^^^ warning[published-port-inside-network]
          E: http://elsewhere:8085
      api:
        image: example.com/api
        container_name: shop-api
        hostname: api-host
        networks:
          back: { aliases: [alias] }
          front: { aliases: [elsewhere] }
        ports: ["8085:8080"]
  `));

test('networks that do not meet, and two projects, do not see each other', () =>
  checkFixture(`
    === a/compose.yaml
    services:
      web:
        image: example.com/web
        networks: [front]
        environment: { A: "http://api:8085", B: "http://other:9095" }
      api:
        image: example.com/api
        networks: [back]
        ports: ["8085:8080"]
    === b/compose.yaml
    services:
      other:
        image: example.com/api
        ports: ["9095:9090"]
  `));

test('network_mode: service shares the ports of another, host has none of its own', () =>
  checkFixture(`
    === compose.yaml
    services:
      vpn:
        image: example.com/vpn
        ports: ["8085:8080"]
      app:
        image: example.com/app
        network_mode: service:vpn
        command: [serve, --port, "8080"]
      web:
        image: example.com/web
        environment: { A: "http://vpn:8080", B: "http://vpn:8085" }
    ~                                                       ^^^^ warning[published-port-inside-network] the published port of service vpn
      all:
        image: example.com/all
        network_mode: host
        environment: { A: "http://vpn:8085" }
  `));

test('an nginx that Compose mounts stands inside the network', () =>
  checkFixture(`
    === compose.yaml
    services:
      proxy:
        image: nginx:1.27
        volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
      api:
        image: example.com/api
        ports: ["8085:8080"]
    === nginx.conf
    events {}
    http {
      upstream api {
        server api:8085;
    ~              ^^^^ warning[published-port-inside-network] server 8085 is the published port of service api; inside the network it answers on 8080
      }
      server {
        listen 80;
        location / {
          proxy_pass http://api;
        }
      }
    }
  `));

test('the value is written in an env file: that is where it is told and mended', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: example.com/web
        env_file: web.env
      api:
        image: example.com/api
        ports: ["8085:8080"]
    === web.env
    API_URL=http://api:8085
    ~                  ^^^^ warning[published-port-inside-network]
  `));

test('a variable for the outside that an env file gives to all alike', () =>
  checkFixture(`
    === .env
    MYSQL_HOST=mysql
    MYSQL_PORT=5455
    ~          ^^^^ info[published-port-inside-network]
    === compose.yaml
    services:
      mysql:
        image: mysql:8.0
        ports: ["\${MYSQL_PORT}:3306"]
      app:
        image: example.com/app:1
        env_file: .env
  `));
