/**
 * ECS: the containers of task definitions, and the services that register them with target groups
 * (docs.aws.amazon.com/AmazonECS, Task definition parameters).
 */
import { dirname } from 'node:path/posix';
import type { CommandLine, Component, Container, Member, Named, Site } from '../../model/index.ts';
import { literalText } from '../../model/index.ts';
import { healthSites } from '../../syntax/health.ts';
import { wornBy } from './aws-firewalls.ts';
import { standsIn } from './aws-network-acls.ts';
import type { Resource } from './resource.ts';
import { decode, isPartial, listOf, modelText, numberOf, placeOf, type Tree, textOf, valueAt } from './tree.ts';
import {
  base,
  find,
  keyOf,
  named,
  ofType,
  portSite,
  protocolOf,
  settingsOf,
  toResources,
  type World,
} from './world.ts';

export const TASK = 'aws_ecs_task_definition';
export const TARGET_GROUPS = ['aws_lb_target_group', 'aws_alb_target_group'];

export function awsContainers(world: World): readonly Component[] {
  return [
    ...ofType(world, TASK).flatMap((task) => containersOf(world, task)),
    ...ofType(world, 'aws_ecs_service').flatMap((service) => registrations(world, service).map(({ member }) => member)),
  ];
}

/** The containers that a task definition lists, and whether those are all, each with its name. */
export function containersIn(task: Resource): { readonly list: readonly Tree[]; readonly complete: boolean } {
  const written = valueAt(task.attributes, 'container_definitions');
  const tree = written && decode(written);
  const list = listOf(tree);
  const complete =
    tree?.kind === 'list' && list.length > 0 && !isPartial(tree) && list.every((d) => textOf(valueAt(d, 'name')));
  return { list: list.filter((d) => d.kind === 'mapping'), complete: complete === true };
}

/** `awsvpc`, `host`, `bridge`; undefined where it is not known. */
function networkMode(task: Resource): Named | undefined {
  const mode = valueAt(task.attributes, 'network_mode');
  if (mode) return named(mode);
  const fargate = listOf(valueAt(task.attributes, 'requires_compatibilities')).find((t) => textOf(t) === 'FARGATE');
  return { text: fargate ? 'awsvpc' : 'bridge', span: fargate ? placeOf(fargate) : task.span };
}

/** True where a task's ports are those that others see. */
export function hasOwnAddress(task: Resource): boolean {
  const mode = networkMode(task)?.text;
  return mode === 'awsvpc' || mode === 'host';
}

function containersOf(world: World, task: Resource): readonly Container[] {
  const mode = networkMode(task);
  return containersIn(task).list.map((definition, index): Container => {
    const name = named(valueAt(definition, 'name'));
    const image = valueAt(definition, 'image');
    const part = `/${name?.text ?? index}`;
    const span = name?.span ?? task.span;
    const entrypoint = commandOf(valueAt(definition, 'entry_point'));
    const words = commandOf(valueAt(definition, 'command'));
    const ports = listOf(valueAt(definition, 'port_mappings')).flatMap((mapping) => mappedSites(mapping));
    const sites = [
      ...number(ports),
      ...healthSites(healthCommand(valueAt(definition, 'health_check', 'command')), 'healthCheck'),
    ];
    const shares = hasOwnAddress(task);
    const id = keyOf(world, task.address + (shares ? '' : part));
    return {
      ...base(world, task, `container ${name?.text ?? task.name}`, part),
      kind: 'container',
      name: name?.text ?? task.name,
      span,
      sites,
      ...(image?.kind === 'scalar' ? { image: { text: modelText(image), span: placeOf(image) } } : {}),
      environment: settingsOf(valueAt(definition, 'environment')),
      environmentFrom: [],
      ...(entrypoint ? { entrypoint } : {}),
      ...(words ? { arguments: words } : {}),
      mounts: [],
      pod: {
        id,
        label: `task definition ${task.name}`,
        span: task.span,
        namespace: undefined,
        labels: {},
        hostNetwork: false,
      },
      network: alone(keyOf(world, task.address)),
      folder: dirname(task.source.file),
      ...(shares && mode ? { unmapped: mode } : {}),
    };
  });
}

/** The network of what is found by no name of the workspace. */
export function alone(project: string): NonNullable<Container['network']> {
  return { project, names: [], joined: [], links: [], profiles: [], replicas: 1 };
}

interface Mapped {
  readonly port: Site;
  readonly host?: Site;
}

function mappedSites(mapping: Tree): readonly Mapped[] {
  const protocol = protocolOf(textOf(valueAt(mapping, 'protocol')));
  const name = valueAt(mapping, 'name');
  const written = portSite(mapping, 'container_port', {
    role: 'declare',
    protocol,
    name: named(name),
    to: [{ kind: 'own' }],
  });
  if (!written) return [];
  const port: Site = name && textOf(name) === undefined ? { ...written, hiddenName: true } : written;
  const host = portSite(mapping, 'host_port', { role: 'publish', protocol });
  // 0 asks for any that is free.
  return host && !(host.value.kind === 'number' && host.value.number === 0) ? [{ port, host }] : [{ port }];
}

function number(mapped: readonly Mapped[]): readonly Site[] {
  const sites: Site[] = [];
  for (const { port, host } of mapped) {
    sites.push(port);
    if (host) sites.push({ ...host, to: [{ kind: 'site', index: sites.length - 1 }] });
  }
  return sites;
}

export function commandOf(tree: Tree | undefined): CommandLine | undefined {
  if (tree?.kind !== 'list' || tree.items.length === 0) return undefined;
  const words = tree.items.map((item) =>
    item.kind === 'scalar'
      ? modelText(item)
      : [{ variable: '', span: placeOf(item), scope: { kind: 'unknown' as const } }],
  );
  return { form: 'exec', words };
}

/** `["CMD-SHELL", "curl ..."]`, `["CMD", "curl", ...]`. */
export function healthCommand(tree: Tree | undefined): CommandLine | undefined {
  const [first, ...rest] = commandOf(tree)?.words ?? [];
  const kind = first && literalText(first);
  if (kind === 'CMD-SHELL') return { form: 'shell', words: rest };
  return kind === 'CMD' ? { form: 'exec', words: rest } : undefined;
}

export interface Registration {
  readonly member: Member;
  /** The pool that it is registered with; undefined where that is not of the workspace. */
  readonly pool: Tree | undefined;
  /** The task that runs there; undefined where that is not of the workspace. */
  readonly task: Resource | undefined;
  readonly service: Resource;
  readonly containerName: string | undefined;
  readonly containerPort: number | undefined;
}

/** What a service registers: one container and port for each of its `load_balancer` blocks. */
export function registrations(world: World, service: Resource): readonly Registration[] {
  const task = find(world, valueAt(service.attributes, 'task_definition'), TASK);
  const network = valueAt(service.attributes, 'network_configuration');
  const own = valueAt(network, 'awsvpc_configuration') ?? network;
  const guards = {
    ...wornBy(world, valueAt(own, 'security_groups')),
    ...standsIn(world, valueAt(own, 'subnets')),
  };
  const blocks = listOf(valueAt(service.attributes, 'load_balancer') ?? valueAt(service.attributes, 'load_balancers'));
  return blocks.flatMap((block, index): Registration[] => {
    if (block.kind !== 'mapping') return [];
    const container = named(valueAt(block, 'container_name'));
    const known = task && containersIn(task);
    const names = known?.complete ? known.list.flatMap((d) => named(valueAt(d, 'name')) ?? []) : undefined;
    const to = task && container ? toResources(world, [`${task.address}/${container.text}`]) : [];
    const pool =
      valueAt(block, 'target_group_arn') ?? valueAt(block, 'elb_name') ?? valueAt(block, 'load_balancer_name');
    const group = find(world, pool, ...TARGET_GROUPS);
    // A port alone says no protocol: it is that of the group which sends there.
    const protocol = group ? protocolOf(textOf(valueAt(group.attributes, 'protocol'))) : 'unknown';
    const site = portSite(block, 'container_port', { role: 'target', protocol, to });
    const member: Member = {
      ...base(world, service, `service ${service.name}`, `#${index}`),
      kind: 'member',
      sites: site ? [site] : [],
      ...(container ? { container } : {}),
      ...(names ? { containers: names } : {}),
      ...guards,
    };
    return [
      {
        member,
        pool,
        task,
        service,
        containerName: container?.text,
        containerPort: site?.value.kind === 'number' ? site.value.number : undefined,
      },
    ];
  });
}

/** The mapping whose host port is given out when the container starts; undefined where it is fixed or not known. */
export function dynamicPort(
  task: Resource,
  container: string | undefined,
  port: number | undefined,
): Named | undefined {
  const mode = networkMode(task);
  if (mode?.text !== 'bridge') return undefined;
  for (const definition of containersIn(task).list) {
    if (container !== undefined && textOf(valueAt(definition, 'name')) !== container) continue;
    for (const mapping of listOf(valueAt(definition, 'port_mappings'))) {
      const own = valueAt(mapping, 'container_port');
      if (port === undefined || numberOf(own) !== port || !own) continue;
      const host = valueAt(mapping, 'host_port');
      if (!host) return { text: 'hostPort', span: placeOf(own) };
      return numberOf(host) === 0 ? { text: 'hostPort 0', span: placeOf(host) } : undefined;
    }
  }
  return undefined;
}
