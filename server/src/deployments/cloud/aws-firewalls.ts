/**
 * Security groups in their three styles: rules within the group, rules of their own, and rules of one side each
 * (docs.aws.amazon.com/vpc, Security group rules; Terraform's AWS provider, aws_security_group).
 */
import type { Component, Insertion, Peer, Permit, Policy, Site } from '../../model/index.ts';
import type { Resource } from './resource.ts';
import {
  addressOf,
  boolOf,
  entryAt,
  isPartial,
  listOf,
  numberOf,
  placeOf,
  type Tree,
  textOf,
  valueAt,
} from './tree.ts';
import { base, type Cut, copyOf, find, keyOf, ofType, protocolOf, type World } from './world.ts';

const GROUPS = ['aws_security_group', 'aws_default_security_group'];
const RULES = ['aws_security_group_rule', 'aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule'];

export function awsFirewalls(world: World): readonly Component[] {
  const rules = ofType(world, ...RULES);
  const known = rules.map((rule) => ({ rule, group: groupOf(world, guarded(rule)) }));
  // A rule of a group that cannot be told may be one of any.
  const stray = known.some(({ rule, group }) => !group && addressOf(guarded(rule)) === undefined);
  const groups = ofType(world, ...GROUPS).map((group): Policy => {
    const inline = ['ingress', 'egress'].flatMap((way) => inlineSites(world, group, way === 'egress' ? 'out' : 'in'));
    const open = ['ingress', 'egress'].some((way) => isPartial(rulesOf(group, way)));
    return {
      ...base(world, group, `security group ${group.name}`),
      kind: 'policy',
      namespace: undefined,
      sites: inline.flatMap(({ site }) => site ?? []),
      firewall: { open: open || stray || group.attributes.partial === true || inline.some(({ unclear }) => unclear) },
    };
  });
  const separate = known.flatMap(({ rule, group }): Policy[] => {
    if (!group) return [];
    const way = isEgress(rule) ? 'out' : 'in';
    const { site, unclear } = ruleSite(world, rule.attributes, way, group.address, (cuts) =>
      copyOf(rule, undefined, cuts),
    );
    return [
      {
        ...base(world, rule, `security group rule ${rule.name}`),
        address: keyOf(world, group.address),
        kind: 'policy',
        namespace: undefined,
        sites: site ? [site] : [],
        firewall: { open: unclear },
      },
    ];
  });
  return [...groups, ...separate];
}

/** The group that a rule of its own belongs to. */
function guarded({ attributes, source }: Resource): Tree {
  const group = valueAt(attributes, 'security_group_id') ?? valueAt(attributes, 'group_id');
  return group ?? { kind: 'unknown', at: { source, start: 0, end: 0 } };
}

function isEgress(rule: Resource): boolean {
  return rule.type.includes('egress') || textOf(valueAt(rule.attributes, 'type')) === 'egress';
}

function rulesOf(group: Resource, way: string): Tree | undefined {
  return valueAt(group.attributes, way) ?? valueAt(group.attributes, `security_group_${way}`);
}

/** The group that a value names; a group of the workspace only. */
export function groupOf(world: World, tree: Tree | undefined): Resource | undefined {
  return find(world, tree, ...GROUPS);
}

/**
 * The firewalls that a list of groups names, as a component wears them; undefined where one of them is not of the
 * workspace, so that nothing can be said.
 */
export function wornBy(world: World, ...lists: readonly (Tree | undefined)[]): Pick<Component, 'firewalls'> {
  const items = lists.flatMap(listOf);
  const groups = items.map((item) => groupOf(world, item));
  const sure = groups.filter((group) => group !== undefined);
  if (items.length === 0 || sure.length < groups.length) return {};
  return { firewalls: [sure.map((group) => keyOf(world, group.address))] };
}

/** A rule as it is read; no site for one that lets through no ports. */
export interface Read {
  readonly site: Site | undefined;
  /** The rule may let through more than can be told. */
  readonly unclear: boolean;
}

function inlineSites(world: World, group: Resource, way: Permit['way']): readonly Read[] {
  const rules = listOf(rulesOf(group, way === 'in' ? 'ingress' : 'egress'));
  return rules.map((rule) => ruleSite(world, rule, way, group.address, (cuts) => copyOf(group, rule, cuts)));
}

/**
 * @param group The address of the security group that `self` means.
 * @param copied The rule once more, with other text in some places.
 */
export function ruleSite(
  world: World,
  rule: Tree,
  way: Permit['way'],
  group: string | undefined,
  copied: (cuts: readonly Cut[]) => Insertion | undefined,
): Read {
  const written = valueAt(rule, 'protocol') ?? valueAt(rule, 'ip_protocol');
  const protocol = textOf(written)?.toLowerCase();
  if (rule.kind !== 'mapping' || (written && protocol === undefined)) return { site: undefined, unclear: true };
  if (protocol !== undefined && /^(?:icmp(?:v6)?|1|58|esp|ah|50|51)$/.test(protocol)) {
    return { site: undefined, unclear: false };
  }
  const range = valueAt(rule, 'port_range');
  const [from, to] = range
    ? [entryAt(range, 'from'), entryAt(range, 'to')]
    : [entryAt(rule, 'from_port'), entryAt(rule, 'to_port')];
  const peers = peersOf(world, rule, group);
  const all = protocol === '-1' || protocol === 'all' || (protocol !== undefined && !from && !to);
  const permit = { way, peers };
  if (all) {
    const at = written ?? rule;
    return {
      site: {
        role: 'allow',
        span: placeOf(at),
        value: { kind: 'range', from: 1, to: 65535 },
        protocol: 'unknown',
        field: 'protocol',
        permit,
      },
      unclear: false,
    };
  }
  const [first, last] = [numberOf(from?.value), numberOf(to?.value)];
  if (!from || !to || first === undefined || last === undefined) return { site: undefined, unclear: true };
  const copy = copied([
    { at: from.value, by: '{port}' },
    { at: to.value, by: '{last}' },
  ]);
  const upper = { text: to.key, span: placeOf(to.value) };
  const value: Site['value'] =
    first === last
      ? { kind: 'number', number: first }
      : { kind: 'range', from: last > 0 ? Math.max(first, 1) : first, to: last };
  return {
    site: {
      role: 'allow',
      span: placeOf(from.value),
      value,
      protocol: protocolOf(protocol),
      field: from.key,
      permit: { ...permit, upper, ...(copy ? { copy } : {}) },
    },
    unclear: false,
  };
}

/** None where one of them cannot be told. */
function peersOf(world: World, rule: Tree, group: string | undefined): readonly Peer[] {
  const networks = ['cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6', 'cidr_ip'].flatMap((name) =>
    listOf(valueAt(rule, name)),
  );
  const groups = [
    'security_groups',
    'source_security_group_id',
    'referenced_security_group_id',
    'destination_security_group_id',
  ].flatMap((name) => listOf(valueAt(rule, name)));
  const lists = ['prefix_list_ids', 'prefix_list_id', 'source_prefix_list_id'].flatMap((name) =>
    listOf(valueAt(rule, name)),
  );
  const own = boolOf(valueAt(rule, 'self')) === true;
  const found = [
    ...networks.map((tree): Peer | undefined => {
      const range = textOf(tree);
      return range === undefined ? undefined : { kind: 'network', range };
    }),
    ...groups.map((tree): Peer | undefined => {
      const peer = groupOf(world, tree);
      return peer && { kind: 'firewall', address: keyOf(world, peer.address) };
    }),
    ...lists.flatMap((tree): readonly (Peer | undefined)[] => prefixes(world, tree)),
    ...(own && group !== undefined ? [{ kind: 'firewall', address: keyOf(world, group) } as const] : []),
  ];
  const sure = found.filter((peer) => peer !== undefined);
  return sure.length < found.length ? [] : sure;
}

function prefixes(world: World, tree: Tree): readonly (Peer | undefined)[] {
  const list = find(world, tree, 'aws_ec2_managed_prefix_list');
  const entries = listOf(valueAt(list?.attributes, 'entry') ?? valueAt(list?.attributes, 'entries'));
  if (entries.length === 0) return [undefined];
  return entries.map((entry): Peer | undefined => {
    const range = textOf(valueAt(entry, 'cidr'));
    return range === undefined ? undefined : { kind: 'network', range };
  });
}
