/** Machines of AWS and what is known to run on them; managed databases and caches, which listen by themselves. */
import type { Component, Container, Site } from '../../model/index.ts';
import { wornBy } from './aws-firewalls.ts';
import { standsIn, standsInGroup } from './aws-network-acls.ts';
import { bareMachine, machine } from './machines.ts';
import type { Resource } from './resource.ts';
import { entryAt, listOf, numberOf, placeOf, type Tree, textOf, valueAt } from './tree.ts';
import { find, ofType, portSite, type World } from './world.ts';

export const MACHINES = ['aws_instance', 'aws_launch_template', 'aws_launch_configuration'];

export function awsMachines(world: World): readonly Component[] {
  return [
    ...ofType(world, ...MACHINES).map((resource) => machineContainer(world, resource)),
    ...Object.entries(MANAGED).flatMap(([type, of]) =>
      ofType(world, type).flatMap((resource) => managed(world, resource, of) ?? []),
    ),
  ];
}

/** What a group that scales starts. */
export function machineOf(world: World, group: Resource): Resource | undefined {
  const { attributes } = group;
  const template =
    valueAt(attributes, 'launch_template') ??
    valueAt(attributes, 'mixed_instances_policy', 'launch_template', 'launch_template_specification');
  const named = [
    valueAt(template, 'id'),
    valueAt(template, 'name'),
    valueAt(template, 'launch_template_id'),
    valueAt(template, 'launch_template_name'),
    valueAt(attributes, 'launch_configuration'),
    valueAt(attributes, 'launch_configuration_name'),
  ];
  for (const tree of named) {
    const found = find(world, tree, ...MACHINES);
    if (found) return found;
  }
  return undefined;
}

function machineContainer(world: World, resource: Resource): Container {
  const { attributes } = resource;
  const data = valueAt(attributes, 'launch_template_data') ?? attributes;
  const interfaces = listOf(valueAt(data, 'network_interfaces'));
  return {
    ...machine(world, resource, valueAt(data, 'user_data') ?? valueAt(data, 'user_data_base64')),
    ...wornBy(
      world,
      valueAt(data, 'vpc_security_group_ids') ??
        valueAt(data, 'security_group_ids') ??
        valueAt(data, 'security_groups'),
      ...interfaces.map((each) => valueAt(each, 'security_groups') ?? valueAt(each, 'groups')),
    ),
    ...standsIn(
      world,
      valueAt(data, 'subnet_id'),
      ...interfaces.map((each) => valueAt(each, 'subnet_id') ?? each),
      ...scalingOf(world, resource).map(({ attributes: of }) => valueAt(of, 'vpc_zone_identifier') ?? of),
    ),
  };
}

/** The groups that start a machine. */
function scalingOf(world: World, resource: Resource): readonly Resource[] {
  return ofType(world, 'aws_autoscaling_group').filter((group) => machineOf(world, group) === resource);
}

interface Managed {
  readonly label: string;
  /** The port of each engine unless one is written (docs.aws.amazon.com, DB instance and cluster settings). */
  readonly defaults: readonly (readonly [RegExp, number])[];
  readonly otherwise?: number;
}

const ENGINES: Managed['defaults'] = [
  [/^aurora-postgresql|^postgres/, 5432],
  [/^aurora|^mysql|^mariadb/, 3306],
  [/^oracle/, 1521],
  [/^sqlserver/, 1433],
];
const MANAGED: Readonly<Record<string, Managed>> = {
  aws_db_instance: { label: 'database', defaults: ENGINES },
  aws_rds_cluster: { label: 'database cluster', defaults: ENGINES },
  aws_docdb_cluster: { label: 'DocumentDB cluster', defaults: [], otherwise: 27017 },
  aws_neptune_cluster: { label: 'Neptune cluster', defaults: [], otherwise: 8182 },
  aws_redshift_cluster: { label: 'Redshift cluster', defaults: [], otherwise: 5439 },
  aws_elasticache_cluster: {
    label: 'cache',
    defaults: [
      [/^memcached/, 11211],
      [/^redis|^valkey/, 6379],
    ],
  },
  aws_elasticache_replication_group: { label: 'cache', defaults: [], otherwise: 6379 },
};

function managed(world: World, resource: Resource, { label, defaults, otherwise }: Managed): Container | undefined {
  const { attributes } = resource;
  const engine = entryAt(attributes, 'engine');
  const name = textOf(engine?.value);
  const usual = (name && defaults.find(([pattern]) => pattern.test(name))?.[1]) || otherwise;
  const written = portSite(attributes, 'port', { role: 'declare' });
  const site: Site | undefined =
    written ??
    (usual === undefined
      ? undefined
      : {
          role: 'declare',
          span: engine && name ? placeOf(engine.value) : resource.span,
          value: { kind: 'number', number: usual },
          protocol: 'tcp',
          field: 'port',
          implied: true,
        });
  const groups: readonly Tree[] = ['vpc_security_group_ids', 'vpc_security_groups', 'security_group_ids'].flatMap(
    (list) => listOf(valueAt(attributes, list)),
  );
  if (!site || numberOf(entryAt(attributes, 'port')?.value) === 0) return undefined;
  return {
    ...bareMachine(world, resource, `${label} ${resource.name}`),
    sites: [site],
    ...wornBy(world, { kind: 'list', items: groups, at: attributes.at }),
    ...standsInGroup(world, resource),
  };
}
