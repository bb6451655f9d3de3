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
    '5:16 route VirtualHost 8080 tcp -> 6:32, 10:34',
    '5:26 route VirtualHost 8443 tcp -> 6:32, 10:34',
    '6:32 target ProxyPass 3000 tcp -> api',
    '10:34 target RewriteRule 3001 tcp -> api',
    '14:32 target SetHandler 9000 tcp -> php',
    '17:25 target BalancerMember one=80 tcp implied:{port}@17:28 -> one',
    '18:24 target BalancerMember two=8009 tcp implied:{port}@18:27 -> two',
  ]);
  checkPrefixes(apache, FILE, WHOLE);
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
