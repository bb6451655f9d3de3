/**
 * Application gateways of Azure: listeners, the rules that send on what they take, backend settings with their probes, and
 * the pools that they reach (learn.microsoft.com/azure/application-gateway, Configuration). The parts of a gateway find
 * each other by the names that they bear within it.
 */
import type { Destination, Router, Site } from '../../model/index.ts';
import type { Resource } from './resource.ts';
import { addressOf, listOf, type Tree, textOf, valueAt } from './tree.ts';
import { base, portSite, toResources, type World } from './world.ts';

export function gatewayOf(world: World, gateway: Resource): readonly Router[] {
  const { attributes } = gateway;
  const named = (list: string, name: Tree | undefined): Tree | undefined => {
    const text = textOf(name);
    return text === undefined
      ? undefined
      : listOf(valueAt(attributes, list)).find((block) => textOf(valueAt(block, 'name')) === text);
  };
  const sites: Site[] = [];
  for (const rule of listOf(valueAt(attributes, 'request_routing_rule'))) {
    const listener = named('http_listener', valueAt(rule, 'http_listener_name'));
    const front = named('frontend_port', valueAt(listener, 'frontend_port_name'));
    const paths = named('url_path_map', valueAt(rule, 'url_path_map_name'));
    const ways = [
      {
        pool: 'backend_address_pool_name',
        settings: 'backend_http_settings_name',
        of: [rule, ...listOf(valueAt(paths, 'path_rule'))],
      },
      { pool: 'default_backend_address_pool_name', settings: 'default_backend_http_settings_name', of: listOf(paths) },
    ];
    const behind = ways.flatMap(({ pool, settings, of }) =>
      of.flatMap((way) => {
        const to = membersOf(world, named('backend_address_pool', valueAt(way, pool)));
        return targetsOf(named('backend_http_settings', valueAt(way, settings)), to, (name) => named('probe', name));
      }),
    );
    const first = sites.length + 1;
    const route = portSite(front, 'port', {
      role: 'route',
      field: 'frontend port',
      to: behind.flatMap(({ role }, index) => (role === 'target' ? [{ kind: 'site', index: first + index }] : [])),
    });
    sites.push(...(route ? [route] : []), ...behind);
  }
  if (sites.length === 0) return [];
  return [
    { ...base(world, gateway, `application gateway ${gateway.name}`), kind: 'router', namespace: undefined, sites },
  ];
}

/** Where requests are sent to, and the port that is asked before; without one of its own a probe asks the same. */
function targetsOf(
  settings: Tree | undefined,
  to: readonly Destination[],
  probeOf: (name: Tree | undefined) => Tree | undefined,
): readonly Site[] {
  const target = portSite(settings, 'port', { role: 'target', field: 'backend port', to });
  const probe = portSite(probeOf(valueAt(settings, 'probe_name')), 'port', { role: 'probe', field: 'probe port', to });
  return [...(target ? [target] : []), ...(probe ? [probe] : [])];
}

/** Container groups, whose containers share an address; what else has one may listen where nobody knows. */
function membersOf(world: World, pool: Tree | undefined): readonly Destination[] {
  const addresses = [...listOf(valueAt(pool, 'ip_addresses')), ...listOf(valueAt(pool, 'fqdns'))].flatMap(
    (tree) => addressOf(tree) ?? [],
  );
  const groups = addresses.filter((address) => world.byAddress.get(address)?.type === 'azurerm_container_group');
  return toResources(
    world,
    groups.map((address) => `${address}/0`),
  );
}
