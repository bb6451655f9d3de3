/** What a kustomization does to its resources, step by step, and the same steps where a file describes one. */
import { dirname, join } from 'node:path/posix';
import { specsIn } from './field-specs.ts';
import { generated } from './generators.ts';
import { withImages, withReplicas } from './images.ts';
import { annotated, commonlyLabelled, labelled, withPairs } from './labels.ts';
import { affixed, namespaced } from './naming.ts';
import { patched, strategicallyPatched } from './patches.ts';
import { objectsOf, type Reading, readFile, readInline, scalarsOf } from './reading.ts';
import { replaced } from './replacements.ts';
import type { Resource } from './resource.ts';
import { type Scope, tell } from './scope.ts';
import { entryOf, get, type ListTree, madeMap, type ScalarTree, scalarAt, type Tree, textAt } from './tree.ts';

/** The order is kustomize's own, whatever the order in the file. */
export function customized(scope: Scope, resources: readonly Resource[], tree: Tree | undefined): readonly Resource[] {
  let all = strategicallyPatched(scope, resources, get(tree, 'patchesStrategicMerge'));
  all = patched(scope, all, get(tree, 'patches'));
  all = namespaced(scope, all, pairAt(tree, 'namespace'));
  all = affixed(all, scalarAt(tree, 'namePrefix'), 'prefixes');
  all = affixed(all, scalarAt(tree, 'nameSuffix'), 'suffixes');
  all = labelled(scope, all, get(tree, 'labels'));
  all = commonlyLabelled(scope, all, get(tree, 'commonLabels'));
  all = annotated(scope, all, get(tree, 'commonAnnotations'));
  all = patched(scope, all, get(tree, 'patchesJson6902'));
  all = withReplicas(scope, all, get(tree, 'replicas'));
  all = withImages(scope, all, get(tree, 'images') ?? get(tree, 'imageTags'));
  return replaced(scope, all, get(tree, 'replacements'));
}

function pairAt(tree: Tree | undefined, name: string): { key: ScalarTree; value: ScalarTree } | undefined {
  const entry = entryOf(tree, name);
  return entry?.value.kind === 'scalar' ? { key: entry.key, value: entry.value } : undefined;
}

/** @param list Paths and texts under `transformers`. */
export function pluginTransformers(
  scope: Scope,
  resources: readonly Resource[],
  list: Tree | undefined,
): readonly Resource[] {
  return pluginsIn(scope, list).reduce<readonly Resource[]>((all, { plugin, inner }) => {
    const kind = textAt(plugin, 'kind') ?? '';
    const fields = specsIn(get(plugin, 'fieldSpecs'));
    switch (kind) {
      case 'PatchTransformer':
      case 'PatchJson6902Transformer':
        return patched(inner, all, asPatch(plugin));
      case 'PatchStrategicMergeTransformer':
        return strategicallyPatched(inner, all, get(plugin, 'paths'));
      case 'NamespaceTransformer':
        return namespaced(inner, all, pairAt(get(plugin, 'metadata'), 'namespace'));
      case 'PrefixTransformer':
      case 'SuffixTransformer':
      case 'PrefixSuffixTransformer':
        return affixed(affixed(all, scalarAt(plugin, 'prefix'), 'prefixes'), scalarAt(plugin, 'suffix'), 'suffixes');
      case 'LabelTransformer':
        return withPairs(all, get(plugin, 'labels'), fields);
      case 'AnnotationsTransformer':
        return withPairs(all, get(plugin, 'annotations'), fields);
      case 'ImageTagTransformer':
        return withImages(inner, all, listOf(get(plugin, 'imageTag')));
      case 'ReplicaCountTransformer':
        return withReplicas(inner, all, listOf(get(plugin, 'replica')));
      case 'ReplacementTransformer':
        return replaced(inner, all, get(plugin, 'replacements'));
      default:
        return leftOut(scope, all, plugin);
    }
  }, resources);
}

/** @param list Paths and texts under `generators`. */
export function pluginGenerators(
  scope: Scope,
  resources: readonly Resource[],
  list: Tree | undefined,
): readonly Resource[] {
  return pluginsIn(scope, list).reduce<readonly Resource[]>((all, { plugin, inner }) => {
    const kind = textAt(plugin, 'kind');
    if (kind !== 'ConfigMapGenerator' && kind !== 'SecretGenerator') return leftOut(scope, all, plugin);
    const name = pairAt(get(plugin, 'metadata'), 'name');
    if (!name || plugin.kind !== 'map') return all;
    const item = madeMap([...plugin.entries.filter(({ key }) => key.text !== 'name'), name]);
    return generated(inner, all, kind === 'SecretGenerator' ? 'Secret' : 'ConfigMap', listOf(item), undefined);
  }, resources);
}

function leftOut(scope: Scope, resources: readonly Resource[], plugin: Tree): readonly Resource[] {
  const kind = scalarAt(plugin, 'kind');
  tell(scope, `${kind?.text ?? 'a plugin'} is left out`, kind ?? plugin);
  return resources;
}

interface Plugin {
  readonly plugin: Tree;
  /** Paths within a plugin's file start at its folder. */
  readonly inner: Scope;
}

function pluginsIn(scope: Scope, list: Tree | undefined): readonly Plugin[] {
  return scalarsOf(list).flatMap((item) => {
    const isInline = item.text.includes('\n');
    const path = join(scope.root, item.text);
    const reading: Reading | undefined = isInline ? readInline(item) : readFile(scope.files, path);
    if (!isInline) scope.claims.add(path);
    if (!reading) tell(scope, `there is no file ${item.text}`, item);
    const inner = isInline ? scope : { ...scope, root: dirname(path) };
    return (reading?.documents ?? []).flatMap(objectsOf).map((plugin) => ({ plugin, inner }));
  });
}

function listOf(item: Tree | undefined): ListTree | undefined {
  return item && { kind: 'list', place: undefined, whole: false, items: [item] };
}

/** `jsonOp` is what a kustomization calls `patch`. */
function asPatch(plugin: Tree): ListTree | undefined {
  const operations = entryOf(plugin, 'jsonOp');
  if (!operations || plugin.kind !== 'map') return listOf(plugin);
  const key: ScalarTree = { ...operations.key, text: 'patch' };
  return listOf(madeMap([...plugin.entries, { key, value: operations.value }]));
}
