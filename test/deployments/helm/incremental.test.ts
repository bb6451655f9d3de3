/** A build takes over what its predecessor made, and gives what a first one would give. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment } from '../../../server/src/deployments/deployment.ts';
import { buildTexts, textsOf, unitOf } from './chart.ts';

const FIXTURE = `
  === Chart.yaml
  name: shop
  dependencies: [{name: db, condition: db.enabled}]
  === values.yaml
  global: {team: red}
  web:
    port: 8080
    name: web
  db: {enabled: true, port: 5432}
  extra: [{port: 1}, {port: 2}]
  config: |
    listen 80
  === values-prod.yaml
  web: {port: 8081}
  === values-dev.yaml
  db: {enabled: false}
  === conf/a.conf
  listen 90
  === templates/_helpers.tpl
  {{ define "name" }}{{ .Values.web.name }}-x{{ end }}
  {{ define "port" }}{{ .Values.web.port }}{{ end }}
  === templates/web.yaml
  kind: Web
  name: {{ include "name" . }}
  port: {{ include "port" . }}
  === templates/extra.yaml
  kind: Extra
  {{- range .Values.extra }}
  - {{ .port }}
  {{- end }}
  config: {{ .Values.config | quote }} {{ .Files.Get "conf/a.conf" | quote }} {{ .Values.absent }}
  === templates/static.yaml
  kind: Static
  === templates/NOTES.txt
  kubectl port-forward svc/{{ include "name" . }} 9000:{{ .Values.web.port }}
  === charts/db/Chart.yaml
  name: db
  === charts/db/values.yaml
  port: 1
  === charts/db/templates/db.yaml
  kind: Db
  port: {{ .Values.port }} {{ toYaml .Values.global }}
`;

/** Everything that a build gives, every character's place included. */
function seen({ environments, units, claims, uses, problems }: Deployment): unknown {
  return {
    environments,
    claims,
    uses,
    problems,
    units: units.map(({ key, environment, source, components }) => ({
      key,
      environment: environment.id,
      text: source?.text,
      places: source && [...source.text].map((_, at) => source.span(at, at + 1)),
      components,
    })),
  };
}

/** Numbers that look random and are the same each time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

/** Templates that change their values are given their own copies of them. */
const CHANGING = `
  === templates/changing.yaml
  kind: Changing
  {{ $_ := set .Values "web" (dict "port" 1 "name" "n") }}{{ include "port" . }}
`;

test('after any edits, a build gives what a first one gives', () => {
  for (let seed = 1; seed <= 24; seed++) {
    const next = random(seed);
    const texts = textsOf(seed % 3 === 0 ? `${FIXTURE.trimEnd()}${CHANGING}` : FIXTURE);
    const originals = [...texts];
    let deployment = buildTexts(texts);
    for (let step = 0; step < 12; step++) {
      const [path, original] = originals[next(originals.length)]!;
      const text = texts.get(path) ?? '';
      const at = next(text.length + 1);
      const kind = next(8);
      if (kind === 0 && path !== '/w/chart/Chart.yaml') texts.delete(path);
      else if (kind <= 2) texts.set(path, original);
      else if (kind <= 4) texts.set(path, text.slice(0, at) + text.slice(at + 1 + next(4)));
      else
        texts.set(
          path,
          text.slice(0, at) +
            ['1', '\n', ' ', '{{ .Values.web.port }}', '# x\n', 'port: 7\n'][next(6)] +
            text.slice(at),
        );
      deployment = buildTexts(texts, deployment);
      assert.deepEqual(seen(deployment), seen(buildTexts(texts)), `seed ${seed}, step ${step}, ${path}`);
    }
  }
});

/** The keys of the units that are not what they were. */
function changed(path: string, edit: (text: string) => string): readonly string[] {
  const texts = textsOf(FIXTURE);
  const before = buildTexts(texts);
  texts.set(path, edit(texts.get(path)!));
  const after = buildTexts(texts, before);
  return after.units
    .filter((unit) => !before.units.includes(unit))
    .map(({ key, environment }) => `${environment.name} ${key}`);
}

test('an edit of a template makes that one anew', () => {
  const anew = changed('/w/chart/templates/static.yaml', (text) => `${text}# x\n`);
  assert.deepEqual(anew, ['default templates/static.yaml', 'dev templates/static.yaml', 'prod templates/static.yaml']);
});

test('an edit of a value makes anew what reads it, and leaves what reads a value on another line', () => {
  const anew = changed('/w/chart/values.yaml', (text) => text.replace('8080', '18080'));
  assert.deepEqual(anew.toSorted(), [
    'default templates/NOTES.txt',
    'default templates/web.yaml',
    'dev templates/NOTES.txt',
    'dev templates/web.yaml',
  ]);
});

test('a new line makes anew what reads a value below it, whose place is another', () => {
  const anew = changed('/w/chart/values.yaml', (text) => text.replace(/^.*8080/m, '# the port\n$&'));
  assert.deepEqual(anew.toSorted(), [
    'default charts/db/templates/db.yaml',
    'default templates/NOTES.txt',
    'default templates/extra.yaml',
    'default templates/web.yaml',
    'dev templates/NOTES.txt',
    'dev templates/extra.yaml',
    'dev templates/web.yaml',
    'prod charts/db/templates/db.yaml',
    'prod templates/NOTES.txt',
    'prod templates/extra.yaml',
    'prod templates/web.yaml',
  ]);
});

test('an edit behind everything, or of what nobody reads, changes nothing', () => {
  assert.deepEqual(
    changed('/w/chart/values.yaml', (text) => `${text}# the end\n`),
    [],
  );
  assert.deepEqual(
    changed('/w/chart/values.yaml', (text) => `${text}unread: 1\n`),
    [],
  );
});

test('an edit of one environment leaves the others alone', () => {
  const anew = changed('/w/chart/values-prod.yaml', (text) => text.replace('8081', '8082'));
  assert.deepEqual(anew, ['prod templates/NOTES.txt', 'prod templates/web.yaml']);
});

test('an edit of a helper makes anew what includes it', () => {
  const anew = changed('/w/chart/templates/_helpers.tpl', (text) => text.replace('-x', '-y'));
  assert.deepEqual(new Set(anew.map((each) => each.split('/').at(-1))), new Set(['NOTES.txt', 'web.yaml']));
});

test('environments in which a template reads the same share what it is read from', () => {
  const deployment = buildTexts(textsOf(FIXTURE));
  const source = (environment: string): unknown => unitOf(deployment, 'templates/extra.yaml', environment).source;
  assert.ok(source('default') === source('prod') && source('default') === source('dev'));
});

test('a helper that stands in another file has its places there', () => {
  const texts = textsOf(FIXTURE);
  const before = buildTexts(texts);
  texts.set('/w/chart/templates/_names.tpl', texts.get('/w/chart/templates/_helpers.tpl')!);
  texts.delete('/w/chart/templates/_helpers.tpl');
  assert.deepEqual(seen(buildTexts(texts, before)), seen(buildTexts(texts)));
});
