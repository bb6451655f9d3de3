/** Flux's HelmReleases (fluxcd.io/flux/components/helm/helmreleases) of charts that lie in a repository. */
import { dirname } from 'node:path/posix';
import { get, isTrue, items, scalar, textAt, type YamlNode } from '../../syntax/yaml.ts';
import type { ChartFile } from './files.ts';
import { valueOf } from './from-yaml.ts';
import { inlineLayer, isLiteral, type Layer, type Release } from './release.ts';

/** What is written in the release lies over the ConfigMaps that it names. */
export function fluxRelease(file: ChartFile, document: YamlNode, name: string): readonly Release[] {
  const spec = get(document, 'spec');
  const chart = get(spec, 'chart', 'spec');
  const path = textAt(chart, 'chart');
  const kind = textAt(chart, 'sourceRef', 'kind');
  const isRepository = kind === 'GitRepository' || kind === 'Bucket' || kind === 'OCIRepository';
  if (!isLiteral(path) || !isRepository) return [];
  const layers: Layer[] = [];
  // Paths from the root of the source. The chart's own values are among them or not in force (HelmChart, valuesFiles).
  const optional = isTrue(get(chart, 'ignoreMissingValuesFiles'));
  const valuesFiles = items(get(chart, 'valuesFiles'));
  for (const each of valuesFiles) {
    const file = scalar(each)?.text;
    if (!isLiteral(file)) return [];
    layers.push({ file, from: 'root', optional });
  }
  for (const each of items(get(spec, 'valuesFrom'))) {
    if (isTrue(get(each, 'optional'))) continue;
    const configMap = textAt(each, 'name');
    if (textAt(each, 'kind') !== 'ConfigMap' || !isLiteral(configMap) || get(each, 'targetPath')) return [];
    layers.push({ configMap, key: textAt(each, 'valuesKey') ?? 'values.yaml', beside: dirname(file.path) });
  }
  const values = get(spec, 'values');
  if (values) layers.push(...inlineLayer(valueOf(file.text, values, '')));
  const namespace = textAt(spec, 'targetNamespace') ?? textAt(document, 'metadata', 'namespace');
  return [{ name, namespace, path, layers, ...(valuesFiles.length > 0 ? { replaces: true } : {}) }];
}
