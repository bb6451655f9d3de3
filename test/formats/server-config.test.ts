import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverConfig } from '../../server/src/formats/server-config.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const ROCKET = `# port = 1
[default]
address = "0.0.0.0"
port = 9001
limits = { form = "64 kB" }
`;
const ROADRUNNER = `version: '3'
rpc:
  listen: tcp://127.0.0.1:6001
server:
  command: "php worker.php"
http:
  address: 0.0.0.0:8081
  pool: { num_workers: 4 }
`;

test('the ports of Rocket and RoadRunner', () => {
  assert.deepEqual(siteLines(serverConfig, '/w/Rocket.toml', ROCKET), [
    '4:8 listen port 9001=text(${ROCKET_PORT}) tcp',
  ]);
  assert.deepEqual(siteLines(serverConfig, '/w/.rr.yaml', ROADRUNNER), [
    '7:20 listen http.address 8081 tcp at 0.0.0.0',
  ]);
  checkPrefixes(serverConfig, '/w/Rocket.toml', ROCKET);
  checkPrefixes(serverConfig, '/w/.rr.yaml', ROADRUNNER);
});

test('what the image exposes is held against the config that its program reads', () =>
  checkFixture(`
    === rocket/Dockerfile
    FROM rust:1
    COPY . .
    EXPOSE 8000
    ~      ^^^^ warning[container-port-mismatch] it listens on 9001 (Rocket.toml)
    CMD ["./shop"]
    === rocket/Rocket.toml
    [default]
    port = 9001
    === moved/Dockerfile
    FROM rust:1
    COPY . .
    ENV ROCKET_PORT=8000
    EXPOSE 8000
    CMD ["./shop"]
    === moved/Rocket.toml
    [default]
    port = 9001
    === profiles/Dockerfile
    FROM rust:1
    EXPOSE 8000
    CMD ["./shop"]
    === profiles/Rocket.toml
    [debug]
    port = 8000
    [default]
    port = 9001
    [release]
    port = 80
    === php/Dockerfile
    FROM php:8
    EXPOSE 8080
    ~      ^^^^ warning[container-port-mismatch] it listens on 8081 (.rr.yaml)
    CMD ["./rr", "serve"]
    === php/.rr.yaml
    http:
      address: 0.0.0.0:8081
  `));
