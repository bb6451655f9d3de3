/**
 * The ports of a Spring Boot application as its container runs it: which configuration is its own, and what overrides
 * that (docs.spring.io, Externalized Configuration: arguments, then environment, then files; a profile's file over the
 * plain one).
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Component, Container, ImageStage, Proxy } from '../model/index.ts';
import { writtenText } from '../model/index.ts';
import type { Variables } from './environment.ts';
import type { Evidence } from './evidence.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { resolvePort } from './values.ts';

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
  const profiles = profilesOf(variables, words);
  return [...others, ...effective(store, container, configs, profiles, variables, words)];
}

/** The configuration that stands nearest to a manifest, where neither a mount nor a build ties one to the container. */
export function nearestSpring(store: Store, container: Container): readonly Evidence[] {
  const image = container.image && basename(writtenText(container.image.text).replace(/[:@].*$/, ''));
  for (let folder = dirname(container.file); ; folder = dirname(folder)) {
    for (const at of image ? [folder, join(folder, image)] : [folder]) {
      const found = ofModule(store, at);
      if (found.length > 0) return effective(store, container, found, [], undefined, []);
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

/** Undefined where some are active that are not known. */
function profilesOf(variables: Variables, words: readonly string[]): readonly string[] | undefined {
  const set = variables.get('SPRING_PROFILES_ACTIVE');
  const told = words.flatMap((word) => /spring\.profiles\.active=(.*)$/.exec(word)?.[1] ?? []);
  const text = told[0] ?? (set && writtenText(set.value));
  return text === undefined ? [] : text.includes('$') ? undefined : text.split(',').map((each) => each.trim());
}

function effective(
  store: Store,
  container: Container,
  configs: readonly Component[],
  profiles: readonly string[] | undefined,
  variables: Variables | undefined,
  words: readonly string[],
): readonly Evidence[] {
  if (!profiles || isElsewhere(variables) || words.some((word) => /spring\.config\./.test(word))) return [];
  return ['server.port', 'management.server.port'].flatMap((field): Evidence[] => {
    if (words.some((word) => word.includes(`${field}=`))) return [];
    if (variables?.get(field.toUpperCase().replaceAll('.', '_'))) return [];
    // The last profile's file that says so wins.
    const [found] = ['', ...profiles]
      .toReversed()
      .flatMap((profile) => configs.filter((c) => profileOf(c) === profile))
      .flatMap((component) => component.sites.filter((s) => s.field === field).map((site) => ({ component, site })));
    if (!found) return [];
    const { component, site } = found;
    const { value, written } = resolvePort(store, container, site);
    if (value.kind !== 'number') return [];
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
        ...(site.address ? { address: site.address } : {}),
        main: field === 'server.port',
        inferred: false,
      },
    ];
  });
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
