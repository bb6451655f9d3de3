/**
 * Deployments of the bench: a chart with values files and a tree of overlays, measured as the services are. Each edit
 * is typed as one character and taken back, and answered with diagnostics each time.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MeasuredServer } from './language-server.ts';
import { percentile } from './measure.ts';
import { megabytes, milliseconds, row, times, whole } from './report.ts';

export interface Scenario {
  readonly name: string;
  /** Texts by path, relative to the workspace. None of them has a finding. */
  readonly files: ReadonlyMap<string, string>;
  readonly edits: readonly Edit[];
  /** The aim of the index in bytes a second, as the table writes it, where there is one. */
  readonly speed?: string;
}

interface Edit {
  /** As the table calls it: `a template`. */
  readonly name: string;
  readonly file: string;
  /** The place behind whose first occurrence a character is typed, `1` unless told. */
  readonly behind: string;
  readonly types?: '1' | '\n';
}

export interface ScenarioMeasurement {
  readonly scenario: Scenario;
  readonly bytes: number;
  /** Times in milliseconds. */
  readonly floor: number;
  readonly coldIndex: number;
  /** By the edit's name, each sorted. */
  readonly keystrokes: ReadonlyMap<string, readonly number[]>;
}

const PRESSES = 40;

/** A chart of `templates` templates, each a Deployment and a Service, and values files beside its own. */
export function chart(templates: number, valuesFiles: number): Scenario {
  const numbers = Array.from({ length: templates }, (_, index) => index);
  const files = new Map([
    ['chart/Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.0.0\n'],
    ['chart/templates/_helpers.tpl', HELPERS],
    ['chart/values.yaml', numbers.map(valuesOf).join('')],
  ]);
  for (const number of numbers) files.set(`chart/templates/app${number}.yaml`, templateOf(number));
  for (let file = 1; file < valuesFiles; file++) {
    const own = numbers.filter((number) => number % 10 === 0);
    const text = own.map((number) => `app${number}:\n  replicas: ${file + 1}\n  port: ${9000 + number}\n`).join('');
    files.set(`chart/values-env${file}.yaml`, text);
  }
  const middle = Math.floor(templates / 2);
  return {
    name: `chart: ${templates} templates, ${valuesFiles} values files`,
    files,
    edits: [
      { name: 'a template', file: `chart/templates/app${middle}.yaml`, behind: 'replicas: ' },
      { name: 'a values file of one environment', file: 'chart/values-env1.yaml', behind: 'replicas: ' },
      { name: 'the values of all, in the middle', file: 'chart/values.yaml', behind: `app${middle}:\n  replicas: ` },
      { name: 'a port in the values of all', file: 'chart/values.yaml', behind: `com/app${middle}\n  port: ` },
      { name: 'a new line in the values of all', file: 'chart/values.yaml', behind: `app${middle}:`, types: '\n' },
    ],
  };
}

const HELPERS = `{{- define "labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}
`;

function valuesOf(number: number): string {
  return `app${number}:
  replicas: 2
  image: example.com/app${number}
  port: ${8000 + number}
  targetPort: ${3000 + number}
  resources:
    limits: { cpu: 100m, memory: 128Mi }
`;
}

function templateOf(number: number): string {
  const labels = `{{- include "labels" (dict "name" "app${number}" "root" $) | nindent 4 }}`;
  return `{{- with .Values.app${number} }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $.Release.Name }}-app${number}
  labels:
    ${labels}
spec:
  replicas: {{ .replicas }}
  selector:
    matchLabels:
      app: app${number}
  template:
    metadata:
      labels:
        app: app${number}
    spec:
      containers:
        - name: app
          image: "{{ .image }}:{{ $.Chart.Version }}"
          ports:
            - name: http
              containerPort: {{ .targetPort }}
          readinessProbe:
            httpGet:
              path: /
              port: http
          resources:
            {{- toYaml .resources | nindent 12 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $.Release.Name }}-app${number}
  labels:
    ${labels}
spec:
  selector:
    app: app${number}
  ports:
    - name: http
      port: {{ .port }}
      targetPort: http
{{- end }}
`;
}

/** Overlays of one base of `objects` objects, each with a patch of its own. */
export function overlays(count: number, objects: number): Scenario {
  const files = new Map<string, string>();
  const apps = Array.from({ length: Math.floor(objects / 2) }, (_, index) => index);
  for (const app of apps) files.set(`base/app${app}.yaml`, manifestOf(app));
  files.set('base/kustomization.yaml', `resources:\n${apps.map((app) => `  - app${app}.yaml\n`).join('')}`);
  for (let overlay = 0; overlay < count; overlay++) {
    const folder = `overlays/region${overlay}`;
    files.set(`${folder}/kustomization.yaml`, OVERLAY.replace('NAME', `region${overlay}`));
    files.set(`${folder}/patch.yaml`, patchOf(overlay % apps.length, overlay));
  }
  return {
    name: `overlays: ${count} of a base of ${apps.length * 2} objects`,
    files,
    edits: [
      { name: 'an overlay', file: 'overlays/region1/patch.yaml', behind: 'replicas: ' },
      { name: 'the base of all', file: 'base/app0.yaml', behind: 'replicas: ' },
      { name: 'a port in the base of all', file: 'base/app0.yaml', behind: 'containerPort: ' },
    ],
  };
}

const OVERLAY = `resources:
  - ../../base
namespace: NAME
patches:
  - path: patch.yaml
`;

function manifestOf(app: number): string {
  return templateOf(app)
    .replace(/\{\{- (?:with|end).*\n/g, '')
    .replace(/ {4}\{\{- include.*\n/g, `    team: shop\n`)
    .replace(/ {12}\{\{- toYaml.*\n/, '            limits: { cpu: 100m, memory: 128Mi }\n')
    .replaceAll('{{ $.Release.Name }}', 'shop')
    .replace('{{ .replicas }}', '2')
    .replace('"{{ .image }}:{{ $.Chart.Version }}"', `example.com/app${app}:1`)
    .replace('{{ .targetPort }}', String(3000 + app))
    .replace('{{ .port }}', String(8000 + app));
}

function patchOf(app: number, overlay: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-app${app}
spec:
  replicas: ${2 + (overlay % 7)}
`;
}

/** Measures one scenario in a folder that it fills. */
export async function measureScenario(
  cli: string,
  floorProgram: string,
  root: string,
  scenario: Scenario,
): Promise<ScenarioMeasurement> {
  let bytes = 0;
  for (const [path, text] of scenario.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    bytes += Buffer.byteLength(text);
  }
  const { stdout } = spawnSync(process.execPath, [floorProgram, root], { encoding: 'utf8' });
  const floor: number = JSON.parse(stdout).milliseconds;
  const server = await MeasuredServer.start(cli, root);
  try {
    await server.settle();
    if (server.diagnostics.size > 0) throw new Error(`${scenario.name}: findings where there are none`);
    const keystrokes = new Map<string, readonly number[]>();
    for (const edit of scenario.edits) keystrokes.set(edit.name, await press(server, root, edit));
    return { scenario, bytes, floor, coldIndex: server.coldIndex, keystrokes };
  } finally {
    await server.stop();
  }
}

async function press(
  server: MeasuredServer,
  root: string,
  { file, behind, types = '1' }: Edit,
): Promise<readonly number[]> {
  const path = join(root, file);
  const uri = pathToFileURL(path).href;
  const text = readFileSync(path, 'utf8');
  const before = text.slice(0, text.indexOf(behind) + behind.length);
  const line = before.split('\n').length - 1;
  const character = before.length - before.lastIndexOf('\n') - 1;
  await server.open(uri, languageOf(file), text);
  const measured: number[] = [];
  for (let count = 0; count < PRESSES; count++) {
    const start = { line, character };
    const behindIt = types === '\n' ? { line: line + 1, character: 0 } : { line, character: character + 1 };
    const isTyped = count % 2 === 0;
    const range = { start, end: isTyped ? start : behindIt };
    measured.push(await server.change(uri, count + 2, range, isTyped ? types : ''));
  }
  return measured.sort((left, right) => left - right);
}

function languageOf(file: string): string {
  if (file.endsWith('.tf')) return 'terraform';
  return file.includes('/templates/') ? 'helm' : 'yaml';
}

/** The table of docs/performance.md about deployments: a column for each scenario. */
export function scenarioReport(measurements: readonly ScenarioMeasurement[]): string {
  return measurements
    .map(({ scenario, bytes, floor, coldIndex, keystrokes }) =>
      [
        row([scenario.name, '', 'aim']),
        row(['---', '---:', '---:']),
        row(['files, size', `${whole(scenario.files.size)}, ${megabytes(bytes)}`, '']),
        row(['floor: read, and parse the YAML into events', milliseconds(floor), '']),
        row(['cold index, language server', milliseconds(coldIndex), '< 2,000 ms']),
        row(['… against the floor', times(coldIndex / floor), '']),
        row(['… of the size', `${megabytes((bytes / coldIndex) * 1000)}/s`, scenario.speed ?? '']),
        ...[...keystrokes].map(([name, measured]) =>
          row([
            `keystroke in ${name}, p50 and p95`,
            `${milliseconds(percentile(measured, 0.5))}, ${milliseconds(percentile(measured, 0.95))}`,
            '< 50 ms',
          ]),
        ),
      ].join('\n'),
    )
    .join('\n\n');
}
