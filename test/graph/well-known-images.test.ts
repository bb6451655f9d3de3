import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wellKnownImage, wellKnownImages } from '../../server/src/graph/evidence/well-known-images.ts';

const portsOf = (reference: string): readonly string[] | undefined =>
  wellKnownImage(reference)?.ports.map(({ port, protocol }) => `${port}/${protocol}`);

test('a reference finds its entry whatever registry, tag and digest it names', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  for (const reference of [
    'postgres',
    'postgres:16',
    'postgres:16.4-alpine3.20',
    `postgres@${digest}`,
    `postgres:16@${digest}`,
    'library/postgres',
    'docker.io/postgres:16',
    'docker.io/library/postgres:16',
    'index.docker.io/library/postgres',
    'registry-1.docker.io/library/postgres',
    'public.ecr.aws/docker/library/postgres:16',
    'mirror.gcr.io/library/postgres',
    'arm64v8/postgres',
    '  postgres:16 ',
  ]) {
    assert.deepEqual(portsOf(reference), ['5432/tcp'], reference);
  }
  assert.deepEqual(portsOf('bitnamilegacy/postgresql:16'), portsOf('bitnami/postgresql'));
  assert.deepEqual(portsOf('public.ecr.aws/bitnami/redis'), ['6379/tcp']);
  assert.deepEqual(portsOf('lscr.io/linuxserver/wireguard:latest'), ['51820/udp']);
  assert.deepEqual(portsOf('quay.io/prometheus/prometheus:v2.53.0'), ['9090/tcp']);
});

test('a name that only resembles a well-known one is unknown', () => {
  for (const reference of [
    '',
    'postgres-backup',
    'team/postgres',
    'registry.example.com/postgres:16',
    'localhost:5000/postgres',
    'registry.example.com:5000/library/postgres',
    '${IMAGE}',
    '${REGISTRY}/postgres:16',
    '{{ .Values.image.repository }}:{{ .Values.image.tag }}',
    ':16',
    '@sha256:0',
    'constructor',
    '__proto__',
  ]) {
    assert.equal(wellKnownImage(reference), undefined, reference);
  }
});

test("a registry's port is no tag", () => {
  assert.equal(wellKnownImage('redis:7/postgres'), undefined);
  assert.deepEqual(portsOf('redis:7'), ['6379/tcp']);
});

test('tags that listen elsewhere', () => {
  const expected: Record<string, readonly string[]> = {
    'mcr.microsoft.com/dotnet/aspnet:8.0': ['8080/tcp'],
    'mcr.microsoft.com/dotnet/aspnet:10.0-alpine': ['8080/tcp'],
    'mcr.microsoft.com/dotnet/aspnet': ['8080/tcp'],
    'mcr.microsoft.com/dotnet/aspnet:7.0': ['80/tcp'],
    'mcr.microsoft.com/dotnet/aspnet:6.0-bullseye-slim': ['80/tcp'],
    'mcr.microsoft.com/dotnet/sdk:6.0': [],
    'php:8.3': [],
    'php:8.3-apache': ['80/tcp'],
    'php:8.3-fpm-alpine': ['9000/tcp'],
    'wordpress:6.5': ['80/tcp'],
    'wordpress:6.5-php8.2-fpm': ['9000/tcp'],
    'wordpress:cli-php8.2': [],
    'adminer:4-fastcgi': ['9000/tcp'],
    'mysql:5.6': ['3306/tcp'],
    'mysql:5.7': ['3306/tcp', '33060/tcp'],
    'mysql:5': ['3306/tcp', '33060/tcp'],
    'mysql:8.4': ['3306/tcp', '33060/tcp'],
    'influxdb:2.7': ['8086/tcp'],
    'influxdb:3-core': ['8181/tcp'],
    'redis/redisinsight:2.70': ['5540/tcp'],
    'redislabs/redisinsight:1.14.0': ['8001/tcp'],
    'gitea/gitea:1.22': ['3000/tcp', '22/tcp'],
    'gitea/gitea:1.22-rootless': ['3000/tcp', '2222/tcp'],
  };
  for (const [reference, ports] of Object.entries(expected)) assert.deepEqual(portsOf(reference), ports, reference);
});

test('the management plugin of RabbitMQ and the management interface of Keycloak', () => {
  assert(!portsOf('rabbitmq:3.13')?.includes('15672/tcp'));
  assert(portsOf('rabbitmq:3.13-management-alpine')?.includes('15672/tcp'));
  assert(portsOf('rabbitmq:management')?.includes('5672/tcp'));
  assert(!portsOf('quay.io/keycloak/keycloak:24.0.5')?.includes('9000/tcp'));
  assert(portsOf('quay.io/keycloak/keycloak:25.0')?.includes('9000/tcp'));
  assert(portsOf('quay.io/keycloak/keycloak:latest')?.includes('9000/tcp'));
  assert(portsOf('quay.io/keycloak/keycloak:16.1.1')?.includes('9990/tcp'));
});

test('what moves a port is known, and follows the version', () => {
  const movers = (reference: string, port: number): readonly string[] | undefined =>
    wellKnownImage(reference)?.ports.find((candidate) => candidate.port === port)?.movedBy;
  assert(movers('postgres', 5432)?.includes('PGPORT'));
  assert(movers('mcr.microsoft.com/dotnet/aspnet:8.0', 8080)?.includes('ASPNETCORE_HTTP_PORTS'));
  assert(!movers('mcr.microsoft.com/dotnet/aspnet:6.0', 80)?.includes('ASPNETCORE_HTTP_PORTS'));
  assert(movers('ghcr.io/wg-easy/wg-easy:14', 51820)?.includes('WG_PORT'));
  assert.equal(movers('ghcr.io/wg-easy/wg-easy:13', 51820), undefined);
  assert(movers('prom/prometheus', 9090)?.includes('--web.listen-address'));
});

test('completeness: an unlisted port means something only where an image does one thing', () => {
  const complete = (reference: string): boolean | undefined => wellKnownImage(reference)?.image.complete;
  assert.equal(complete('postgres:16'), true);
  assert.equal(complete('node:22'), false);
  assert.equal(complete('haproxy:3.0'), false);
  assert.equal(complete('mcr.microsoft.com/dotnet/aspnet:8.0'), false);
  assert.equal(complete('php:8.3'), false);
  assert.equal(complete('php:8.3-fpm'), true);
  assert.equal(complete('wordpress:cli'), false);
  for (const proxy of ['nginx', 'haproxy', 'envoyproxy/envoy', 'traefik', 'httpd', 'caddy']) {
    assert.equal(wellKnownImage(proxy)?.image.readsConfig, true, proxy);
  }
});

test('databases and consoles are sensitive, and TLS is marked', () => {
  assert.equal(wellKnownImage('mongo')?.ports[0]?.sensitive, true);
  assert.equal(wellKnownImage('nginx')?.ports[0]?.sensitive, undefined);
  assert.deepEqual(
    wellKnownImage('portainer/portainer-ce')
      ?.ports.filter((port) => port.tls)
      .map((port) => port.port),
    [9443],
  );
});

test('the table: at least 120 entries, each with a source, no name twice, each name found', () => {
  assert(wellKnownImages.length >= 120);
  const seen = new Set<string>();
  for (const image of wellKnownImages) {
    assert(image.names.length > 0);
    for (const name of image.names) {
      assert.match(name, /^[a-z0-9][a-z0-9._/-]*[a-z0-9]$/);
      assert(!seen.has(name), `${name} stands twice`);
      seen.add(name);
      assert.deepEqual(wellKnownImage(name)?.image.names, image.names, `${name} is not found by its own name`);
    }
    assert.match(image.source, /^\S+\.\S+/, image.names[0]);
  }
});

test('the table: every port is valid and stands once in its list, every mover is a variable or an argument', () => {
  for (const image of wellKnownImages) {
    for (const ports of [image.ports, ...(image.tags ?? []).map((variant) => variant.ports)]) {
      const keys = ports.map(({ port, protocol }) => `${port}/${protocol}`);
      assert.deepEqual([...new Set(keys)], keys, `${image.names[0]} lists a port twice`);
      for (const { port, movedBy, purpose } of ports) {
        assert(Number.isInteger(port) && port > 0 && port < 65_536, `${image.names[0]}: ${port}`);
        assert(purpose, `${image.names[0]}: ${port} has no purpose`);
        for (const mover of movedBy ?? []) assert.match(mover, /^(?:--?[A-Za-z][\w.-]*|[A-Za-z_][\w.]*)$/);
      }
    }
    if (image.ports.length === 0) assert.equal(image.complete, false, image.names[0]);
    for (const variant of image.tags ?? []) assert(variant.test || variant.below, image.names[0]);
  }
});
