/**
 * Which lists of Kubernetes' own kinds are merged, and by which fields of their items: `patchStrategy: merge` in the
 * Kubernetes OpenAPI. All other lists, and all of kinds that are not Kubernetes' own, are replaced.
 */
import type { Id } from './resource.ts';

/** Fields that tell items apart; none where the items are plain values. */
export type MergeKeys = readonly string[];

const CONTAINER: Readonly<Record<string, MergeKeys>> = {
  env: ['name'],
  ports: ['containerPort', 'protocol'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath'],
};

const POD: Readonly<Record<string, MergeKeys>> = {
  containers: ['name'],
  ephemeralContainers: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  volumes: ['name'],
};

const METADATA: Readonly<Record<string, MergeKeys>> = { finalizers: [], ownerReferences: ['uid'] };

const CONTAINERS = /^(?:containers|initContainers|ephemeralContainers)$/;

/** Where a kind keeps the specification of its pods. */
const POD_AT: Readonly<Record<string, string>> = {
  '/Pod': 'spec',
  '/PodTemplate': 'template.spec',
  '/ReplicationController': 'spec.template.spec',
  'apps/DaemonSet': 'spec.template.spec',
  'apps/Deployment': 'spec.template.spec',
  'apps/ReplicaSet': 'spec.template.spec',
  'apps/StatefulSet': 'spec.template.spec',
  'batch/CronJob': 'spec.jobTemplate.spec.template.spec',
  'batch/Job': 'spec.template.spec',
  'extensions/DaemonSet': 'spec.template.spec',
  'extensions/Deployment': 'spec.template.spec',
  'extensions/ReplicaSet': 'spec.template.spec',
};

/** Other lists by kind, with the path to them. */
const OTHERS: Readonly<Record<string, MergeKeys>> = {
  '/Service spec.ports': ['port', 'protocol'],
  '/ServiceAccount secrets': ['name'],
  'admissionregistration.k8s.io/MutatingWebhookConfiguration webhooks': ['name'],
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration webhooks': ['name'],
  'storage.k8s.io/CSINode spec.drivers': ['name'],
};

/** Kinds whose schema Kubernetes has, so that metadata is merged as it says. */
const OWN_GROUP = /^$|^(?:apps|autoscaling|batch|extensions|policy)$|\.k8s\.io$/;

/**
 * @param path The keys that lead to the list, items of lists left out: `spec`, `containers`, `ports`.
 * @returns undefined where the list is replaced as a whole.
 */
export function mergeKeysOf(
  { group, kind }: Pick<Id, 'group' | 'kind'>,
  path: readonly string[],
): MergeKeys | undefined {
  const last = path.at(-1)!;
  const type = `${group}/${kind}`;
  const parent = path.slice(0, -1).join('.');
  const pod = POD_AT[type];
  if (pod !== undefined) {
    if (parent === pod) return own(POD, last);
    const owner = path.at(-2) ?? '';
    if (CONTAINERS.test(owner) && path.slice(0, -2).join('.') === pod) return own(CONTAINER, last);
    if (path.at(-2) === 'metadata' && pod.startsWith(path.slice(0, -2).join('.'))) return own(METADATA, last);
  }
  if (parent === 'metadata' && OWN_GROUP.test(group)) return own(METADATA, last);
  return own(OTHERS, `${type} ${path.join('.')}`);
}

function own(table: Readonly<Record<string, MergeKeys>>, key: string): MergeKeys | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
