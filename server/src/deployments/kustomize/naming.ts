/** `namePrefix`, `nameSuffix` and `namespace`: what resources are called. */
import { configured } from './configurations.ts';
import { withFields } from './field-specs.ts';
import { isClusterScoped, nameOf, type Resource, remembered, withMetadata, withTree } from './resource.ts';
import { joined, madeScalar, originOf, runsOf, spanAt } from './scalars.ts';
import type { Scope } from './scope.ts';
import {
  get,
  type MapTree,
  madeMap,
  type Run,
  type ScalarTree,
  type Tree,
  textAt,
  withItems,
  withValue,
} from './tree.ts';

/** Kinds whose names are no names of objects. */
const UNAFFIXED = /^(?:CustomResourceDefinition|APIService|Namespace)$/;

/** With a prefix before, or a suffix behind, every name. */
export function affixed(
  resources: readonly Resource[],
  affix: ScalarTree | undefined,
  end: 'prefixes' | 'suffixes',
): readonly Resource[] {
  return resources.map((resource) => {
    const name = nameOf(resource.tree);
    if (!name || UNAFFIXED.test(resource.id.kind)) return resource;
    // Noted even where there is none: the levels tell two of one name apart.
    if (!affix || affix.text === '') return { ...resource, [end]: [...resource[end], ''] };
    const runs = addedRuns(affix, name);
    const renamed = joined(end === 'prefixes' ? [...runs, ...runsOf(name)] : [...runsOf(name), ...runs], name);
    const tree = withMetadata(resource.tree, nameKey(resource.tree), renamed);
    return withTree({ ...remembered(resource), [end]: [...resource[end], affix.text] }, tree);
  });
}

/** What is added to a scalar: the reader sees it where the scalar stands. */
export function addedRuns(added: ScalarTree, to: ScalarTree): readonly Run[] {
  const seen = spanAt(to);
  return runsOf(added).map(({ text, origin }) => ({ text, origin: { ...origin, via: [seen, ...(origin.via ?? [])] } }));
}

function nameKey(tree: MapTree): ScalarTree {
  const metadata = get(tree, 'metadata');
  return (metadata?.kind === 'map' ? metadata.entries.find(({ key }) => key.text === 'name') : undefined)!.key;
}

/** In another namespace, as far as their kinds have one. */
export function namespaced(
  scope: Scope,
  resources: readonly Resource[],
  namespace: { readonly key: ScalarTree; readonly value: ScalarTree } | undefined,
): readonly Resource[] {
  if (!namespace || namespace.value.text === '') return resources;
  const { value } = namespace;
  return resources.map((resource) => {
    const known = remembered(resource);
    let { tree } = resource;
    if (resource.id.kind === 'Namespace') tree = renamed(tree, value);
    else if (!isClusterScoped(resource.id)) tree = withNamespace(tree, namespace);
    if (/^(?:Cluster)?RoleBinding$/.test(resource.id.kind)) tree = withSubjects(tree, namespace);
    for (const spec of configured(scope.specs, 'namespace')) {
      if (spec.path !== 'metadata/namespace') tree = withFields(tree, resource.id, spec, originOf(value), () => value);
    }
    return withTree(known, tree);
  });
}

function renamed(tree: MapTree, name: ScalarTree): MapTree {
  return nameOf(tree) ? withMetadata(tree, nameKey(tree), name) : tree;
}

function withNamespace(tree: MapTree, { key, value }: { key: ScalarTree; value: ScalarTree }): MapTree {
  if (textAt(tree, 'metadata', 'namespace') === value.text) return tree;
  if (get(tree, 'metadata')) return withMetadata(tree, key, value);
  return withValue(tree, madeScalar('metadata', originOf(key)), madeMap([{ key, value }]));
}

/** Only the account that every namespace has stands surely in the one that is set. */
function withSubjects(tree: MapTree, { key, value }: { key: ScalarTree; value: ScalarTree }): MapTree {
  const subjects = get(tree, 'subjects');
  if (subjects?.kind !== 'list') return tree;
  const items = subjects.items.map(
    (item): Tree => (item.kind === 'map' && textAt(item, 'name') === 'default' ? withValue(item, key, value) : item),
  );
  if (items.every((item, index) => item === subjects.items[index])) return tree;
  return withValue(tree, tree.entries.find((entry) => entry.key.text === 'subjects')!.key, withItems(subjects, items));
}
