/** `patches`, `patchesStrategicMerge` and `patchesJson6902`: what is read, and which resources it is laid over. */
import { join } from 'node:path/posix';
import { isJsonPatch, jsonPatch } from './json-patch.ts';
import { type Reading, readFile, readInline } from './reading.ts';
import { allIds, idOf, isSameId, labelOf, nameOf, type Resource, remembered, withTree } from './resource.ts';
import { type Scope, tell } from './scope.ts';
import { isTarget } from './selectors.ts';
import { strategicMerge } from './strategic-merge.ts';
import {
  entriesOf,
  entryOf,
  get,
  isTrueAt,
  itemsOf,
  type MapTree,
  type ScalarTree,
  scalarAt,
  type Tree,
  withValue,
} from './tree.ts';

/** @param patches The list under `patches` or `patchesJson6902`. */
export function patched(scope: Scope, resources: readonly Resource[], patches: Tree | undefined): readonly Resource[] {
  return itemsOf(patches).reduce<readonly Resource[]>((all, entry) => {
    const written = scalarAt(entry, 'path') ?? scalarAt(entry, 'patch');
    if (!written) {
      tell(scope, 'a patch has neither path nor patch', entry);
      return all;
    }
    const reading = readPatch(scope, written, entryOf(entry, 'patch') !== undefined);
    return withPatch(scope, all, reading?.documents ?? [], entry, written);
  }, resources);
}

/** @param patches The list under `patchesStrategicMerge`: paths, and patches themselves. */
export function strategicallyPatched(
  scope: Scope,
  resources: readonly Resource[],
  patches: Tree | undefined,
): readonly Resource[] {
  return itemsOf(patches).reduce<readonly Resource[]>((all, item) => {
    const written = scalarAt(item);
    if (!written) return all;
    const reading = readPatch(scope, written, /\n|^\{/.test(written.text));
    return withPatch(scope, all, reading?.documents ?? [], undefined, written);
  }, resources);
}

function readPatch(scope: Scope, written: ScalarTree, isInline: boolean): Reading | undefined {
  const path = join(scope.root, written.text);
  const reading = isInline ? readInline(written) : readFile(scope.files, path);
  if (!isInline) scope.claims.add(path);
  if (!reading) tell(scope, `there is no patch ${written.text}`, written);
  scope.problems.push(...(reading?.problems ?? []));
  return reading;
}

/** @param entry Holds `target` and `options`. */
function withPatch(
  scope: Scope,
  resources: readonly Resource[],
  documents: readonly Tree[],
  entry: Tree | undefined,
  written: ScalarTree,
): readonly Resource[] {
  const target = get(entry, 'target');
  return documents.reduce<readonly Resource[]>((all, patch) => {
    if (!isJsonPatch(patch) && patch.kind !== 'map') return all;
    const meant = target ? all.filter((resource) => isTarget(resource, target)) : addressed(all, patch);
    if (meant.length !== 1 && !(target && meant.length > 1)) {
      const quiet = scope.isComponent || isTrueAt(entry, 'options', 'allowNoTargetMatch');
      if (!quiet) tell(scope, complaint(patch, target, meant.length), target ?? nameIn(patch) ?? written);
      return all;
    }
    return all.flatMap((resource) => {
      if (!meant.includes(resource)) return [resource];
      return isJsonPatch(patch) ? withOperations(scope, resource, patch) : laidOver(scope, resource, patch, entry);
    });
  }, resources);
}

function nameIn(patch: Tree): ScalarTree | undefined {
  return patch.kind === 'map' ? nameOf(patch) : undefined;
}

function complaint(patch: Tree, target: Tree | undefined, found: number): string {
  if (target) return "a patch's target fits no resource";
  if (patch.kind !== 'map') return 'a JSON patch has no target';
  const count = found > 1 ? 'more than one resource is' : 'there is no';
  return found > 1 ? `a patch fits ${count} ${labelOf(idOf(patch))}` : `${count} ${labelOf(idOf(patch))} to patch`;
}

/** Those that a patch names itself, by what they are called or were. */
function addressed(resources: readonly Resource[], patch: Tree): readonly Resource[] {
  if (patch.kind !== 'map') return [];
  const id = idOf(patch);
  return resources.filter((resource) => allIds(resource).some((each) => isSameId(each, id)));
}

function withOperations(scope: Scope, resource: Resource, patch: Tree): readonly Resource[] {
  const tree = jsonPatch(resource.tree, patch, (operation, reason) => {
    tell(scope, `a JSON patch of ${labelOf(resource.id)} ${reason}`, scalarAt(operation, 'path') ?? operation);
  });
  return [withTree(remembered(resource), tree)];
}

function laidOver(scope: Scope, resource: Resource, patch: Tree, entry: Tree | undefined): readonly Resource[] {
  const renames = isTrueAt(entry, 'options', 'allowNameChange');
  const converts = isTrueAt(entry, 'options', 'allowKindChange');
  const said = withoutIdentity(patch as MapTree, renames, converts);
  const tree = strategicMerge(resource.tree, said, resource.id, (part) =>
    tell(scope, `a patch of ${labelOf(resource.id)} has a value of another kind than what it changes`, part),
  );
  if (!tree) return [];
  return [withTree(renames || converts ? remembered(resource) : resource, tree)];
}

/** What a patch says to be found by is not changed, unless it is meant to. */
function withoutIdentity(patch: MapTree, renames: boolean, converts: boolean): MapTree {
  let said = patch;
  for (const name of converts ? [] : ['apiVersion', 'kind']) {
    const entry = entryOf(said, name);
    if (entry) said = withValue(said, entry.key, undefined);
  }
  const metadata = get(said, 'metadata');
  const unnamed = renames ? ['namespace'] : ['name', 'namespace'];
  return entriesOf(metadata)
    .filter(({ key }) => unnamed.includes(key.text))
    .reduce((map, { key }) => withoutMetadata(map, key), said);
}

function withoutMetadata(map: MapTree, key: ScalarTree): MapTree {
  const metadata = entryOf(map, 'metadata')!;
  if (metadata.value.kind !== 'map') return map;
  return withValue(map, metadata.key, withValue(metadata.value, key, undefined));
}
