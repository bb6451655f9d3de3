import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caddyfile } from '../../server/src/formats/caddyfile.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/Caddyfile';
const lines = (text: string): readonly string[] => siteLines(caddyfile, FILE, text);

const WHOLE = `{
	http_port 8080
	admin 0.0.0.0:2020 # for tests
}
(headers) {
	header X "a { b"
}
shop.example.com, :9000 {
	import headers
	handle /api/* {
		reverse_proxy /api/* api:3000 http://old:3001 {
			health_port 3002
		}
	}
	reverse_proxy @ws {$WS_HOST:ws}:{$WS_PORT:4000}
	php_fastcgi php:9000
	reverse_proxy unix//run/app.sock {http.request.host}:80
}
http://plain.example.com {
	reverse_proxy web {
		to https://web2
		transport http {
			tls_insecure_skip_verify
		}
	}
}
:{$PORT:8081} {
	reverse_proxy :3000
}
`;

test('a whole file: sites lead to the upstreams of their blocks', () => {
  assert.deepEqual(lines(WHOLE), [
    '3:16 listen admin 2020 tcp at 0.0.0.0',
    '8:1 listen site address shop.example.com=443 tcp tls implied:{port}@8:17 -> 11:28, 11:44, 15:34, 16:18',
    '8:1 listen HTTP/3 shop.example.com=443 udp tls implied:{port}@8:17 -> 11:28, 11:44, 15:34, 16:18',
    '8:1 listen redirect shop.example.com=8080 tcp implied:{port}@8:17 -> 11:28, 11:44, 15:34, 16:18',
    '8:20 listen site address 9000 tcp -> 11:28, 11:44, 15:34, 16:18',
    '11:28 target reverse_proxy 3000 tcp -> api',
    '11:44 target reverse_proxy 3001 tcp -> old',
    '12:16 probe health_port 3002 tcp -> api, old',
    '15:34 target reverse_proxy {$WS_PORT:4000}=text(${WS_PORT}) tcp -> ${WS_HOST}',
    '16:18 target php_fastcgi 9000 tcp -> php',
    '19:8 listen site address plain.example.com=8080 tcp implied:{port}@19:25 -> 20:16, 21:14',
    '20:16 target reverse_proxy web=80 tcp tls implied:{port}@20:19 -> web',
    '21:14 target reverse_proxy web2=443 tcp tls implied:{port}@21:18 -> web2',
    '27:2 listen site address {$PORT:8081}=text(${PORT}) tcp -> 28:17',
    '28:17 target reverse_proxy 3000 tcp -> localhost',
  ]);
});

test('one site without braces, continued lines, addresses on several lines, no redirects', () => {
  assert.deepEqual(lines('localhost:8443\nreverse_proxy \\\n  app:3000\n'), [
    '1:1 listen redirect localhost=80 tcp implied:{port}@1:10 -> 3:7',
    '1:11 listen site address 8443 tcp tls -> 3:7',
    '1:11 listen HTTP/3 8443 udp tls -> 3:7',
    '3:7 target reverse_proxy 3000 tcp -> app',
  ]);
  assert.deepEqual(
    lines(
      '{\n  auto_https off\n  servers {\n    protocols h1 h2\n  }\n}\na.example.com,\nb.example.com {\n  bind 127.0.0.1\n}\n',
    ),
    [
      '7:1 listen site address a.example.com=443 tcp tls at 127.0.0.1 implied:{port}@7:14',
      '8:1 listen site address b.example.com=443 tcp tls at 127.0.0.1 implied:{port}@8:14',
    ],
  );
});

test('what makes an address HTTPS: a host, the port, a directive', () => {
  const spoken = (address: string, body = 'respond x'): readonly string[] =>
    lines(`{\n  http_port 8000\n}\n${address} {\n  ${body}\n}\n`).map((line) =>
      line.replace(/^\S+ listen (site address|redirect|HTTP\/3) \S*?(\d+) (\w+)(.*?)( implied.*)?$/, '$2/$3$4'),
    );
  assert.deepEqual(spoken('a.test:8443'), ['8000/tcp', '8443/tcp tls', '8443/udp tls']);
  assert.deepEqual(spoken('127.0.0.1:8443'), ['8000/tcp', '8443/tcp tls', '8443/udp tls']);
  assert.deepEqual(spoken(':443'), ['443/tcp tls', '443/udp tls']);
  assert.deepEqual(spoken(':8443', 'tls internal'), ['8443/tcp tls', '8443/udp tls']);
  assert.deepEqual(spoken('https://'), ['443/tcp tls', '443/udp tls']);
  assert.deepEqual(spoken(':8443'), ['8443/tcp']);
  assert.deepEqual(spoken('a.test:8000'), ['8000/tcp']);
  assert.deepEqual(spoken('http://a.test:8080'), ['8080/tcp']);
  assert.deepEqual(spoken('http://'), ['8000/tcp']);
  assert.deepEqual(spoken(':8080', 'bind unix//run/caddy.sock'), []);
  assert.deepEqual(spoken('http://:8080', 'bind 127.0.0.1 10.0.0.7'), ['8080/tcp at 10.0.0.7']);
});

test('snippets where they are imported, directives of a file that others import', () => {
  const text = `(proxied) {
  reverse_proxy {args.0}:{args[1]} {
    health_port {$HEALTH:9090}
  }
  import common
}
(common) {
  header -Server
  reverse_proxy /shared shared:1234
  import proxied again
}
:8101 {
  import proxied shop 3000
}
:8102 {
  import proxied blog 2368
  import ./other.conf
}
`;
  assert.deepEqual(lines(text), [
    '3:17 probe health_port {$HEALTH:9090}=text(${HEALTH}) tcp -> shop, blog',
    '9:32 target reverse_proxy 1234 tcp -> shared',
    '12:2 listen site address 8101 tcp -> 9:32, 13:23',
    '13:23 target reverse_proxy 3000 tcp -> shop',
    '15:2 listen site address 8102 tcp -> 9:32, 16:23',
    '16:23 target reverse_proxy 2368 tcp -> blog',
  ]);
  checkPrefixes(caddyfile, FILE, text);
  assert.deepEqual(lines('header X-Shared yes\nreverse_proxy api:3000 {\n  lb_policy first\n}\n'), [
    '2:19 target reverse_proxy 3000 tcp -> api',
  ]);
  const doubling = Array.from({ length: 30 }, (_, at) => `(s${at}) {\n import s${at + 1}\n import s${at + 1}\n}\n`);
  assert.deepEqual(lines(`:8080 {\n  import s0\n}\n${doubling.join('')}`), ['1:2 listen site address 8080 tcp']);
});

test('upstreams that are looked up, and whose health another answers for', () => {
  assert.deepEqual(
    lines(`:8080
reverse_proxy a:9001-9003 {
  dynamic a backend 9000
  health_upstream a:9999
}
reverse_proxy /b {
  dynamic a {
    name other
    port 9100
  }
  dynamic srv _api._tcp.example
}
`),
    [
      '1:2 listen site address 8080 tcp -> 2:17, 3:21, 9:10',
      '2:17 target reverse_proxy 9001-9003=9001..9003 tcp -> a',
      '3:21 target dynamic a 9000 tcp -> backend',
      '4:21 probe health_upstream 9999 tcp -> a',
      '9:10 target dynamic a 9100 tcp -> other',
    ],
  );
});

test('an address that is one variable', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: caddy:2
        environment: {SITE: ":8080"}
        ports: ["80:80"]
    ~               ^^ warning[container-port-mismatch] 8080
        volumes: ["./Caddyfile:/etc/caddy/Caddyfile:ro"]
      other:
        image: caddy:2
        ports: ["443:443", "443:443/udp"]
        volumes: ["./unset/Caddyfile:/etc/caddy/Caddyfile:ro"]
    === Caddyfile
    {$SITE:localhost} {
      respond hello
    }
    === unset/Caddyfile
    {$SITE:localhost} {
      respond hello
    }
  `));

test('HTTP/3 is served over UDP', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: caddy:2
        ports: ["80:80", "443:443", "443:443/udp"]
        volumes: ["./Caddyfile:/etc/caddy/Caddyfile:ro"]
      api: {image: example.com/api, expose: ["3000"]}
    === Caddyfile
    shop.example.com {
      reverse_proxy api:3000
    }
  `));

test('half-typed text', () => checkPrefixes(caddyfile, FILE, WHOLE));

test('names', () => {
  for (const name of ['Caddyfile', 'Caddyfile.prod', 'shop.caddyfile'])
    assert.ok(caddyfile.matches(`/a/${name}`), name);
  for (const name of ['Caddyfiles', 'caddy.json', 'my-Caddyfile-notes.md'])
    assert.ok(!caddyfile.matches(`/a/${name}`), name);
});
