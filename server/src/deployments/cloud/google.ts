/**
 * Google Cloud: backend services with their health checks and the named ports of instance groups, firewall rules, and
 * Cloud Run (cloud.google.com/load-balancing/docs, cloud.google.com/run/docs/container-contract).
 */
import type { Component, Container, Destination, Member, Peer, Policy, Pool, Router, Site } from '../../model/index.ts';
import { partOf } from '../../model/index.ts';
import { hosted, OWN, toldPort } from './hosted.ts';
import { machine } from './machines.ts';
import type { Resource } from './resource.ts';
import { addressOf, isPartial, listOf, numberOf, placeOf, type Tree, textOf, valueAt } from './tree.ts';
import { base, find, keyOf, named, ofType, portSite, protocolOf, toResources, type World } from './world.ts';

const BACKENDS = ['google_compute_backend_service', 'google_compute_region_backend_service'];
const CHECKS = [
  'google_compute_health_check',
  'google_compute_region_health_check',
  'google_compute_http_health_check',
  'google_compute_https_health_check',
];
const GROUPS = [
  'google_compute_instance_group',
  'google_compute_instance_group_manager',
  'google_compute_region_instance_group_manager',
];
const MACHINES = [
  'google_compute_instance',
  'google_compute_instance_template',
  'google_compute_region_instance_template',
];
const RULES = ['google_compute_global_forwarding_rule', 'google_compute_forwarding_rule'];
const FIREWALLS = ['google_compute_firewall'];
const RUN = ['google_cloud_run_service', 'google_cloud_run_v2_service'];

export function google(world: World): readonly Component[] {
  return [
    ...ofType(world, ...RULES).flatMap((rule) => forwardingOf(world, rule)),
    ...ofType(world, ...BACKENDS).map((backend) => backendOf(world, backend)),
    ...ofType(world, ...GROUPS).map((group) => groupOf(world, group)),
    ...ofType(world, ...MACHINES).map((resource) => machineOf(world, resource)),
    ...ofType(world, ...FIREWALLS).map((rule) => firewallOf(world, rule)),
    ...ofType(world, ...RUN).flatMap((service) => runOf(world, service)),
  ];
}

/** A forwarding rule leads to the backend services behind its proxy and URL map. */
function forwardingOf(world: World, rule: Resource): readonly Router[] {
  const backends = reachable(world, rule, BACKENDS);
  const to = toResources(
    world,
    backends.map(({ address }) => address),
  );
  const protocol = protocolOf(textOf(valueAt(rule.attributes, 'ip_protocol')));
  const single = portSite(rule.attributes, 'port_range', { role: 'route', protocol, to });
  const several = listOf(valueAt(rule.attributes, 'ports')).flatMap((port): Site[] => {
    const number = numberOf(port);
    if (number === undefined) return [];
    return [{ role: 'route', span: placeOf(port), value: { kind: 'number', number }, protocol, field: 'ports', to }];
  });
  const sites = single ? [single, ...several] : several;
  if (sites.length === 0) return [];
  const internal = /^INTERNAL/.test(textOf(valueAt(rule.attributes, 'load_balancing_scheme')) ?? '');
  return [
    {
      ...(internal ? { internal } : {}),
      ...base(world, rule, `forwarding rule ${rule.name}`),
      kind: 'router',
      namespace: undefined,
      sites,
    },
  ];
}

/** The resources of some types that one leads to by the references that it holds. */
function reachable(world: World, from: Resource, types: readonly string[]): readonly Resource[] {
  const found = new Set<Resource>();
  const seen = new Set<Resource>();
  const visit = (resource: Resource): void => {
    if (seen.has(resource)) return;
    seen.add(resource);
    for (const address of references(resource.attributes)) {
      const next = world.byAddress.get(address);
      if (!next) continue;
      if (types.includes(next.type)) found.add(next);
      else if (/_(?:target_\w+_proxy|url_map)$/.test(next.type)) visit(next);
    }
  };
  visit(from);
  return [...found];
}

function references(tree: Tree): readonly string[] {
  const own = addressOf(tree);
  const inner =
    tree.kind === 'list'
      ? tree.items.flatMap(references)
      : tree.kind === 'mapping'
        ? [...tree.entries.values()].flatMap(({ value }) => references(value))
        : [];
  return own === undefined ? inner : [own, ...inner];
}

/** Where the probes of all balancers come from (cloud.google.com/load-balancing, firewall rules). */
const PROBERS = ['130.211.0.0/22', '35.191.0.0/16'];

function backendOf(world: World, backend: Resource): Pool {
  const { attributes } = backend;
  const blocks = listOf(valueAt(attributes, 'backend'));
  const groups = blocks.flatMap((block) => find(world, valueAt(block, 'group'), ...GROUPS) ?? []);
  const to = toResources(
    world,
    groups.map(({ address }) => address),
  );
  const written = named(valueAt(attributes, 'port_name'));
  const sites: Site[] = [];
  // Of groups that are not of the workspace, or not all known, nothing can be missed.
  if (written) {
    const sure = groups.length === blocks.length && !isPartial(valueAt(attributes, 'backend'));
    sites.push({
      role: 'target',
      span: written.span,
      value: { kind: 'name', name: written.text },
      protocol: 'unknown',
      field: 'port_name',
      ...(sure && to.length > 0 ? { to } : {}),
    });
  }
  const machines = toResources(
    world,
    groups.flatMap((group) => machinesOf(world, group)),
  );
  for (const tree of listOf(valueAt(attributes, 'health_checks'))) {
    const check = find(world, tree, ...CHECKS);
    const site = check && checkSite(check, machines);
    if (site) sites.push(site);
  }
  return {
    ...base(world, backend, `backend service ${backend.name}`),
    kind: 'pool',
    sites,
    // What is no group of machines of the workspace has rules of its own, or needs none.
    ...(groups.length === blocks.length
      ? { probedFrom: PROBERS, firewalls: [ofType(world, ...FIREWALLS).map(({ address }) => keyOf(world, address))] }
      : {}),
  };
}

function checkSite(check: Resource, to: readonly Destination[]): Site | undefined {
  const kinds = ['http', 'https', 'http2', 'tcp', 'ssl', 'grpc'].flatMap(
    (kind) => valueAt(check.attributes, `${kind}_health_check`) ?? [],
  );
  const block = kinds.length === 1 ? kinds[0] : kinds.length === 0 ? check.attributes : undefined;
  return portSite(block, 'port', { role: 'probe', to, field: 'health check port' });
}

function groupOf(world: World, group: Resource): Member {
  const { attributes } = group;
  const apart = ofType(world, 'google_compute_instance_group_named_port').filter(
    (port) => find(world, valueAt(port.attributes, 'group'), ...GROUPS) === group,
  );
  const ports = [...listOf(valueAt(attributes, 'named_port')), ...apart.map((port) => port.attributes)];
  const to = toResources(world, machinesOf(world, group));
  const sites = ports.flatMap((block): Site[] => {
    const site = portSite(block, 'port', { role: 'target', to, name: named(valueAt(block, 'name')) });
    return site ? [site] : [];
  });
  return { ...base(world, group, `instance group ${group.name}`), kind: 'member', sites };
}

/** The addresses of the machines of a group, where all are known. */
function machinesOf(world: World, { attributes }: Resource): readonly string[] {
  const started = listOf(valueAt(attributes, 'version')).map((version) => valueAt(version, 'instance_template'));
  const trees = [...listOf(valueAt(attributes, 'instances')), ...started];
  const found = trees.flatMap((tree) => find(world, tree, ...MACHINES)?.address ?? []);
  return found.length === trees.length ? found : [];
}

/** Of an image that runs containers, or is set up by cloud-init, the startup script says the lesser part. */
function machineOf(world: World, resource: Resource): Container {
  const metadata = valueAt(resource.attributes, 'metadata');
  const others = [valueAt(metadata, 'gce-container-declaration'), valueAt(metadata, 'user-data')];
  const script = valueAt(resource.attributes, 'metadata_startup_script') ?? valueAt(metadata, 'startup-script');
  return machine(world, resource, others.some((each) => each) ? undefined : script);
}

function firewallOf(world: World, rule: Resource): Policy {
  const { attributes } = rule;
  const way = textOf(valueAt(attributes, 'direction'))?.toUpperCase() === 'EGRESS' ? ('out' as const) : ('in' as const);
  const ranges = listOf(valueAt(attributes, way === 'in' ? 'source_ranges' : 'destination_ranges')).map(textOf);
  const byTag = ['source_tags', 'source_service_accounts'].some((name) => listOf(valueAt(attributes, name)).length > 0);
  const peers: readonly Peer[] =
    ranges.includes(undefined) || byTag
      ? []
      : ranges.flatMap((range) => (range === undefined ? [] : [{ kind: 'network', range } as const]));
  const blocks = ['allow', 'deny'].flatMap((name) =>
    listOf(valueAt(attributes, name)).map((block) => ({ block, denies: name === 'deny' })),
  );
  const sites = blocks.flatMap(({ block, denies }) =>
    permitted(block, { way, peers, ...(denies ? { denies: true as const } : {}) }),
  );
  const open = blocks.some(
    ({ block }) => block.kind !== 'mapping' || listOf(valueAt(block, 'ports')).some((p) => textOf(p) === undefined),
  );
  return {
    ...base(world, rule, `firewall ${rule.name}`),
    kind: 'policy',
    namespace: undefined,
    sites,
    firewall: { open },
  };
}

function permitted(block: Tree, permit: NonNullable<Site['permit']>): readonly Site[] {
  const protocol = valueAt(block, 'protocol');
  const spoken = textOf(protocol)?.toLowerCase();
  if (!protocol || spoken === undefined || /^(?:icmp|esp|ah|ipip)$/.test(spoken)) return [];
  const ports = listOf(valueAt(block, 'ports'));
  if (ports.length === 0 || spoken === 'all') {
    return [
      {
        role: 'allow',
        span: placeOf(protocol),
        value: { kind: 'range', from: 1, to: 65535 },
        protocol: protocolOf(spoken),
        field: 'protocol',
        permit,
      },
    ];
  }
  return ports.flatMap((port, index): Site[] => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(textOf(port) ?? '');
    if (!match) return [];
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
    const span = placeOf(port);
    const last = index === ports.length - 1;
    const quoted = span.via === undefined && port.kind === 'scalar' && port.type === 'text';
    const at = partOf(span, span.length + 1, span.length + 1);
    const copy = last && quoted ? { copy: { at, template: ', "{port}"' } } : {};
    return [
      {
        role: 'allow',
        span,
        value:
          from === to
            ? { kind: 'number', number: from }
            : { kind: 'range', from: to > 0 ? Math.max(1, from) : from, to },
        protocol: protocolOf(spoken),
        field: 'ports',
        permit: { ...permit, ...copy },
      },
    ];
  });
}

/** Cloud Run sends requests to `container_port`, and tells the process so by PORT. */
function runOf(world: World, service: Resource): readonly Container[] {
  const template = valueAt(service.attributes, 'template');
  const spec = valueAt(template, 'spec') ?? template;
  return listOf(valueAt(spec, 'containers')).flatMap((container, index): Container[] => {
    if (container.kind !== 'mapping') return [];
    const ports = valueAt(container, 'ports');
    const site = portSite(ports, 'container_port', { role: 'target', to: OWN });
    return [
      hosted(world, service, `service ${service.name}`, {
        ...(index > 0 ? { part: `/${index}` } : {}),
        sites: site ? [site] : [],
        container,
        environment: toldPort(valueAt(ports, 'container_port')),
      }),
    ];
  });
}
