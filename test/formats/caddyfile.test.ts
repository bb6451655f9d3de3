import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caddyfile } from '../../server/src/formats/caddyfile.ts';
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
    '1:11 listen site address 8443 tcp -> 3:7',
    '3:7 target reverse_proxy 3000 tcp -> app',
  ]);
  assert.deepEqual(lines('{\n  auto_https off\n}\na.example.com,\nb.example.com {\n  bind 127.0.0.1\n}\n'), [
    '4:1 listen site address a.example.com=443 tcp tls at 127.0.0.1 implied:{port}@4:14',
    '5:1 listen site address b.example.com=443 tcp tls at 127.0.0.1 implied:{port}@5:14',
  ]);
});

test('half-typed text', () => checkPrefixes(caddyfile, FILE, WHOLE));

test('names', () => {
  for (const name of ['Caddyfile', 'Caddyfile.prod', 'shop.caddyfile'])
    assert.ok(caddyfile.matches(`/a/${name}`), name);
  for (const name of ['Caddyfiles', 'caddy.json', 'my-Caddyfile-notes.md'])
    assert.ok(!caddyfile.matches(`/a/${name}`), name);
});
