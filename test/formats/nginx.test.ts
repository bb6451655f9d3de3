import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nginx } from '../../server/src/formats/nginx.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/web/nginx.conf';
const lines = (text: string, file = FILE): readonly string[] => siteLines(nginx, file, text);

const WHOLE = `worker_processes auto; # listen 1;
http {
  include /etc/nginx/mime.types;
  include conf.d/*.conf;
  log_format main '$remote_addr "$request" '
                  'listen 2;';
  upstream app {
    least_conn;
    server web1:5000 weight=5;
    server web2;
    server web3:5000 down;
    server unix:/run/app.sock;
  }
  server {
    listen 80 default_server;
    listen [::]:443 ssl http2;
    server_name example.com:9999;
    return 301 https://$host:8443$request_uri;
    location / { proxy_pass http://app; }
    location ~ ^/x/(?<id>\\d+)$ { proxy_pass http://api:3000/x/$id; }
    location /y { proxy_pass https://secure.example.com; rewrite ^/y http://z:1 break; }
  }
  server { listen 127.0.0.1; location / { fastcgi_pass php:9000; } }
}
`;

test('a whole configuration: listeners lead to the servers behind their passes', () => {
  assert.deepEqual(lines(WHOLE), [
    '9:17 target server 5000 tcp -> web1',
    '10:12 target server web2=80 tcp implied:{port}@10:16 -> web2',
    '15:12 listen listen 80 tcp -> 9:17, 10:12, 20:56, 21:38',
    '16:17 listen listen 443 tcp tls at :: -> 9:17, 10:12, 20:56, 21:38',
    '20:56 target proxy_pass 3000 tcp -> api',
    '21:38 target proxy_pass secure.example.com=443 tcp tls implied:{port}@21:56 -> secure.example.com',
    '23:19 listen listen 127.0.0.1=80 tcp at 127.0.0.1 implied:{port}@23:28 -> 23:60',
    '23:60 target fastcgi_pass 9000 tcp -> php',
  ]);
  const [proxy] = parseChecked(nginx, FILE, WHOLE);
  assert.equal(proxy?.label, 'nginx nginx.conf');
  assert.deepEqual(proxy?.kind === 'proxy' && proxy.includes, [
    '/etc/nginx/mime.types',
    '/repo/web/mime.types',
    '/repo/web/conf.d/*.conf',
    'conf.d/*.conf',
  ]);
});

test('where a port is implied', () => {
  assert.deepEqual(
    lines(`server {
  location /a { proxy_pass http://[::1]; }
  location /b { grpc_pass grpcs://g; }
  location /c { grpc_pass g; }
  location /d { uwsgi_pass u; }
  location /e { proxy_pass http://elsewhere/; }
  location /f { proxy_pass http://unix:/run/x.sock:/; }
}`),
    [
      '1:1 listen listen server=80 tcp implied listen {port};@1:9 -> 2:36, 3:35, 4:27, 5:28, 6:35',
      '2:36 target proxy_pass ::1=80 tcp implied:{port}@2:40 -> ::1',
      '3:35 target grpc_pass g=443 tcp tls implied:{port}@3:36 -> g',
      '4:27 target grpc_pass g=80 tcp implied:{port}@4:28 -> g',
      '5:28 target uwsgi_pass u=unknown tcp implied:{port}@5:29 -> u',
      '6:35 target proxy_pass elsewhere=80 tcp implied:{port}@6:44 -> elsewhere',
    ],
  );
});

test('an upstream speaks what those who pass to it speak', () => {
  assert.deepEqual(
    lines(`stream {
  upstream dns { server coredns:53; }
  upstream both { server b:54; }
  upstream named { server noport; }
  server { listen 53 udp; listen [::]:53 udp; proxy_pass dns; }
  server { listen 54; listen 54 udp; proxy_pass both; }
  server { listen 8000-8010; proxy_ssl on; proxy_pass named; proxy_pass x:70; }
}
http {
  upstream s { server s:8443; }
  server { listen 443 quic; listen 443 ssl; location / { proxy_pass https://s; } }
}`),
    [
      '2:33 target server 53 udp -> coredns',
      '3:28 target server 54 unknown -> b',
      '5:19 listen listen 53 udp -> 2:33',
      '5:39 listen listen 53 udp at :: -> 2:33',
      '6:19 listen listen 54 tcp -> 3:28',
      '6:30 listen listen 54 udp -> 3:28',
      '7:19 listen listen 8000-8010=8000..8010 tcp -> 7:75',
      '7:75 target proxy_pass 70 tcp tls -> x',
      '10:25 target server 8443 tcp tls -> s',
      '11:19 listen listen 443 udp tls -> 10:25',
      '11:36 listen listen 443 tcp tls -> 10:25',
    ],
  );
});

test('a snippet of stream without the block around it', () => {
  assert.deepEqual(lines('server {\n  listen 5353 udp;\n  proxy_pass dns:53;\n}', '/r/conf.d/dns.conf'), [
    '2:10 listen listen 5353 udp -> 3:18',
    '3:18 target proxy_pass 53 udp -> dns',
  ]);
});

test('a snippet to be included in a server block', () => {
  assert.deepEqual(lines('listen 443 ssl;\nlocation / { proxy_pass https://app:8443; }\n', '/r/snippets/app.conf'), [
    '1:8 listen listen 443 tcp tls -> 2:37',
    '2:37 target proxy_pass 8443 tcp tls -> app',
  ]);
});

test('variables that the file sets lead to where they are set', () => {
  assert.deepEqual(
    lines(`map $cookie_beta $pool {
  default blue:81;
  1       green:82;
}
server {
  listen 80;
  set $backend http://app:3000;
  set $name api;
  location /a { proxy_pass $backend; }
  location /b { proxy_pass http://$name:4000$request_uri; }
  location /c { proxy_pass http://\${name}.svc; }
  location /d { set $backend http://other:5000; proxy_pass $backend/x; }
  location /e { proxy_pass http://$pool; }
  location /f { if ($x) { set $backend http://canary:6000; } proxy_pass $backend; }
  location /g { proxy_pass $scheme://$host:7000; }
  location /h { proxy_pass http://$unknown; proxy_pass http://app:$port; }
  location /i { proxy_pass http://plain$request_uri; proxy_pass http://cut:8000$1; }
}`),
    [
      '2:16 target proxy_pass 81 tcp -> blue',
      '3:17 target proxy_pass 82 tcp -> green',
      '6:10 listen listen 80 tcp -> 2:16, 3:17, 7:27, 10:41, 11:42, 12:43, 14:54, 15:44, 17:35, 17:76',
      '7:27 target proxy_pass 3000 tcp -> app',
      '10:41 target proxy_pass 4000 tcp -> api',
      '11:42 target proxy_pass .svc=80 tcp implied:{port}@11:46 -> api.svc',
      '12:43 target proxy_pass 5000 tcp -> other',
      '14:54 target proxy_pass 6000 tcp -> canary',
      '15:44 target proxy_pass 7000 tcp',
      '17:35 target proxy_pass plain=80 tcp implied:{port}@17:40 -> plain',
      '17:76 target proxy_pass 8000 tcp -> cut',
    ],
  );
});

test('envsubst', () => {
  const text = `server {
  listen \${WEB_PORT};
  listen [::]:\${WEB_PORT} ssl;
  location /a { proxy_pass http://\${API_HOST}:8080/; }
  location /b { proxy_pass http://$API_HOST:$API_PORT; }
  location /c { proxy_pass http://\${whole_address}; }
  location /d { proxy_pass http://\${api_host}:\${api_port}; }
  location /e { proxy_pass http://api:\${server_port}; }
}
otel_exporter { endpoint \${OTEL_HOST}:4317; }
`;
  const shared = [
    '2:10 listen listen ${WEB_PORT}=text(${WEB_PORT}) tcp -> TARGETS',
    '3:15 listen listen ${WEB_PORT}=text(${WEB_PORT}) tcp tls at :: -> TARGETS',
    '4:47 target proxy_pass 8080 tcp -> ${API_HOST}',
    '5:45 target proxy_pass $API_PORT=text(${API_PORT}) tcp -> ${API_HOST}',
  ];
  const of = (targets: string, ...more: string[]): readonly string[] =>
    [...shared, ...more, '10:39 connect endpoint 4317 tcp -> ${OTEL_HOST}'].map((line) =>
      line.replace('TARGETS', targets),
    );
  assert.deepEqual(
    lines(text, '/repo/templates/default.conf.template'),
    of('4:47, 5:45, 7:47', '7:47 target proxy_pass ${api_port}=text(${api_port}) tcp -> ${api_host}'),
  );
  assert.deepEqual(lines(text), of('4:47, 5:45'));
});

test('template engines leave their values unknown', () => {
  assert.deepEqual(
    lines(`{{- if .Values.tls }}
server {
  {{ include "x" . }}
  listen {{ .Values.port }};
  {% if tls %}
  listen [::]:{{ port }} ssl;
  {% endif %}
  location / { proxy_pass http://{{ .Release.Name }}-api:8080; proxy_pass http://api:{{ .Values.api }}; }
}
{{- end }}
`),
    [
      '4:10 listen listen {{ .Values.port }}=unknown tcp -> 8:58',
      '6:15 listen listen {{ port }}=unknown tcp tls at :: -> 8:58',
      '8:58 target proxy_pass 8080 tcp',
    ],
  );
});

test('a line that lacks its semicolon does not swallow the next', () => {
  assert.deepEqual(
    lines('server {\n  server_name x\n  listen 80\n  location / {\n    proxy_pass http://app:3000\n  }\n'),
    ['3:10 listen listen 80 tcp -> 5:27', '5:27 target proxy_pass 3000 tcp -> app'],
  );
});

test('Lua, quotes and escapes hold no directives', () => {
  assert.deepEqual(
    lines(`server {
  access_by_lua_block {
    local t = {"}", '}', [[ } listen 1; ]]} -- } listen 2;
    if x then return { listen = 3 } end
  }
  set $x "a;b } \\" listen 4;";
  return 200 'listen 5; }';
  listen "6000";
}`),
    ['8:11 listen listen 6000 tcp'],
  );
});

test('files of other programs give nothing', () => {
  const others: Readonly<Record<string, string>> = {
    'apache.conf': 'Listen 80\n<VirtualHost *:80>\n  ProxyPass / http://app:8080/\n</VirtualHost>\n',
    'fluent.conf': '<source>\n  @type forward\n  port 24224\n</source>\n',
    'redis.conf': 'port 6379\nbind 127.0.0.1\n',
    'postgresql.conf': "listen_addresses = '*'\nport = 5432\n",
    'application.conf': 'http {\n  server {\n    port = 9000\n  }\n}\n',
    'named.conf': 'options { listen-on port 53 { any; }; };\nserver 10.0.0.1 { bogus yes; };\ninclude "x";\n',
    'supervisord.conf': '[program:x]\ncommand=nginx -g "daemon off;"\n',
    'empty.conf': '',
  };
  for (const [name, text] of Object.entries(others))
    assert.deepEqual(parseChecked(nginx, `/r/${name}`, text), [], name);
});

test('paths', () => {
  const yes =
    'nginx.conf,/r/default.conf.template,/r/sites-enabled/shop,/r/web/app.nginx,/r/nginx/x.template,/r/a.nginx.conf';
  const no =
    '/r/haproxy.conf,/r/Dockerfile.nginx,/r/nginx.yaml,/r/x.template,/r/sites-enabled/x.bak,/r/nginx/README.md';
  for (const path of yes.split(',')) assert.ok(nginx.matches(path), path);
  for (const path of no.split(',')) assert.ok(!nginx.matches(path), path);
});

test('every prefix, CRLF and a byte order mark', () => {
  checkPrefixes(nginx, FILE, WHOLE);
  checkPrefixes(
    nginx,
    FILE,
    'server { set $a "x\\"y"; a_by_lua_block { [=[ } ]=] } listen ${A}:{{ b }}; proxy_pass $a; } {% x %}\n',
  );
});

test('hostile text ends', () => {
  for (const text of [
    '{'.repeat(100_000),
    'server{'.repeat(20_000),
    '${'.repeat(100_000),
    '{{'.repeat(50_000),
    '"',
    '}}}}',
    '\\',
  ])
    parseChecked(nginx, FILE, text);
  const doubling = Array.from({ length: 40 }, (_, at) => `set $v${at} $v${at + 1}$v${at + 1};`).join('\n');
  assert.deepEqual(lines(`server { listen 80; ${doubling} location / { proxy_pass http://$v0; } }`), [
    '1:17 listen listen 80 tcp',
  ]);
});
