/**
 * Network ACLs: lists of numbered rules, one list for each subnet. The first rule that fits decides, what none of them
 * fits is refused, and answers are looked at like everything else (docs.aws.amazon.com/vpc, Network ACL rules). They come
 * with rules of their own or within the list, and so do the subnets (Terraform's AWS provider, aws_network_acl).
 */
import type { Component, Insertion, Peer, Permit, Policy } from '../../model/index.ts';
import { type Read, ruleSite } from './aws-firewalls.ts';
import type { Resource } from './resource.ts';
import { boolOf, isPartial, listOf, numberOf, type Tree, textOf, valueAt } from './tree.ts';
import { base, type Cut, copyOf, find, keyOf, ofType, type World } from './world.ts';

const LISTS = ['aws_network_acl', 'aws_default_network_acl'];
const SUBNETS = ['aws_subnet', 'aws_default_subnet'];
const SUBNET_GROUPS = [
  'aws_db_subnet_group',
  'aws_docdb_subnet_group',
  'aws_neptune_subnet_group',
  'aws_elasticache_subnet_group',
  'aws_redshift_subnet_group',
];
const GROUP_NAMES = [
  'db_subnet_group_name',
  'subnet_group_name',
  'cache_subnet_group_name',
  'neptune_subnet_group_name',
  'cluster_subnet_group_name',
];

export function awsNetworkAcls(world: World): readonly Component[] {
  const separate = ofType(world, 'aws_network_acl_rule').map((rule) => ({
    rule,
    list: find(world, valueAt(rule.attributes, 'network_acl_id'), ...LISTS),
  }));
  // A rule of a list that cannot be told may be one of any.
  const stray = separate.some(({ list }) => !list);
  const guarded = guardedSubnets(world);
  return ofType(world, ...LISTS).map((list): Policy => {
    const own = separate.flatMap(({ rule, list: of }) => (of === list ? [rule] : []));
    const read = (['in', 'out'] as const).flatMap((way) => rulesOf(world, list, own, way));
    const isSure = !['ingress', 'egress'].some((name) => isPartial(valueAt(list.attributes, name)));
    const open =
      stray || !isSure || list.attributes.partial === true || read.length === 0 || read.some(({ unclear }) => unclear);
    const subnets = guarded.get(list) ?? [];
    return {
      ...base(world, list, `network ACL ${list.name}`),
      kind: 'policy',
      namespace: undefined,
      sites: read.flatMap(({ site }) => site ?? []),
      firewall: { open, ...(subnets.length > 0 ? { subnets } : {}) },
    };
  });
}

/** The addresses of the subnets of each list; none of a subnet that is said to have two. */
function guardedSubnets(world: World): ReadonlyMap<Resource | undefined, readonly string[]> {
  const ties = [
    ...ofType(world, ...LISTS).flatMap((list) =>
      listOf(valueAt(list.attributes, 'subnet_ids')).map((subnet) => ({ list, subnet })),
    ),
    ...ofType(world, 'aws_network_acl_association').map(({ attributes }) => ({
      list: find(world, valueAt(attributes, 'network_acl_id'), ...LISTS),
      subnet: valueAt(attributes, 'subnet_id'),
    })),
  ];
  const bySubnet = new Map<Resource, Set<Resource | undefined>>();
  for (const { list, subnet } of ties) {
    const found = find(world, subnet, ...SUBNETS);
    if (found) bySubnet.set(found, (bySubnet.get(found) ?? new Set()).add(list));
  }
  const guarded = new Map<Resource | undefined, string[]>();
  for (const [{ address }, [list, ...others]] of bySubnet) {
    if (others.length === 0) guarded.set(list, [...(guarded.get(list) ?? []), keyOf(world, address)]);
  }
  return guarded;
}

/** The subnets that a component stands in, by lists of them; not told where one of them is not of the workspace. */
export function standsIn(world: World, ...lists: readonly (Tree | undefined)[]): Pick<Component, 'subnets'> {
  const items = lists.flatMap(listOf);
  const subnets = items.flatMap((item) => find(world, item, ...SUBNETS) ?? []);
  if (items.length === 0 || subnets.length < items.length) return {};
  return { subnets: [...new Set(subnets.map(({ address }) => keyOf(world, address)))] };
}

/** The same by the group of subnets that a database or a cache is put in. */
export function standsInGroup(world: World, { attributes }: Resource): Pick<Component, 'subnets'> {
  const named = GROUP_NAMES.flatMap((name) => listOf(valueAt(attributes, name)));
  const groups = named.flatMap((name) => find(world, name, ...SUBNET_GROUPS) ?? []);
  return groups.length < named.length
    ? {}
    : standsIn(world, ...groups.map((group) => valueAt(group.attributes, 'subnet_ids')));
}

/** A rule, and how to write it once more with other text in some places. */
interface Written {
  readonly tree: Tree;
  readonly copy: (cuts: readonly Cut[]) => Insertion | undefined;
}

function rulesOf(world: World, list: Resource, separate: readonly Resource[], way: Permit['way']): readonly Read[] {
  const isOut = way === 'out';
  const inline = listOf(valueAt(list.attributes, isOut ? 'egress' : 'ingress'));
  const own = separate.filter(({ attributes }) => (boolOf(valueAt(attributes, 'egress')) === true) === isOut);
  const written: readonly Written[] = [
    ...inline.map((tree) => ({ tree, copy: (cuts: readonly Cut[]) => copyOf(list, tree, cuts) })),
    ...own.map((rule) => ({
      tree: rule.attributes,
      copy: (cuts: readonly Cut[]) => copyOf(rule, undefined, cuts),
    })),
  ];
  const numbers = written.flatMap(({ tree }) => numberOf(orderOf(tree)) ?? []);
  const next = Math.max(0, ...numbers) + 10;
  return written.map((rule) => listedRule(world, rule, way, next));
}

function orderOf(rule: Tree): Tree | undefined {
  return valueAt(rule, 'rule_no') ?? valueAt(rule, 'rule_number');
}

/** The highest number that a rule may have. */
const LAST_NUMBER = 32766;

/** @param next The number that one more rule would get. */
function listedRule(world: World, { tree, copy }: Written, way: Permit['way'], next: number): Read {
  const number = orderOf(tree);
  const protocol = textOf(valueAt(tree, 'protocol'));
  // No other protocol has ports.
  if (protocol !== undefined && !/^(?:-1|all|tcp|6|udp|17)$/i.test(protocol))
    return { site: undefined, unclear: false };
  const { site, unclear } = ruleSite(world, tree, way, undefined, (cuts) =>
    number && next <= LAST_NUMBER ? copy([...cuts, { at: number, by: String(next) }]) : undefined,
  );
  const action = textOf(valueAt(tree, 'action') ?? valueAt(tree, 'rule_action'))?.toLowerCase();
  const order = numberOf(number);
  const range = textOf(valueAt(tree, 'cidr_block') ?? valueAt(tree, 'ipv6_cidr_block'));
  if (!site?.permit || action === undefined || order === undefined)
    return { site: undefined, unclear: unclear || site !== undefined };
  const peers: readonly Peer[] = range === undefined ? [] : [{ kind: 'network', range }];
  const denies = action === 'deny' ? { denies: true as const } : {};
  return { site: { ...site, permit: { ...site.permit, peers, order, ...denies } }, unclear };
}
