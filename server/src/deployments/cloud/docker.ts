/**
 * Docker's containers and services, and the images that they are built from
 * (registry.terraform.io/providers/kreuzwerker/docker): what Compose says of them, as resources.
 */
import { join } from 'node:path/posix';
import type { Build, Component, Container, Mount, Network, Setting, Site } from '../../model/index.ts';
import { healthSites } from '../../syntax/health.ts';
import { commandOf, healthCommand } from './aws-containers.ts';
import { OWN } from './hosted.ts';
import type { Resource } from './resource.ts';
import {
  addressOf,
  listOf,
  modelText,
  placeOf,
  type Run,
  type Scalar,
  spanAt,
  type Tree,
  textOf,
  valueAt,
} from './tree.ts';
import { base, find, keyOf, named, ofType, portSite, protocolOf, settingsOf, type World } from './world.ts';

export function docker(world: World): readonly Component[] {
  return [
    ...ofType(world, 'docker_container').map((container) => containerOf(world, container)),
    ...ofType(world, 'docker_service').map((service) => serviceOf(world, service)),
  ];
}

function containerOf(world: World, resource: Resource): Container {
  const { attributes } = resource;
  const written = valueAt(attributes, 'network_mode');
  const mode = modeOf(written);
  // A mode may be the name of a network.
  const joined = [...listOf(valueAt(attributes, 'networks_advanced')), ...(written && !mode ? [written] : [])];
  return {
    ...process(world, resource, attributes, 'container'),
    sites: [
      ...portSites(attributes, 'internal', 'external'),
      ...healthSites(healthCommand(valueAt(attributes, 'healthcheck', 'test'))),
    ],
    environment: listOf(valueAt(attributes, 'env')).flatMap(pairOf),
    ...commands(attributes, 'entrypoint', 'command'),
    network: {
      ...networkOf(world, resource, joined),
      ...(mode ? { mode } : {}),
    },
  };
}

/** A service of a swarm; what it publishes, every node does, however many of it run. */
function serviceOf(world: World, resource: Resource): Container {
  const { attributes } = resource;
  const task = valueAt(attributes, 'task_spec');
  const spec = valueAt(task, 'container_spec');
  const joined = [...listOf(valueAt(task, 'networks')), ...listOf(valueAt(task, 'networks_advanced'))];
  return {
    ...process(world, resource, spec, 'service'),
    sites: [
      ...portSites(valueAt(attributes, 'endpoint_spec'), 'target_port', 'published_port'),
      ...healthSites(healthCommand(valueAt(spec, 'healthcheck', 'test'))),
    ],
    environment: settingsOf(valueAt(spec, 'env')),
    ...commands(spec, 'command', 'args'),
    network: networkOf(world, resource, joined),
  };
}

/** What containers and services have in common. */
function process(world: World, resource: Resource, spec: Tree | undefined, what: string) {
  const name = named(valueAt(resource.attributes, 'name'));
  const image = imageOf(world, valueAt(spec, 'image'));
  const label = `${what} ${name?.text ?? resource.name}`;
  const { span } = resource;
  return {
    ...base(world, resource, label),
    ...image,
    kind: 'container' as const,
    environmentFrom: [],
    ...placesOf(resource, spec),
    ...(valueAt(spec, 'healthcheck') ? { checked: true } : {}),
    // What else runs on another host is not known: there it stands alone.
    ...(resource.isElsewhere
      ? {
          pod: {
            id: keyOf(world, resource.address),
            label,
            span,
            namespace: undefined,
            labels: {},
            hostNetwork: false,
          },
        }
      : {}),
  };
}

function commands(spec: Tree | undefined, first: string, rest: string): Pick<Container, 'entrypoint' | 'arguments'> {
  const entrypoint = commandOf(valueAt(spec, first));
  const words = commandOf(valueAt(spec, rest));
  return { ...(entrypoint ? { entrypoint } : {}), ...(words ? { arguments: words } : {}) };
}

/** A container's port, behind the port of the host where one is written. */
function portSites(tree: Tree | undefined, inside: string, outside: string): readonly Site[] {
  const sites: Site[] = [];
  for (const ports of listOf(valueAt(tree, 'ports'))) {
    const protocol = protocolOf(textOf(valueAt(ports, 'protocol')));
    const target = portSite(ports, inside, { role: 'target', protocol, to: OWN });
    if (!target) continue;
    const to = [{ kind: 'site' as const, index: sites.length + 1 }];
    const published = portSite(ports, outside, { role: 'publish', protocol, to });
    const address = named(valueAt(ports, 'ip'));
    if (published) sites.push({ ...published, ...(address ? { address } : {}) });
    sites.push(target);
  }
  return sites;
}

/** Whoever is on a network of one's own making is found there by its name; on the default one nobody is. */
function networkOf(world: World, resource: Resource, joined: readonly Tree[]): Network {
  const host = resource.isElsewhere ? ` ${resource.address}` : '';
  const name = textOf(valueAt(resource.attributes, 'name'));
  return {
    project: keyOf(world, `docker${host}`),
    names: name ? [name] : [],
    joined: joined.flatMap((each) => {
      const tree = each.kind === 'mapping' ? valueAt(each, 'name') : each;
      const network = tree && (addressOf(tree) ?? textOf(tree));
      const aliases = listOf(valueAt(each, 'aliases')).flatMap((alias) => textOf(alias) ?? []);
      return network ? [{ network, aliases }] : [];
    }),
    links: [],
    profiles: [],
    replicas: 1,
  };
}

/** A network of another container, or one that is not known, has nothing that can be told: none. */
function modeOf(tree: Tree | undefined): Network['mode'] {
  if (!tree) return undefined;
  const text = textOf(tree) ?? addressOf(tree);
  const span = placeOf(tree);
  if (text === 'host') return { kind: 'host', span };
  const isNone = text === undefined || /^(?:none$|bridge$|default$|container:)/.test(text);
  return isNone ? { kind: 'none', span } : undefined;
}

const IMAGES = ['docker_image', 'docker_registry_image', 'data.docker_image', 'data.docker_registry_image'];

/** The image by its name, wherever it is said, and how it is built. */
function imageOf(world: World, tree: Tree | undefined): Pick<Container, 'image' | 'build'> {
  const resource = find(world, tree, ...IMAGES);
  const name = resource ? valueAt(resource.attributes, 'name') : tree;
  const build = resource && buildOf(resource);
  return {
    ...(name?.kind === 'scalar' ? { image: { text: modelText(name), span: placeOf(name) } } : {}),
    ...(build ? { build } : {}),
  };
}

function buildOf({ attributes, folder }: Resource): Build | undefined {
  const build = valueAt(attributes, 'build');
  // `path` until version 3.
  const written = textOf(valueAt(build, 'context') ?? valueAt(build, 'path'));
  const dockerfile = valueAt(build, 'dockerfile');
  const file = dockerfile ? textOf(dockerfile) : 'Dockerfile';
  if (written === undefined || file === undefined) return undefined;
  const context = from(folder, written);
  const target = textOf(valueAt(build, 'target'));
  const given = settingsOf(valueAt(build, 'build_args') ?? valueAt(build, 'build_arg'));
  return { context, dockerfile: from(context, file), ...(target ? { target } : {}), arguments: given };
}

/** Terraform runs in the root module's folder. */
function from(folder: string, path: string): string {
  const whole = path.startsWith('/') ? join(path) : join(folder, path);
  return whole.length > 1 ? whole.replace(/\/$/, '') : whole;
}

/** Files of the workspace that are mounted or uploaded, and places that something else lies over. */
function placesOf({ folder }: Resource, spec: Tree | undefined): Pick<Container, 'mounts' | 'covers'> {
  const mounts: Mount[] = [];
  const covers: string[] = [];
  const put = (target: Tree | undefined, source: Tree | undefined, isPath: boolean): void => {
    const [at, path] = [textOf(target), textOf(source)];
    if (at === undefined) return;
    if (isPath && path !== undefined) mounts.push({ kind: 'path', source: from(folder, path), target: at });
    else covers.push(at);
  };
  for (const each of listOf(valueAt(spec, 'volumes'))) {
    put(valueAt(each, 'container_path'), valueAt(each, 'host_path'), true);
  }
  for (const each of listOf(valueAt(spec, 'mounts'))) {
    put(valueAt(each, 'target'), valueAt(each, 'source'), textOf(valueAt(each, 'type')) === 'bind');
  }
  for (const each of listOf(valueAt(spec, 'upload'))) put(valueAt(each, 'file'), valueAt(each, 'source'), true);
  for (const each of listOf(valueAt(spec, 'configs'))) put(valueAt(each, 'file_name'), undefined, false);
  return { mounts, covers };
}

/** `NAME=value`, put together from runs. */
function pairOf(tree: Tree): readonly Setting[] {
  if (tree.kind !== 'scalar') return [];
  let name = '';
  for (const [index, run] of tree.runs.entries()) {
    if (run.text === undefined) return [];
    const equals = run.text.indexOf('=');
    name += equals < 0 ? run.text : run.text.slice(0, equals);
    if (equals < 0) continue;
    const exact = run.end - run.start === run.text.length;
    const rest: Run = { ...run, text: run.text.slice(equals + 1), start: run.start + (exact ? equals + 1 : 0) };
    const value: Scalar = { ...tree, runs: [...(rest.text ? [rest] : []), ...tree.runs.slice(index + 1)] };
    return [{ name, span: spanAt({ ...run, end: exact ? run.start + equals : run.end }), value: modelText(value) }];
  }
  return [];
}
