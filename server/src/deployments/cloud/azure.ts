/**
 * Azure: load balancer rules and probes, application gateways, network security groups, Container Apps, App Service
 * (learn.microsoft.com/azure). The port of a platform is the one that the process in the container must listen on.
 */
import type { Component, Container, Peer, Policy, Site } from '../../model/index.ts';
import { gatewayOf } from './azure-gateway.ts';
import { azureMachines, machinesBehind } from './azure-machines.ts';
import { hosted, OWN } from './hosted.ts';
import type { Resource } from './resource.ts';
import { isPartial, listOf, numberOf, placeOf, type Tree, textOf, valueAt } from './tree.ts';
import { base, find, keyOf, ofType, portSite, protocolOf, settingsOf, toResources, type World } from './world.ts';

const WEB_APPS = ['azurerm_linux_web_app', 'azurerm_app_service', 'azurerm_linux_web_app_slot'];

export function azure(world: World): readonly Component[] {
  return [
    ...ofType(world, 'azurerm_lb_rule').flatMap((rule) => balancerRule(world, rule)),
    ...ofType(world, 'azurerm_application_gateway').flatMap((gateway) => gatewayOf(world, gateway)),
    ...azureMachines(world),
    ...ofType(world, 'azurerm_network_security_group').map((group) => securityGroup(world, group)),
    ...ofType(world, 'azurerm_network_security_rule').flatMap((rule) => separateRule(world, rule)),
    ...ofType(world, 'azurerm_container_group').flatMap((group) => containerGroup(world, group)),
    ...ofType(world, 'azurerm_container_app').flatMap((app) => containerApp(world, app)),
    ...ofType(world, ...WEB_APPS).flatMap((app) => webApp(world, app)),
  ];
}

/** What a rule sends on goes to machines, past the security group of the module where there is one. */
function balancerRule(world: World, rule: Resource): readonly Component[] {
  const protocol = protocolOf(textOf(valueAt(rule.attributes, 'protocol')));
  const behind = `${rule.address}#backend`;
  const front = portSite(rule.attributes, 'frontend_port', {
    role: 'route',
    protocol,
    to: toResources(world, [behind]),
  });
  const pools =
    valueAt(rule.attributes, 'backend_address_pool_ids') ?? valueAt(rule.attributes, 'backend_address_pool_id');
  const machines = toResources(world, machinesBehind(world, listOf(pools)));
  const back = portSite(rule.attributes, 'backend_port', { role: 'target', protocol, to: machines });
  const isAll = (site: Site): boolean => site.value.kind === 'number' && site.value.number === 0;
  // High-availability ports: 0 stands for all.
  if (!front || !back || isAll(front) || isAll(back)) return [];
  const probe = find(world, valueAt(rule.attributes, 'probe_id'), 'azurerm_lb_probe');
  const asked = probe && portSite(probe.attributes, 'port', { role: 'probe', field: 'probe port', to: machines });
  const balancer = find(world, valueAt(rule.attributes, 'loadbalancer_id'), 'azurerm_lb');
  const isPublic = listOf(valueAt(balancer?.attributes, 'frontend_ip_configuration')).some((each) =>
    valueAt(each, 'public_ip_address_id'),
  );
  const groups = ofType(world, 'azurerm_network_security_group');
  // Within a network all is let through by default.
  const firewalls = isPublic && groups.length === 1 ? [[keyOf(world, groups[0]!.address)]] : undefined;
  return [
    {
      ...base(world, rule, `load balancer rule ${rule.name}`),
      kind: 'router',
      namespace: undefined,
      sites: [front],
      ...(isPublic || !balancer ? {} : { internal: true }),
    },
    {
      ...base(world, rule, `backend pool of ${rule.name}`, '#backend'),
      kind: 'pool',
      sites: asked ? [back, asked] : [back],
      ...(firewalls ? { firewalls } : {}),
    },
  ];
}

function securityGroup(world: World, group: Resource): Policy {
  const rules = listOf(valueAt(group.attributes, 'security_rule'));
  const read = rules.map((rule) => ruleSites(rule));
  return {
    ...base(world, group, `network security group ${group.name}`),
    kind: 'policy',
    namespace: undefined,
    sites: read.flatMap((sites) => sites ?? []),
    firewall: { open: isPartial(valueAt(group.attributes, 'security_rule')) || read.includes(undefined) },
  };
}

function separateRule(world: World, rule: Resource): readonly Policy[] {
  const group = find(world, valueAt(rule.attributes, 'network_security_group_name'), 'azurerm_network_security_group');
  const sites = ruleSites(rule.attributes);
  return [
    {
      ...base(world, rule, `network security rule ${rule.name}`),
      ...(group ? { address: keyOf(world, group.address) } : {}),
      kind: 'policy',
      namespace: undefined,
      sites: sites ?? [],
      firewall: { open: sites === undefined },
    },
  ];
}

/** Undefined where the rule cannot be told. */
function ruleSites(rule: Tree): readonly Site[] | undefined {
  const text = (name: string): string | undefined => textOf(valueAt(rule, name));
  const [direction, access, protocol] = [text('direction'), text('access'), text('protocol')];
  const order = numberOf(valueAt(rule, 'priority'));
  if (rule.kind !== 'mapping' || !direction || !access || !protocol || order === undefined) return undefined;
  const sources = [
    ...listOf(valueAt(rule, 'source_address_prefix')),
    ...listOf(valueAt(rule, 'source_address_prefixes')),
  ].map(textOf);
  const peers: readonly Peer[] = sources.includes(undefined)
    ? []
    : sources.flatMap((range) =>
        range === undefined ? [] : [{ kind: 'network', range: WORLD.test(range) ? '0.0.0.0/0' : range } as const],
      );
  const ports = [
    ...listOf(valueAt(rule, 'destination_port_range')),
    ...listOf(valueAt(rule, 'destination_port_ranges')),
  ];
  const found: Site[] = [];
  for (const port of ports) {
    const written = textOf(port);
    const match = written === '*' ? ['', '1', '65535'] : /^(\d+)(?:-(\d+))?$/.exec(written ?? '');
    if (!match) return undefined;
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
    found.push({
      role: 'allow',
      span: placeOf(port),
      value:
        from === to ? { kind: 'number', number: from } : { kind: 'range', from: to > 0 ? Math.max(1, from) : from, to },
      protocol: protocol === '*' ? 'unknown' : protocolOf(protocol),
      field: 'destination_port_range',
      permit: {
        way: /^outbound$/i.test(direction) ? 'out' : 'in',
        peers,
        order,
        ...(/^deny$/i.test(access) ? { denies: true as const } : {}),
      },
    });
  }
  return found;
}

const WORLD = /^(?:\*|Internet|Any|0\.0\.0\.0\/0)$/i;

function containerApp(world: World, app: Resource): readonly Container[] {
  const { attributes } = app;
  const ingress = valueAt(attributes, 'ingress');
  const site = portSite(ingress, 'target_port', { role: 'target', to: OWN });
  const template = valueAt(attributes, 'template');
  const containers = listOf(valueAt(template, 'container'));
  // Of several in one replica, any may be the one that is sent to.
  const first = containers.find((c) => c.kind === 'mapping');
  if (!site || containers.length > 1) return [];
  return [hosted(world, app, `container app ${app.name}`, { sites: [site], container: first })];
}

function webApp(world: World, app: Resource): readonly Container[] {
  const { attributes } = app;
  const settings = valueAt(attributes, 'app_settings');
  const stack = valueAt(attributes, 'site_config', 'application_stack');
  // A runtime that Azure brings listens where it is told to.
  if (stack && !valueAt(stack, 'docker_image') && !valueAt(stack, 'docker_image_name')) return [];
  const site = portSite(settings, 'WEBSITES_PORT', { role: 'target', to: OWN });
  if (!site) return [];
  const image = valueAt(stack, 'docker_image_name') ?? valueAt(stack, 'docker_image');
  return [hosted(world, app, `web app ${app.name}`, { sites: [site], image, environment: settingsOf(settings) })];
}

/** Container Instances: containers that share an address. */
function containerGroup(world: World, group: Resource): readonly Container[] {
  return listOf(valueAt(group.attributes, 'container')).flatMap((container, index): Container[] => {
    const sites = listOf(valueAt(container, 'ports')).flatMap(
      (ports) => portSite(ports, 'port', { role: 'declare', protocol: 'unknown' }) ?? [],
    );
    if (container.kind !== 'mapping') return [];
    const environment = settingsOf(valueAt(container, 'environment_variables'));
    return [hosted(world, group, `container ${group.name}`, { part: `/${index}`, sites, container, environment })];
  });
}
