/** Policies: the ports that pods may be reached on, counted at the receiving pod. */
import type { Component, Destination, Guards, Labels, Site, Source } from '../../model/index.ts';
import { get, items, scalar, spanOf, type YamlNode, type YamlScalar } from '../../syntax/yaml.ts';
import {
  entryInsertion,
  groupOf,
  labelsOf,
  type ManifestObject,
  nodesAt,
  portValue,
  protocolOf,
  protoPort,
} from './object.ts';

const SITES: Readonly<Record<string, (object: ManifestObject) => readonly Site[]>> = {
  'networking.k8s.io/NetworkPolicy': networkSites,
  'extensions/NetworkPolicy': networkSites,
  'security.istio.io/AuthorizationPolicy': authorizationSites,
  'security.istio.io/PeerAuthentication': authenticationSites,
  'policy.linkerd.io/Server': serverSites,
};

export function policyOf(object: ManifestObject, id: () => string): readonly Component[] {
  const { source, kind, name, span, namespace } = object;
  const sites = SITES[`${groupOf(object)}/${kind}`]?.(object);
  if (!sites) return [];
  const guards = kind === 'NetworkPolicy' ? guardsOf(object) : undefined;
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
    },
  ];
}

function networkSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  const spec = get(root, 'spec');
  const receivers = pods(get(spec, 'podSelector', 'matchLabels'), get(spec, 'podSelector'), namespace);
  const sites: Site[] = [];
  for (const rule of items(get(spec, 'ingress'))) sites.push(...allowed(source, rule, receivers, 'ingress port'));
  for (const rule of items(get(spec, 'egress'))) {
    const peers = items(get(rule, 'to'));
    const [peer] = peers;
    // Several peers, or one in another namespace: whose port it is cannot be told.
    const one = peers.length === 1 && !get(peer, 'namespaceSelector') ? get(peer, 'podSelector') : undefined;
    sites.push(...allowed(source, rule, pods(get(one, 'matchLabels'), one, namespace), 'egress port'));
  }
  return sites;
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

/** The pods of a selector, or undefined where it picks all, none, or by expressions. */
function pods(
  matchLabels: YamlNode | undefined,
  selector: YamlNode | undefined,
  namespace: string | undefined,
): Destination | undefined {
  const labels: Labels | undefined = labelsOf(matchLabels);
  if (!labels || Object.keys(labels).length === 0 || get(selector, 'matchExpressions')) return undefined;
  return { kind: 'pods', selector: labels, namespace };
}

function allowed(source: Source, rule: YamlNode, to: Destination | undefined, field: string): readonly Site[] {
  return items(get(rule, 'ports')).flatMap((node): Site[] => {
    const port = scalar(get(node, 'port'));
    if (!port) return [];
    const from = portValue(port, true);
    const last = scalar(get(node, 'endPort'));
    const end = last && portValue(last, false);
    const range = from.kind === 'number' && end?.kind === 'number';
    const value = range ? ({ kind: 'range', from: from.number, to: end.number } as const) : from;
    return [{ ...allow(source, port, to, field), value, protocol: protocolOf(node) }];
  });
}

function allow(source: Source, port: YamlScalar, to: Destination | undefined, field: string): Site {
  const span = spanOf(source, port);
  return { role: 'allow', span, value: protoPort(port), protocol: 'tcp', field, ...(to ? { to: [to] } : {}) };
}

/** istio.io, AuthorizationPolicy: `ports` are texts, of the workload's ports. */
function authorizationSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  const to = pods(get(root, 'spec', 'selector', 'matchLabels'), undefined, namespace);
  return ['ports', 'notPorts']
    .flatMap((key) => nodesAt(root, `spec.rules.*.to.*.operation.${key}.*`))
    .flatMap((node) => {
      const port = scalar(node);
      return port ? [allow(source, port, to, 'operation port')] : [];
    });
}

/** istio.io, PeerAuthentication: the keys of `portLevelMtls` are the workload's ports. */
function authenticationSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  const to = pods(get(root, 'spec', 'selector', 'matchLabels'), undefined, namespace);
  const ports = get(root, 'spec', 'portLevelMtls');
  return ports?.kind === 'map' ? ports.entries.map(({ key }) => allow(source, key, to, 'portLevelMtls port')) : [];
}

/** linkerd.io, Server: a port of the pods by number or name. */
function serverSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  const selector = get(root, 'spec', 'podSelector');
  const port = scalar(get(root, 'spec', 'port'));
  if (!port) return [];
  const to = pods(get(selector, 'matchLabels'), selector, namespace);
  return [{ ...allow(source, port, to, 'Server port'), value: portValue(port, true) }];
}
