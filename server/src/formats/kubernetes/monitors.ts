/** Whoever reads metrics: ServiceMonitors, PodMonitors and the annotations that Prometheus is often set up to follow. */
import type { Component, Destination, Labels, Site, Source } from '../../model/index.ts';
import { get, items, scalar, spanOf, textAt, type YamlNode, type YamlScalar } from '../../syntax/yaml.ts';
import { annotatedPort, labelsOf, type ManifestObject, portValue } from './object.ts';

/** Where each kind keeps its endpoints (prometheus-operator.dev and docs.victoriametrics.com, API reference). */
const ENDPOINTS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'endpoints',
  VMServiceScrape: 'endpoints',
  PodMonitor: 'podMetricsEndpoints',
  VMPodScrape: 'podMetricsEndpoints',
};

export function monitorOf(object: ManifestObject, id: () => string): readonly Component[] {
  const list = ENDPOINTS[object.kind];
  if (!list) return [];
  const { source, kind, root, name, span, namespace } = object;
  const spec = get(root, 'spec');
  const labels = selected(get(spec, 'selector'));
  const namespaces = namespacesOf(get(spec, 'namespaceSelector'), namespace);
  const services = (at: 'ports' | 'pods'): Destination | undefined =>
    labels && { kind: 'services', labels, at, ...(namespaces ? { namespaces } : {}) };
  const one = namespaces?.length === 1 ? namespaces[0] : undefined;
  const pods: Destination | undefined = labels && { kind: 'pods', selector: labels, namespace: one };
  const behind = list === 'endpoints' ? services('pods') : pods;
  const sites = items(get(spec, list)).flatMap((endpoint) => [
    ...scrape(source, get(endpoint, 'port'), 'endpoint port', true, list === 'endpoints' ? services('ports') : pods),
    ...scrape(source, get(endpoint, 'targetPort'), 'endpoint targetPort', false, behind),
    ...scrape(source, get(endpoint, 'portNumber'), 'endpoint portNumber', false, behind),
  ]);
  const label = `${kind} ${name}`.trim();
  return [{ kind: 'monitor', id: id(), file: source.file, format: 'kubernetes', label, name, span, sites, namespace }];
}

/** The labels of a selector; undefined where it picks by expressions, or everything. */
function selected(selector: YamlNode | undefined): Labels | undefined {
  const labels = labelsOf(get(selector, 'matchLabels'));
  return labels && Object.keys(labels).length > 0 && !get(selector, 'matchExpressions') ? labels : undefined;
}

/** The monitor's own namespace unless it names others; undefined for any. */
function namespacesOf(selector: YamlNode | undefined, own: string | undefined): readonly string[] | undefined {
  if (textAt(selector, 'any') === 'true') return undefined;
  const names = items(get(selector, 'matchNames')).flatMap((node) => scalar(node)?.text ?? []);
  if (names.length > 0) return names;
  return own === undefined ? undefined : [own];
}

function scrape(
  source: Source,
  node: YamlNode | undefined,
  field: string,
  nameOnly: boolean,
  to: Destination | undefined,
): readonly Site[] {
  const port = scalar(node);
  if (!port) return [];
  return [
    {
      role: 'scrape',
      span: spanOf(source, port),
      value: nameOnly ? nameOf(port) : portValue(port, true),
      protocol: 'tcp',
      field,
      ...(to ? { to: [to] } : {}),
    },
  ];
}

/** A field that takes a name takes digits for a name as well. */
function nameOf(port: YamlScalar): Site['value'] {
  const value = portValue(port, true);
  return value.kind === 'number' ? { kind: 'name', name: port.text } : value;
}

/** `prometheus.io/port`: a port of the pods, by number (the usual relabelling rule takes digits only). */
export function scrapeSite(
  source: Source,
  annotations: YamlNode | undefined,
  to: Destination | undefined,
): Site | undefined {
  const port = scalar(get(annotations, 'prometheus.io/port'));
  if (!port || textAt(annotations, 'prometheus.io/scrape') === 'false') return undefined;
  return {
    role: 'scrape',
    span: spanOf(source, port),
    value: annotatedPort(port),
    protocol: 'tcp',
    field: 'prometheus.io/port',
    ...(to ? { to: [to] } : {}),
  };
}
