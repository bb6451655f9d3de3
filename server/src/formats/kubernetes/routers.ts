/**
 * Whatever sends traffic to Services by name: Ingress, Gateway API routes, the resources of proxies and meshes,
 * webhooks. One table says where each kind keeps its references; Ingress annotations say what is spoken to them.
 */
import type { Component, Destination, Site, Value } from '../../model/index.ts';
import { get, scalar, spanOf, textAt, type YamlNode, type YamlScalar } from '../../syntax/yaml.ts';
import { gatewaysOf, listenersOf, speaksOf } from './gateways.ts';
import { ingressCheck } from './health-checks.ts';
import {
  groupOf,
  keyInsertion,
  type ManifestObject,
  named,
  nameValue,
  nodesAt,
  portValue,
  protoPort,
  textPort,
} from './object.ts';
import { serviceTexts } from './service-texts.ts';

/** Where a kind names a Service and its port. Paths are keys joined by dots; `*` stands for the items of a list. */
interface Reference {
  readonly at: string;
  /** The Service's name; `svc`, `svc.ns` and longer where `host` is set. */
  readonly name: string;
  readonly host?: true;
  readonly port: string;
  /** `name`: only a name; `either`: an IntOrString; `proto`: a number that may be quoted. A plain number otherwise. */
  readonly takes?: 'name' | 'either' | 'proto';
  /** The port where none is written. */
  readonly standard?: number;
  /** Numbers are those of the Service's endpoints. */
  readonly by?: 'target';
  readonly field: string;
}

const INGRESS = ['spec.defaultBackend', 'spec.backend', 'spec.rules.*.http.paths.*.backend'].flatMap(
  (at): Reference[] => [
    { at, name: 'service.name', port: 'service.port.number', field: 'backend port' },
    { at, name: 'service.name', port: 'service.port.name', takes: 'name', field: 'backend port' },
    { at, name: 'serviceName', port: 'servicePort', takes: 'either', field: 'servicePort' },
  ],
);

const backendRefs = (at: string): Reference => ({ at, name: 'name', port: 'port', field: 'backendRef port' });
const GATEWAY_ROUTE = [
  backendRefs('spec.rules.*.backendRefs.*'),
  backendRefs('spec.rules.*.filters.*.requestMirror.backendRef'),
  backendRefs('spec.rules.*.backendRefs.*.filters.*.requestMirror.backendRef'),
];

const destination = (at: string): Reference => ({
  at,
  name: 'host',
  host: true,
  port: 'port.number',
  takes: 'proto',
  field: 'destination port',
});

const services = (at: string): Reference => ({
  at,
  name: 'name',
  port: 'port',
  takes: 'either',
  field: 'service port',
});
const webhook = (at: string): Reference => ({
  at,
  name: 'name',
  port: 'port',
  standard: 443,
  field: 'webhook port',
});
const WEBHOOKS = [webhook('webhooks.*.clientConfig.service')];
const upstreams = (at: string): Reference => ({ at, name: 'service', port: 'port', field: 'upstream port' });
const backend = (at: string): Reference => ({
  at,
  name: 'serviceName',
  port: 'servicePort',
  takes: 'either',
  field: 'servicePort',
});
const TRAEFIK_ROUTE = [services('spec.routes.*.services.*')];

/** By kind, or by `group/Kind` where several groups have a kind of that name. */
const REFERENCES: Readonly<Record<string, readonly Reference[]>> = {
  Ingress: INGRESS,
  // gateway-api.sigs.k8s.io, BackendObjectReference
  HTTPRoute: GATEWAY_ROUTE,
  GRPCRoute: GATEWAY_ROUTE,
  TCPRoute: GATEWAY_ROUTE,
  TLSRoute: GATEWAY_ROUTE,
  UDPRoute: GATEWAY_ROUTE,
  // gateway-api.sigs.k8s.io, BackendTLSPolicy: the section of a Service is one of its ports, by name
  BackendTLSPolicy: [
    { at: 'spec.targetRefs.*', name: 'name', port: 'sectionName', takes: 'name', field: 'sectionName' },
  ],
  // istio.io, VirtualService: Destination
  VirtualService: [
    ...['http', 'tcp', 'tls'].map((protocol) => destination(`spec.${protocol}.*.route.*.destination`)),
    destination('spec.http.*.mirror'),
    destination('spec.http.*.mirrors.*.destination'),
  ],
  // projectcontour.io, Service
  HTTPProxy: [services('spec.routes.*.services.*'), services('spec.tcpproxy.services.*')],
  // doc.traefik.io, Kubernetes CRD
  IngressRoute: TRAEFIK_ROUTE,
  IngressRouteTCP: TRAEFIK_ROUTE,
  IngressRouteUDP: TRAEFIK_ROUTE,
  TraefikService: [
    services('spec.weighted.services.*'),
    services('spec.mirroring'),
    services('spec.mirroring.mirrors.*'),
  ],
  Middleware: [services('spec.errors.service')],
  // docs.konghq.com, TCPIngress and UDPIngress
  TCPIngress: [backend('spec.rules.*.backend')],
  UDPIngress: [backend('spec.rules.*.backend')],
  // docs.nginx.com, VirtualServer and TransportServer: Upstream
  VirtualServer: [upstreams('spec.upstreams.*')],
  VirtualServerRoute: [upstreams('spec.upstreams.*')],
  TransportServer: [upstreams('spec.upstreams.*')],
  // haproxy.com/documentation, TCP custom resource
  TCP: [{ at: 'spec.*.service', name: 'name', port: 'port', field: 'service port' }],
  // apisix.apache.org, ApisixRoute
  ApisixRoute: ['http', 'stream'].flatMap((kind) => [
    backend(`spec.${kind}.*.backends.*`),
    backend(`spec.${kind}.*.backend`),
  ]),
  // kubernetes-sigs.github.io/aws-load-balancer-controller, TargetGroupBinding
  TargetGroupBinding: [{ ...services('spec.serviceRef'), field: 'serviceRef port' }],
  // docs.openshift.com, Route: RoutePort
  'route.openshift.io/Route': ['spec.to.name', 'spec.alternateBackends.*.name'].map((name) => ({
    at: '',
    name,
    port: 'spec.port.targetPort',
    takes: 'either',
    by: 'target',
    field: 'targetPort',
  })),
  // kubernetes.io/docs/reference: ServiceReference, whose port defaults to 443
  MutatingWebhookConfiguration: WEBHOOKS,
  ValidatingWebhookConfiguration: WEBHOOKS,
  CustomResourceDefinition: [
    webhook('spec.conversion.webhook.clientConfig.service'),
    webhook('spec.conversion.webhookClientConfig.service'),
  ],
  APIService: [{ ...webhook('spec.service'), field: 'service port' }],
};

/** The router that an object is; none for other kinds. */
export function routerOf(object: ManifestObject, id: () => string): readonly Component[] {
  const { source, kind, name, span, namespace } = object;
  const references = REFERENCES[kind] ?? REFERENCES[`${groupOf(object)}/${kind}`];
  const listeners = listenersOf(object);
  const texts = serviceTexts(object);
  if (!references && !listeners && !texts) return [];
  const sites = (references ?? []).flatMap((reference) =>
    nodesAt(object.root, reference.at).flatMap((node) => referenceSites(object, node, reference)),
  );
  const label = `${kind} ${name}`.trim();
  const gateways = gatewaysOf(object);
  const speaks = kind === 'Ingress' ? speaksOf(object) : undefined;
  const check = kind === 'Ingress' ? ingressCheck(object, sites) : undefined;
  const gatewayClass = kind === 'Gateway' ? named(source, get(object.root, 'spec', 'gatewayClassName')) : undefined;
  return [
    {
      kind: 'router',
      id: id(),
      file: source.file,
      format: 'kubernetes',
      label,
      name,
      span,
      sites: [...sites, ...(listeners ?? []), ...(texts ?? []), ...(check ? [check.site] : [])],
      namespace,
      ...(gateways ? { gateways } : {}),
      ...(gatewayClass ? { class: gatewayClass } : {}),
      ...(speaks ? { speaks } : {}),
      ...(check ? { follow: check.follow } : {}),
    },
  ];
}

function referenceSites(object: ManifestObject, node: YamlNode, reference: Reference): readonly Site[] {
  // Traefik and the Gateway API refer to other kinds by the same fields.
  if (node.kind !== 'map' || (reference.at !== '' && (textAt(node, 'kind') ?? 'Service') !== 'Service')) return [];
  const [port] = nodesAt(node, reference.port).flatMap((n) => scalar(n) ?? []);
  return nodesAt(node, reference.name).flatMap((n): readonly Site[] => {
    const name = scalar(n);
    const to = name && serviceMeant(object, node, name, reference);
    if (!to) return [];
    const site = { role: 'target', protocol: 'unknown', field: reference.field, to: [to] } as const;
    // `use-annotation` is the AWS controller's mark for an action kept in an annotation, not a port.
    if (port?.text === 'use-annotation') return [];
    if (port) return [{ span: spanOf(object.source, port), value: valueOf(port, reference), ...site }];
    const implied = reference.standard && (keyInsertion(object.source, node, 'port') ?? true);
    if (!implied) return [];
    const value = { kind: 'number', number: reference.standard } as const;
    return [{ span: spanOf(object.source, name), value, implied, ...site }];
  });
}

function serviceMeant(
  object: ManifestObject,
  node: YamlNode,
  name: YamlScalar,
  { host, by }: Reference,
): Destination | undefined {
  const namespace = textAt(node, 'namespace') ?? object.namespace;
  const meant = by ? { by } : {};
  if (host) {
    const [service = '', inNamespace, svc] = name.text.split('.');
    if (svc !== undefined && svc !== 'svc') return undefined;
    return { kind: 'service', name: service, namespace: inNamespace ?? namespace, ...meant };
  }
  // nginx takes a Service of another namespace as `ns/svc`.
  const [first = '', second] = name.text.split('/');
  if (second !== undefined) return { kind: 'service', name: second, namespace: first, ...meant };
  return { kind: 'service', name: first, namespace, ...meant };
}

function valueOf(port: YamlScalar, { takes, field }: Reference): Value {
  if (takes === 'name') return nameValue(port);
  // `servicePort` is compared as text, so that digits in quotes are a number.
  if (field === 'servicePort') return textPort(port);
  return takes === 'proto' ? protoPort(port) : portValue(port, takes === 'either');
}
