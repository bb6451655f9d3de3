import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('proxies that dial the container take its own port, not the published one', () =>
  checkFixture(`
    === compose.yaml
    services:
      blog:
        image: ghost:5
        ports: ["1192:2368"]
        labels:
          - traefik.enable=true
          - traefik.http.routers.blog.rule=Host(\`blog.example.com\`)
          - traefik.http.services.blog.loadbalancer.server.port=1192
    ~                                                           ^^^^ warning[published-port-inside-network] server.port 1192 is the published port of service blog; inside the network it answers on 2368
      shop:
        image: example.com/shop:1
        ports: ["3339:3000"]
        environment: { VIRTUAL_HOST: shop.example.com, VIRTUAL_PORT: 3339 }
    ~                                                                ^^^^ warning[published-port-inside-network] VIRTUAL_PORT 3339
      wiki:
        image: example.com/wiki:1
        ports: ["8081:8080"]
        labels:
          caddy: wiki.example.com
          caddy.reverse_proxy: "{{upstreams 8081}}"
    ~                                       ^^^^ warning[published-port-inside-network] upstreams 8081
      cache:
        image: redis:7
        deploy:
          labels:
            traefik.tcp.services.cache.loadbalancer.server.port: "6380"
    ~                                                             ^^^^ warning[client-port-unmatched] server.port asks service cache for port 6380 but it listens on 6379
  `));

test('the own port, the old form, and other labels', () =>
  checkFixture(`
    === compose.yaml
    services:
      blog:
        image: ghost:5
        ports: ["1192:2368"]
        labels:
          traefik.http.services.blog.loadbalancer.server.port: 2368
          traefik.port: "2368"
          caddy.reverse_proxy: "/api/* {{upstreams http 2368}}"
          com.example.port: 1192
          traefik.http.services.blog.loadbalancer.server.scheme: http
  `));

test('a mapping without quotes whose container port is below 60', () =>
  checkFixture(`
    === compose.yaml
    services:
      ftp:
        image: example.com/ftp:1
        ports:
          - 1082:21
    ~       ^^^^^^^ warning[invalid-port] a mapping without quotes is the number 64941 to a YAML 1.1 reader
          - "1022:22"
          - 8080:80
          - 127.0.0.1:1053:53
          - 21
  `));
