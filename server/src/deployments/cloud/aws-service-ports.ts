/**
 * Ports of tasks that ECS services offer by their names: to Service Connect and to VPC Lattice
 * (docs.aws.amazon.com/AmazonECS, Service definition parameters). The name must be one of a port mapping of the task.
 */
import type { Component, Destination, Member } from '../../model/index.ts';
import { containersIn, hasOwnAddress, TASK } from './aws-containers.ts';
import type { Resource } from './resource.ts';
import { boolOf, entryAt, isPartial, listOf, type Tree, textOf, valueAt } from './tree.ts';
import { base, find, named, ofType, toResources, type World } from './world.ts';

export function awsServicePorts(world: World): readonly Component[] {
  return ofType(world, 'aws_ecs_service').flatMap((service) => offered(world, service));
}

function offered(world: World, service: Resource): readonly Member[] {
  const connect = valueAt(service.attributes, 'service_connect_configuration');
  const isOff = boolOf(valueAt(connect, 'enabled')) === false;
  const blocks = [
    ...(isOff ? [] : listOf(valueAt(connect, 'service') ?? valueAt(connect, 'services'))),
    ...listOf(valueAt(service.attributes, 'vpc_lattice_configurations')),
  ];
  const to = portsOf(world, find(world, valueAt(service.attributes, 'task_definition'), TASK));
  return blocks.flatMap((block, index): Member[] => {
    const entry = entryAt(block, 'port_name');
    const name = named(entry?.value);
    if (!entry || !name) return [];
    return [
      {
        ...base(world, service, `service ${service.name}`, `#port${index}`),
        kind: 'member',
        sites: [
          {
            role: 'target',
            span: name.span,
            value: { kind: 'name', name: name.text },
            protocol: 'unknown',
            field: entry.key,
            to,
          },
        ],
      },
    ];
  });
}

/** A container by which all ports of a task are known; none where one of them is not, or where they are apart. */
function portsOf(world: World, task: Resource | undefined): readonly Destination[] {
  const { list, complete } = task ? containersIn(task) : { list: [], complete: false };
  const [first] = list;
  const isWhole = (definition: Tree): boolean => {
    const ports = valueAt(definition, 'port_mappings');
    return ports === undefined || (ports.kind === 'list' && !isPartial(ports));
  };
  if (!task || !first || !complete || !list.every(isWhole)) return [];
  return hasOwnAddress(task) || list.length === 1
    ? toResources(world, [`${task.address}/${textOf(valueAt(first, 'name'))}`])
    : [];
}
