import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a config that the Compose file holds is read by the format of the name it is mounted under', () =>
  checkFixture(`
    === compose.yaml
    services:
      proxy:
        image: nginx:1.27
        configs:
          - source: site
            target: /etc/nginx/conf.d/default.conf
        ports: ["80:80"]
    ~               ^^ warning[container-port-mismatch] container port 80 is no port that service proxy listens on: it listens on 8080
      api:
        image: example.com/api:1
        command: [serve, --port, "3000"]
    configs:
      site:
        content: |
          server {
            listen 8080;
            location / { proxy_pass http://api:3001; }
    ~                                          ^^^^ warning[upstream-port-unmatched] proxy_pass 3001 reaches nothing on service api
          }
  `));
