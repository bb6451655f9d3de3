/**
 * Health checks of the load balancers that clouds put before a cluster. They ask pods by themselves, past the Service,
 * wherever the balancer's targets are pods; what they ask of nodes is not looked up.
 */
import type { Component, Destination, Edit, Site } from '../../model/index.ts';
import { get, scalar, spanOf, textAt, type YamlNode } from '../../syntax/yaml.ts';
import { groupOf, isTemplated, type ManifestObject, nodesAt, portValue, textPort } from './object.ts';

export interface HealthCheck {
  readonly site: Site;
  /** Has it ask where traffic is sent to. */
  readonly follow: Edit;
}

const ALB = 'alb.ingress.kubernetes.io';
const NLB = 'service.beta.kubernetes.io/aws-load-balancer';

type ServiceMeant = Extract<Destination, { kind: 'service' }>;

/** The check of an Ingress, which is that of the Services that it sends to, one for all. */
export function ingressCheck(object: ManifestObject, backends: readonly Site[]): HealthCheck | undefined {
  const services = backends.flatMap(({ to = [] }) =>
    to.filter((each): each is ServiceMeant => each.kind === 'service'),
  );
  const annotations = get(object.root, 'metadata', 'annotations');
  const asksPods = textAt(annotations, `${ALB}/target-type`) === 'ip';
  return awsCheck(object, get(annotations, `${ALB}/healthcheck-port`), 'healthcheck-port', asksPods, services);
}

/** The check of the balancer that is made for a Service. */
export function serviceCheck(object: ManifestObject): HealthCheck | undefined {
  const annotations = get(object.root, 'metadata', 'annotations');
  const asksPods =
    textAt(annotations, `${NLB}-nlb-target-type`) === 'ip' || textAt(annotations, `${NLB}-type`) === 'nlb-ip';
  const own: ServiceMeant = { kind: 'service', name: object.name, namespace: object.namespace };
  return awsCheck(object, get(annotations, `${NLB}-healthcheck-port`), 'aws-load-balancer-healthcheck-port', asksPods, [
    own,
  ]);
}

/**
 * A number is asked of the targets as it is; a name is that of a Service's port
 * (kubernetes-sigs.github.io/aws-load-balancer-controller, annotations healthcheck-port).
 */
function awsCheck(
  { source }: ManifestObject,
  node: YamlNode | undefined,
  field: string,
  asksPods: boolean,
  services: readonly ServiceMeant[],
): HealthCheck | undefined {
  const port = scalar(node);
  if (!port || port.text === 'traffic-port' || isTemplated(port)) return undefined;
  const span = spanOf(source, port);
  const value = textPort(port);
  const to =
    value.kind === 'name' ? services : asksPods ? services.map((each) => ({ ...each, by: 'pods' as const })) : [];
  const role = value.kind === 'name' ? 'target' : 'probe';
  return { site: { role, span, value, protocol: 'tcp', field, to }, follow: { span, newText: 'traffic-port' } };
}

const CHECKS = ['httpHealthCheck', 'httpsHealthCheck', 'http2HealthCheck', 'grpcHealthCheck', 'tcpHealthCheck'];

/** Objects that say how Google's balancers check pods; none for other kinds. */
export function checkerOf(object: ManifestObject, id: () => string): readonly Component[] {
  const { source, kind, name, span } = object;
  const sites = CHECKERS[`${groupOf(object)}/${kind}`]?.(object);
  if (!sites) return [];
  const label = `${kind} ${name}`.trim();
  return [{ kind: 'pool', id: id(), file: source.file, format: 'kubernetes', label, name, span, sites }];
}

const CHECKERS: Readonly<Record<string, (object: ManifestObject) => readonly Site[]>> = {
  // docs.cloud.google.com/kubernetes-engine, Configure Gateway resources: health checks of the Services' pods
  'networking.gke.io/HealthCheckPolicy': (object) => {
    const target = get(object.root, 'spec', 'targetRef');
    const name = textAt(target, 'name');
    if (!name || textAt(target, 'kind') !== 'Service') return [];
    const namespace = textAt(target, 'namespace') ?? object.namespace;
    return CHECKS.flatMap((check) =>
      fixedPort(object, `spec.default.config.${check}`, { kind: 'service', name, namespace, by: 'pods' }),
    );
  },
  // docs.cloud.google.com/kubernetes-engine, Ingress configuration: BackendConfig, which Services name
  'cloud.google.com/BackendConfig': (object) => {
    const { name, namespace } = object;
    return fixedPort(object, 'spec.healthCheck', { kind: 'checked', config: name, namespace });
  },
};

function fixedPort({ source, root }: ManifestObject, path: string, to: Destination): readonly Site[] {
  return nodesAt(root, path).flatMap((check): Site[] => {
    const port = scalar(get(check, 'port'));
    if (!port || (textAt(check, 'portSpecification') ?? 'USE_FIXED_PORT') !== 'USE_FIXED_PORT') return [];
    const value = portValue(port, false);
    return [{ role: 'probe', span: spanOf(source, port), value, protocol: 'tcp', field: 'healthCheck port', to: [to] }];
  });
}

/**
 * The BackendConfigs by which a balancer checks the pods of a Service: those that it names, where its endpoints are the
 * balancer's (container-native load balancing). With nodes in between, their ports are those of nodes.
 */
export function checkedBy(annotations: YamlNode | undefined): readonly string[] {
  if (!/"ingress"\s*:\s*true/.test(textAt(annotations, 'cloud.google.com/neg') ?? '')) return [];
  const configs = ['cloud.google.com/backend-config', 'beta.cloud.google.com/backend-config'];
  const [named = ''] = configs.flatMap((key) => textAt(annotations, key) ?? []);
  return [...named.matchAll(/:\s*"([^"]+)"/g)].map((match) => match[1]!);
}
