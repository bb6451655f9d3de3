/**
 * Whoever reads metrics: ServiceMonitors, PodMonitors, the annotations that Prometheus is often set up to follow, and
 * what asks a server of metrics at an address.
 */
import type { Component, Destination, Labels, Site, Source } from '../../model/index.ts';
import { get, items, scalar, spanOf, textAt, type YamlNode } from '../../syntax/yaml.ts';
import { addressSites } from './addresses.ts';
import { annotatedPort, labelsOf, type ManifestObject, nameValue, portValue } from './object.ts';

/** Where each kind keeps its endpoints (prometheus-operator.dev and docs.victoriametrics.com, API reference). */
const ENDPOINTS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'endpoints',
  VMServiceScrape: 'endpoints',
  PodMonitor: 'podMetricsEndpoints',
  VMPodScrape: 'podMetricsEndpoints',
};

export function monitorOf(object: ManifestObject, id: () => string): readonly Component[] {
  const { source, kind, name, span, namespace } = object;
  const list = ENDPOINTS[kind];
  const sites = list ? endpointSites(object, list) : addressSites(object);
  if (!sites) return [];
  const label = `${kind} ${name}`.trim();
  return [{ kind: 'monitor', id: id(), file: source.file, format: 'kubernetes', label, name, span, sites, namespace }];
}

function endpointSites({ source, root, namespace }: ManifestObject, list: string): readonly Site[] {
  const spec = get(root, 'spec');
  const labels = selected(get(spec, 'selector'));
  const namespaces = namespacesOf(get(spec, 'namespaceSelector'), namespace);
  const services = (at: 'ports' | 'pods'): Destination | undefined =>
    labels && { kind: 'services', labels, at, ...(namespaces ? { namespaces } : {}) };
  const one = namespaces?.length === 1 ? namespaces[0] : undefined;
  const pods: Destination | undefined = labels && { kind: 'pods', selector: labels, namespace: one };
  const behind = list === 'endpoints' ? services('pods') : pods;
  return items(get(spec, list)).flatMap((endpoint) => [
    ...scrape(source, get(endpoint, 'port'), 'endpoint port', true, list === 'endpoints' ? services('ports') : pods),
    ...scrape(source, get(endpoint, 'targetPort'), 'endpoint targetPort', false, behind),
    ...scrape(source, get(endpoint, 'portNumber'), 'endpoint portNumber', false, behind),
  ]);
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
      value: nameOnly ? nameValue(port) : portValue(port, true),
      protocol: 'tcp',
      field,
      ...(to ? { to: [to] } : {}),
    },
  ];
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
