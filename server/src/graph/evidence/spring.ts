/**
 * The ports of an application of Spring Boot, Quarkus, Micronaut or Ktor as its container runs it: which configuration is its
 * own, and what overrides that (docs.spring.io, Externalized Configuration: arguments, then environment, then files; a
 * profile's file over the plain one; the others do alike).
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Component, Container, ImageStage, Proxy } from '../../model/index.ts';
import { writtenText } from '../../model/index.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import type { Variables } from '../values/environment.ts';
import { resolvePort, resolveText } from '../values/values.ts';
import type { Evidence } from './evidence.ts';

const FORMAT = 'spring';

/**
 * Evidence with that of Spring's configurations as it is in force. `evidence` has what the container mounts or copies;
 * where there is none of Spring's, that of the folder that the image is built from is taken.
 *
 * @param words all words of the container's command lines.
 */
export function withSpring(
  store: Store,
  container: Container,
  stages: readonly ImageStage[],
  variables: Variables,
  words: readonly string[],
  evidence: readonly Evidence[],
): readonly Evidence[] {
  const others = evidence.filter(({ component }) => component.format !== FORMAT);
  const mounted = evidence.flatMap(({ component }) => (component.format === FORMAT ? [component] : []));
  const configs = mounted.length > 0 ? mounted : builtFrom(store, container, stages);
  return [...others, ...effective(store, container, configs, variables, words)];
}

/** The configuration that stands nearest to a manifest, where neither a mount nor a build ties one to the container. */
export function nearestSpring(store: Store, container: Container): readonly Evidence[] {
  const image = container.image && basename(writtenText(container.image.text).replace(/[:@].*$/, ''));
  for (let folder = dirname(container.file); ; folder = dirname(folder)) {
    for (const at of image ? [folder, join(folder, image)] : [folder]) {
      const found = ofModule(store, at);
      if (found.length > 0) return effective(store, container, found, undefined, []);
    }
    if (folder.length <= 1) return [];
  }
}

/** The folders that an image is built from: the context, and the modules whose archives are copied. */
function builtFrom(store: Store, container: Container, stages: readonly ImageStage[]): readonly Component[] {
  const [stage] = stages;
  const context = container.build?.context ?? (stage && dirname(stage.file));
  if (!context) return [];
  const modules = stages.flatMap(({ copies }) =>
    copies.flatMap(({ sources }) =>
      sources.flatMap((source) => (/^(.*?)\/?(?:target|build\/libs)\//.exec(source)?.[1] ?? []) || []),
    ),
  );
  const folders = new Set([
    ...modules.map((module) => join(context, module)),
    context,
    dirname(stage?.file ?? context),
  ]);
  for (const folder of folders) {
    const found = ofModule(store, folder);
    if (found.length > 0) return found;
  }
  return [];
}

function ofModule(store: Store, folder: string): readonly Component[] {
  return store.find(keys.module(folder)).filter((c): c is Proxy => c.kind === 'proxy' && c.format === FORMAT);
}

/** How a framework is told its profiles, and the one that is active where it is told none. */
interface Framework {
  readonly ports: readonly string[];
  readonly variables: readonly string[];
  readonly argument: RegExp;
  /** An argument that says the port, beside one of the port's own name. */
  readonly told?: RegExp;
  readonly otherwise: readonly string[];
}

const FRAMEWORKS: readonly Framework[] = [
  {
    ports: ['server.port', 'management.server.port'],
    variables: ['SPRING_PROFILES_ACTIVE'],
    argument: /spring\.profiles\.active=(.*)$/,
    otherwise: ['default'],
  },
  {
    ports: ['quarkus.http.port', 'quarkus.management.port'],
    variables: ['QUARKUS_PROFILE'],
    argument: /quarkus\.profile=(.*)$/,
    otherwise: ['prod'],
  },
  {
    ports: ['micronaut.server.port', 'endpoints.all.port'],
    variables: ['MICRONAUT_ENVIRONMENTS'],
    argument: /micronaut\.environments=(.*)$/,
    otherwise: [],
  },
  { ports: ['ktor.deployment.port'], variables: [], argument: /(?!)/, told: /^-port=/, otherwise: [] },
];
const MAIN = /^(?:server|quarkus\.http|micronaut\.server|ktor\.deployment)\.port$/;

/** Undefined where some are active that are not known. */
function profilesOf(
  store: Store,
  container: Container,
  configs: readonly Proxy[],
  { variables: names, argument, otherwise }: Framework,
  variables: Variables | undefined,
  words: readonly string[],
): readonly string[] | undefined {
  const told = words.flatMap((word) => argument.exec(word)?.[1] ?? []);
  const name = names.find((each) => variables?.has(each));
  const set = name === undefined ? undefined : variables?.get(name);
  const written = configs.findLast(({ activates, profile }) => activates && profile === undefined)?.activates;
  const known =
    told[0] === undefined
      ? name !== undefined
        ? set && resolveText(store, set.owner, set.value)
        : written && resolveText(store, container, written)
      : { text: told[0], complete: true };
  if (!known) return name !== undefined ? undefined : otherwise;
  if (!known.complete || known.text.includes('$')) return undefined;
  const profiles = known.text.split(',').map((each) => each.trim());
  return profiles.some((each) => each !== '') ? profiles : otherwise;
}

function effective(
  store: Store,
  container: Container,
  components: readonly Component[],
  variables: Variables | undefined,
  words: readonly string[],
): readonly Evidence[] {
  if (components.length === 0) return [];
  if (isElsewhere(variables) || words.some((word) => /spring\.config\./.test(word))) return [];
  const configs = [...new Set(components)].filter((c): c is Proxy => c.kind === 'proxy').sort(byWeight);
  return FRAMEWORKS.flatMap((framework) => {
    const profiles = profilesOf(store, container, configs, framework, variables, words);
    if (!profiles) return [];
    return framework.ports.flatMap((field): readonly Evidence[] => {
      if (words.some((word) => word.includes(`${field}=`) || framework.told?.test(word))) return [];
      if (variables?.has(field.toUpperCase().replaceAll('.', '_'))) return [];
      return inForce(store, container, configs, field, profiles);
    });
  });
}

/** Of two files in one place properties win, those of a folder `config` over both, and `%prod.` wherever it stands. */
function byWeight(a: Proxy, b: Proxy): number {
  return weightOf(a) - weightOf(b);
}

function weightOf({ file, profile, sites }: Proxy): number {
  const isPrefixed = profile !== undefined && sites.some(({ field }) => field.startsWith('quarkus.'));
  return (isPrefixed ? 4 : 0) + (/\/config\/[^/]+$/.test(file) ? 2 : 0) + (/\.properties$/.test(file) ? 1 : 0);
}

/** The evidence of a port as it is in force: of what the profiles switch on, the last that says so. */
function inForce(
  store: Store,
  container: Container,
  configs: readonly Proxy[],
  field: string,
  profiles: readonly string[],
): readonly Evidence[] {
  const saying = ['', ...profiles]
    .flatMap((profile) => configs.filter((c) => profileOf(c) === profile))
    .flatMap((component) => component.sites.filter((s) => s.field === field).map((site) => ({ component, site })));
  // Whether an odd condition holds cannot be told, and so neither what is in force.
  const holding = saying.map((each) => ({ ...each, holds: holds(each.component.profile, profiles) }));
  const found = holding.findLast(({ holds: is }) => is !== false);
  if (!found || found.holds === undefined) return [];
  const { component, site } = found;
  const { value, written } = resolvePort(store, container, site);
  if (value.kind !== 'number') return [];
  const over = holding.filter((each) => each !== found && each.holds).map((each) => each.site.span);
  return [
    {
      from: value.number,
      to: value.number,
      protocol: 'tcp',
      weight: 'listens',
      label: field,
      place: written,
      component,
      site,
      ...(over.length > 0 ? { over: over.toReversed() } : {}),
      ...(site.address ? { address: site.address } : {}),
      main: MAIN.test(field),
      inferred: false,
    },
  ];
}

/** `prod`, `!dev`, `prod & eu`, `dev | test`, `dev,test`; undefined where brackets make more of it. */
function holds(condition: string | undefined, profiles: readonly string[]): boolean | undefined {
  if (condition === undefined) return true;
  if (/[()$]/.test(condition)) return undefined;
  const isActive = (term: string): boolean =>
    term.startsWith('!') ? !profiles.includes(term.slice(1).trim()) : profiles.includes(term);
  return condition.split(/[|,]/).some((any) => any.split('&').every((term) => isActive(term.trim())));
}

function isElsewhere(variables: Variables | undefined): boolean {
  for (const [name] of variables?.entries() ?? []) {
    if (/^SPRING_(?:CONFIG_|APPLICATION_JSON|CLOUD_CONFIG)/.test(name)) return true;
  }
  return false;
}

function profileOf(component: Component): string {
  const name = component.kind === 'proxy' && component.owner ? component.owner.key : basename(component.file);
  return /^application-([\w-]+)\./i.exec(name)?.[1] ?? '';
}
