/** Environments: which there are, and what each lays over the values of a chart and of the charts within it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build, buildTexts, placeOf, textOf, textsOf, unitOf } from './chart.ts';

/** `name label` of each environment. */
function named(fixture: string): readonly string[] {
  return build(fixture).environments.map(({ name, label }) => `${name} ${label}`);
}

test('every values file with the chart is an environment, and the chart alone the first', () => {
  assert.deepEqual(
    named(`
      === Chart.yaml
      name: shop
      === values.yaml
      a: 1
      === values-prod.yaml
      a: 1
      === values.stage.yaml
      a: 1
      === dev-values.yaml
      a: 1
      === test.values.yml
      a: 1
      === ci/kind-values.yaml
      a: 1
      === env/eu/values.yaml
      a: 1
      === environments/us.yaml
      a: 1
      === values.schema.json
      {}
      === conf/app.yaml
      a: 1
      === charts/db/Chart.yaml
      name: db
      === charts/db/values-prod.yaml
      a: 1
      === templates/x.yaml
      kind: X
    `),
    [
      'default values.yaml',
      'kind ci/kind-values.yaml',
      'dev dev-values.yaml',
      'eu env/eu/values.yaml',
      'us environments/us.yaml',
      'test test.values.yml',
      'prod values-prod.yaml',
      'stage values.stage.yaml',
    ],
  );
});

test('a values file replaces what it names, null takes a key away, and a list replaces a list', () => {
  const texts = textsOf(`
    === Chart.yaml
    name: shop
    === values.yaml
    service: {port: 80, type: NodePort, extra: {a: 1}}
    list: [1, 2]
    === values-prod.yaml
    service:
      port: 443
      type: null
    list: [3]
    === templates/x.yaml
    kind: X
    values: {{ toJson .Values }}
  `);
  const deployment = buildTexts(texts);
  const values = '{"list":[3],"service":{"extra":{"a":1},"port":443}}';
  assert.equal(textOf(deployment, 'templates/x.yaml', 'prod'), `kind: X\nvalues: ${values}\n`);
  assert.equal(
    placeOf(texts, unitOf(deployment, 'templates/x.yaml', 'prod'), '443'),
    'values-prod.yaml:2:9 443 < templates/x.yaml:2:9 {{ toJson .Values }}',
  );
});

const UMBRELLA = `
  === Chart.yaml
  name: shop
  dependencies:
    - {name: db, alias: primary, condition: primary.enabled}
    - {name: db, alias: replica, tags: [extra]}
    - name: cache
      repository: file://../cache
      import-values: [data, {child: service, parent: cacheService}]
    - {name: remote, repository: "https://charts.example.com"}
  === values.yaml
  global: {team: red}
  tags: {extra: false}
  primary: {port: 5433}
  === values-big.yaml
  tags: {extra: true}
  primary: {enabled: false}
  replica: {port: 5434}
  === templates/x.yaml
  kind: X
  cache: {{ .Values.cacheService.port }} {{ .Values.fromCache }}
  === charts/db/Chart.yaml
  name: db
  === charts/db/values.yaml
  port: 5432
  global: {team: none, own: x}
  === charts/db/templates/x.yaml
  kind: {{ .Chart.Name }}
  port: {{ .Values.port }}
  global: {{ toJson .Values.global }}
  name: {{ .Template.Name }}
  === /w/cache/Chart.yaml
  name: cache
  === /w/cache/values.yaml
  service: {port: 6379}
  exports: {data: {fromCache: yes}}
  === /w/cache/templates/x.yaml
  kind: Cache
`;

test('charts within are given their section, the globals, and the name that they are used by', () => {
  const deployment = build(UMBRELLA);
  assert.equal(
    textOf(deployment, 'charts/primary/templates/x.yaml'),
    'kind: primary\nport: 5433\nglobal: {"own":"x","team":"red"}\nname: shop/charts/primary/templates/x.yaml\n',
  );
  assert.equal(textOf(deployment, 'templates/x.yaml'), 'kind: X\ncache: 6379 true\n');
});

test('conditions and tags say in each environment which charts there are', () => {
  const deployment = build(UMBRELLA);
  const keys = (name: string): readonly string[] =>
    deployment.units.filter((unit) => unit.environment.name === name).map(({ key }) => key);
  assert.deepEqual(keys('default'), [
    'templates/x.yaml',
    'charts/primary/templates/x.yaml',
    'charts/cache/templates/x.yaml',
  ]);
  assert.deepEqual(keys('big'), [
    'templates/x.yaml',
    'charts/replica/templates/x.yaml',
    'charts/cache/templates/x.yaml',
  ]);
});

test('what a chart is built from is told, and so is a chart that is not here', () => {
  const { uses, problems, claims } = build(UMBRELLA);
  assert.deepEqual(uses, ['/w/chart/charts/db', '/w/cache']);
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['chart remote is not in the workspace: what it deploys is left out'],
  );
  assert.ok(claims.includes('/w/cache/templates/x.yaml'));
});

test('a folder of templates that speak of a chart is one, and other templates are none', () => {
  assert.equal(
    textOf(build('=== templates/x.yaml\nkind: {{ .Values.kind | default "X" }}'), 'templates/x.yaml'),
    'kind: X\n',
  );
  assert.throws(() => build('=== templates/x.yaml\nkind: {{ item.name }}\n=== values.yaml\na: 1'), /no chart/);
});

const DEPLOYED = `
  === /w/argo/prod.yaml
  apiVersion: argoproj.io/v1alpha1
  kind: Application
  metadata: {name: shop-prod}
  spec:
    destination: {namespace: prod}
    source:
      path: chart
      helm:
        valueFiles: [big.yaml, $values/argo/more.yaml]
        values: |
          port: 81
        parameters:
          - {name: "ports[0].port", value: "82"}
          - {name: text, value: "83", forceString: true}
  === /w/argo/more.yaml
  more: 2
  === /w/argo/broken.yaml
  apiVersion: argoproj.io/v1alpha1
  kind: Application
  metadata: {name: shop-broken}
  spec: {source: {path: chart, helm: {valueFiles: [absent.yaml]}}}
  === /w/argo/other.yaml
  apiVersion: argoproj.io/v1alpha1
  kind: Application
  metadata: {name: other}
  spec: {source: {path: other/chart, helm: {values: "port: 1"}}}
  === /w/flux/release.yaml
  apiVersion: v1
  kind: ConfigMap
  metadata: {name: given}
  data:
    values.yaml: |
      port: 84
      more: 5
  ---
  apiVersion: helm.toolkit.fluxcd.io/v2
  kind: HelmRelease
  metadata: {name: shop-flux, namespace: flux}
  spec:
    chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: repo}}}
    valuesFrom: [{kind: ConfigMap, name: given}]
    values: {more: 6}
  === /w/flux/secret.yaml
  apiVersion: helm.toolkit.fluxcd.io/v2
  kind: HelmRelease
  metadata: {name: shop-secret}
  spec:
    chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: repo}}}
    valuesFrom: [{kind: Secret, name: given}]
  === Chart.yaml
  name: shop
  === values.yaml
  port: 80
  === big.yaml
  more: 1
  === templates/x.yaml
  kind: X
  values: {{ toJson .Values }}
`;

test('Argo CD and Flux make environments, but for those of which something is not here', () => {
  const texts = textsOf(DEPLOYED);
  const deployment = buildTexts(texts);
  assert.deepEqual(
    deployment.environments.map(({ name, label }) => `${name} ${label}`),
    ['default values.yaml', 'prod argo/prod.yaml', 'flux flux/release.yaml'],
  );
  const values = (name: string): string | undefined =>
    /values: (.*)/.exec(textOf(deployment, 'templates/x.yaml', name))?.[1];
  assert.equal(values('prod'), '{"more":2,"port":81,"ports":[{"port":82}],"text":"83"}');
  assert.equal(values('flux'), '{"more":6,"port":84}');
  const unit = unitOf(deployment, 'templates/x.yaml', 'prod');
  assert.equal(placeOf(texts, unit, '81'), '/w/argo/prod.yaml:11:15 81 < templates/x.yaml:2:9 {{ toJson .Values }}');
  assert.equal(placeOf(texts, unit, '82'), '/w/argo/prod.yaml:13:43 82 < templates/x.yaml:2:9 {{ toJson .Values }}');
});

const LISTED = `
  === /w/argo/set.yaml
  apiVersion: argoproj.io/v1alpha1
  kind: ApplicationSet
  metadata: {name: shops}
  spec:
    goTemplate: true
    generators:
      - list:
          elements:
            - cluster: dev
              port: "8081"
            - cluster: prod
              port: "8082"
            - cluster: absent
              port: "8083"
    template:
      metadata: {name: 'shop-{{.cluster}}'}
      spec:
        source:
          path: chart
          helm:
            valueFiles: ['values/{{ .cluster }}.yaml']
            values: |
              port: {{.port}}
            parameters: [{name: text, value: '{{.port}}', forceString: true}]
  === /w/argo/odd.yaml
  apiVersion: argoproj.io/v1alpha1
  kind: ApplicationSet
  metadata: {name: odd}
  spec:
    generators:
      - list: {elements: [{cluster: dev}]}
    template:
      metadata: {name: 'odd-{{cluster}}'}
      spec:
        source: {path: chart, helm: {valuesObject: {port: '{{port}}'}}}
  === /w/argo/git.yaml
  apiVersion: argoproj.io/v1alpha1
  kind: ApplicationSet
  metadata: {name: everywhere}
  spec:
    generators: [{clusters: {}}]
    template:
      metadata: {name: 'shop-{{name}}'}
      spec:
        source: {path: chart, helm: {valuesObject: {port: 9000}}}
  === Chart.yaml
  name: shop
  === values.yaml
  port: 80
  === values/dev.yaml
  debug: true
  === values/prod.yaml
  debug: false
  === templates/x.yaml
  kind: X
  values: {{ toJson .Values }}
`;

test('an ApplicationSet makes an environment of each element of a list, and keeps the places', () => {
  const texts = textsOf(LISTED);
  const deployment = buildTexts(texts);
  const values = (name: string): string | undefined =>
    /values: (.*)/.exec(textOf(deployment, 'templates/x.yaml', name))?.[1];
  assert.deepEqual(
    deployment.environments.map(({ name }) => name).filter((name) => !/^(?:default|dev|prod)$/.test(name)),
    ['everywhere', 'shop-dev', 'shop-prod'],
  );
  assert.equal(values('shop-dev'), '{"debug":true,"port":8081,"text":"8081"}');
  assert.equal(values('shop-prod'), '{"debug":false,"port":8082,"text":"8082"}');
  assert.equal(values('everywhere'), '{"port":9000}');
  const unit = unitOf(deployment, 'templates/x.yaml', 'shop-prod');
  assert.equal(placeOf(texts, unit, '8082'), '/w/argo/set.yaml:12:20 8082 < templates/x.yaml:2:9 {{ toJson .Values }}');
});

test('no prefix of an ApplicationSet throws', () => {
  const texts = textsOf(LISTED);
  const set = texts.get('/w/argo/set.yaml')!;
  for (let end = 0; end < set.length; end += 7)
    buildTexts(new Map([...texts, ['/w/argo/set.yaml', set.slice(0, end)]]));
});

test("Flux's values files stand in the place of the chart's own", () => {
  const deployment = build(`
    === /w/flux/release.yaml
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: shop-flux, namespace: flux}
    spec:
      chart:
        spec:
          chart: ./chart
          sourceRef: {kind: GitRepository, name: repo}
          valuesFiles: [./chart/big.yaml, env/eu.yaml]
      values: {more: 6}
    === /w/flux/absent.yaml
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: absent, namespace: other}
    spec:
      chart: {spec: {chart: chart, sourceRef: {kind: GitRepository, name: repo}, valuesFiles: [nowhere.yaml]}}
    === /w/env/eu.yaml
    port: 82
    === Chart.yaml
    name: shop
    === values.yaml
    port: 80
    own: 1
    === big.yaml
    port: 81
    big: 1
    === templates/x.yaml
    kind: X
    values: {{ toJson .Values }}
  `);
  assert.deepEqual(
    deployment.environments.map(({ name }) => name),
    ['default', 'flux'],
  );
  assert.match(textOf(deployment, 'templates/x.yaml', 'flux'), /values: \{"big":1,"more":6,"port":82\}/);
});

test('.helmignore says which files are no part of the chart, charts within it included', () => {
  const fixture = (ignored: string): string => `
    === .helmignore
    ${ignored.replaceAll('\n', '\n    ')}
    === Chart.yaml
    name: shop
    === templates/x.yaml
    kind: X
    data: {{ .Files.Get "docs/a.md" }}{{ .Files.Get "b.md" }}
    === templates/dev/y.yaml
    kind: Y
    === templates/.hidden.yaml
    kind: Z
    === docs/a.md
    a
    === b.md
    b
    === ci/dev-values.yaml
    a: 1
    === charts/db/Chart.yaml
    name: db
    === charts/db/templates/dev/z.yaml
    kind: Db
  `;
  const shown = (ignored: string): readonly string[] => {
    const deployment = build(fixture(ignored));
    const texts = deployment.units
      .filter(({ environment }) => environment.name === 'default')
      .map(({ source }) => source!.text.replaceAll('\n', ' ').trim());
    return [...texts, deployment.environments.map(({ name }) => name).join()];
  };
  const all = ['kind: Y', 'kind: X data: a b', 'kind: Db', 'default,dev'];
  assert.deepEqual(shown('# nothing'), all);
  assert.deepEqual(shown('dev/\ndocs\nci/'), ['kind: X data: b', 'default,dev']);
  assert.deepEqual(shown('/templates/dev'), ['kind: X data: a b', 'kind: Db', 'default,dev']);
  assert.deepEqual(shown('*.md\ntemplates/*/[x-y].yaml  '), ['kind: X data:', 'kind: Db', 'default,dev']);
  assert.deepEqual(shown('x.yaml/\n[a-'), all);
  assert.deepEqual(shown('*\n!x.yaml'), all);
  assert.deepEqual(shown('**/dev/'), all);
  assert.ok(build(fixture('dev/')).claims.includes('/w/chart/templates/dev/y.yaml'));
});
