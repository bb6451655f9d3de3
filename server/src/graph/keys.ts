/** The keys that components are found under. A key is `kind:what`; asking for one is how the graph finds partners. */
import { basename, dirname, join } from 'node:path/posix';
import type { Component, Container, Labels } from '../model/index.ts';
import { isVariable, writtenText } from '../model/index.ts';
import { environmentFolder } from './environments/environment-names.ts';
import { isProgramFolder } from './evidence/config-places.ts';
import { repositoryOf } from './values/image-reference.ts';
import { filesWritten } from './written.ts';

export const keys = {
  file: (path: string) => `file:${path}`,
  /** Files right in a folder. */
  folder: (path: string) => `folder:${path}`,
  /** What is deployed in one environment. */
  environment: (id: string) => `environment:${id}`,
  /** What a file says alone that is a part of deployments. */
  part: (path: string) => `part:${path}`,
  /** Components of deployments that hold something written in a file, or seen there. */
  writtenIn: (path: string) => `written-in:${path}`,
  /** Containers of one pod. */
  pod: (id: string) => `pod:${id}`,
  /** Containers of a workload by its name. */
  workload: (name: string) => `workload:${name}`,
  /** Containers whose pod carries a label. */
  label: (name: string, value: string) => `label:${name}=${value}`,
  /** Services whose selector's telling pair this is. */
  selector: (pair: string) => `selector:${pair}`,
  /** Services whose selector has a pair. */
  selects: (pair: string) => `selects:${pair}`,
  /** Services by the configs of health checks that balancers ask their pods by. */
  checkedBy: (config: string) => `checked-by:${config}`,
  /** Services that carry a label themselves. */
  serviceLabel: (pair: string) => `service-label:${pair}`,
  /** Policies, by the telling pair of a selector of theirs. */
  policy: (pair: string) => `policy:${pair}`,
  /** NetworkPolicies by the telling pair of the pods that they guard, and all of them. */
  guards: (pair: string) => `guards:${pair}`,
  guarding: () => 'guarding',
  /** Gateways by name. */
  gateway: (name: string) => `gateway:${name}`,
  /** Routes by the name of a Gateway that they are attached to. */
  attached: (gateway: string) => `attached:${gateway}`,
  /** Configs with entry points: ports inside and outside by name. */
  entryPoints: () => 'entry-points',
  /** Containers whose command lines read a variable as a port. */
  reads: (variable: string) => `reads:${variable}`,
  /** Services and Compose services that answer to a name. */
  host: (name: string) => `host:${name}`,
  /** Compose services that share the network namespace of a container, by its name. */
  joins: (name: string) => `joins:${name}`,
  /** ConfigMaps and Secrets by name. */
  settings: (name: string) => `settings:${name}`,
  /** Containers that take their environment from an env file or a ConfigMap. */
  takesFile: (path: string) => `takes-file:${path}`,
  takesSettings: (name: string) => `takes-settings:${name}`,
  /** Containers that mount a file or folder, or a ConfigMap. */
  mountsPath: (path: string) => `mounts-path:${path}`,
  /** Containers that mount what a path with variables names, by the folder of their file. */
  mountsFrom: (folder: string) => `mounts-from:${folder}`,
  mountsSettings: (name: string) => `mounts-settings:${name}`,
  /** Configs of proxies in a folder or below it. */
  below: (folder: string) => `below:${folder}`,
  /** Configs that gather servers under a name. */
  group: (name: string) => `group:${name}`,
  /** Configs that include files of a folder; of a glob, the folder before its first star. */
  includes: (folder: string) => `includes:${folder}`,
  /** Configs carried by a ConfigMap. */
  carriedBy: (name: string) => `carried-by:${name}`,
  /** Services that are always merged onto those of a Compose file. */
  layersOn: (path: string) => `layers-on:${path}`,
  /** Containers that build a Dockerfile. */
  builds: (dockerfile: string) => `builds:${dockerfile}`,
  /** Containers whose build holds variables, by the folder that it lies in or below. */
  buildsBelow: (folder: string) => `builds-below:${folder}`,
  /** Projects that include a file. */
  brings: (path: string) => `brings:${path}`,
  /** Containers that build an image of a name, by the last part of its repository. */
  image: (name: string) => `image:${name}`,
  /** Image stages by the name of the folder that their Dockerfile lies in. */
  imageFolder: (name: string) => `image-folder:${name}`,
  /** Image stages that copy a file of this name. */
  copies: (name: string) => `copies:${name}`,
  /** Programs in a folder or below it. */
  program: (folder: string) => `program:${folder}`,
  /** Configs among a module's resources (`src/main/resources`), by the module's folder. */
  module: (folder: string) => `module:${folder}`,
  /** What stands in folders that are called like environments, by their paths with `*` for that name. */
  environmentFolders: (pattern: string) => `environment-folders:${pattern}`,
  /** One component in all environments of a deployment, or of folders beside each other. */
  counterparts: (deployment: string, label: string, name: string) => `counterparts:${deployment}:${label}:${name}`,
  /** Components by what messages call them: `Deployment web`. */
  called: (label: string) => `called:${label}`,
  /** What is deployed by one deployment, in all of its environments. */
  deployment: (id: string) => `deployment:${id}`,
  /** Services of which a port of every node is picked when they are made. */
  unpinned: () => 'unpinned',
  /** Services that have a port of every node, told or picked. */
  nodePorts: () => 'node-ports',
  /** Services that have a port of every node for themselves, and whatever sends traffic to a number of that range. */
  pinned: (port: number) => `pinned:${port}`,
  toNodePorts: () => 'to-node-ports',
  /** Records of ports. */
  records: () => 'records',
  /** What has an address in a deployment; of a firewall, its rules as well. */
  resource: (address: string) => `resource:${address}`,
  /** What stands behind a firewall. */
  behind: (address: string) => `behind:${address}`,
  /** The network ACLs that guard a subnet. */
  subnet: (address: string) => `subnet:${address}`,
  /** The links that a file's components draw. */
  links: (path: string) => `links:${path}`,
  /** Whatever leads to a component. */
  incoming: (id: string) => `incoming:${id}`,
} as const;

/** Labels that many objects of one deployment share, so that they tell little. */
const SHARED = /(?:part-of|managed-by|version|release|heritage|chart|tier|env|environment|stage|team|track|project)$/;

/** The pair of a selector that the fewest others are likely to have; the same for equal selectors. */
export function tellingPair(selector: Labels): string | undefined {
  let best: string | undefined;
  let weight = -1;
  for (const name of Object.keys(selector).sort()) {
    const value = selector[name]!;
    const own = (SHARED.test(name) ? 0 : 100) + Math.min(value.length, 60);
    if (own > weight) {
      weight = own;
      best = `${name}=${value}`;
    }
  }
  return best;
}

export function keysOf(component: Component): readonly string[] {
  if (component.part) return [keys.part(component.file)];
  const found = component.deployedIn
    ? [keys.environment(component.deployedIn.id), ...[...filesWritten(component)].map(keys.writtenIn)]
    : [keys.file(component.file), keys.folder(dirname(component.file))];
  environmentKeys(component, found);
  nodePortKeys(component, found);
  switch (component.kind) {
    case 'container':
      containerKeys(component, found);
      break;
    case 'service': {
      found.push(keys.host(component.name));
      for (const config of component.checkedBy ?? []) found.push(keys.checkedBy(config));
      const pair = component.selector && tellingPair(component.selector);
      if (pair) found.push(keys.selector(pair));
      for (const [name, value] of Object.entries(component.selector ?? {}))
        found.push(keys.selects(`${name}=${value}`));
      for (const [name, value] of Object.entries(component.labels)) found.push(keys.serviceLabel(`${name}=${value}`));
      break;
    }
    case 'policy':
      for (const address of component.firewall?.subnets ?? []) found.push(keys.subnet(address));
      if (component.guards) {
        const guarded = component.guards.selector && tellingPair(component.guards.selector);
        if (guarded) found.push(keys.guards(guarded));
        found.push(keys.guarding());
      }
      for (const site of component.sites) {
        for (const to of site.to ?? []) {
          const pair = to.kind === 'pods' ? tellingPair(to.selector) : undefined;
          if (pair) found.push(keys.policy(pair));
        }
      }
      break;
    case 'image': {
      found.push(keys.imageFolder(basename(dirname(component.file))));
      for (const { sources, target } of component.copies) {
        for (const path of sources) {
          const name = basename(/[*?]/.test(path) ? folderOf(path) : path);
          // Nearly every image takes its whole context; only where programs look for configs does it bring any.
          if (name !== '.' || isProgramFolder(join(target, 'x'))) found.push(keys.copies(name));
        }
      }
      break;
    }
    case 'settings':
      found.push(keys.settings(component.name));
      break;
    case 'proxy': {
      if (component.owner) found.push(keys.carriedBy(component.owner.settings));
      for (const path of component.includes) found.push(keys.includes(folderOf(path)));
      for (const { name } of component.groups ?? []) found.push(keys.group(name));
      for (let folder = dirname(component.file); folder.length > 1; folder = dirname(folder))
        found.push(keys.below(folder));
      if (component.sites.some((site) => site.role === 'route' && site.field === 'exposedPort'))
        found.push(keys.entryPoints());
      const module = /^(.*)\/src\/main\/resources\/(?:config\/)?[^/]+$/.exec(component.file)?.[1];
      if (module !== undefined) found.push(keys.module(module || '/'));
      break;
    }
    case 'program':
      for (let folder = dirname(component.file); folder.length > 1; folder = dirname(folder))
        found.push(keys.program(folder));
      break;
    case 'router':
      if (component.sites.some((site) => site.role === 'listen')) found.push(keys.gateway(component.name));
      for (const { name } of component.gateways ?? []) found.push(keys.attached(name));
      break;
    case 'project':
      for (const { files } of component.includes) for (const path of files) found.push(keys.brings(path));
      break;
    case 'record':
      found.push(keys.records());
      break;
    case 'monitor':
    case 'overlay':
    case 'chart':
    case 'pool':
    case 'member':
      break;
  }
  if (component.address) found.push(keys.resource(component.address));
  for (const address of component.firewalls?.flat() ?? []) found.push(keys.behind(address));
  return [...new Set(found)];
}

/** The folder that a path or a glob looks in: `/r/sites` of `/r/sites/*.d/x`. */
function folderOf(glob: string): string {
  const star = glob.search(/[*?]/);
  return dirname(star < 0 ? glob : `${glob.slice(0, star)}x`);
}

/** The range that node ports are picked from unless an API server is told otherwise (--service-node-port-range). */
export function isNodePort(port: number): boolean {
  return port >= 30000 && port <= 32767;
}

function nodePortKeys({ kind, sites }: Component, found: string[]): void {
  for (const { role, value, field, pinning } of sites) {
    if (pinning) found.push(keys.unpinned());
    if (pinning || (kind === 'service' && field === 'nodePort')) found.push(keys.nodePorts());
    if (value.kind !== 'number' || !isNodePort(value.number)) continue;
    if (kind === 'service' && field === 'nodePort') found.push(keys.pinned(value.number));
    else if (role === 'target' || role === 'connect') found.push(keys.toNodePorts());
  }
}

function environmentKeys({ deployedIn, file, label, name }: Component, found: string[]): void {
  const folder = environmentFolder(file);
  found.push(keys.called(label));
  if (deployedIn)
    found.push(keys.deployment(deployedIn.deployment), keys.counterparts(deployedIn.deployment, label, name));
  else if (folder) found.push(keys.environmentFolders(folder.pattern), keys.counterparts(folder.pattern, label, name));
}

function containerKeys(container: Container, found: string[]): void {
  if (container.pod) {
    found.push(keys.pod(container.pod.id));
    if (container.pod.name) found.push(keys.workload(container.pod.name));
    for (const [name, value] of Object.entries(container.pod.labels)) found.push(keys.label(name, value));
  }
  for (const { text } of container.reads ?? []) found.push(keys.reads(text));
  for (const name of container.network?.names ?? []) found.push(keys.host(name));
  const { mode } = container.network ?? {};
  if (mode?.kind === 'container') found.push(keys.joins(mode.name));
  for (const { aliases } of container.network?.joined ?? []) for (const name of aliases) found.push(keys.host(name));
  for (const { kind, file } of container.layers ?? []) if (kind === 'override') found.push(keys.layersOn(file));
  if (container.build) {
    const { context, dockerfile, written } = container.build;
    found.push(written ? keys.buildsBelow(context) : keys.builds(dockerfile));
  }
  if (container.image && container.build) {
    const repository = repositoryOf(writtenText(container.image.text));
    if (repository) found.push(keys.image(basename(repository)));
  }
  for (const mount of container.mounts) {
    if (mount.kind === 'settings') found.push(keys.mountsSettings(mount.name));
    else found.push(mount.written ? keys.mountsFrom(dirname(container.file)) : keys.mountsPath(mount.source));
  }
  for (const { value } of container.environment) {
    for (const part of value ?? []) {
      if (isVariable(part) && part.scope.kind === 'key') found.push(keys.takesSettings(part.scope.settings));
    }
  }
  for (const from of container.environmentFrom) {
    found.push(from.kind === 'file' ? keys.takesFile(from.path) : keys.takesSettings(from.name));
  }
}
