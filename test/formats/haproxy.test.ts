import assert from 'node:assert/strict';
import { test } from 'node:test';
import { haproxy } from '../../server/src/formats/haproxy.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/lb/haproxy.cfg';
const lines = (text: string): readonly string[] => siteLines(haproxy, FILE, text);

const WHOLE = `global
  stats socket ipv4@127.0.0.1:9999 level admin
  stats socket /run/haproxy.sock mode 660
  log 127.0.0.1:514 local0
defaults
  mode http
  timeout connect 5000
frontend web # bind :1
  bind *:80
  bind :443,[::]:8443 ssl crt /x.pem
  bind quic4@:443 ssl crt /x.pem
  bind /run/web.sock
  use_backend api if { path_beg /api }
  use_backend %[req.hdr(host)]
  default_backend app
backend app
  default-server check inter 2s
  server s1 web1:8000
  server s2 web2:8001 port 9001 backup
  server s3 web3:8002 no-check port 9002
  server sock unix@/run/app.sock
backend api
  server a1 api:3000 ssl verify none
  server-template w 1-3 workers:4000 check
listen pg
  bind :::5432 v4v6
  server db 10.0.0.5:5432 check port 8008
`;

test('a whole configuration: binds lead to the servers of the backends that they name', () => {
  assert.deepEqual(lines(WHOLE), [
    '2:31 listen stats socket 9999 tcp at 127.0.0.1',
    '9:10 listen bind 80 tcp at * -> 18:18, 19:18, 20:18, 23:17, 24:33',
    '10:9 listen bind 443 tcp tls -> 18:18, 19:18, 20:18, 23:17, 24:33',
    '10:18 listen bind 8443 tcp tls at :: -> 18:18, 19:18, 20:18, 23:17, 24:33',
    '11:15 listen bind 443 udp tls -> 18:18, 19:18, 20:18, 23:17, 24:33',
    '18:18 target server 8000 tcp -> web1',
    '19:18 target server 8001 tcp -> web2',
    '19:28 probe check port 9001 tcp -> web2',
    '20:18 target server 8002 tcp -> web3',
    '23:17 target server 3000 tcp tls -> api',
    '24:33 target server 4000 tcp -> workers',
    '26:11 listen bind 5432 tcp at :: -> 27:22',
    '27:22 target server 5432 tcp -> 10.0.0.5',
    '27:38 probe check port 8008 tcp -> 10.0.0.5',
  ]);
  assert.equal(parseChecked(haproxy, FILE, WHOLE)[0]?.label, 'haproxy haproxy.cfg');
});

test('check ports: only where a check is on, of default-server too, at another address', () => {
  assert.deepEqual(
    lines(`backend a
  server s0 z:80 check
  default-server check port 81 ssl
  server s1 x:80
  server s2 y:80 no-ssl addr probe.y
  server s3 z:80 no-check
  server s4 w:80 port 82 agent-check agent-port 83
backend b
  server s1 x:80 port 84
`),
    [
      '2:15 target server 80 tcp -> z',
      '3:29 probe check port 81 tcp -> x, probe.y',
      '4:15 target server 80 tcp tls -> x',
      '5:15 target server 80 tcp -> y',
      '6:15 target server 80 tcp tls -> z',
      '7:15 target server 80 tcp tls -> w',
      '7:23 probe check port 82 tcp -> w',
      '7:49 probe agent-port 83 tcp -> w',
      '9:15 target server 80 tcp -> x',
    ],
  );
});

test('defaults hold for the sections below, named ones where they are asked for', () => {
  assert.deepEqual(
    lines(`defaults base
  default-server check port 81
  default_backend all
frontend f
  bind :80
backend all
  server s a:80
defaults other
frontend g
  bind :90
frontend h from base
  bind :100
`),
    [
      '2:29 probe check port 81 tcp -> a',
      '5:9 listen bind 80 tcp -> 7:14',
      '7:14 target server 80 tcp -> a',
      '10:9 listen bind 90 tcp',
      '12:9 listen bind 100 tcp -> 7:14',
    ],
  );
});

test('a server without a port takes the one that its clients came in by, if they share one', () => {
  assert.deepEqual(
    lines(`listen one
  bind :80
  bind [::]:80
  server s app check
listen two
  bind :81
  bind :82
  server s app
  server t app:+1
  server u *:83
backend none
  server s app
`),
    [
      '2:9 listen bind 80 tcp -> 4:12',
      '3:13 listen bind 80 tcp at :: -> 4:12',
      '4:12 target server app=80 tcp implied:{port}@4:15 -> app',
      '6:9 listen bind 81 tcp -> 10:14',
      '7:9 listen bind 82 tcp -> 10:14',
      '10:14 target server 83 tcp',
    ],
  );
});

test('a frontend does not serve a backend merely for bearing its name', () => {
  assert.deepEqual(
    lines('frontend x\n bind :1\n default_backend y\nbackend x\n server s a:2\nbackend y\n server s b:3\n'),
    ['2:8 listen bind 1 tcp -> 7:13', '5:13 target server 2 tcp -> a', '7:13 target server 3 tcp -> b'],
  );
});

test('environment variables, quotes, escapes, ranges', () => {
  assert.deepEqual(
    lines(`listen x
  bind "\${ADDR}:\${PORT-8080}"
  bind :\${LOW}-\${HIGH}
  bind :8000-8010
  bind "$WHOLE"
  server s "\${HOST}":$PORT check port "\${CHECK}"
  server t 'app':"3000" cookie a\\ b # check port 5
`),
    [
      '2:17 listen bind ${PORT-8080}=text(${PORT}) tcp at ${ADDR} -> 6:22, 7:19',
      '3:9 listen bind ${LOW}-${HIGH}=text(${LOW}-${HIGH}) tcp -> 6:22, 7:19',
      '4:9 listen bind 8000-8010=8000..8010 tcp -> 6:22, 7:19',
      '5:9 listen bind $WHOLE=text(${WHOLE}) tcp -> 6:22, 7:19',
      '6:22 target server $PORT=text(${PORT}) tcp -> ${HOST}',
      '6:40 probe check port ${CHECK}=text(${CHECK}) tcp -> ${HOST}',
      '7:19 target server 3000 tcp -> app',
    ],
  );
});

test('peers and loggers listen, but nobody is sent to their servers', () => {
  assert.deepEqual(
    lines(
      'peers p\n bind :10000\n server a b:10000\nresolvers d\n nameserver x 10.0.0.1:53\nlog-forward l\n dgram-bind :514\nring r\n server s t:6514\n',
    ),
    ['2:8 listen bind 10000 tcp', '7:14 listen dgram-bind 514 udp'],
  );
});

test('paths', () => {
  const yes = 'haproxy.cfg,/r/haproxy-prod.cfg,/r/haproxy.cfg.template,/r/lb.haproxy.cfg,/r/haproxy/conf.d/a.cfg';
  const no = '/r/setup.cfg,/r/haproxy/README.md,/r/haproxy.yaml,/r/xhaproxy/a.cfg';
  for (const path of yes.split(',')) assert.ok(haproxy.matches(path), path);
  for (const path of no.split(',')) assert.ok(!haproxy.matches(path), path);
  assert.deepEqual(parseChecked(haproxy, FILE, '[metadata]\nname = x\n'), []);
});

test('every prefix, CRLF and a byte order mark', () => {
  checkPrefixes(haproxy, FILE, WHOLE);
  checkPrefixes(
    haproxy,
    FILE,
    'listen x\n bind "${A}:${B-1}"\n server s \'a b\':\\#3 check port "x\n default-server port 1 check\n server t u:2\n',
  );
});

test('hostile text ends', () => {
  for (const text of [
    'listen x\n bind ${'.repeat(10_000),
    `listen x\n bind ${':'.repeat(100_000)}`,
    `listen x\n bind ${':1,'.repeat(5_000)}`,
  ])
    parseChecked(haproxy, FILE, text);
  const many = Array.from(
    { length: 2_000 },
    (_, at) => `frontend f${at}\n bind :80\n default_backend b${at}\nbackend b${at}\n server s h:80\n`,
  );
  assert.equal(lines(many.join('')).length, 4_000);
});

test('checks that connect to ports of their own', () => {
  assert.deepEqual(
    lines(`backend web
  option httpchk
  http-check connect port 9090
  http-check connect ssl sni x
  http-check connect port \${HEALTH} addr status
  http-check connect port var(txn.port)
  server a a:8080 check
  server b b:8080
  server c c:8080 check addr cc
backend redis
  default-server check
  tcp-check connect port 26379
  server r redis:6379
`),
    [
      '3:27 probe http-check connect port 9090 tcp -> a, cc',
      '5:27 probe http-check connect port ${HEALTH}=text(${HEALTH}) tcp -> status',
      '7:14 target server 8080 tcp -> a',
      '8:14 target server 8080 tcp -> b',
      '9:14 target server 8080 tcp -> c',
      '12:26 probe tcp-check connect port 26379 tcp -> redis',
      '13:18 target server 6379 tcp -> redis',
    ],
  );
});

test('conditions: what the version decides, and what only the machine does', () => {
  const text = `.if version_atleast(2.4)
frontend modern
  bind :8001
.elif true
frontend never
  bind :8002
.else
frontend former
  bind :8003
.endif
.if !version_before(2.0)
frontend always
  bind :8004
.endif
.if false
frontend off
  bind :8005
  .if true
  bind :8006
  .endif
.endif
frontend last
  bind :8007
`;
  const ports = (each: string): readonly string[] => lines(each).map((line) => line.replace(/.* bind (\d+) .*/, '$1'));
  assert.deepEqual(ports(text), ['8001', '8004', '8007']);
  checkPrefixes(haproxy, FILE, text);
  const machine = '.if defined(DEBUG)\nfrontend a\n  bind :1\n.else\nfrontend b\n  bind :2\n.endif\n';
  assert.deepEqual(ports(machine), ['1', '2']);
  const [proxy] = parseChecked(haproxy, FILE, machine);
  assert.ok(proxy?.kind === 'proxy' && proxy.partial);
});

test('a server whose port an SRV record says', () => {
  assert.deepEqual(
    lines(
      'frontend f\n  bind :80\n  default_backend b\nbackend b\n  server-template s 3 _http._tcp.web.consul check\n',
    ),
    ['2:9 listen bind 80 tcp'],
  );
});

test('an address that is one variable', () =>
  checkFixture(`
    === compose.yaml
    services:
      lb:
        image: haproxy:3.0
        environment: {FRONT: "0.0.0.0:8443"}
        ports: ["443:443"]
    ~                ^^^ warning[container-port-mismatch] 8443
        volumes: ["./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"]
    === haproxy.cfg
    frontend f
      bind "\${FRONT}"
  `));

test('an address behind the name of a section, as it was written before 1.7', () => {
  assert.deepEqual(lines('listen stats :1936\n  stats enable\nlisten web from x\n  bind :80\ndefaults x\n'), [
    '1:15 listen listen 1936 tcp',
    '4:9 listen bind 80 tcp',
  ]);
});
