/** NetworkPolicies: the ports that pods may be reached on, counted at the receiving pod. */
import type { Component, Destination, Labels, Site, Source } from '../../model/index.ts';
import { get, items, scalar, spanOf, type YamlNode } from '../../syntax/yaml.ts';
import { labelsOf, type ManifestObject, portValue, protocolOf } from './object.ts';

export function policyOf(object: ManifestObject, id: () => string): readonly Component[] {
  if (object.kind !== 'NetworkPolicy') return [];
  const { source, name, span, namespace } = object;
  const spec = get(object.root, 'spec');
  const sites: Site[] = [];
  const receivers = pods(get(spec, 'podSelector'), namespace);
  for (const rule of items(get(spec, 'ingress'))) sites.push(...allowed(source, rule, receivers, 'ingress port'));
  for (const rule of items(get(spec, 'egress'))) {
    const peers = items(get(rule, 'to'));
    const [peer] = peers;
    // Several peers, or one in another namespace: whose port it is cannot be told.
    const one = peers.length === 1 && !get(peer, 'namespaceSelector') ? get(peer, 'podSelector') : undefined;
    sites.push(...allowed(source, rule, pods(one, namespace), 'egress port'));
  }
  const label = `NetworkPolicy ${name}`;
  return [{ kind: 'policy', id: id(), file: source.file, format: 'kubernetes', label, name, span, sites, namespace }];
}

/** The pods of a selector, or undefined where it picks all, none, or by expressions. */
function pods(selector: YamlNode | undefined, namespace: string | undefined): Destination | undefined {
  const labels: Labels | undefined = labelsOf(get(selector, 'matchLabels'));
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
    return [
      {
        role: 'allow',
        span: spanOf(source, port),
        value: range ? { kind: 'range', from: from.number, to: end.number } : from,
        protocol: protocolOf(node),
        field,
        ...(to ? { to: [to] } : {}),
      },
    ];
  });
}
