/** What the policies of Kubernetes, of meshes and of network plugins share: the pods that they speak of, and ports that are let through. */
import type { Destination, Labels, Protocol, Site, Source, Value } from '../../model/index.ts';
import { get, scalar, spanOf, type YamlNode, type YamlScalar } from '../../syntax/yaml.ts';
import { labelsOf, portValue, protoPort } from './object.ts';

/** The namespaces that pods are picked in: one, undefined where none is written, or any. */
export type Scope = Pick<Extract<Destination, { kind: 'pods' }>, 'namespace' | 'anywhere'>;

export const ANYWHERE: Scope = { namespace: undefined, anywhere: true };

/** The pods of a label selector, or undefined where it picks all, none, or by expressions. */
export function pods(selector: YamlNode | undefined, scope: Scope): Destination | undefined {
  return get(selector, 'matchExpressions') ? undefined : picked(labelsOf(get(selector, 'matchLabels')), scope);
}

/** The pods that carry labels; undefined for none, and for labels that are not known. */
export function picked(labels: Labels | undefined, scope: Scope): Destination | undefined {
  return labels && Object.keys(labels).length > 0 ? { kind: 'pods', selector: labels, ...scope } : undefined;
}

export function allow(source: Source, port: YamlScalar, to: Destination | undefined, field: string): Site {
  const span = spanOf(source, port);
  return { role: 'allow', span, value: protoPort(port), protocol: 'tcp', field, ...(to ? { to: [to] } : {}) };
}

/** The `port` of an entry, and all up to its `endPort` where there is one. */
export function allowed(
  source: Source,
  entry: YamlNode,
  valueOf: (port: YamlScalar) => Value,
  protocol: Protocol,
  to: Destination | undefined,
  field: string,
): readonly Site[] {
  const port = scalar(get(entry, 'port'));
  if (!port) return [];
  const from = valueOf(port);
  const last = scalar(get(entry, 'endPort'));
  const end = last && portValue(last, false);
  const range = from.kind === 'number' && end?.kind === 'number';
  const value = range ? ({ kind: 'range', from: from.number, to: end.number } as const) : from;
  return [{ ...allow(source, port, to, field), value, protocol }];
}
