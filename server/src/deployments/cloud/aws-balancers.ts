/**
 * Load balancers of AWS: listeners and their rules, target groups and who is registered with them, classic ones
 * (docs.aws.amazon.com/elasticloadbalancing). A target group's port is only a default: whoever registers may bring its
 * own.
 */
import type { Component, Destination, Edit, Named, Pool, Router, Site } from '../../model/index.ts';
import { partOf } from '../../model/index.ts';
import { hasOwnAddress, type Registration, registrations, TARGET_GROUPS } from './aws-containers.ts';
import { dynamicOf, givenOut } from './aws-dynamic-ports.ts';
import { wornBy } from './aws-firewalls.ts';
import { MACHINES, machineOf } from './aws-machines.ts';
import { standsIn } from './aws-network-acls.ts';
import type { Resource } from './resource.ts';
import { boolOf, entryAt, listOf, numberOf, placeOf, type Tree, textOf, valueAt } from './tree.ts';
import { base, find, keyOf, named, ofType, portSite, protocolOf, toResources, type World } from './world.ts';

const BALANCERS = ['aws_lb', 'aws_alb'];
const LISTENERS = ['aws_lb_listener', 'aws_alb_listener'];
const RULES = ['aws_lb_listener_rule', 'aws_alb_listener_rule'];
const ATTACHMENTS = ['aws_lb_target_group_attachment', 'aws_alb_target_group_attachment'];
const GROUPS = ['aws_autoscaling_group'];
const SECURE = /^(?:HTTPS|TLS|SSL)$/i;

export function awsBalancers(world: World): readonly Component[] {
  const registered = ofType(world, 'aws_ecs_service').flatMap((service) => registrations(world, service));
  const classic = ofType(world, 'aws_elb');
  const byGroup = new Map<Resource, Registration[]>();
  for (const registration of registered) {
    const group = find(world, registration.pool, ...TARGET_GROUPS);
    if (group) byGroup.set(group, [...(byGroup.get(group) ?? []), registration]);
  }
  return [
    ...ofType(world, ...LISTENERS).flatMap((listener) => listenerOf(world, listener) ?? []),
    ...ofType(world, ...TARGET_GROUPS).flatMap((group) => poolsOf(world, group, byGroup.get(group) ?? [])),
    ...classic.flatMap((balancer) => classicOf(world, balancer, registered)),
  ];
}

function listenerOf(world: World, listener: Resource): Router | undefined {
  const balancer = find(world, valueAt(listener.attributes, 'load_balancer_arn'), ...BALANCERS);
  const rules = ofType(world, ...RULES).filter(
    (rule) => find(world, valueAt(rule.attributes, 'listener_arn'), ...LISTENERS) === listener,
  );
  const actions = [
    ...actionsOf(listener.attributes, 'default_action'),
    ...rules.flatMap((rule) => actionsOf(rule.attributes, 'action')),
  ];
  const protocol = valueAt(listener.attributes, 'protocol');
  const to = toResources(
    world,
    actions.flatMap((action) => forwardedTo(world, action)),
  );
  const site = portSite(listener.attributes, 'port', { role: 'route', protocol: protocolOf(textOf(protocol)), to });
  if (!site) return undefined;
  return {
    ...base(world, listener, `listener ${listener.name}`),
    kind: 'router',
    namespace: undefined,
    sites: [withProtocol(site, named(protocol))],
    ...(balancer ? guardsOf(world, balancer) : {}),
  };
}

/** What stands before a balancer: its firewalls, and the subnets that it is in. */
function guardsOf(world: World, { attributes }: Resource): Pick<Router, 'firewalls' | 'subnets' | 'internal'> {
  const internal =
    boolOf(valueAt(attributes, 'internal')) === true || textOf(valueAt(attributes, 'scheme')) === 'internal';
  const mapped = listOf(valueAt(attributes, 'subnet_mapping') ?? valueAt(attributes, 'subnet_mappings'));
  return {
    ...wornBy(world, valueAt(attributes, 'security_groups')),
    ...standsIn(world, valueAt(attributes, 'subnets'), ...mapped.map((each) => valueAt(each, 'subnet_id') ?? each)),
    ...(internal ? { internal } : {}),
  };
}

function actionsOf(tree: Tree, name: string): readonly Tree[] {
  return listOf(valueAt(tree, name) ?? valueAt(tree, `${name}s`));
}

/** The addresses of the target groups of an action; of one that is not of the workspace, an address without anybody. */
function forwardedTo(world: World, action: Tree): readonly string[] {
  const forward = valueAt(action, 'forward') ?? valueAt(action, 'forward_config');
  const blocks = listOf(valueAt(forward, 'target_group') ?? valueAt(forward, 'target_groups'));
  const named = [
    valueAt(action, 'target_group_arn'),
    ...blocks.map((block) => valueAt(block, 'arn') ?? valueAt(block, 'target_group_arn')),
  ];
  const found = named.flatMap((tree) => find(world, tree, ...TARGET_GROUPS)?.address ?? []);
  return found.length === 0 && textOf(valueAt(action, 'type')) === 'forward' ? [ELSEWHERE] : found;
}

const ELSEWHERE = 'elsewhere';

function poolsOf(world: World, group: Resource, own: readonly Registration[]): readonly Component[] {
  const type = textOf(valueAt(group.attributes, 'target_type'));
  if (type === 'lambda') return [];
  const attached = attachments(world, group);
  const machines = [...attached.machines, ...scaled(world, group)];
  const tasks = own.flatMap(({ task, containerName }) =>
    // Elsewhere a balancer asks the host, whose port is another.
    task && containerName && hasOwnAddress(task) ? [`${task.address}/${containerName}`] : [],
  );
  const members = [...own.map(({ member }) => member.id), ...attached.members.map(({ id }) => id)];
  const to: readonly Destination[] = [
    ...members.map((id): Destination => ({ kind: 'resource', address: id })),
    ...toResources(world, machines),
  ];
  const check = valueAt(group.attributes, 'health_check');
  const checked = check ? entryAt(check, 'port') : entryAt(group.attributes, 'health_check_port');
  const checkedTree = check ?? group.attributes;
  const checkedField = check ? 'port' : 'health_check_port';
  const protocol = valueAt(group.attributes, 'protocol');
  const spoken = named(protocol);
  const port = portSite(group.attributes, 'port', { role: 'target', protocol: protocolOf(spoken?.text), to });
  const probed = toResources(world, [...tasks, ...machines]);
  const probe =
    checked && numberOf(checked.value) !== undefined
      ? portSite(checkedTree, checkedField, { role: 'probe', to: probed, field: 'health check port' })
      : undefined;
  const how = named(check ? valueAt(check, 'protocol') : valueAt(group.attributes, 'health_check_protocol'));
  const sites: Site[] = [];
  if (port) sites.push(withProtocol(port, spoken));
  if (probe) sites.push(withProtocol(probe, how));
  const dynamic = dynamicOf(world, group, own);
  if (dynamic) sites.push(givenOut(world, group));
  const pool: Pool = {
    ...base(world, group, `target group ${group.name}`),
    kind: 'pool',
    sites,
    ...(dynamic ? { dynamic } : {}),
    ...onlySenders(world),
    ...(how && !probe && (textOf(checked?.value) !== undefined) === (checked !== undefined) ? { checkedBy: how } : {}),
    ...(probe && checked ? { follow: followTraffic(world, checked.value) } : {}),
  };
  return [pool, ...attached.members];
}

/** `traffic-port` in the place of a number; in Terraform a text has quotes. */
function followTraffic({ format }: World, port: Tree): Edit {
  const place = placeOf(port);
  const quoted =
    format === 'terraform' && (place.via !== undefined || (port.kind === 'scalar' && port.type === 'number'));
  return { span: place.via?.[0] ?? place, newText: quoted ? '"traffic-port"' : 'traffic-port' };
}

function withProtocol(site: Site, protocol: Named | undefined): Site {
  if (!protocol) return site;
  const tls = SECURE.test(protocol.text) ? true : /^HTTP$/i.test(protocol.text) ? false : undefined;
  return { ...site, appProtocol: protocol, ...(tls === undefined ? {} : { tls }) };
}

/** Of a module without listeners, the firewalls of its only balancer. */
function onlySenders(world: World): Pick<Pool, 'senders'> {
  const balancers = ofType(world, ...BALANCERS);
  if (balancers.length !== 1 || ofType(world, ...LISTENERS).length > 0) return {};
  const { firewalls } = wornBy(world, valueAt(balancers[0]!.attributes, 'security_groups'));
  return firewalls ? { senders: firewalls.flat() } : {};
}

interface Attached {
  readonly members: readonly Component[];
  readonly machines: readonly string[];
}

/** Targets with ports of their own are members; the others take the group's port. */
function attachments(world: World, group: Resource): Attached {
  const members: Component[] = [];
  const machines: string[] = [];
  const add = (resource: Resource, target: Tree, id: Tree | undefined, part: string): void => {
    const machine = find(world, id, ...MACHINES)?.address;
    const port = entryAt(target, 'port');
    if (!port || numberOf(port.value) === numberOf(valueAt(group.attributes, 'port'))) {
      if (machine) machines.push(machine);
      return;
    }
    const site = portSite(target, 'port', { role: 'target', to: machine ? toResources(world, [machine]) : [] });
    if (site)
      members.push({ ...base(world, resource, `attachment ${resource.name}`, part), kind: 'member', sites: [site] });
  };
  for (const attachment of ofType(world, ...ATTACHMENTS)) {
    const { attributes } = attachment;
    if (find(world, valueAt(attributes, 'target_group_arn'), ...TARGET_GROUPS) === group) {
      add(attachment, attributes, valueAt(attributes, 'target_id'), '');
    }
  }
  for (const [index, target] of listOf(valueAt(group.attributes, 'targets')).entries()) {
    add(group, target, valueAt(target, 'id'), `#target${index}`);
  }
  return { members, machines };
}

/** The machines of the groups that scale into a target group. */
function scaled(world: World, group: Resource): readonly string[] {
  const groups = ofType(world, ...GROUPS).filter((scaling) =>
    listOf(valueAt(scaling.attributes, 'target_group_arns')).some(
      (tree) => find(world, tree, ...TARGET_GROUPS) === group,
    ),
  );
  const attached = ofType(world, 'aws_autoscaling_attachment').filter(({ attributes }) =>
    [valueAt(attributes, 'lb_target_group_arn'), valueAt(attributes, 'alb_target_group_arn')].some(
      (tree) => find(world, tree, ...TARGET_GROUPS) === group,
    ),
  );
  const all = [
    ...groups,
    ...attached.flatMap(
      ({ attributes }) => find(world, valueAt(attributes, 'autoscaling_group_name'), ...GROUPS) ?? [],
    ),
  ];
  const found = all.flatMap((scaling) => machineOf(world, scaling)?.address ?? []);
  if (found.length > 0) return found;
  // Without anything that says who is registered, the only kind of machine of the module.
  const machines = ofType(world, ...MACHINES);
  const others = ofType(world, ...GROUPS, ...ATTACHMENTS, 'aws_autoscaling_attachment', 'aws_ecs_service');
  return machines.length === 1 && others.length === 0 && ofType(world, ...TARGET_GROUPS).length === 1
    ? [machines[0]!.address]
    : [];
}

/** A classic load balancer: what it listens on leads to a port of the machines, or of the containers on them. */
function classicOf(world: World, balancer: Resource, registered: readonly Registration[]): readonly Router[] {
  const { attributes } = balancer;
  const machines = [
    ...listOf(valueAt(attributes, 'instances')).flatMap((tree) => find(world, tree, ...MACHINES)?.address ?? []),
    ...ofType(world, ...GROUPS)
      .filter((scaling) =>
        listOf(
          valueAt(scaling.attributes, 'load_balancers') ?? valueAt(scaling.attributes, 'load_balancer_names'),
        ).some((tree) => find(world, tree, 'aws_elb') === balancer),
      )
      .flatMap((scaling) => machineOf(world, scaling)?.address ?? []),
  ];
  const services = registered.filter(({ pool }) => find(world, pool, 'aws_elb') === balancer);
  // Of a service the container's port is published on the machine, which may be another number.
  const to = services.length > 0 ? [] : toResources(world, machines);
  const sites: Site[] = [];
  for (const listener of listOf(valueAt(attributes, 'listener') ?? valueAt(attributes, 'listeners'))) {
    const route = portSite(listener, entryAt(listener, 'lb_port') ? 'lb_port' : 'load_balancer_port', {
      role: 'route',
    });
    const target = portSite(listener, 'instance_port', { role: 'target', to });
    if (!route || !target) continue;
    const inside = named(valueAt(listener, 'instance_protocol'));
    sites.push({
      ...withProtocol(route, named(valueAt(listener, 'lb_protocol') ?? valueAt(listener, 'protocol'))),
      to: [{ kind: 'site', index: sites.length + 1 }],
    });
    sites.push(withProtocol(target, inside));
  }
  const probe = classicProbe(valueAt(attributes, 'health_check', 'target'), to);
  return sites.length === 0
    ? []
    : [
        {
          ...base(world, balancer, `load balancer ${balancer.name}`),
          address: keyOf(world, balancer.address),
          kind: 'router',
          namespace: undefined,
          sites: probe ? [...sites, probe] : sites,
          ...guardsOf(world, balancer),
        },
      ];
}

/** `HTTP:8080/health`. */
function classicProbe(target: Tree | undefined, to: readonly Destination[]): Site | undefined {
  const text = textOf(target);
  const match = text === undefined ? null : /^(\w+):(\d+)/.exec(text);
  if (!target || !match) return undefined;
  const [, protocol = '', port = ''] = match;
  const place = placeOf(target);
  const exact = place.length === text!.length;
  const from = protocol.length + 1;
  const span = exact ? partOf(place, from, from + port.length) : place;
  return {
    role: 'probe',
    span,
    value: { kind: 'number', number: Number(port) },
    protocol: 'tcp',
    field: 'health check port',
    tls: SECURE.test(protocol),
    to,
  };
}
