/**
 * Machines of Azure, with the script that cloud-init runs when they start, and the pools of load balancers that they are
 * in (learn.microsoft.com/azure/virtual-machines, Custom data).
 */
import type { Component } from '../../model/index.ts';
import { machine } from './machines.ts';
import type { Resource } from './resource.ts';
import { listOf, type Tree, valueAt } from './tree.ts';
import { find, ofType, type World } from './world.ts';

const MACHINES = ['azurerm_linux_virtual_machine', 'azurerm_linux_virtual_machine_scale_set'];
const POOL = 'azurerm_lb_backend_address_pool';

export function azureMachines(world: World): readonly Component[] {
  return ofType(world, ...MACHINES).map((resource) =>
    machine(world, resource, valueAt(resource.attributes, 'custom_data')),
  );
}

/** The addresses of the machines in pools: by an association of their network interfaces, or by a scale set's own. */
export function machinesBehind(world: World, pools: readonly Tree[]): readonly string[] {
  const meant = pools.flatMap((tree) => find(world, tree, POOL) ?? []);
  const isMeant = (tree: Tree | undefined): boolean => meant.some((pool) => find(world, tree, POOL) === pool);
  const interfaces = ofType(world, 'azurerm_network_interface_backend_address_pool_association')
    .filter(({ attributes }) => isMeant(valueAt(attributes, 'backend_address_pool_id')))
    .flatMap(({ attributes }) => find(world, valueAt(attributes, 'network_interface_id'), INTERFACE) ?? []);
  return ofType(world, ...MACHINES)
    .filter((resource) => stands(world, resource, interfaces) || poolsOf(resource).some(isMeant))
    .map(({ address }) => address);
}

const INTERFACE = 'azurerm_network_interface';

function stands(world: World, { attributes }: Resource, interfaces: readonly Resource[]): boolean {
  return listOf(valueAt(attributes, 'network_interface_ids')).some((tree) => {
    const found = find(world, tree, INTERFACE);
    return found !== undefined && interfaces.includes(found);
  });
}

function poolsOf({ attributes }: Resource): readonly Tree[] {
  return listOf(valueAt(attributes, 'network_interface')).flatMap((each) =>
    listOf(valueAt(each, 'ip_configuration')).flatMap((own) =>
      listOf(valueAt(own, 'load_balancer_backend_address_pool_ids')),
    ),
  );
}
