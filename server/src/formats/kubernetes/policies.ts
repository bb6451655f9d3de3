/** Policies: the ports that pods may be reached on, counted at the receiving pod. */
import type { Component, Destination, Guards, Insertion, Site, Source } from '../../model/index.ts';
import { columnOf, get, items, scalar, type YamlNode } from '../../syntax/yaml.ts';
import { calicoSites, ciliumSites } from './network-plugins.ts';
import { entryInsertion, groupOf, labelsOf, type ManifestObject, nodesAt, portValue, protocolOf } from './object.ts';
import { ANYWHERE, allow, allowed, pods, type Scope } from './policy-sites.ts';

/** By `group/Kind`. */
const SITES: Readonly<Record<string, (object: ManifestObject) => readonly Site[]>> = {
  'networking.k8s.io/NetworkPolicy': networkSites,
  'extensions/NetworkPolicy': networkSites,
  'security.istio.io/AuthorizationPolicy': authorizationSites,
  'security.istio.io/PeerAuthentication': authenticationSites,
  'policy.linkerd.io/Server': serverSites,
  'cilium.io/CiliumNetworkPolicy': ciliumSites,
  'cilium.io/CiliumClusterwideNetworkPolicy': ciliumSites,
  'projectcalico.org/NetworkPolicy': calicoSites,
  'projectcalico.org/GlobalNetworkPolicy': calicoSites,
  'crd.projectcalico.org/NetworkPolicy': calicoSites,
  'crd.projectcalico.org/GlobalNetworkPolicy': calicoSites,
};

export function policyOf(object: ManifestObject, id: () => string): readonly Component[] {
  const { source, kind, name, span, namespace } = object;
  const read = SITES[`${groupOf(object)}/${kind}`];
  if (!read) return [];
  const sites = read(object);
  const guards = read === networkSites ? guardsOf(object) : undefined;
  const label = `${kind} ${name}`.trim();
  return [
    {
      kind: 'policy',
      id: id(),
      file: source.file,
      format: 'kubernetes',
      label,
      name,
      span,
      sites,
      namespace,
      ...(guards ? { guards } : {}),
      ...(read === networkSites && letsOut(object) ? { letsOut: true as const } : {}),
    },
  ];
}

function networkSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  const spec = get(root, 'spec');
  const ports = (rule: YamlNode, to: Destination | undefined, field: string): readonly Site[] =>
    items(get(rule, 'ports')).flatMap((port) =>
      allowed(source, port, (node) => portValue(node, true), protocolOf(port), to, field).map((site) => {
        const overUdp = field === 'egress port' && !get(port, 'protocol') ? udpInsertion(source, rule) : undefined;
        return overUdp ? { ...site, overUdp } : site;
      }),
    );
  const receivers = pods(get(spec, 'podSelector'), { namespace });
  return [
    ...items(get(spec, 'ingress')).flatMap((rule) => ports(rule, receivers, 'ingress port')),
    ...items(get(spec, 'egress')).flatMap((rule) => {
      // Of several peers, whose port it is cannot be told.
      const [peer, ...others] = items(get(rule, 'to'));
      const scope = scopeOf(get(peer, 'namespaceSelector'), namespace);
      return ports(rule, others.length > 0 ? undefined : pods(get(peer, 'podSelector'), scope), 'egress port');
    }),
  ];
}

/** Writes a port of a rule once more, for UDP. */
function udpInsertion(source: Source, rule: YamlNode): Insertion | undefined {
  const list = get(rule, 'ports');
  if (rule.kind !== 'map' || list?.kind !== 'list') return undefined;
  const between = list.flow ? ', ' : `\n${' '.repeat(columnOf(source, list.start))}  `;
  return entryInsertion(source, rule, 'ports', `protocol: UDP${between}port`);
}

/** Without ports a rule is for all of them, as is an entry without a number (NetworkPolicyPort). */
function letsOut({ root }: ManifestObject): boolean {
  return items(get(root, 'spec', 'egress')).some((rule) => {
    const ports = items(get(rule, 'ports'));
    return ports.length === 0 || ports.some((node) => !scalar(get(node, 'port')));
  });
}

/** The label that every namespace has with its name picks one; what others pick is not known. */
function scopeOf(selector: YamlNode | undefined, own: string | undefined): Scope {
  if (!selector) return { namespace: own };
  const name = labelsOf(get(selector, 'matchLabels'))?.['kubernetes.io/metadata.name'];
  return name === undefined ? ANYWHERE : { namespace: name };
}

/** Undefined for a policy that lets all in: one of egress alone. */
function guardsOf({ source, root }: ManifestObject): Guards | undefined {
  const spec = get(root, 'spec');
  const types = items(get(spec, 'policyTypes'));
  if (types.length > 0 && !types.some((type) => scalar(type)?.text === 'Ingress')) return undefined;
  const selector = get(spec, 'podSelector');
  const labels = get(selector, 'matchExpressions') ? undefined : labelsOf(get(selector, 'matchLabels'));
  const rules = items(get(spec, 'ingress'));
  const [first] = rules.filter((rule) => items(get(rule, 'ports')).length > 0);
  const admit = first?.kind === 'map' ? entryInsertion(source, first, 'ports', 'port') : undefined;
  return {
    ...(labels ? { selector: labels } : {}),
    open: rules.some((rule) => items(get(rule, 'ports')).length === 0),
    ...(admit ? { admit } : {}),
  };
}

/** istio.io, AuthorizationPolicy: `ports` are texts, of the workload's ports. */
function authorizationSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  const to = pods(get(root, 'spec', 'selector'), { namespace });
  return ['ports', 'notPorts']
    .flatMap((key) => nodesAt(root, `spec.rules.*.to.*.operation.${key}.*`))
    .flatMap((node) => {
      const port = scalar(node);
      return port ? [allow(source, port, to, 'operation port')] : [];
    });
}

/** istio.io, PeerAuthentication: the keys of `portLevelMtls` are the workload's ports. */
function authenticationSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  const to = pods(get(root, 'spec', 'selector'), { namespace });
  const ports = get(root, 'spec', 'portLevelMtls');
  return ports?.kind === 'map' ? ports.entries.map(({ key }) => allow(source, key, to, 'portLevelMtls port')) : [];
}

/** linkerd.io, Server: a port of the pods by number or name. */
function serverSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  const selector = get(root, 'spec', 'podSelector');
  const port = scalar(get(root, 'spec', 'port'));
  if (!port) return [];
  const to = pods(selector, { namespace });
  return [{ ...allow(source, port, to, 'Server port'), value: portValue(port, true) }];
}
