import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('configurations of one image', () =>
  checkFixture(`
    === Dockerfile
    FROM httpd:2.4
    COPY conf/ports.conf conf/a.conf /usr/local/apache2/conf/
    === conf/ports.conf
    Listen 8080
    Listen 127.0.0.1:9000
    === conf/a.conf
    <VirtualHost *:8080>
    </VirtualHost>
    <VirtualHost *:8081>
    ~              ^^^^ warning[virtual-host-unlistened] there is Listen 8080, Listen 9000
    </VirtualHost>
    <VirtualHost *:80 *:*>
    </VirtualHost>
    === other/b.conf
    <VirtualHost *:8082>
    </VirtualHost>
  `));

test('only a folder ties them', () =>
  checkFixture(`
    === ports.conf
    Listen 8080
    === a.conf
    <VirtualHost *:8081>
    ~              ^^^^ info[virtual-host-unlistened]
    </VirtualHost>
  `));

test('ports that a variable or a script of the image may open', () => {
  checkFixture(`
    === ports.conf
    Listen \${PORT}
    === a.conf
    <VirtualHost *:8081>
    </VirtualHost>
  `);
  checkFixture(`
    === Dockerfile
    FROM debian:12
    COPY ports.conf a.conf /etc/apache2/
    RUN echo "Listen 8081" >> /etc/apache2/ports.conf
    === ports.conf
    Listen 80
    === a.conf
    <VirtualHost *:8081>
    </VirtualHost>
  `);
});

test('a port that only a command line decides of', () =>
  checkFixture(`
    === ports.conf
    Listen 80
    <IfDefine Debug>
      Listen 8081
    </IfDefine>
    === a.conf
    <VirtualHost *:8081>
    </VirtualHost>
  `));

test('an entry point of Traefik is opened by itself', () =>
  checkFixture(`
    === values-prod.yaml
    ports:
      web: {port: 8000, exposedPort: 80}
      mqtt: {port: 1883, exposedPort: 8883}
  `));
