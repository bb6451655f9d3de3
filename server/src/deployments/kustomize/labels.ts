/** `labels`, `commonLabels` and `commonAnnotations`. */
import { configured } from './configurations.ts';
import { type FieldSpec, specs, specsIn, withFields } from './field-specs.ts';
import { type Resource, withTree } from './resource.ts';
import { originOf } from './scalars.ts';
import type { Scope } from './scope.ts';
import { entriesOf, get, isTrueAt, itemsOf, type MapTree, madeMap, type Tree, withValue } from './tree.ts';

const METADATA: readonly FieldSpec[] = [{ path: 'metadata/labels', create: true }];

const TEMPLATES: readonly FieldSpec[] = [
  ...specs(['Deployment', 'ReplicaSet', 'DaemonSet'], 'spec/template/metadata/labels', { create: true }),
  ...specs(['ReplicationController'], 'spec/template/metadata/labels', { create: true, version: 'v1' }),
  ...specs(['StatefulSet'], 'spec/template/metadata/labels', { create: true, group: 'apps' }),
  ...specs(['StatefulSet'], 'spec/volumeClaimTemplates[]/metadata/labels', { create: true, group: 'apps' }),
  ...specs(['Job'], 'spec/template/metadata/labels', { create: true, group: 'batch' }),
  ...specs(['CronJob'], 'spec/jobTemplate/metadata/labels', { create: true, group: 'batch' }),
  ...specs(['CronJob'], 'spec/jobTemplate/spec/template/metadata/labels', { create: true, group: 'batch' }),
];

const SPREAD = [
  'affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
  'affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
  'affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
  'affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
  'topologySpreadConstraints/labelSelector/matchLabels',
];

const SELECTORS: readonly FieldSpec[] = [
  ...specs(['Service', 'ReplicationController'], 'spec/selector', { create: true, version: 'v1' }),
  ...specs(['Deployment', 'ReplicaSet', 'DaemonSet'], 'spec/selector/matchLabels', { create: true }),
  ...specs(['StatefulSet'], 'spec/selector/matchLabels', { create: true, group: 'apps' }),
  ...SPREAD.flatMap((path) => specs(['Deployment', 'StatefulSet'], `spec/template/spec/${path}`, { group: 'apps' })),
  ...specs(['Job'], 'spec/selector/matchLabels', { group: 'batch' }),
  ...specs(['CronJob'], 'spec/jobTemplate/spec/selector/matchLabels', { group: 'batch' }),
  ...specs(['PodDisruptionBudget'], 'spec/selector/matchLabels', { group: 'policy' }),
  ...['spec/podSelector', 'spec/ingress/from/podSelector', 'spec/egress/to/podSelector'].flatMap((path) =>
    specs(['NetworkPolicy'], `${path}/matchLabels`, { group: 'networking.k8s.io' }),
  ),
];

const ANNOTATIONS: readonly FieldSpec[] = [
  { path: 'metadata/annotations', create: true },
  ...TEMPLATES.filter(({ path }) => !path.includes('[]')).map((spec) => ({
    ...spec,
    path: spec.path.replace(/labels$/, 'annotations'),
  })),
];

/** @param labels The list under `labels`. */
export function labelled(scope: Scope, resources: readonly Resource[], labels: Tree | undefined): readonly Resource[] {
  return itemsOf(labels).reduce<readonly Resource[]>((all, label) => {
    const own = specsIn(get(label, 'fields'));
    const fields = isTrueAt(label, 'includeSelectors')
      ? [...METADATA, ...TEMPLATES, ...SELECTORS, ...configured(scope.specs, 'commonLabels')]
      : isTrueAt(label, 'includeTemplates')
        ? [...METADATA, ...TEMPLATES, ...configured(scope.specs, 'templateLabels')]
        : [...METADATA, ...configured(scope.specs, 'labels')];
    return withPairs(all, get(label, 'pairs'), [...own, ...fields]);
  }, resources);
}

/** @param labels The map under `commonLabels`. */
export function commonlyLabelled(
  scope: Scope,
  resources: readonly Resource[],
  labels: Tree | undefined,
): readonly Resource[] {
  const fields = [...METADATA, ...TEMPLATES, ...SELECTORS, ...configured(scope.specs, 'commonLabels')];
  return withPairs(resources, labels, fields);
}

/** @param annotations The map under `commonAnnotations`. */
export function annotated(
  scope: Scope,
  resources: readonly Resource[],
  annotations: Tree | undefined,
): readonly Resource[] {
  return withPairs(resources, annotations, [...ANNOTATIONS, ...configured(scope.specs, 'commonAnnotations')]);
}

/** With every pair in every map that a spec leads to. */
export function withPairs(
  resources: readonly Resource[],
  pairs: Tree | undefined,
  fields: readonly FieldSpec[],
): readonly Resource[] {
  const entries = entriesOf(pairs).filter(({ value }) => value.kind === 'scalar');
  if (entries.length === 0) return resources;
  const origin = originOf(entries[0]!.key);
  const add = (field: Tree | undefined): Tree | undefined => {
    if (field && field.kind !== 'map') return field;
    return entries.reduce<MapTree>((map, { key, value }) => withValue(map, key, value), field ?? madeMap([]));
  };
  return resources.map((resource) =>
    withTree(
      resource,
      fields.reduce((tree, spec) => withFields(tree, resource.id, spec, origin, add), resource.tree),
    ),
  );
}
