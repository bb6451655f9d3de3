import { dirname } from 'node:path/posix';
import { counterpartsOf } from '../graph/environments/counterparts.ts';
import { isEnvironmentName } from '../graph/environments/environment-names.ts';
import { DEFAULT, environmentOf } from '../graph/environments/environments.ts';
import { isComposeService } from '../graph/environments/projects.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import type { Store } from '../graph/store.ts';
import { envFilesOf, fileOf } from '../graph/values/env-files.ts';
import { textsOf, variablesOf } from '../graph/values/texts.ts';
import { settingsNamed, UNKNOWN } from '../graph/values/values.ts';
import type { Component, Container, Finding, Fix, Setting, Settings, Span, Text, Variable } from '../model/index.ts';
import { isVariable, literalText, pointBefore } from '../model/index.ts';
import { PORT_NAME } from '../syntax/settings.ts';
import type { Rule } from './rule.ts';

export const variableUnset: Rule = {
  id: 'variable-unset',
  severity: 'warning',
  summary: 'A variable for a port is set in one environment, and missing in the env file or ConfigMap of another',
  why: `Compose puts an empty text in the place of a variable that nothing sets, and only warns: \`\${WEB_PORT}:80\` becomes
\`:80\`, which is published on any free port, and an empty \`PORT\` lets the process choose. It shows on the day of the
deployment, for the other environment has the variable. Env files are compared that stand beside the Compose file, are called
after environments (\`.env.dev\`, \`.env.prod\`), and set most of what the Compose file asks for; variables with a default are
left out. An \`env_file\` of a service is for its container and fills no \`\${NAME}\` of the Compose file.

Kubernetes does not start a container whose \`configMapKeyRef\` or \`secretKeyRef\` names a key that is not there and is not
\`optional\`. It is told where the other overlays of a kustomization, or the other values of a chart, give the key.`,
  bad: {
    'compose.yaml': `services:
  web:
    image: example.com/web:\${TAG}
    ports:
      - "\${WEB_PORT}:80"
`,
    '.env.dev': `TAG=dev
WEB_PORT=8080
`,
    '.env.prod': `TAG=1.4.2
`,
  },
  good: {
    'compose.yaml': `services:
  web:
    image: example.com/web:\${TAG}
    ports:
      - "\${WEB_PORT}:80"
`,
    '.env.dev': `TAG=dev
WEB_PORT=8080
`,
    '.env.prod': `TAG=1.4.2
WEB_PORT=80
`,
  },
  check(graph, component) {
    if (component.kind === 'container' && component.pod) return unsetKeys(graph, component);
    if (!isComposeService(component)) return [];
    const asked = needed([component]).filter(({ variable }) => PORT_NAME.test(variable));
    if (asked.length === 0) return [];
    const once = asked.filter(
      ({ variable }, index) => asked.findIndex((other) => other.variable === variable) === index,
    );
    const files = envFiles(graph, component);
    const all = new Set(needed(graph.store.find(keys.file(component.file))).map(({ variable }) => variable));
    if (files.length < 2) return setInside(graph, component, once, all);
    return once.flatMap((variable) => unset(variable, files, all));
  },
};

/** The variables of services that have no default; what they are where nothing sets them is nothing. */
function needed(components: readonly Component[]): readonly Variable[] {
  return components
    .flatMap((component) => textsOf(component))
    .flatMap(({ text }) => variablesOf(text))
    .filter(
      ({ scope, fallback, operator }) => scope.kind === 'interpolation' && (!fallback || operator?.endsWith('?')),
    );
}

/**
 * Variables that only an `env_file` of the service sets: it is for the container, and Compose does not read it
 * (docs.docker.com/compose/how-tos/environment-variables/variable-interpolation). Where the file asks for others that
 * nothing sets, there is a source that is not known; a file called after an environment may be told by `--env-file`.
 */
function setInside(
  { store }: Graph,
  component: Container,
  asked: readonly Variable[],
  all: ReadonlySet<string>,
): readonly Finding[] {
  const read = envFilesOf(store, component);
  const isSet = (path: string, name: string): boolean => settingsIn(store, path).some((file) => settingOf(file, name));
  const inside = component.environmentFrom.flatMap((from) =>
    from.kind === 'file' ? [fileOf(store, component, from)] : [],
  );
  const isKnown = (name: string): boolean => [...read, ...inside].some((path) => isSet(path, name));
  const samples = store.find(keys.folder(dirname(component.file))).filter((c) => c.format === 'env');
  if (![...all].every(isKnown)) return [];
  return asked.flatMap((variable): Finding[] => {
    const name = variable.variable;
    const [file] = inside.filter((path) => !read.includes(path)).flatMap((path) => settingsIn(store, path));
    const there = file && settingOf(file, name);
    const elsewhere = samples.some((c) => c.kind === 'settings' && c.file !== file?.file && settingOf(c, name));
    if (!file || !there || elsewhere || file.name.startsWith('.env') || read.some((path) => isSet(path, name)))
      return [];
    const [own] = read.flatMap((path) => settingsIn(store, path));
    const fix = own && add(own, there);
    return [
      {
        rule: 'variable-unset',
        severity: 'warning',
        span: variable.span,
        message: `${name} is blank here: ${file.name} sets it in the container alone, and Compose replaces from .env`,
        related: [{ span: there.span, message: `${name} in ${file.name}` }],
        fixes: fix ? [fix] : [],
      },
    ];
  });
}

function settingsIn(store: Store, path: string): readonly Settings[] {
  return store.find(keys.file(path)).filter((c): c is Settings => c.kind === 'settings');
}

/** The env files of environments beside a Compose file that no service takes for its own environment. */
function envFiles({ store }: Graph, { file }: Container): readonly Settings[] {
  return store.find(keys.folder(dirname(file))).filter((c): c is Settings => {
    if (c.kind !== 'settings' || c.format !== 'env' || store.find(keys.takesFile(c.file)).length > 0) return false;
    const { name } = environmentOf(store, c);
    return c.name === '.env' || (name !== DEFAULT && isEnvironmentName(name));
  });
}

function unset(variable: Variable, files: readonly Settings[], all: ReadonlySet<string>): readonly Finding[] {
  const name = variable.variable;
  const set = files.filter((file) => settingOf(file, name));
  return files.flatMap((file): Finding[] => {
    const other = settingOf(file, name) ? undefined : set.find((candidate) => isWhole(file, candidate, name, all));
    const there = other && settingOf(other, name);
    if (!other || !there) return [];
    const fix = add(file, there);
    return [
      {
        rule: 'variable-unset',
        severity: 'warning',
        span: variable.span,
        message: `${name} has no default and is not set in ${file.name}, but in ${other.name}`,
        related: [
          { span: there.span, message: `${name} in ${other.name}` },
          { span: file.settings[0]?.span ?? file.span, message: `${file.name} has no ${name}` },
        ],
        fixes: fix ? [fix] : [],
      },
    ];
  });
}

function settingOf({ settings }: Settings, name: string): Setting | undefined {
  return settings.findLast((setting) => setting.name === name);
}

/** Sets more than half of the rest that the other sets for the Compose file: it stands in its place, not on top of it. */
function isWhole(file: Settings, other: Settings, name: string, all: ReadonlySet<string>): boolean {
  const theirs = [...all].filter((each) => each !== name && settingOf(other, each));
  const both = theirs.filter((each) => settingOf(file, each));
  return both.length > theirs.length / 2;
}

/** The value that the other environment has, on a line of its own before the first. */
function add(file: Settings, { name, value }: Setting): Fix | undefined {
  const [first] = file.settings;
  const text = value && literalText(value);
  if (!first || first.span.column > 0 || !text || !/^[\w.-]+$/.test(text)) return undefined;
  const at = pointBefore(first.span);
  return {
    title: `Set ${name} to ${text} in ${file.name}`,
    edits: [{ span: at, newText: `${name}=${text}\n` }],
    guess: true,
  };
}

/** Keys for ports that every other environment's ConfigMap or Secret has (kubernetes.io, Configure a Pod to Use a ConfigMap). */
function unsetKeys({ store }: Graph, container: Container): readonly Finding[] {
  const asked = container.environment.flatMap(({ name, value }) => keyOf(name, value) ?? []);
  if (asked.length === 0) return [];
  const [own, ...others] = counterpartsOf(store, container);
  // What a chart or base is without its environments need not be whole.
  if (!own || own.environment.name === DEFAULT) return [];
  return asked.flatMap((key): Finding[] => {
    const here = wholeSettings(store, container, key.settings);
    if (!here || hasKey(here, key.key)) return [];
    const there = others.flatMap(({ container: other, environment }) => {
      const settings = wholeSettings(store, other, key.settings);
      const isOpen = environment.name === DEFAULT && settings && !hasKey(settings, key.key);
      return settings && !isOpen ? [{ settings, environment, setting: settingOf(settings, key.key) }] : [];
    });
    const [first] = there;
    if (!first?.setting || there.some(({ settings }) => !hasKey(settings, key.key))) return [];
    return [
      {
        rule: 'variable-unset',
        severity: 'warning',
        span: key.span,
        message: `${here.label} has no key ${key.key}, though in ${first.environment.name} it has, so that ${container.label} is not started`,
        related: [
          { span: first.setting.span, message: `${key.key} in ${first.environment.name}` },
          { span: here.span, message: `${here.label} in ${own.environment.name}` },
        ],
        fixes: [],
      },
    ];
  });
}

/** A key that a variable for a port must be given. */
function keyOf(name: string, value: Text | undefined): { settings: string; key: string; span: Span } | undefined {
  const [part, other] = value ?? [];
  if (!part || other || !isVariable(part) || part.scope.kind !== 'key' || part.scope.optional) return undefined;
  const { settings, key } = part.scope;
  return PORT_NAME.test(name) || PORT_NAME.test(key) ? { settings, key, span: part.span } : undefined;
}

/** The ConfigMap or Secret of a name, where there is one and all of its keys are known. */
function wholeSettings(store: Store, container: Container, name: string): Settings | undefined {
  const [only, other] = settingsNamed(store, container, name);
  const isWhole = only?.settings.every(({ name: key }) => !key.includes(UNKNOWN)) && only.settings.length > 0;
  return isWhole && !other ? only : undefined;
}

function hasKey(settings: Settings, key: string): boolean {
  return settingOf(settings, key) !== undefined || (settings.others?.includes(key) ?? false);
}
