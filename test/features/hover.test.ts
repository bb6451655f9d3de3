import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../server/src/features/hover.ts';
import { positionAt } from '../support/places.ts';
import { engineOf } from '../support/workspace.ts';
import { at, fileOf, shop, shown } from './shop.ts';

/** The hover as Markdown; links lead to `#line`, lines from 0. */
function hovered(path: string, needle: string, before = ''): string | undefined {
  return hover(shop(), fileOf(path), at(path, needle, before), (span) => `#${span.line}`)?.markdown;
}

test('a Service port: from the Ingress to what speaks for the listener', () => {
  assert.equal(
    hovered('k8s/service.yaml', '80', 'port:'),
    `**80/tcp** · port of Service web

- **80** Ingress shop · [k8s/ingress.yaml:10](#9)
  - **80** Service web · [k8s/service.yaml:9](#8) ← here
    - **http** Service web · [k8s/service.yaml:10](#9)
      - **8080** containerPort of Deployment web (http) · [k8s/deploy.yaml:22](#21)
        - **8080** EXPOSE of image web · [web/Dockerfile:3](#2)
        - **8080** PORT of Deployment web · [k8s/config.yaml:6](#5)`,
  );
});

test('a containerPort: who sends traffic here, what speaks for it, and what looks at it from beside', () => {
  assert.equal(
    hovered('k8s/deploy.yaml', '8080'),
    `**8080/tcp** · containerPort of Deployment web

- **80** Ingress shop · [k8s/ingress.yaml:10](#9)
  - **80** Service web · [k8s/service.yaml:9](#8)
    - **http** Service web · [k8s/service.yaml:10](#9)
      - **8080** containerPort of Deployment web (http) · [k8s/deploy.yaml:22](#21) ← here
        - **8080** EXPOSE of image web · [web/Dockerfile:3](#2)
        - **8080** PORT of Deployment web · [k8s/config.yaml:6](#5)

listens on 8080: EXPOSE \\(by the folder's name\\) [web/Dockerfile:3](#2), PORT [k8s/config.yaml:6](#5) (overrides [web/Dockerfile:2](#1))

also: readinessProbe port [k8s/deploy.yaml:25](#24) ✓`,
  );
});

test('a way that is broken says where and why', () => {
  assert.equal(
    hovered('k8s/service.yaml', '9090'),
    `**9090/tcp** · targetPort of Service web

- **90** Service web (admin) · [k8s/service.yaml:12](#11)
  - **9090** Service web · [k8s/service.yaml:13](#12) ← here ✗ Deployment web has 8080`,
  );
});

test('a value in a variable: the chain to where it is written', () => {
  assert.equal(
    hovered('compose.yaml', '${EDGE_PORT}'),
    `**8080/tcp** · published port of service web

value ← [.env:1](#0)

- **8080** published port of service web · [compose.yaml:5](#4) ← here
  - **8080** service web · [compose.yaml:5](#4)
    - **8080** EXPOSE of image web · [web/Dockerfile:3](#2)
    - **8080** PORT of image web · [web/Dockerfile:2](#1)`,
  );
});

test('a client: where its URL leads', () => {
  assert.equal(
    hovered('compose.yaml', '8080', 'WEB_URL'),
    `**8080** · WEB\\_URL of service api

- **8080** service api WEB\\_URL · [compose.yaml:9](#8) ← here
  - **8080** service web · [compose.yaml:5](#4)
    - **8080** EXPOSE of image web · [web/Dockerfile:3](#2)
    - **8080** PORT of image web · [web/Dockerfile:2](#1)`,
  );
});

test('the token is the whole expression, and the name of a port is one too', () => {
  const token = (path: string, needle: string, before = ''): string | undefined => {
    const found = hover(shop(), fileOf(path), at(path, needle, before), () => '');
    return found && shown(found.span);
  };
  assert.equal(token('compose.yaml', 'EDGE_PORT'), 'compose.yaml:5:10 ${EDGE_PORT}');
  assert.equal(token('compose.yaml', '8080"'), 'compose.yaml:5:23 8080');
  assert.equal(token('k8s/deploy.yaml', 'http', 'ports:'), 'k8s/deploy.yaml:21:21 http');
  assert.equal(token('k8s/deploy.yaml', 'ttp', 'port: http'), 'k8s/deploy.yaml:25:21 http');
});

test('where no port stands there is no hover', () => {
  assert.equal(hovered('k8s/service.yaml', 'kind'), undefined);
  assert.equal(hovered('compose.yaml', 'image'), undefined);
  assert.equal(
    hover(shop(), '/elsewhere/a.yaml', { line: 0, column: 0 }, () => ''),
    undefined,
  );
});

test('text from files does not become Markdown', () => {
  const text = 'services:\n  "[a](b) <i> *c*":\n    image: x\n    ports: ["1:2"]\n';
  const engine = engineOf({ 'compose.yaml': text });
  const markdown =
    hover(engine, fileOf('compose.yaml'), positionAt(text, text.indexOf('1:2')), () => '#')?.markdown ?? '';
  assert.match(markdown, /^\*\*1\/tcp\*\* · published port of service \\\[a\\\]\\\(b\\\) \\<i\\> \\\*c\\\*\n/);
});

test('what stands beside a port says nothing against it', () => {
  const text = 'services:\n  web: { image: example.com/web, ports: ["8080", "9090"] }\n';
  const engine = engineOf({ 'compose.yaml': text });
  const markdown = hover(engine, fileOf('compose.yaml'), positionAt(text, text.indexOf('8080')), () => '')?.markdown;
  assert.equal(markdown, '**8080/tcp** · container port of service web');
});

test('a value that others would have, were it not there: what it takes the place of', () => {
  const files = {
    Dockerfile: 'FROM example.com/base\nENV PORT=1000\n',
    'web.env': 'PORT=2000\n',
    'compose.yaml': `services:
  web:
    build: .
    env_file: web.env
    environment: { PORT: 3000 }
    expose: ["3000"]
    healthcheck: { test: "nc -z localhost $$PORT" }
`,
  };
  const engine = engineOf(files);
  const at = (needle: string) =>
    hover(
      engine,
      fileOf('compose.yaml'),
      positionAt(files['compose.yaml'], files['compose.yaml'].indexOf(needle)),
      () => '',
    );
  const lines = (needle: string) => at(needle)?.markdown.replaceAll('()', '').split('\n');
  assert.ok(lines('$$PORT')?.includes('value ← [compose.yaml:5], overrides [web.env:1], [Dockerfile:2]'));
  assert.ok(lines('3000"')?.includes('listens on 3000: PORT [compose.yaml:5] (overrides [web.env:1], [Dockerfile:2])'));
});
