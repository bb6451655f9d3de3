/**
 * Resources: objects with what kustomize remembers of them, above all the names that they had, by which patches,
 * selectors and references still find them.
 */
import { get, type MapTree, type ScalarTree, scalarAt, textAt, withValue } from './tree.ts';

export interface Id {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

export interface Resource {
  readonly tree: MapTree;
  /** What `tree` says. */
  readonly id: Id;
  /** What it was called before, the first name first. */
  readonly formerly: readonly Id[];
  /** What was put before and behind its name, the last one outermost. */
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** The file that its kind and name come from, an absolute path. */
  readonly file: string;
  /** The kustomization that brought it in, an absolute path of a folder. */
  readonly root: string;
}

export function resourceOf(tree: MapTree, file: string, root: string): Resource {
  return { tree, id: idOf(tree), formerly: [], prefixes: [], suffixes: [], file, root };
}

export function idOf(tree: MapTree): Id {
  const [group, version] = groupAndVersion(textAt(tree, 'apiVersion') ?? '');
  return {
    group,
    version,
    kind: textAt(tree, 'kind') ?? '',
    name: textAt(tree, 'metadata', 'name') ?? '',
    namespace: textAt(tree, 'metadata', 'namespace') ?? '',
  };
}

export function groupAndVersion(apiVersion: string): readonly [string, string] {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

export function withTree(resource: Resource, tree: MapTree): Resource {
  return tree === resource.tree ? resource : { ...resource, tree, id: idOf(tree) };
}

/** Notes what it is called, before that changes. */
export function remembered(resource: Resource): Resource {
  return { ...resource, formerly: [...resource.formerly, resource.id] };
}

/** What it was called at first. */
export function originalId({ formerly, id }: Resource): Id {
  return formerly[0] ?? id;
}

export function allIds({ formerly, id }: Resource): readonly Id[] {
  return [...formerly, id];
}

/** Kinds that stand in no namespace; kustomize takes every kind that it does not know for one that does. */
const CLUSTER_SCOPED = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ComponentStatus',
  'CustomResourceDefinition',
  'FlowSchema',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PodSecurityPolicy',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'SelfSubjectAccessReview',
  'SelfSubjectRulesReview',
  'StorageClass',
  'SubjectAccessReview',
  'TokenReview',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
]);

export function isClusterScoped({ kind }: Id): boolean {
  return CLUSTER_SCOPED.has(kind);
}

/** The namespace that counts: that of a kind without one is none of those that can be written. */
export function effectiveNamespace(id: Id): string {
  return isClusterScoped(id) ? '_non_namespaceable_' : id.namespace || 'default';
}

export function isSameId(a: Id, b: Id): boolean {
  return (
    a.name === b.name &&
    a.kind === b.kind &&
    a.group === b.group &&
    a.version === b.version &&
    effectiveNamespace(a) === effectiveNamespace(b)
  );
}

/** `Deployment web`, as messages say it. */
export function labelOf({ kind, name, namespace }: Id): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}

/** With another scalar under `metadata`. */
export function withMetadata(tree: MapTree, key: ScalarTree, value: ScalarTree): MapTree {
  const metadata = get(tree, 'metadata');
  const entry = tree.entries.find((each) => each.key.text === 'metadata');
  if (metadata?.kind !== 'map' || !entry) return tree;
  return withValue(tree, entry.key, withValue(metadata, key, value));
}

export function nameOf(tree: MapTree): ScalarTree | undefined {
  return scalarAt(tree, 'metadata', 'name');
}
