import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caddyJson } from '../../server/src/formats/caddy-json.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/caddy.json';

const WHOLE = `{
  "admin": { "listen": "localhost:2030" },
  "apps": {
    "http": {
      "servers": {
        "shop": {
          "listen": [":443", "tcp/127.0.0.1:8242-8243", "unix//run/caddy.sock", ":{env.PORT}"],
          "routes": [
            {
              "handle": [
                {
                  "handler": "subroute",
                  "routes": [
                    {
                      "handle": [
                        {
                          "handler": "reverse_proxy",
                          "transport": { "protocol": "http", "tls": {} },
                          "upstreams": [{ "dial": "api:3000" }, { "dial": "unix//run/api.sock" }, { "dial": ":4000" }],
                          "health_checks": { "active": { "port": 3001 } }
                        },
                        { "handler": "unheard_of", "upstreams": [{ "dial": "x:1" }] }
                      ]
                    }
                  ]
                }
              ]
            }
          ]
        }
      }
    }
  }
}
`;

test('listeners and upstreams', () => {
  assert.deepEqual(siteLines(caddyJson, FILE, WHOLE), [
    '2:35 listen admin 2030 tcp at localhost',
    '7:24 listen listen 443 tcp tls -> 19:56, 19:111',
    '7:45 listen listen 8242-8243=8242..8243 tcp at 127.0.0.1 -> 19:56, 19:111',
    '7:83 listen listen {env.PORT}=text(${PORT}) tcp -> 19:56, 19:111',
    '19:56 target dial 3000 tcp tls -> api',
    '19:111 target dial 4000 tcp tls -> localhost',
    '20:66 probe health check port 3001 tcp -> api, localhost',
  ]);
  checkPrefixes(caddyJson, FILE, WHOLE);
});

test('other JSON gives nothing', () => {
  for (const text of ['{}', '{"apps": [{"listen": 1}]}', '{"apps": {"http": {}}, "servers": {}}', '[', ''])
    assert.deepEqual(siteLines(caddyJson, FILE, text), []);
});

test('a mounted configuration', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: caddy:2
        command: caddy run --config /etc/caddy/caddy.json
        volumes: ["./caddy.json:/etc/caddy/caddy.json:ro"]
        ports: ["80:8080"]
      api: {image: example.com/api, expose: ["3000"]}
    === caddy.json
    {"apps": {"http": {"servers": {"web": {"listen": [":8080"], "routes": [{"handle": [
      {"handler": "reverse_proxy", "upstreams": [{"dial": "api:3001"}]}
    ~                                                          ^^^^ warning[upstream-port-unmatched] it declares 3000
    ]}]}}}}}
  `));
