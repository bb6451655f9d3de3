/** The fields of Kubernetes' own kinds in which kustomize looks for names of others, and for its old variables. */
import type { NameReference } from './configurations.ts';
import { type FieldSpec, specs } from './field-specs.ts';

/** Where each kind keeps the specification of its pods. */
const PODS: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
};

function inPods(...paths: readonly string[]): readonly FieldSpec[] {
  return Object.entries(PODS).flatMap(([kind, pod]) => paths.map((path) => ({ kind, path: `${pod}/${path}` })));
}

function inContainers(...paths: readonly string[]): readonly FieldSpec[] {
  return inPods(...paths.flatMap((path) => [`containers/${path}`, `initContainers/${path}`]));
}

const ROLES = specs(['Role', 'ClusterRole'], 'rules/resourceNames');
const SUBJECTS = specs(['RoleBinding', 'ClusterRoleBinding'], 'subjects', { group: 'rbac.authorization.k8s.io' });
const ROLE = { group: 'rbac.authorization.k8s.io' };
const SCALED = specs(['HorizontalPodAutoscaler'], 'spec/scaleTargetRef/name');

export const NAME_REFERENCES: readonly NameReference[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({ kind, fields: SCALED })),
  {
    kind: 'ConfigMap',
    version: 'v1',
    fields: [
      ...inPods('volumes/configMap/name', 'volumes/projected/sources/configMap/name'),
      ...inContainers('env/valueFrom/configMapKeyRef/name', 'envFrom/configMapRef/name'),
      ...specs(['Node'], 'spec/configSource/configMap'),
      ...specs(['Ingress'], 'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap'),
      ...ROLES,
    ],
  },
  {
    kind: 'Secret',
    version: 'v1',
    fields: [
      ...inPods('volumes/secret/secretName', 'volumes/projected/sources/secret/name', 'imagePullSecrets/name'),
      ...inContainers('env/valueFrom/secretKeyRef/name', 'envFrom/secretRef/name'),
      ...specs(['Ingress'], 'spec/tls/secretName'),
      ...['ingress.kubernetes.io\\/auth-secret', 'nginx.ingress.kubernetes.io\\/auth-secret'].flatMap((key) =>
        specs(['Ingress'], `metadata/annotations/${key}`),
      ),
      ...specs(['Ingress'], 'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret'),
      ...specs(['ServiceAccount'], 'imagePullSecrets/name'),
      ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].flatMap((key) =>
        specs(['StorageClass'], `parameters/${key}`),
      ),
      ...specs(['Service'], 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name', {
        group: 'serving.knative.dev',
        version: 'v1',
      }),
      ...specs(['PersistentVolume'], 'spec/azureFile/secretName'),
      ...ROLES,
    ],
  },
  {
    kind: 'Service',
    version: 'v1',
    fields: [
      ...specs(['StatefulSet'], 'spec/serviceName', { group: 'apps' }),
      ...[
        'spec/rules/http/paths/backend/serviceName',
        'spec/backend/serviceName',
        'spec/rules/http/paths/backend/service/name',
        'spec/defaultBackend/service/name',
      ].flatMap((path) => specs(['Ingress'], path)),
      ...specs(['APIService'], 'spec/service/name', { group: 'apiregistration.k8s.io' }),
      ...specs(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'], 'webhooks/clientConfig/service', {
        group: 'admissionregistration.k8s.io',
      }),
      // Only since a later version: a route that is renamed with its Service is what people mean.
      ...specs(['HTTPRoute'], 'spec/rules/backendRefs/name'),
    ],
  },
  { kind: 'Role', ...ROLE, fields: specs(['RoleBinding'], 'roleRef/name', ROLE) },
  { kind: 'ClusterRole', ...ROLE, fields: specs(['RoleBinding', 'ClusterRoleBinding'], 'roleRef/name', ROLE) },
  { kind: 'ServiceAccount', version: 'v1', fields: [...inPods('serviceAccountName'), ...SUBJECTS] },
  { kind: 'PersistentVolumeClaim', version: 'v1', fields: inPods('volumes/persistentVolumeClaim/claimName') },
  {
    kind: 'PersistentVolume',
    version: 'v1',
    fields: [...specs(['PersistentVolumeClaim'], 'spec/volumeName'), ...specs(['ClusterRole'], 'rules/resourceNames')],
  },
  {
    kind: 'StorageClass',
    version: 'v1',
    fields: [
      ...specs(['PersistentVolume', 'PersistentVolumeClaim'], 'spec/storageClassName'),
      ...specs(['StatefulSet'], 'spec/volumeClaimTemplates/spec/storageClassName'),
    ],
  },
  { kind: 'PriorityClass', version: 'v1', fields: inPods('priorityClassName') },
  { kind: 'IngressClass', version: 'v1', fields: specs(['Ingress'], 'spec/ingressClassName') },
];

/** Where `$(NAME)` stands for a variable. */
export const VARIABLE_REFERENCES: readonly FieldSpec[] = [
  ...inContainers('args', 'command', 'env/value', 'volumeMounts/mountPath'),
  ...specs(['Ingress'], 'spec/rules/host'),
  ...specs(['Ingress'], 'spec/tls/hosts'),
  ...specs(['Ingress'], 'spec/tls/secretName'),
  ...specs(['Service'], 'spec/ports/port'),
  ...specs(['Service'], 'spec/ports/targetPort'),
  { path: 'metadata/labels' },
];
