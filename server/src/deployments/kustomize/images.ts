/** `images` and `replicas`. */
import { configured } from './configurations.ts';
import { type FieldSpec, specs, withFields } from './field-specs.ts';
import { addedRuns } from './naming.ts';
import { allIds, type Resource, withTree } from './resource.ts';
import { cutRuns, joined, originOf } from './scalars.ts';
import { type Scope, tell } from './scope.ts';
import {
  get,
  itemsOf,
  type MapTree,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
  withEntries,
  withItems,
  withValue,
} from './tree.ts';

/** With other names, tags or digests of images, wherever a list of containers stands. */
export function withImages(
  scope: Scope,
  resources: readonly Resource[],
  images: Tree | undefined,
): readonly Resource[] {
  return itemsOf(images).reduce<readonly Resource[]>((all, image) => {
    const isMeant = imageMatcher(textAt(image, 'name'));
    const change = (field: Tree | undefined): Tree | undefined =>
      field?.kind === 'scalar' && isMeant(field.text) ? changedImage(field, image) : field;
    return all.map((resource) => {
      if (resource.id.kind === 'CustomResourceDefinition') return resource;
      const tree = inContainers(resource.tree, change) as MapTree;
      const fields = configured(scope.specs, 'images');
      return withTree(
        resource,
        fields.reduce((made, spec) => withFields(made, resource.id, spec, undefined, change), tree),
      );
    });
  }, resources);
}

function imageMatcher(name: string | undefined): (image: string) => boolean {
  if (!name) return () => false;
  const rest = '(?::[a-zA-Z0-9_.{}-]*)?(?:@sha256:[a-zA-Z0-9_.{}-]*)?$';
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const expression = new RegExp(`^${escaped}${rest}`);
  return (image) => expression.test(image);
}

function changedImage(field: ScalarTree, image: Tree): ScalarTree {
  const { name, tag, digest } = imageParts(field.text);
  const part = (key: string): ScalarTree | undefined => scalarAt(image, key);
  const newName = part('newName');
  const newTag = part('newTag');
  const newDigest = part('digest');
  const suffix = part('tagSuffix');
  const written = (mark: string, from: ScalarTree | undefined) =>
    from ? [...addedRuns(joined([{ text: mark, origin: originOf(from) }]), field), ...addedRuns(from, field)] : [];
  const kept = (from: number, to: number) => cutRuns(field, from, to);
  const replaced = newTag !== undefined || newDigest !== undefined;
  return joined(
    [
      ...(newName ? addedRuns(newName, field) : kept(0, name)),
      ...(replaced ? written(':', newTag) : kept(name, tag)),
      ...(replaced ? written('@', newDigest) : suffix ? written(name === tag ? ':' : '', suffix) : kept(tag, digest)),
    ],
    field,
  );
}

/** Where the name, the tag and the digest of a reference end. */
function imageParts(text: string): { name: number; tag: number; digest: number } {
  const at = text.indexOf('@');
  const tagged = at < 0 ? text.length : at;
  const colon = text.slice(0, tagged).lastIndexOf(':');
  return { name: colon > text.lastIndexOf('/', tagged) ? colon : tagged, tag: tagged, digest: text.length };
}

function inContainers(tree: Tree, change: (image: Tree | undefined) => Tree | undefined): Tree {
  if (tree.kind === 'list') {
    const items = tree.items.map((item) => (item.kind === 'scalar' ? item : inContainers(item, change)));
    return items.every((item, index) => item === tree.items[index]) ? tree : withItems(tree, items);
  }
  if (tree.kind !== 'map') return tree;
  let differs = false;
  const entries = tree.entries.map((entry) => {
    if (entry.value.kind === 'scalar') return entry;
    let value = inContainers(entry.value, change);
    if (/^(?:initC|c)ontainers$/.test(entry.key.text) && value.kind === 'list')
      value = withImagesOf(value.items, value, change);
    if (value === entry.value) return entry;
    differs = true;
    return { key: entry.key, value };
  });
  return differs ? withEntries(tree, entries) : tree;
}

function withImagesOf(
  containers: readonly Tree[],
  list: Tree & { kind: 'list' },
  change: (image: Tree | undefined) => Tree | undefined,
): Tree {
  const items = containers.map((container) => {
    const image = scalarAt(container, 'image');
    if (container.kind !== 'map' || !image) return container;
    const changed = change(image);
    if (changed === image || !changed) return container;
    return withValue(container, container.entries.find(({ key }) => key.text === 'image')!.key, changed);
  });
  return items.every((item, index) => item === containers[index]) ? list : withItems(list, items);
}

const REPLICAS: readonly FieldSpec[] = specs(
  ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'],
  'spec/replicas',
  { create: true },
);

/** With other numbers of pods, by the names of their workloads. */
export function withReplicas(
  scope: Scope,
  resources: readonly Resource[],
  replicas: Tree | undefined,
): readonly Resource[] {
  const fields = [...REPLICAS, ...configured(scope.specs, 'replicas')];
  return itemsOf(replicas).reduce<readonly Resource[]>((all, replica) => {
    const name = textAt(replica, 'name');
    const count = scalarAt(replica, 'count');
    if (!name || !count) return all;
    let found = false;
    const changed = all.map((resource) => {
      if (!allIds(resource).some((id) => id.name === name)) return resource;
      const made = fields.reduce(
        (tree, spec) => withFields(tree, resource.id, spec, originOf(count), () => count),
        resource.tree,
      );
      found ||= made !== resource.tree || get(made, 'spec', 'replicas') !== undefined;
      return withTree(resource, made);
    });
    if (!found && !scope.isComponent) tell(scope, `replicas: there is no workload ${name}`, scalarAt(replica, 'name'));
    return changed;
  }, resources);
}
