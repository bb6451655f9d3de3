/** References by name follow those that they name, when prefixes, suffixes and namespaces have renamed them. */
import type { ConfiguredSpecs, NameReference } from './configurations.ts';
import { type FieldSpec, isFor, withFields } from './field-specs.ts';
import { NAME_REFERENCES } from './known-references.ts';
import { type Id, isClusterScoped, nameOf, type Resource, withTree } from './resource.ts';
import { cutRuns, joined, madeScalar, originOf, runsOf, spanAt } from './scalars.ts';
import {
  entryOf,
  isNull,
  type ListTree,
  type MapTree,
  type ScalarTree,
  type Tree,
  textAt,
  withItems,
  withValue,
} from './tree.ts';

/** With every reference as what it names is called now. */
export function referring(resources: readonly Resource[], configured: ConfiguredSpecs): readonly Resource[] {
  const renamed = resources.filter(({ formerly, id }) =>
    formerly.some(({ name, namespace }) => name !== id.name || namespace !== id.namespace),
  );
  if (renamed.length === 0) return resources;
  const active = [...NAME_REFERENCES, ...configured.nameReferences].filter((reference) =>
    renamed.some(({ formerly }) => formerly.some((id) => isOf(id, reference))),
  );
  const byType = new Map<string, readonly [NameReference, FieldSpec][]>();
  return resources.map((resource) => {
    const type = `${resource.id.group}/${resource.id.version}/${resource.id.kind}`;
    const fields = byType.get(type) ?? fieldsOf(resource.id, active);
    byType.set(type, fields);
    const tree = fields.reduce(
      (made, [reference, field]) =>
        withFields(made, resource.id, field, undefined, (found) =>
          found ? renamedIn(resource, field, reference, resources, found) : found,
        ),
      resource.tree,
    );
    return withTree(resource, tree);
  });
}

function fieldsOf(id: Id, references: readonly NameReference[]): readonly [NameReference, FieldSpec][] {
  return references.flatMap((reference) =>
    reference.fields.filter((field) => isFor(field, id)).map((field): [NameReference, FieldSpec] => [reference, field]),
  );
}

function isOf(id: Id, { group, version, kind }: NameReference): boolean {
  return isFor({ path: '', kind, ...(group ? { group } : {}), ...(version ? { version } : {}) }, id);
}

/** A name, a map with a name in it, or a list of either. */
function renamedIn(
  referrer: Resource,
  field: FieldSpec,
  reference: NameReference,
  resources: readonly Resource[],
  found: Tree,
): Tree {
  if (isNull(found)) return found;
  if (found.kind === 'list') {
    const items = found.items.map((item) => renamedIn(referrer, field, reference, resources, item));
    return items.every((item, index) => item === found.items[index]) ? found : withItems(found as ListTree, items);
  }
  if (found.kind === 'scalar') {
    const referral = referralOf(referrer, field, reference, resources, found.text, undefined);
    return referral ? calledLike(referral, found) : found;
  }
  return renamedMap(referrer, field, reference, resources, found);
}

function renamedMap(
  referrer: Resource,
  field: FieldSpec,
  reference: NameReference,
  resources: readonly Resource[],
  found: MapTree,
): MapTree {
  const name = entryOf(found, 'name');
  if (name?.value.kind !== 'scalar') return found;
  const namespace = textAt(found, 'namespace');
  const referral = referralOf(referrer, field, reference, resources, name.value.text, namespace);
  if (!referral) return found;
  const renamed = withValue(found, name.key, calledLike(referral, name.value));
  const place = entryOf(referral.tree, 'metadata')?.value;
  const moved = entryOf(place, 'namespace')?.value;
  if (moved?.kind !== 'scalar' || moved.text === namespace) return renamed;
  const key = entryOf(found, 'namespace')?.key ?? madeScalar('namespace', originOf(name.key));
  return withValue(renamed, key, moved);
}

/** The new name where the old one stands: what both share keeps its place. */
function calledLike({ tree }: Resource, written: ScalarTree): ScalarTree {
  const name = nameOf(tree);
  if (!name || name.text === written.text) return written;
  const at = name.text.indexOf(written.text);
  const seen = spanAt(written);
  const added = (from: number, to: number) =>
    cutRuns(name, from, to).map(({ text, origin }) => ({
      text,
      origin: { ...origin, via: [seen, ...(origin.via ?? []).slice(1)] },
    }));
  if (at < 0) return joined([{ text: name.text, origin: originOf(written) }], written);
  return joined([...added(0, at), ...runsOf(written), ...added(at + written.text.length, name.text.length)], written);
}

/** The one resource that a name means, as far as that can be told. */
function referralOf(
  referrer: Resource,
  field: FieldSpec,
  reference: NameReference,
  resources: readonly Resource[],
  name: string,
  namespace: string | undefined,
): Resource | undefined {
  const role = field.path.endsWith('roleRef/name') ? entryOf(referrer.tree, 'roleRef')?.value : undefined;
  const candidates = resources.filter(({ formerly, id }) => {
    const meant = formerly.some((each) => each.name === name && isOf(each, reference));
    const fitsRole = !role || formerly.some((each) => each.kind === textAt(role, 'kind'));
    return meant && fitsRole && (namespace === undefined ? isNear(referrer.id, id) : isIn(formerly, id, namespace));
  });
  if (candidates.length <= 1) return candidates[0];
  const nearest = candidates.filter((each) => sharesAffixes(referrer, each));
  const [first] = nearest;
  return first && nearest.every(({ id }) => id.name === first.id.name && id.namespace === first.id.namespace)
    ? first
    : undefined;
}

function isNear(referrer: Id, id: Id): boolean {
  return (
    isClusterScoped(referrer) ||
    isClusterScoped(id) ||
    id.kind === 'ServiceAccount' ||
    (referrer.namespace || 'default') === (id.namespace || 'default')
  );
}

function isIn(formerly: readonly Id[], id: Id, namespace: string): boolean {
  return [...formerly, id].some((each) => (each.namespace || 'default') === namespace);
}

/** True where two were renamed by the same kustomizations, as far as both were renamed at all. */
function sharesAffixes(a: Resource, b: Resource): boolean {
  return endsAlike(a.prefixes, b.prefixes) && endsAlike(a.suffixes, b.suffixes);
}

function endsAlike(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(a.length - length).every((affix, index) => affix === b[b.length - length + index]);
}
