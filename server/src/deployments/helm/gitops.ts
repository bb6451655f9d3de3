/**
 * Values that are given where a chart is deployed: Argo CD Applications (argo-cd.readthedocs.io/en/stable/user-guide/helm)
 * and Flux HelmReleases (fluxcd.io/flux/components/helm/helmreleases). Those of which a part cannot be known make no
 * environment.
 */
import { dirname, join, normalize, relative } from 'node:path/posix';
import { fileSource } from '../../syntax/source.ts';
import { get, isTrue, items, parseYaml, scalar, textAt, type YamlNode } from '../../syntax/yaml.ts';
import type { HelmEnvironment } from './environments.ts';
import type { ChartFile, ChartFiles } from './files.ts';
import { valueOf } from './from-yaml.ts';
import { setValue } from './set-values.ts';
import type { Text } from './text.ts';
import type { Dict, Value } from './value.ts';
import { NOTHING } from './values.ts';

const KINDS = ['Application', 'ApplicationSet', 'HelmRelease'];

/** A release of some chart, as one object asks for it. */
interface Release {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The chart's folder from the root of its repository. */
  readonly path: string;
  /** The highest last. */
  readonly layers: readonly Layer[];
}

/** Values as they are, or a file: from the chart's folder, or from the root of the repository. */
type Layer =
  | { readonly values: Dict }
  | { readonly configMap: string; readonly key: string; readonly beside: string }
  | { readonly file: string; readonly from: 'chart' | 'root'; readonly optional: boolean };

/** What is read of a manifest is kept with its text. */
const known = new WeakMap<ChartFile, readonly Release[]>();

/** The environments that manifests elsewhere make of a chart. */
export function givenElsewhere(root: string, deployment: string, files: ChartFiles): readonly HelmEnvironment[] {
  const found = files.manifests(KINDS).flatMap((path) => {
    const file = files.at(path);
    if (!file) return [];
    return releasesOf(file).flatMap((release) => {
      const repository = repositoryOf(release.path, root, path);
      const layers = repository === undefined ? undefined : layersOf(release, root, repository, files);
      // Without values of its own, it is the default.
      return layers && layers.length > 0 ? [{ release, layers, path, label: relative(repository!, path) }] : [];
    });
  });
  const namespaces = new Set(found.map(({ release }) => release.namespace));
  const apart = namespaces.size === found.length && !namespaces.has(undefined) && !namespaces.has('default');
  return found.map(({ release: { name, namespace }, layers, path, label }) => ({
    environment: {
      id: `${deployment}:${label}#${name}`,
      name: (apart ? namespace : undefined) ?? name,
      label: found.some((other) => other.path === path && other.release.name !== name) ? `${label} ${name}` : label,
      deployment,
      file: path,
    },
    layers,
  }));
}

/** The folder that a path in a manifest starts from; undefined where another chart is meant. */
function repositoryOf(path: string, root: string, manifest: string): string | undefined {
  const own = normalize(path).replace(/^\/+|\/+$/g, '');
  if (own === '' || own === '.') return manifest.startsWith(`${root}/`) ? root : undefined;
  if (own.includes('..') || !root.endsWith(`/${own}`)) return undefined;
  const repository = root.slice(0, -own.length - 1);
  return manifest.startsWith(`${repository}/`) ? repository : undefined;
}

/** Undefined where one of them cannot be known. */
function layersOf(
  { layers }: Release,
  root: string,
  repository: string,
  files: ChartFiles,
): readonly Dict[] | undefined {
  const dicts: Dict[] = [];
  for (const layer of layers) {
    if ('values' in layer) {
      dicts.push(layer.values);
      continue;
    }
    if ('configMap' in layer) {
      const values = configMapValues(layer.configMap, layer.key, layer.beside, files);
      if (!values) return undefined;
      dicts.push(values);
      continue;
    }
    const file = files.at(join(layer.from === 'chart' ? root : repository, layer.file));
    if (file) dicts.push(file.dict(''));
    else if (!layer.optional) return undefined;
  }
  return dicts;
}

function releasesOf(file: ChartFile): readonly Release[] {
  let releases = known.get(file);
  if (!releases) {
    releases = file.yaml.documents.flatMap((document) => {
      const api = textAt(document, 'apiVersion') ?? '';
      const kind = textAt(document, 'kind');
      const name = textAt(document, 'metadata', 'name');
      if (name === undefined) return [];
      if (kind === 'HelmRelease' && api.startsWith('helm.toolkit.fluxcd.io/')) return fluxRelease(file, document, name);
      if (!api.startsWith('argoproj.io/')) return [];
      if (kind === 'Application') return argoReleases(file, get(document, 'spec'), name);
      return kind === 'ApplicationSet' ? argoReleases(file, get(document, 'spec', 'template', 'spec'), name) : [];
    });
    known.set(file, releases);
  }
  return releases;
}

function isLiteral(text: string | undefined): text is string {
  return text !== undefined && !text.includes('{{') && !text.includes('${');
}

function argoReleases(file: ChartFile, spec: YamlNode | undefined, name: string): readonly Release[] {
  const namespace = textAt(spec, 'destination', 'namespace');
  const sources = [get(spec, 'source'), ...items(get(spec, 'sources'))];
  return sources.flatMap((source) => {
    const path = textAt(source, 'path');
    const helm = get(source, 'helm');
    if (!isLiteral(path) || !helm) return [];
    const layers = argoLayers(file, helm);
    return layers ? [{ name, namespace: isLiteral(namespace) ? namespace : undefined, path, layers }] : [];
  });
}

/** Files, then `values` or `valuesObject`, then parameters. */
function argoLayers(file: ChartFile, helm: YamlNode): readonly Layer[] | undefined {
  const optional = isTrue(get(helm, 'ignoreMissingValueFiles'));
  const layers: Layer[] = [];
  for (const item of items(get(helm, 'valueFiles'))) {
    const path = scalar(item)?.text;
    if (!isLiteral(path) || /^\w+:\/\//.test(path)) return undefined;
    // `$values/prod.yaml`: another source of the Application, which is mostly the same repository.
    const fromRoot = /^(?:\$[\w-]+)?\/(.*)$/.exec(path)?.[1];
    layers.push({ file: fromRoot ?? path, from: fromRoot === undefined ? 'chart' : 'root', optional });
  }
  if (items(get(helm, 'fileParameters')).length > 0) return undefined;
  const object = get(helm, 'valuesObject');
  const inline = scalar(get(helm, 'values'));
  if (object) layers.push(...inlineLayer(valueOf(file.text, object, '')));
  else if (inline) {
    if (!isLiteral(inline.text)) return undefined;
    layers.push(...inlineLayer(readText(valueOf(file.text, inline))));
  }
  const parameters = items(get(helm, 'parameters')).flatMap((each) => {
    const key = textAt(each, 'name');
    const value = scalar(get(each, 'value'));
    return key === undefined || !value ? [] : [{ key, value, isText: isTrue(get(each, 'forceString')) }];
  });
  if (parameters.some(({ value }) => !isLiteral(value.text))) return undefined;
  const set = parameters.reduce(
    (values, { key, value, isText }) => setValue(values, key, textOf(file, value), isText),
    NOTHING,
  );
  return set === NOTHING ? layers : [...layers, { values: set }];
}

/** What is written in the release lies over the ConfigMaps that it names. */
function fluxRelease(file: ChartFile, document: YamlNode, name: string): readonly Release[] {
  const spec = get(document, 'spec');
  const chart = get(spec, 'chart', 'spec');
  const path = textAt(chart, 'chart');
  const kind = textAt(chart, 'sourceRef', 'kind');
  const isRepository = kind === 'GitRepository' || kind === 'Bucket' || kind === 'OCIRepository';
  if (!isLiteral(path) || !isRepository || items(get(chart, 'valuesFiles')).length > 0) return [];
  const layers: Layer[] = [];
  for (const each of items(get(spec, 'valuesFrom'))) {
    if (isTrue(get(each, 'optional'))) continue;
    const configMap = textAt(each, 'name');
    if (textAt(each, 'kind') !== 'ConfigMap' || !isLiteral(configMap) || get(each, 'targetPath')) return [];
    layers.push({ configMap, key: textAt(each, 'valuesKey') ?? 'values.yaml', beside: dirname(file.path) });
  }
  const values = get(spec, 'values');
  if (values) layers.push(...inlineLayer(valueOf(file.text, values, '')));
  const namespace = textAt(spec, 'targetNamespace') ?? textAt(document, 'metadata', 'namespace');
  return [{ name, namespace, path, layers }];
}

/** Of a ConfigMap in the same folder, whose values are the same object as long as its file is. */
function configMapValues(name: string, key: string, folder: string, files: ChartFiles): Dict | undefined {
  for (const path of files.manifests(['ConfigMap'])) {
    const file = dirname(path) === folder ? files.at(path) : undefined;
    const document = file?.yaml.documents.find(
      (each) => textAt(each, 'kind') === 'ConfigMap' && textAt(each, 'metadata', 'name') === name,
    );
    const data = scalar(get(document, 'data', key));
    if (!file || !data) continue;
    const value = readText(valueOf(file.text, data));
    return value.kind === 'dict' ? value : undefined;
  }
  return undefined;
}

function inlineLayer(value: Value): readonly Layer[] {
  return value.kind === 'dict' && value.entries.size > 0 ? [{ values: value }] : [];
}

/** YAML within YAML. */
function readText(value: Value): Value {
  if (value.kind !== 'string') return value;
  const [document] = parseYaml(fileSource('', value.text)).documents;
  return valueOf(value, document, '');
}

/** A scalar as a text, whatever YAML takes it for. */
function textOf(file: ChartFile, node: YamlNode): Text {
  const value = valueOf(file.text, node.kind === 'scalar' ? { ...node, style: 'quoted' } : node);
  return value as Text;
}
