/**
 * Values that are given where a chart is deployed: Argo CD Applications (argo-cd.readthedocs.io/en/stable/user-guide/helm)
 * and Flux HelmReleases (fluxcd.io/flux/components/helm/helmreleases). Those of which a part cannot be known make no
 * environment.
 */
import { dirname, join, normalize, relative } from 'node:path/posix';
import { get, scalar, textAt } from '../../syntax/yaml.ts';
import { applicationReleases, applicationSetReleases } from './argo.ts';
import type { HelmEnvironment } from './environments.ts';
import type { ChartFile, ChartFiles } from './files.ts';
import { fluxRelease } from './flux.ts';
import { valueOf } from './from-yaml.ts';
import { type Release, readText } from './release.ts';
import type { Dict } from './value.ts';

const KINDS = ['Application', 'ApplicationSet', 'HelmRelease'];

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
  const made = found.map(({ release: { name, namespace, replaces }, layers, path, label }) => ({
    environment: {
      id: `${deployment}:${label}#${name}`,
      name: (apart ? namespace : undefined) ?? name,
      label: found.some((other) => other.path === path && other.release.name !== name) ? `${label} ${name}` : label,
      deployment,
      file: path,
    },
    layers,
    ...(replaces ? { replaces } : {}),
  }));
  // Two of one name are one that is given twice.
  return [...new Map(made.map((each) => [each.environment.id, each])).values()];
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
    releases = file.yaml.documents.flatMap((document, index) => {
      const api = textAt(document, 'apiVersion') ?? '';
      const kind = textAt(document, 'kind');
      const name = textAt(document, 'metadata', 'name');
      if (name === undefined) return [];
      if (kind === 'HelmRelease' && api.startsWith('helm.toolkit.fluxcd.io/')) return fluxRelease(file, document, name);
      if (!api.startsWith('argoproj.io/')) return [];
      if (kind === 'Application') return applicationReleases(file.text, document);
      return kind === 'ApplicationSet' ? applicationSetReleases(file.text, document, index) : [];
    });
    known.set(file, releases);
  }
  return releases;
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
