import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dockerRun } from '../../server/src/formats/docker-run.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const SCRIPT = '/repo/run.sh';

const WHOLE = `#!/bin/sh
set -e # docker run -p 1:1 nginx
docker build -t "$IMAGE" -f docker/Dockerfile .
sudo docker run -d --rm --name web \\
  -p 8080:80 -p127.0.0.1:9000:90/udp --publish="$PORT:70" \\
  -e PORT=80 -e HOME -e NAME=$NAME nginx:1.27 serve --port "$PORT"
docker container run -itp 81:81 "$IMAGE"
podman run --publish 8000-8010:8000-8010 -v $PWD/x:/etc/x:ro redis && echo done
docker run --net=host -p 1:1 nginx
docker run -p 1:1 --unheard-of nginx
docker run -it -p 1:1 python:3 bash
docker run -p 1:1 --env-file x nginx
docker run -p 1:1 $1
docker run nginx
docker run -p "" nginx
cat <<EOF
docker run -p 1:1 nginx
EOF
echo "docker run -p 1:1 nginx"
docker exec web docker run -p 1:1
`;

test('what a shell script publishes', () => {
  assert.deepEqual(siteLines(dockerRun, SCRIPT, WHOLE), [
    '5:6 publish published port 8080 tcp -> 5:11',
    '5:11 target container port 80 tcp -> own',
    '5:26 publish published port 9000 udp at 127.0.0.1 -> 5:31',
    '5:31 target container port 90 udp -> own',
    '5:55 target container port 70 tcp -> own',
    '7:27 publish published port 81 tcp -> 7:30',
    '7:30 target container port 81 tcp -> own',
    '8:22 publish published port 8000-8010=8000..8010 tcp -> 8:32',
    '8:32 target container port 8000-8010=8000..8010 tcp -> own',
  ]);
  const [web, own] = parseChecked(dockerRun, SCRIPT, WHOLE);
  assert.ok(web?.kind === 'container' && own?.kind === 'container');
  assert.deepEqual(
    web.environment.map(({ name }) => name),
    ['PORT', 'HOME', 'NAME'],
  );
  assert.deepEqual(own.build, { context: '/repo', dockerfile: '/repo/docker/Dockerfile', arguments: [] });
  checkPrefixes(dockerRun, SCRIPT, WHOLE);
});

test('recipes of a Makefile', () => {
  const make = `IMAGE = shop
# docker run -p 1:1 nginx
run: build
	@docker run --rm \\
	  -p 8080:80 $(IMAGE)
build:
	-docker build --tag $(IMAGE) ./web
`;
  assert.deepEqual(siteLines(dockerRun, '/repo/Makefile', make), [
    '5:7 publish published port 8080 tcp -> 5:12',
    '5:12 target container port 80 tcp -> own',
  ]);
  checkPrefixes(dockerRun, '/repo/Makefile', make);
  assert.ok(!dockerRun.matches('/repo/build.gradle') && !dockerRun.matches('/repo/rules.mk'));
});

test('the port of the image that the same file builds, and of one that everybody knows', () =>
  checkFixture(`
    === Makefile
    run:
    	docker build -t shop/web:latest .
    	docker run --rm -p 8080:8080 shop/web
    ~                        ^^^^ warning[container-port-mismatch] 3000
    db:
    	docker run -d -p 5433:5433 -e POSTGRES_PASSWORD=x postgres:16
    ~                      ^^^^ warning[container-port-mismatch] 5432
    	docker run -d -p 5432:5432 -e POSTGRES_PASSWORD=x postgres:16
    === Dockerfile
    FROM node:20
    ENV PORT=3000
    EXPOSE 3000
    CMD ["node", "server.js"]
  `));

test('what moves the port, or leaves it open, and two scripts that take one port of the host', () =>
  checkFixture(`
    === run.sh
    docker build -t web .
    docker run -p 8080:4000 -e PORT=4000 web
    docker run -p 8080:4000 -e PORT web
    docker run -p 8080:4000 -e PORT=$PORT web
    docker run -p 8080:4000 web --port 4000
    docker run -p 8080:8080 -v $PWD/nginx.conf:/etc/nginx/nginx.conf nginx
    docker run -p 8080:8080 -v $PWD/conf.d:/etc/nginx/conf.d nginx
    docker run -p 8080:3000 web
    docker run -p 8080:9229 -p 3000:3000 web
    docker run -e API_URL=http://web:1 -p 8080:80 nginx
    === twice.sh
    docker build -t app a
    docker build -t app b
    docker run -p 1:1 app
    === moved.sh
    cd elsewhere
    docker build -t app .
    docker run -p 1:1 app
    === Dockerfile
    FROM node:20
    ENV PORT=3000
    EXPOSE 3000
    CMD ["node", "server.js"]
  `));

test('the scripts of a package.json', () =>
  checkFixture(`
    === package.json
    { "scripts": {
      "build": "docker build -t web .",
      "start": "docker run --rm -p 8080:8080 web",
    ~                                   ^^^^ warning[container-port-mismatch] 3000
      "escaped": "docker run -e NAME=\\"x\\" -p 8080:8080 web"
    } }
    === Dockerfile
    FROM node:20
    ENV PORT=3000
    EXPOSE 3000
    CMD ["node", "server.js"]
  `));
