/**
 * The schema of Terraform's provider for Kubernetes (registry.terraform.io/providers/hashicorp/kubernetes): the fields of
 * the Kubernetes API in snake case, and for most lists a block of a singular name for each of their items.
 */

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

const KINDS: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  kubernetes_config_map: ['v1', 'ConfigMap'],
  kubernetes_pod: ['v1', 'Pod'],
  kubernetes_replication_controller: ['v1', 'ReplicationController'],
  kubernetes_secret: ['v1', 'Secret'],
  kubernetes_service: ['v1', 'Service'],
  kubernetes_daemon_set: ['apps/v1', 'DaemonSet'],
  kubernetes_daemonset: ['apps/v1', 'DaemonSet'],
  kubernetes_deployment: ['apps/v1', 'Deployment'],
  kubernetes_stateful_set: ['apps/v1', 'StatefulSet'],
  kubernetes_cron_job: ['batch/v1', 'CronJob'],
  kubernetes_job: ['batch/v1', 'Job'],
  kubernetes_ingress: ['networking.k8s.io/v1', 'Ingress'],
  kubernetes_network_policy: ['networking.k8s.io/v1', 'NetworkPolicy'],
  kubernetes_api_service: ['apiregistration.k8s.io/v1', 'APIService'],
  kubernetes_mutating_webhook_configuration: ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration'],
  kubernetes_validating_webhook_configuration: ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
};

/** What a resource's type makes: `kubernetes_service` and `kubernetes_service_v1` alike; undefined for other types. */
export function kindOf(type: string): Kind | undefined {
  const found = KINDS[type.replace(/_v\d+(?:(?:alpha|beta)\d+)?$/, '')];
  return found && { apiVersion: found[0], kind: found[1] };
}

/** Blocks that stand once for each item of a list. */
const LISTS: Readonly<Record<string, string>> = {
  container: 'containers',
  init_container: 'initContainers',
  port: 'ports',
  ports: 'ports',
  env: 'env',
  env_from: 'envFrom',
  volume: 'volumes',
  volume_mount: 'volumeMounts',
  items: 'items',
  sources: 'sources',
  sysctl: 'sysctls',
  rule: 'rules',
  path: 'paths',
  tls: 'tls',
  ingress: 'ingress',
  egress: 'egress',
  from: 'from',
  to: 'to',
  match_expressions: 'matchExpressions',
  webhook: 'webhooks',
};

/** The list that a block is an item of; undefined for a block that stands once, as `port` does within `service`. */
export function listOfBlocks(name: string, parent: string): string | undefined {
  return name === 'port' && parent === 'service' ? undefined : Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
}

/** Fields whose keys are whatever the user likes, in both spellings; what they hold is text. */
const MAPS: ReadonlySet<string> = new Set([
  'labels',
  'annotations',
  'match_labels',
  'matchLabels',
  'selector',
  'node_selector',
  'nodeSelector',
  'data',
  'stringData',
  'binary_data',
  'binaryData',
]);

export function isMap(name: string): boolean {
  return MAPS.has(name);
}

/** `targetPort` of `target_port`, `clusterIP` of `cluster_ip`; the provider encodes a Secret's `data` by itself. */
export function fieldName(name: string, kind: string): string {
  if (kind === 'Secret' && name === 'data') return 'stringData';
  if (kind === 'Secret' && name === 'binary_data') return 'data';
  let field = fields.get(name);
  if (field === undefined) {
    field = name
      .replace(/_(ip|ipc|pid)(s?)$/, (_, word: string, plural: string) => word.toUpperCase() + plural)
      .replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
    fields.set(name, field);
  }
  return field;
}

const fields = new Map<string, string>();
