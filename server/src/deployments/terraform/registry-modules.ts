/**
 * Modules of the public registry that many configurations are made of, by their documented inputs and outputs
 * (registry.terraform.io/modules/terraform-aws-modules: alb from version 9 on, security-group, ecs's service). What they
 * declare is not in the workspace, and so it is made up here; of any other module nothing is known.
 */
import type { Source, Span } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import type { Resource } from '../cloud/resource.ts';
import { type Entry, type Mapping, scalarOf, type Tree, textOf, valueAt } from '../cloud/tree.ts';

/** A module that is not of the workspace. */
export interface Foreign {
  readonly resources: readonly Resource[];
  output(name: string, at: Origin): Tree;
}

export interface Use {
  /** `module.alb.`. */
  readonly address: string;
  readonly name: string;
  readonly span: Span;
  readonly source: Source;
  readonly folder: string;
  readonly at: Origin;
  input(name: string): Tree | undefined;
}

/** @returns undefined where nothing is known of the module. */
export function foreignModule(source: string, use: Use): Foreign | undefined {
  const [, name = ''] =
    /^(?:registry\.terraform\.io\/)?terraform-aws-modules\/([\w/-]+?)\/aws(\/\/[\w/-]+)?$/.exec(source) ?? [];
  const part = /\/\/modules\/([\w-]+)$/.exec(source)?.[1];
  if (name === 'alb' && !part) return balancer(use);
  if (name === 'security-group' && !part) return securityGroup(use);
  if (name === 'ecs' && part === 'service') return service(use);
  return undefined;
}

function balancer(use: Use): Foreign {
  const lb = `${use.address}aws_lb.this[0]`;
  const groups = named(use.input('target_groups'));
  const listeners = named(use.input('listeners'));
  const target = (key: string): string => `${use.address}aws_lb_target_group.this["${key}"]`;
  const own = groupOf(use, 'security_group_ingress_rules', 'security_group_egress_rules');
  const resources: Resource[] = [
    made(use, 'aws_lb', lb, use.name, use.span, {
      security_groups: own ? list(use.at, [reference(own.address, use.at)]) : use.input('security_groups'),
      internal: use.input('internal'),
    }),
    ...groups.map(({ key, at, value }) => made(use, 'aws_lb_target_group', target(key), key, at, entriesOf(value))),
    ...listeners.map(({ key, at, value }) => {
      const forwarded = textOf(valueAt(value, 'forward', 'target_group_key'));
      const weighted = valueAt(value, 'weighted_forward', 'target_groups');
      const keys =
        weighted?.kind === 'list' ? weighted.items.map((each) => textOf(valueAt(each, 'target_group_key'))) : [];
      const actions = [forwarded, ...keys].flatMap((each) =>
        each === undefined ? [] : [mapping(use.at, { target_group_arn: reference(target(each), use.at) })],
      );
      return made(use, 'aws_lb_listener', `${use.address}aws_lb_listener.this["${key}"]`, key, at, {
        ...entriesOf(value),
        load_balancer_arn: reference(lb, use.at),
        default_action: list(use.at, actions),
      });
    }),
    ...(own?.resources ?? []),
  ];
  return {
    resources,
    output(name, at) {
      if (name === 'target_groups') {
        return mapping(at, Object.fromEntries(groups.map(({ key }) => [key, reference(target(key), at)])));
      }
      if (name === 'security_group_id' && own) return reference(own.address, at);
      return name === 'arn' || name === 'id' ? reference(lb, at) : { kind: 'unknown', at };
    },
  };
}

/** The group that a module makes with rules by name; undefined where it makes none, or where that is not known. */
function groupOf(
  use: Use,
  ingress: string,
  egress: string,
): { address: string; resources: readonly Resource[] } | undefined {
  const rules = use.input(ingress);
  const create = use.input('create_security_group');
  if (!rules || (create && textOf(create) !== 'true')) return undefined;
  const address = `${use.address}aws_security_group.this[0]`;
  const ruled = (way: string, tree: Tree | undefined): readonly Resource[] =>
    named(tree).map(({ key, at, value }) =>
      made(
        use,
        `aws_vpc_security_group_${way}_rule`,
        `${use.address}aws_vpc_security_group_${way}_rule.this["${key}"]`,
        key,
        at,
        {
          ip_protocol: scalarOf('tcp', 'text', use.at),
          ...entriesOf(value),
          security_group_id: reference(address, use.at),
        },
      ),
    );
  const unclear = rules.kind !== 'mapping' || rules.partial;
  const group = made(
    use,
    'aws_security_group',
    address,
    use.name,
    use.span,
    unclear ? { ingress: { kind: 'unknown', at: use.at } } : {},
  );
  return { address, resources: [group, ...ruled('ingress', rules), ...ruled('egress', use.input(egress))] };
}

const RULES = ['ingress_with_cidr_blocks', 'ingress_with_source_security_group_id', 'ingress_with_self'];
/** Inputs whose rules bear names that only the module knows. */
const UNTOLD = [
  'ingress_rules',
  'computed_ingress_rules',
  'computed_ingress_with_cidr_blocks',
  'computed_ingress_with_source_security_group_id',
  'ingress_with_ipv6_cidr_blocks',
  'ingress_with_prefix_list_ids',
  'ingress_prefix_list_ids',
];

function securityGroup(use: Use): Foreign {
  const address = `${use.address}aws_security_group.this_name_prefix[0]`;
  const blocks = RULES.flatMap((input): readonly Tree[] => {
    const tree = use.input(input);
    if (!tree) return [];
    if (tree.kind !== 'list') return [{ kind: 'unknown', at: use.at }];
    return tree.items.map((item) => ruleOf(use, item));
  });
  if (UNTOLD.some((input) => use.input(input) !== undefined)) blocks.push({ kind: 'unknown', at: use.at });
  return {
    resources: [made(use, 'aws_security_group', address, use.name, use.span, { ingress: list(use.at, blocks) })],
    output: (name, at) => (name === 'security_group_id' ? reference(address, at) : { kind: 'unknown', at }),
  };
}

/** A rule with the module's own names; one that is named after a service (`rule`) is not told. */
function ruleOf(use: Use, item: Tree): Tree {
  if (item.kind !== 'mapping' || valueAt(item, 'rule')) return { kind: 'unknown', at: use.at };
  const ranges = valueAt(item, 'cidr_blocks') ?? use.input('ingress_cidr_blocks');
  const text = textOf(ranges);
  const split =
    ranges && text !== undefined
      ? list(
          ranges.at,
          text.split(',').map((range) => scalarOf(range.trim(), 'text', ranges.at)),
        )
      : ranges;
  const entries = new Map(item.entries);
  if (split) entries.set('cidr_blocks', { at: item.at, value: split });
  if (!entries.has('protocol')) return { kind: 'unknown', at: use.at };
  return { ...item, entries };
}

function service(use: Use): Foreign {
  const own = groupOf(use, 'security_group_ingress_rules', 'security_group_egress_rules');
  const task = `${use.address}aws_ecs_task_definition.this[0]`;
  const definitions = named(use.input('container_definitions')).map(({ key, value }) =>
    mapping(use.at, { name: scalarOf(key, 'text', use.at), ...entriesOf(value) }),
  );
  const balancers = named(use.input('load_balancer')).map(({ value }) => value);
  const groups = own ? list(use.at, [reference(own.address, use.at)]) : undefined;
  const resources: readonly Resource[] = [
    made(use, 'aws_ecs_task_definition', task, use.name, use.span, {
      network_mode: use.input('network_mode') ?? scalarOf('awsvpc', 'text', use.at),
      container_definitions: list(use.at, definitions),
    }),
    made(use, 'aws_ecs_service', `${use.address}aws_ecs_service.this[0]`, use.name, use.span, {
      task_definition: reference(task, use.at),
      load_balancer: list(use.at, balancers),
      ...(groups ? { network_configuration: mapping(use.at, { security_groups: groups }) } : {}),
    }),
    ...(own?.resources ?? []),
  ];
  return {
    resources,
    output: (name, at) => (name === 'security_group_id' && own ? reference(own.address, at) : { kind: 'unknown', at }),
  };
}

interface Named {
  readonly key: string;
  readonly at: Origin;
  readonly value: Tree;
}

function named(tree: Tree | undefined): readonly Named[] {
  return tree?.kind === 'mapping' ? [...tree.entries].map(([key, { at, value }]) => ({ key, at, value })) : [];
}

function entriesOf(tree: Tree): Readonly<Record<string, Tree>> {
  return Object.fromEntries(named(tree).map(({ key, value }) => [key, value]));
}

function reference(address: string, at: Origin): Tree {
  return { kind: 'reference', address, path: [], at };
}

function list(at: Origin, items: readonly Tree[]): Tree {
  return { kind: 'list', items, at };
}

function mapping(at: Origin, values: Readonly<Record<string, Tree | undefined>>): Mapping {
  const entries = Object.entries(values).flatMap(([key, value]): [string, Entry][] =>
    value ? [[key, { at: value.at, value }]] : [],
  );
  return { kind: 'mapping', entries: new Map(entries), at };
}

function made(
  use: Use,
  type: string,
  address: string,
  name: string,
  place: Origin | Span,
  values: Readonly<Record<string, Tree | undefined>>,
): Resource {
  const span = 'source' in place ? place.source.span(place.start, place.end) : place;
  return { type, address, name, span, attributes: mapping(use.at, values), source: use.source, folder: use.folder };
}
