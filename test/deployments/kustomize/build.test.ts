/** Builds as a whole: what stays as it stands, what is left out, which environment it is, and what is done again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { kustomize } from '../../../server/src/deployments/kustomize/index.ts';
import { filesOf } from '../../support/fixture.ts';
import type { Files } from '../../support/workspace.ts';
import { build, built, fieldLines, problemLines, values } from './built.ts';

const SHOP = filesOf(`
  === base/kustomization.yaml
  resources:
    - web.yaml
    - db.yaml
  === base/web.yaml
  # The shop's front.
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    template:
      spec:
        containers:
          - name: web   # one of one

            image: example.com/web
            # portolan-ignore port-name-protocol
            ports: [{name: http, containerPort: 8080}]
  ---
  # in front of it
  apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    ports:
      - port: 80
        targetPort: http
  === base/db.yaml
  apiVersion: v1
  kind: Service
  metadata:
    name: db
  spec:
    ports:
      - port: 5432
  === overlays/dev/kustomization.yaml
  resources: [../../base]
  === overlays/prod/kustomization.yaml
  resources: [../../base]
  patches:
    - path: replicas.yaml
  === overlays/prod/replicas.yaml
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
  spec:
    replicas: 3
`);

test('an object that nothing changes is the text of its document', () => {
  const { units } = build(SHOP, 'overlays/dev');
  const text = SHOP['base/web.yaml']!;
  const cut = text.indexOf('---\n');
  assert.deepEqual(
    units.map(({ source }) => source!.text),
    [text.slice(0, cut), text.slice(cut + 4), SHOP['base/db.yaml']],
  );
  const { source } = units[1]!;
  const at = source!.text.indexOf('80');
  assert.deepEqual(source!.span(at, at + 2), {
    file: '/w/base/web.yaml',
    line: 22,
    column: 12,
    length: 2,
  });
});

test('one that a patch changes keeps its lines, comments and columns', () => {
  const { units } = build(SHOP, 'overlays/prod');
  const text = SHOP['base/web.yaml']!;
  const lines = text.slice(text.indexOf('apiVersion'), text.indexOf('\n---')).split('\n');
  assert.equal(units[0]!.source!.text, [...lines, '  replicas: 3'].join('\n'));
  assert.equal(units[0]!.source!.file, '/w/base/web.yaml');
});

test('two overlays of one base are environments of one deployment', () => {
  const environments = ['overlays/dev', 'overlays/prod', 'base'].map((root) => build(SHOP, root).environments);
  assert.deepEqual(environments, [
    [
      {
        id: 'kustomize:/w/overlays/dev',
        name: 'dev',
        label: 'overlays/dev',
        deployment: 'kustomize:/w/base',
        file: '/w/overlays/dev/kustomization.yaml',
      },
    ],
    [
      {
        id: 'kustomize:/w/overlays/prod',
        name: 'prod',
        label: 'overlays/prod',
        deployment: 'kustomize:/w/base',
        file: '/w/overlays/prod/kustomization.yaml',
      },
    ],
    [
      {
        id: 'kustomize:/w/base',
        name: 'default',
        label: 'base',
        deployment: 'kustomize:/w/base',
        file: '/w/base/kustomization.yaml',
      },
    ],
  ]);
});

test('of several bases the one that brings the most decides, at any depth', () => {
  const deployment = build(
    {
      ...SHOP,
      'common/kustomization.yaml': 'resources: [namespace.yaml]\n',
      'common/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
      'clusters/eu/kustomization.yaml': 'resources: [../../common, ../../overlays/prod]\n',
    },
    'clusters/eu',
  );
  assert.equal(deployment.environments[0]!.deployment, 'kustomize:/w/base');
  assert.deepEqual(deployment.uses, ['/w/common', '/w/overlays/prod', '/w/base']);
  assert.equal(deployment.environments[0]!.name, 'eu');
});

test('a kustomization that stands alone is the default, whatever its folder is called', () => {
  const alone = { 'k8s/kustomization.yml': 'resources: [db.yaml]\n', 'k8s/db.yaml': SHOP['base/db.yaml']! };
  const [environment] = build(alone, 'k8s').environments;
  assert.deepEqual([environment!.name, environment!.label], ['default', 'k8s']);
});

test('roots and claims', () => {
  assert.equal(
    kustomize.rootOf('/w/a/kustomization.yaml', () => ''),
    '/w/a',
  );
  assert.equal(
    kustomize.rootOf('/w/a/Kustomization', () => ''),
    '/w/a',
  );
  assert.equal(
    kustomize.rootOf('/w/a/service.yaml', () => ''),
    undefined,
  );
  assert.equal(kustomize.build('/w/a', { text: () => undefined, below: () => [] }, undefined), undefined);
  assert.deepEqual([...build(SHOP, 'overlays/prod').claims].sort(), [
    '/w/base/db.yaml',
    '/w/base/kustomization.yaml',
    '/w/base/web.yaml',
    '/w/overlays/prod/kustomization.yaml',
    '/w/overlays/prod/replicas.yaml',
  ]);
});

test('one clear line about each thing that is left out, and the rest is built', () => {
  const deployment = built(
    `
  === kustomization.yaml
  resources:
    - web.yaml
    - gone.yaml
    - ../elsewhere
    - github.com/example/base?ref=v1
    - loop
    - web.yaml
  patches:
    - path: nowhere.yaml
    - patch: |-
        apiVersion: v1
        kind: Service
        metadata: {name: other}
    - target: {kind: Deployment}
      patch: '[{op: remove, path: /spec}]'
    - nothing: here
  helmCharts:
    - name: redis
  configMapGenerator:
    - name: conf
      envs: [app.env]
      files: [run.sh]
  replacements:
    - source: {kind: Secret}
      targets: [{select: {kind: Service}}]
  === loop/kustomization.yaml
  resources: [..]
  === web.yaml
  apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {ports: [{port: 80}]}`,
    '',
  );
  assert.deepEqual(problemLines(deployment), [
    'kustomization.yaml:3:5 there is no file gone.yaml',
    'kustomization.yaml:4:5 there is no kustomization in ../elsewhere',
    'kustomization.yaml:5:5 github.com/example/base?ref=v1 is in another repository and left out',
    'loop/kustomization.yaml:1:13 .. leads back to this kustomization',
    'kustomization.yaml:7:5 Service web is there already',
    'kustomization.yaml:21:12 there is no file app.env',
    'kustomization.yaml:18:5 charts in a kustomization are left out',
    'kustomization.yaml:9:11 there is no patch nowhere.yaml',
    'kustomization.yaml:13:24 there is no Service other to patch',
    "kustomization.yaml:14:13 a patch's target fits no resource",
    'kustomization.yaml:16:5 a patch has neither path nor patch',
    "kustomization.yaml:24:13 a replacement's source fits no resource",
  ]);
  assert.deepEqual(values(deployment, 'Service//web', 'spec.ports'), ['spec.ports.0.port 80']);
});

test('shapes that are none give what can be read', () => {
  for (const text of ['', '- a', 'x', 'resources: {a: b}', 'patches: 7', 'resources: [[web.yaml], {a: 1}, ~]']) {
    assert.deepEqual(build({ 'kustomization.yaml': text }, '').units, []);
  }
  const odd = `
    resources: [web.yaml]
    patches: [{path: list.yaml}, {patch: "[1, 2]", target: {kind: Service}}, {patch: "a: [", target: {name: "["}}]
    labels: [{pairs: [a]}, 3]
    images: [{newTag: x}, y]
    replicas: {a: 1}
    configMapGenerator: [{}, {name: c, literals: [x, "=y", ~], files: 3}]
    replacements: [{}, {source: {kind: Service}, targets: [{}]}]
    vars: [{name: A}]
    namePrefix: [a]
    namespace: {a: b}`;
  const web = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n';
  const deployment = build({ 'kustomization.yaml': odd, 'web.yaml': web, 'list.yaml': 'just: [text' }, '');
  assert.deepEqual(values(deployment, 'Service//web', 'spec'), ['spec.ports.0.port 80']);
});

test('what aliases and merge keys bring in has the place where it is written', () => {
  const deployment = built(
    `
  === kustomization.yaml
  resources: [web.yaml]
  namePrefix: p-
  patches: [{path: patch.yaml}]
  === web.yaml
  apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec:
    selector: &labels {app: web}
    other: *labels
    ports:
      - &port
        port: 80
        protocol: TCP
      - <<: *port
        name: b
        port: 81
  === patch.yaml
  apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {ports: [{port: 82}]}`,
    '',
  );
  assert.deepEqual(fieldLines(deployment, 'Service//p-web', 'spec'), [
    'spec.selector.app web @ web.yaml:5:27',
    'spec.other.app web @ web.yaml:5:27',
    'spec.ports.0.port 82 @ patch.yaml:4:23',
    'spec.ports.1.port 80 @ web.yaml:9:13',
    'spec.ports.1.protocol TCP @ web.yaml:10:17',
    'spec.ports.2.name b @ web.yaml:12:13',
    'spec.ports.2.port 81 @ web.yaml:13:13',
    'spec.ports.2.protocol TCP @ web.yaml:10:17',
  ]);
});

test('aliases of aliases end', () => {
  const bomb = `a: &a [x, x]\n${'bcdefghijklmnop'
    .split('')
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghijklmno'[index]}`).join(', ')}]`)
    .join('\n')}`;
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\n${bomb}\nloop: &loop [*loop]\n`;
  const files = {
    'overlays/prod/kustomization.yaml': 'resources: [b.yaml]\nnamePrefix: a-\n',
    'overlays/prod/b.yaml': text,
  };
  const [unit] = tried(files, undefined).units;
  assert.equal(unit!.key, 'ConfigMap//a-bomb');
  assert.ok(unit!.source!.text.length < 20 * text.length);
});

test('after a keystroke only what it changes is another unit', () => {
  const before = build(SHOP, 'overlays/prod');
  assert.equal(build(SHOP, 'overlays/prod', before), before);
  const patched = { ...SHOP, 'overlays/prod/replicas.yaml': SHOP['overlays/prod/replicas.yaml']!.replace('3', '4') };
  const after = build(patched, 'overlays/prod', before);
  assert.deepEqual(
    after.units.map((unit, index) => unit === before.units[index]),
    [false, true, true],
  );
  assert.equal(after.environments[0], before.environments[0]);
});

test('a build that takes over the last one says what a new one says, for any edit, and never throws', () => {
  const wide: Files = {
    ...SHOP,
    'overlays/prod/kustomization.yaml': [
      'resources: [../../base, extra.yaml]',
      'namePrefix: p-',
      'commonLabels: {a: b}',
      'patches:',
      '  - path: replicas.yaml',
      '  - target: {kind: Service}',
      "    patch: '[{op: replace, path: /spec/ports/0/port, value: 81}]'",
      'configMapGenerator:',
      '  - {name: conf, literals: [A=1], files: [extra.yaml]}',
      'replacements:',
      '  - source: {kind: Service, name: db, fieldPath: spec.ports.0.port}',
      '    targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]',
      '',
    ].join('\n'),
    'overlays/prod/extra.yaml': SHOP['base/db.yaml']!.replace('name: db', 'name: extra'),
  };
  const names = Object.keys(wide);
  const edit = fc.record({
    file: fc.constantFrom(...names),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.integer({ min: 0, max: 12 }),
    text: fc.constantFrom('', 'x', '\n', ': ', '- ', '80', '"', '[', '}', '&a ', '*a', '|\n', '$patch: delete', '  '),
  });
  const shown = ({ units, problems }: ReturnType<typeof build>) =>
    JSON.stringify([
      problems,
      units.map(({ key, source }) => [key, source!.text, source!.span(0, source!.text.length), source!.file]),
    ]);
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      let files = wide;
      let before = build(files, 'overlays/prod');
      for (const { file, at, cut, text } of edits) {
        const old = files[file]!;
        const offset = Math.floor(at * old.length);
        files = { ...files, [file]: old.slice(0, offset) + text + old.slice(offset + cut) };
        before = tried(files, before);
      }
      // The same texts in a place where nothing of them is known yet.
      const moved = Object.fromEntries(Object.entries(files).map(([path, text]) => [`moved/${path}`, text]));
      const fresh = tried(moved, undefined, 'moved/');
      assert.equal(shown(fresh).replaceAll('/w/moved/', '/w/'), shown(before));
    }),
    { seed: 7, numRuns: 300 },
  );
});

/** Half-typed texts may be no YAML as they stand; what is built of them is looked at by the caller. */
function tried(files: Files, before: ReturnType<typeof build> | undefined, folder = ''): ReturnType<typeof build> {
  const texts = (path: string): string | undefined => files[path.slice('/w/'.length)];
  const deployment = kustomize.build(`/w/${folder}overlays/prod`, { text: texts, below: () => [] }, before);
  assert.ok(deployment);
  return deployment;
}
