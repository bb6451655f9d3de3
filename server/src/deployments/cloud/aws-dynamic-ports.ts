/** Ports of machines that ECS gives out when a container starts (docs.aws.amazon.com, PortMapping, hostPort). */
import type { Named, Site } from '../../model/index.ts';
import { dynamicPort, type Registration, TARGET_GROUPS } from './aws-containers.ts';
import { MACHINES, machineOf } from './aws-machines.ts';
import type { Resource } from './resource.ts';
import { numberOf, valueAt } from './tree.ts';
import { ofType, toResources, type World } from './world.ts';

/**
 * What the agent of ECS picks host ports from, whatever the system of the machine: Linux takes them from 32768 on, old
 * versions of Docker from 49153 (docs.aws.amazon.com, PortMapping, hostPort).
 */
const GIVEN_OUT = { kind: 'range', from: 32768, to: 65535 } as const;

/** The host ports of a pool whose own are given out, on the machines that run its containers. */
export function givenOut(world: World, group: Resource): Site {
  const scaled = ofType(world, 'aws_autoscaling_group').flatMap((scaling) => machineOf(world, scaling) ?? []);
  const machines = [...new Set(scaled.length > 0 ? scaled : ofType(world, ...MACHINES))];
  return {
    role: 'target',
    span: group.span,
    value: GIVEN_OUT,
    protocol: 'tcp',
    field: 'dynamic host port',
    implied: true,
    to: machines.length === 1 ? toResources(world, [machines[0]!.address]) : [],
  };
}

/** Host ports that are given out: of the services that register here or, where none is written, of the only task of that port. */
export function dynamicOf(world: World, group: Resource, own: readonly Registration[]): Named | undefined {
  const known = own.flatMap(({ task, containerName, containerPort }) =>
    task ? (dynamicPort(task, containerName, containerPort) ?? []) : [],
  );
  if (own.length > 0) return known.length === own.length ? known[0] : undefined;
  const tasks = ofType(world, 'aws_ecs_task_definition');
  const port = numberOf(valueAt(group.attributes, 'port'));
  const [task] = tasks;
  // Without any service the two stand in one file for each other.
  const others = ofType(world, 'aws_ecs_service').length > 0 || ofType(world, ...TARGET_GROUPS).length > 1;
  return !task || tasks.length > 1 || others ? undefined : dynamicPort(task, undefined, port);
}
