import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apache } from '../../server/src/formats/apache.ts';
import { nginx } from '../../server/src/formats/nginx.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/site.conf';

const WHOLE = `# Listen 1
Listen 8080
  Listen 127.0.0.1:8443 https
Listen \${PORT}
<VirtualHost *:8080 [::]:8443>
  ProxyPass "/api" "http://api:3000/" retry=0
  ProxyPass /static !
  ProxyPassReverse /api http://api:3000/
  ProxyPass / balancer://pool/
  RewriteRule ^/ws/(.*) ws://api:3001/$1 [P,L]
  RewriteRule ^/old/(.*) http://old:3002/$1 [R=301]
</VirtualHost>
<VirtualHost _default_:*>
  SetHandler "proxy:fcgi://php:9000"
</VirtualHost>
<Proxy balancer://pool>
  BalancerMember http://one
  BalancerMember ajp://two route=2
</Proxy>
`;

test('listeners, virtual hosts and what they forward to', () => {
  assert.deepEqual(siteLines(apache, FILE, WHOLE), [
    '2:8 listen Listen 8080 tcp -> 5:16',
    '3:20 listen Listen 8443 tcp tls at 127.0.0.1 -> 5:26',
    '4:8 listen Listen ${PORT}=text(${PORT}) tcp',
    '5:16 route VirtualHost 8080 tcp -> 6:32, 10:34, 17:25, 18:24',
    '5:26 route VirtualHost 8443 tcp -> 6:32, 10:34, 17:25, 18:24',
    '6:32 target ProxyPass 3000 tcp -> api',
    '10:34 target RewriteRule 3001 tcp -> api',
    '14:32 target SetHandler 9000 tcp -> php',
    '17:25 target BalancerMember one=80 tcp implied:{port}@17:28 -> one',
    '18:24 target BalancerMember two=8009 tcp implied:{port}@18:27 -> two',
  ]);
  checkPrefixes(apache, FILE, WHOLE);
});

const lines = (text: string): readonly string[] => siteLines(apache, FILE, text);

test('sections that decide: modules of the server, defined names, versions', () => {
  const text = `Define Modern
<IfDefine Modern>
  Listen 8001
</IfDefine>
<IfDefine !Modern>
  Listen 8002
</IfDefine>
UnDefine Modern
<IfDefine Modern>
  Listen 8003
</IfDefine>
<IfModule mod_ssl.c>
  <IfModule !ssl_module>
    Listen 8004
  </IfModule>
  Listen 8005 https
</IfModule>
<IfModule mod_gnutls.c>
  Listen 8006
</IfModule>
<IfVersion >= 2.4>
  Listen 8007
</IfVersion>
<IfVersion < 2.4>
  Listen 8008
</IfVersion>
<VirtualHost *:8007>
  <IfModule proxy_module>
    ProxyPass / http://app:3000/
  </IfModule>
</VirtualHost>
`;
  assert.deepEqual(lines(text), [
    '3:10 listen Listen 8001 tcp',
    '16:10 listen Listen 8005 tcp tls',
    '22:10 listen Listen 8007 tcp -> 27:16',
    '27:16 route VirtualHost 8007 tcp -> 29:28',
    '29:28 target ProxyPass 3000 tcp -> app',
  ]);
  checkPrefixes(apache, FILE, text);
});

test('variables that are defined, and macros', () => {
  const text = `Define PORT 8100
Define BACKEND "api:3000"
Listen \${PORT}
<VirtualHost *:\${PORT}>
  ProxyPass / http://\${BACKEND}/
</VirtualHost>
<Macro Site $name $port $p>
  Listen $port
  <VirtualHost *:$port>
    ServerName $name
    ProxyPass / http://$p/
  </VirtualHost>
</Macro>
Use Site one.test 8190 one:3000
Use Site two.test 8191 two
Use Missing 1
`;
  assert.deepEqual(lines(text), [
    '1:13 listen Listen 8100 tcp -> 1:13',
    '1:13 route VirtualHost 8100 tcp -> 2:21',
    '2:21 target ProxyPass 3000 tcp -> api',
    '14:19 listen Listen 8190 tcp -> 14:19',
    '14:19 route VirtualHost 8190 tcp -> 14:28',
    '14:28 target ProxyPass 3000 tcp -> one',
    '15:19 listen Listen 8191 tcp -> 15:19',
    '15:19 route VirtualHost 8191 tcp -> 15:24',
    '15:24 target ProxyPass two=80 tcp implied:{port}@15:27 -> two',
  ]);
  checkPrefixes(apache, FILE, text);
  const endless = '<Macro A>\nUse A\nUse A\nListen 1\n</Macro>\nUse A\nListen 8080\n';
  assert.ok(lines(endless).includes('7:8 listen Listen 8080 tcp'));
});

test('lines that go on, quotes, comments, and workers that get nothing', () => {
  assert.deepEqual(
    lines(`Listen \\
  "8180"
LISTEN	'8181'
# a comment \\
Listen 8182
<VirtualHost \\
    *:8180>
  SSLEngine on
  ProxyPass "/" "http://app:8000/" retry=0 \\
    timeout=30
  ProxyPass /off http://off:1/ status=D
  ProxyPass /spare http://spare:2/ status=+H
  ProxyPassMatch ^/x/(.*)$ http://match:8001$1
  ProxyPassMatch ^/(.*)$ http://$1:8002/
  ProxyPass /php fcgi://php
  ProxyPass /sock unix:/run/x.sock|fcgi://localhost/
  ProxyRemote http://slow.test http://outer:3128
</VirtualHost>
`),
    [
      '2:4 listen Listen 8180 tcp tls -> 7:7',
      '3:9 listen Listen 8181 tcp',
      '7:7 route VirtualHost 8180 tcp tls -> 9:29, 12:33, 13:41, 15:25',
      '9:29 target ProxyPass 8000 tcp -> app',
      '12:33 target ProxyPass 2 tcp -> spare',
      '13:41 target ProxyPassMatch 8001 tcp -> match',
      '15:25 target ProxyPass php=8000 tcp implied:{port}@15:28 -> php',
      '17:45 connect ProxyRemote 3128 tcp -> outer',
    ],
  );
});

test('Apache and nginx leave each other their files', () => {
  const server = 'server {\n  listen 80;\n  location / { proxy_pass http://api:80; }\n}\n';
  assert.deepEqual(siteLines(apache, FILE, server), []);
  assert.deepEqual(siteLines(nginx, FILE, WHOLE), []);
  assert.deepEqual(siteLines(nginx, '/repo/ports.conf', 'Listen 80\n'), []);
  assert.deepEqual(siteLines(apache, '/repo/cupsd.conf', 'Listen 631\nListen /run/cups/cups.sock\n'), []);
  assert.deepEqual(siteLines(apache, '/repo/x.conf', 'ListenStream 80\nlisten = 9000\n'), []);
});

test('what a mounted configuration forwards to', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: httpd:2.4
        volumes: ["./site.conf:/usr/local/apache2/conf/extra/site.conf:ro"]
      api: {image: example.com/api, expose: ["3000"]}
    === site.conf
    <VirtualHost *:80>
      ProxyPass / http://api:3001/
    ~                        ^^^^ warning[upstream-port-unmatched] it declares 3000
      ProxyPass /v2 http://api:3000/
    </VirtualHost>
  `));
