/**
 * Addresses in fields of custom resources that a controller asks for metrics: one table says which. The controller
 * stands in a namespace of its own, so that only a host that names its namespace is known.
 */
import type { Site } from '../../model/index.ts';
import { addressSite } from '../../syntax/address-site.ts';
import { flatten } from '../../syntax/text-address.ts';
import { scalar, type YamlScalar } from '../../syntax/yaml.ts';
import { scalarText } from '../../syntax/yaml-text.ts';
import { groupOf, isTemplated, type ManifestObject, nodesAt } from './object.ts';

/** keda.sh/docs, Scalers: the fields that take a URL, an address, or several parted by commas. */
const TRIGGERS = [
  'serverAddress',
  'bootstrapServers',
  'address',
  'addresses',
  'host',
  'url',
  'endpoint',
  'endpoints',
  'serverURL',
  'server',
  'managementEndpoint',
  'natsServerMonitoringEndpoint',
  'scalerAddress',
].map((field) => `spec.triggers.*.metadata.${field}`);

/** argo-rollouts.readthedocs.io, Analysis: providers. */
const ANALYSIS = ['prometheus.address', 'graphite.address', 'skywalking.address', 'web.url'].map(
  (field) => `spec.metrics.*.provider.${field}`,
);

/** By `group/Kind`: paths of keys joined by dots; `*` stands for the items of a list. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'keda.sh/ScaledObject': TRIGGERS,
  'keda.sh/ScaledJob': TRIGGERS,
  'argoproj.io/AnalysisTemplate': ANALYSIS,
  'argoproj.io/ClusterAnalysisTemplate': ANALYSIS,
  // docs.flagger.app, Canary and MetricTemplate
  'flagger.app/Canary': ['spec.metricsServer', 'spec.analysis.webhooks.*.url'],
  'flagger.app/MetricTemplate': ['spec.provider.address'],
  // grafana.github.io/grafana-operator, datasources
  'grafana.integreatly.org/GrafanaDatasource': ['spec.datasource.url'],
  'integreatly.org/GrafanaDataSource': ['spec.datasources.*.url'],
};

/** What the addresses of an object connect to; undefined for kinds that hold none. */
export function addressSites(object: ManifestObject): readonly Site[] | undefined {
  return ADDRESSES[`${groupOf(object)}/${object.kind}`]?.flatMap((path) => {
    const field = path.slice(path.lastIndexOf('.') + 1);
    return nodesAt(object.root, path).flatMap((node) => {
      const text = scalar(node);
      return text && !isTemplated(text) ? connections(object, text, field) : [];
    });
  });
}

function connections({ source }: ManifestObject, node: YamlScalar, field: string): readonly Site[] {
  return [...node.text.matchAll(/[^\s,]+/g)].flatMap(({ 0: address, index }) => {
    const text = scalarText(source, node, 'envsubst', index, index + address.length);
    const site = addressSite(text, { role: 'connect', field });
    const named = site?.to?.some((to) => to.kind === 'host' && flatten(to.host).includes('.'));
    return site && named ? [site] : [];
  });
}
