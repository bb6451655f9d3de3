/**
 * Compose services that are written in several layers: one that extends another, and a file that is laid over the
 * project's first. Fields of one value are the upper layer's, lists are added up (compose-spec, 13-merge.md).
 */
import { basename, join } from 'node:path/posix';
import type { Build, Container, Layer, Network } from '../model/index.ts';
import { resolveBuild, resolveMount } from './builds.ts';
import { keys } from './keys.ts';
import { bearsName, filesAbove, filesUpTo } from './projects.ts';
import type { Store } from './store.ts';

const DEPTH = 8;

/** The layers of a service, the lowest first, itself last. One that stands alone is its only layer. */
export function partsOf(store: Store, container: Container): readonly Container[] {
  if (!container.network) return [container];
  return store.known('parts', container, () => {
    const found = new Set<Container>();
    gather(store, container, found, 0);
    return [...found];
  });
}

function gather(store: Store, container: Container, found: Set<Container>, depth: number): void {
  if (depth > DEPTH) return;
  for (const { file, service } of layersBelow(store, container)) {
    const below = store.find(keys.file(file)).find(bearsName(service));
    if (below && below.id !== container.id && !found.has(below)) gather(store, below, found, depth + 1);
  }
  found.add(container);
}

/** What it says itself that it is laid over, and the services of its name in files that are named before its own. */
function layersBelow(store: Store, { file, name, layers = [] }: Container): readonly Pick<Layer, 'file' | 'service'>[] {
  const named = filesUpTo(store, file).slice(0, -1);
  const others = named.filter((below) => !layers.some((layer) => layer.file === below && layer.kind !== 'extends'));
  return [...others.map((below) => ({ file: below, service: name })), ...layers];
}

/** The services of `compose.override.yaml` and the like that are merged onto this one whenever the project starts. */
export function overridesOf(store: Store, { file, name, network }: Container): readonly Container[] {
  if (!network) return [];
  const above = filesAbove(store, file).flatMap((other) => store.find(keys.file(other)));
  return [...new Set([...store.find(keys.layersOn(file)), ...above])].filter(bearsName(name));
}

/** A service with what it takes from the layers below, and the paths that it names looked up; its sites stay its own. */
export function wholeOf(store: Store, container: Container): Container {
  if (!container.network) return container;
  return store.known('whole', container, () =>
    partsOf(store, container)
      .map((part) => (holdsVariables(part) ? lookedUp(store, part) : part))
      .reduce(merge),
  );
}

function holdsVariables({ build, mounts }: Container): boolean {
  return build?.written !== undefined || mounts.some((mount) => mount.kind === 'path' && mount.written);
}

function lookedUp(store: Store, container: Container): Container {
  const { build: _, ...rest } = container;
  const build = resolveBuild(store, container);
  return {
    ...rest,
    mounts: container.mounts.flatMap((m) => resolveMount(store, container, m)),
    ...(build ? { build } : {}),
  };
}

function merge(below: Container, above: Container): Container {
  const replaces = (field: string): boolean => above.replaces?.includes(field) ?? false;
  const added = <T>(field: string, a: readonly T[], b: readonly T[]): readonly T[] =>
    replaces(field) ? b : [...a, ...b];
  const { image, build, entrypoint, arguments: words, network, ...rest } = above;
  const kept = <T>(field: string, a: T | undefined, b: T | undefined): T | undefined =>
    b ?? (replaces(field) ? undefined : a);
  const whole = {
    image: kept('image', below.image, image),
    build:
      build && below.build && !replaces('build') ? mergeBuild(below.build, build) : kept('build', below.build, build),
    entrypoint: kept('entrypoint', below.entrypoint, entrypoint),
    arguments: kept('command', below.arguments, words),
    workingFolder: kept('working_dir', below.workingFolder, above.workingFolder),
    network: network && below.network ? mergeNetwork(below.network, network) : network,
  };
  return {
    ...rest,
    ...Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)),
    environment: added('environment', below.environment, above.environment),
    environmentFrom: added('env_file', below.environmentFrom, above.environmentFrom),
    mounts: added('volumes', below.mounts, above.mounts),
    covers: added('volumes', below.covers ?? [], above.covers ?? []),
  };
}

/** `build: { target: dev }` keeps the context of the layer below. */
function mergeBuild(below: Build, above: Build): Build {
  if (!above.inherits) return above;
  const named = basename(above.dockerfile) !== 'Dockerfile';
  const target = above.target ?? below.target;
  return {
    context: below.context,
    dockerfile: named ? join(below.context, basename(above.dockerfile)) : below.dockerfile,
    ...(target ? { target } : {}),
    arguments: [...below.arguments, ...above.arguments],
  };
}

function mergeNetwork(below: Network, above: Network): Network {
  const onlyDefault = above.joined.length === 1 && above.joined[0]?.network === 'default';
  const mode = above.mode ?? below.mode;
  return {
    ...above,
    names: [...new Set([...above.names, ...below.names.slice(1)])],
    joined: onlyDefault ? below.joined : [...below.joined, ...above.joined],
    links: [...below.links, ...above.links],
    profiles: [...new Set([...below.profiles, ...above.profiles])],
    replicas: above.replicas === 1 ? below.replicas : above.replicas,
    ...(mode ? { mode } : {}),
  };
}

/** True where two services belong to one project: of one name, laid one over the other, or included. */
export function sameProject(a: Container, b: Container): boolean {
  if (!a.network || !b.network) return false;
  if (a.file === b.file || a.network.project === b.network.project) return true;
  const holds = (x: Container, y: Container): boolean =>
    (x.layers?.some(({ kind, file }) => kind !== 'extends' && file === y.file) ?? false) ||
    (x.network?.includes?.includes(y.file) ?? false);
  return holds(a, b) || holds(b, a);
}

/** The files whose services start together with a service's own file: those below it, the lowest first, and included ones. */
export function filesWith(store: Store, { file, network }: Container): readonly string[] {
  return [...filesUpTo(store, file).slice(0, -1), ...(network?.includes ?? [])];
}
