/**
 * Gateways: the listeners that routes attach to, and those of a mesh's gateway pods; what a mesh's proxies beside pods
 * are told; and what an Ingress controller is told to speak to the Services behind it.
 */
import type { Destination, GatewayName, Site, Speaks } from '../../model/index.ts';
import { get, items, scalar, spanOf, textAt } from '../../syntax/yaml.ts';
import {
  fieldInsertion,
  groupOf,
  labelsOf,
  type ManifestObject,
  named,
  nodesAt,
  portValue,
  protoPort,
} from './object.ts';

/** The listeners of a Gateway, or what a route says of them; undefined for kinds that have to do with neither. */
export function listenersOf(object: ManifestObject): readonly Site[] | undefined {
  const group = groupOf(object);
  if (object.kind === 'Gateway') return group === 'networking.istio.io' ? meshServers(object) : listeners(object);
  if (object.kind === 'DestinationRule') return portSettings(object);
  if (object.kind === 'Sidecar' && group === 'networking.istio.io') return outbound(object);
  return group === 'gateway.networking.k8s.io' && get(object.root, 'spec', 'parentRefs') ? parents(object) : undefined;
}

/** What sends to Services by itself, for a cluster's own purposes or when another object names it. */
const INNER: ReadonlySet<string> = new Set([
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'CustomResourceDefinition',
  'APIService',
  'DestinationRule',
  'Sidecar',
  'Middleware',
  'TraefikService',
]);

/** The Gateways that a route is attached to; undefined for what needs none. */
export function gatewaysOf(object: ManifestObject): readonly GatewayName[] | undefined {
  const { root, kind, namespace } = object;
  if (INNER.has(kind)) return [];
  if (kind === 'VirtualService' && groupOf(object) === 'networking.istio.io') {
    // `mesh`, also where none is written, is what the pods of the mesh send.
    return items(get(root, 'spec', 'gateways')).flatMap((node): GatewayName[] => {
      const text = scalar(node)?.text ?? 'mesh';
      const [first = '', second] = text.split('/');
      if (text === 'mesh') return [];
      return [second === undefined ? { name: first, namespace } : { name: second, namespace: first }];
    });
  }
  if (groupOf(object) !== 'gateway.networking.k8s.io' || kind === 'Gateway') return undefined;
  return items(get(root, 'spec', 'parentRefs')).flatMap((ref): GatewayName[] => {
    const name = textAt(ref, 'name');
    if (!name || (textAt(ref, 'kind') ?? 'Gateway') !== 'Gateway') return [];
    return [{ name, namespace: textAt(ref, 'namespace') ?? namespace }];
  });
}

/** The routes that are attached to a Gateway by its name. */
function routes({ name, namespace }: ManifestObject): Destination {
  return { kind: 'routes', gateway: name, namespace };
}

/** gateway-api.sigs.k8s.io, Listener. */
function listeners(object: ManifestObject): readonly Site[] {
  const { source, root } = object;
  return items(get(root, 'spec', 'listeners')).flatMap((node): Site[] => {
    const port = scalar(get(node, 'port'));
    if (!port) return [];
    const name = named(source, get(node, 'name'));
    return [
      {
        role: 'listen',
        span: spanOf(source, port),
        value: portValue(port, false),
        protocol: textAt(node, 'protocol') === 'UDP' ? 'udp' : 'tcp',
        field: 'listener port',
        to: [routes(object)],
        ...(name ? { name } : {}),
      },
    ];
  });
}

/** `parentRefs[].port` and `sectionName` pick listeners of a Gateway (gateway-api.sigs.k8s.io, ParentReference). */
function parents({ source, root, namespace }: ManifestObject): readonly Site[] {
  return items(get(root, 'spec', 'parentRefs')).flatMap((ref): Site[] => {
    const gateway = textAt(ref, 'name');
    if (!gateway || (textAt(ref, 'kind') ?? 'Gateway') !== 'Gateway') return [];
    const to: Destination = { kind: 'gateway', name: gateway, namespace: textAt(ref, 'namespace') ?? namespace };
    const site = { role: 'target', protocol: 'unknown', to: [to] } as const;
    const port = scalar(get(ref, 'port'));
    const section = scalar(get(ref, 'sectionName'));
    return [
      ...(port
        ? [{ ...site, span: spanOf(source, port), value: portValue(port, false), field: 'parentRef port' }]
        : []),
      ...(section
        ? [
            {
              ...site,
              span: spanOf(source, section),
              value: { kind: 'name', name: section.text } as const,
              field: 'sectionName',
            },
          ]
        : []),
    ];
  });
}

/** istio.io, Gateway: the pods of the selector listen, and the Services in front of them must have the port. */
function meshServers(object: ManifestObject): readonly Site[] {
  const { source, root } = object;
  const selector = labelsOf(get(root, 'spec', 'selector'));
  const fronts: readonly Destination[] =
    selector && Object.keys(selector).length > 0 ? [{ kind: 'fronts', selector }] : [];
  return items(get(root, 'spec', 'servers')).flatMap((server): Site[] => {
    const port = scalar(get(server, 'port', 'number'));
    if (!port) return [];
    return [
      {
        role: 'listen',
        span: spanOf(source, port),
        value: protoPort(port),
        protocol: 'unknown',
        field: 'server port',
        to: [...fronts, routes(object)],
      },
    ];
  });
}

/** istio.io, DestinationRule: `portLevelSettings` are those of the host's ports. */
function portSettings({ source, root, namespace }: ManifestObject): readonly Site[] {
  const [name, inNamespace, svc] = (textAt(root, 'spec', 'host') ?? '').split('.');
  if (!name || name === '*' || (svc !== undefined && svc !== 'svc')) return [];
  const policies = ['spec.trafficPolicy', 'spec.subsets.*.trafficPolicy'];
  return policies
    .flatMap((path) => nodesAt(root, `${path}.portLevelSettings.*.port.number`))
    .flatMap((node): Site[] => {
      const port = scalar(node);
      if (!port) return [];
      return [
        {
          role: 'target',
          span: spanOf(source, port),
          value: protoPort(port),
          protocol: 'unknown',
          field: 'portLevelSettings port',
          to: [{ kind: 'service', name, namespace: inNamespace ?? namespace }],
        },
      ];
    });
}

/**
 * istio.io, Sidecar: an egress listener with a port is for those of its hosts that have the port. Where an ingress
 * listener sends to (`defaultEndpoint`) is not read: a process behind it seldom declares its port.
 */
function outbound({ source, root }: ManifestObject): readonly Site[] {
  return items(get(root, 'spec', 'egress')).flatMap((listener): Site[] => {
    const port = scalar(get(listener, 'port', 'number'));
    const [host, ...others] = items(get(listener, 'hosts'));
    // With several hosts it may be for some of them; a proxy of HTTP is for any port.
    if (!port || others.length > 0 || textAt(listener, 'port', 'protocol') === 'HTTP_PROXY') return [];
    const service = /^[^/~]+\/([a-z\d-]+)\.([a-z\d-]+)\.svc\./.exec(scalar(host)?.text ?? '');
    const value = protoPort(port);
    if (!service || (value.kind === 'number' && value.number === 0)) return [];
    const to = { kind: 'service', name: service[1]!, namespace: service[2]! } as const;
    return [{ role: 'target', span: spanOf(source, port), value, protocol: 'unknown', field: 'egress port', to: [to] }];
  });
}

const NGINX = 'nginx.ingress.kubernetes.io';
const ALB = 'alb.ingress.kubernetes.io';

/**
 * What the controller of an Ingress speaks to its backends, for controllers that need to be told (ingress-nginx and
 * the AWS controller: annotation backend-protocol, HTTP where there is none).
 */
export function speaksOf({ source, root }: ManifestObject): Speaks | undefined {
  const annotations = get(root, 'metadata', 'annotations');
  const keys = annotations?.kind === 'map' ? annotations.entries.map((e) => e.key.text) : [];
  const ingressClass =
    textAt(root, 'spec', 'ingressClassName') ?? textAt(annotations, 'kubernetes.io/ingress.class') ?? '';
  const alb = ingressClass === 'alb' || keys.some((key) => key.startsWith(`${ALB}/`));
  // The other nginx controller, nginx.org's, has annotations of its own, which name Services.
  const others = keys.some((key) => key.startsWith('nginx.org/') || key.startsWith('nginx.com/'));
  const nginx =
    !others && (/(?:^|-)nginx(?:-|$)/.test(ingressClass) || keys.some((key) => key.startsWith(`${NGINX}/`)));
  if (alb === nginx) return undefined;
  const prefix = alb ? ALB : NGINX;
  const handedOn = named(source, get(annotations, `${NGINX}/ssl-passthrough`));
  if (handedOn?.text === 'true') return nginx ? { tls: true, handedOn } : undefined;
  // The configuration is the author's own.
  if (keys.some((key) => key.endsWith('-snippet') || key.startsWith(`${ALB}/actions.`))) return undefined;
  const written = named(source, get(annotations, `${prefix}/backend-protocol`));
  if (!written && keys.includes(`${prefix}/backend-protocol`)) return undefined;
  if (written && !/^(?:HTTPS?|GRPCS?)$/i.test(written.text)) return undefined;
  if (keys.includes(`${NGINX}/secure-backends`)) return undefined;
  const field = `${prefix}/backend-protocol: "HTTPS"`;
  const metadata = get(root, 'metadata');
  const secure =
    annotations?.kind === 'map'
      ? fieldInsertion(source, annotations, field)
      : metadata?.kind === 'map'
        ? fieldInsertion(source, metadata, `annotations: {${field}}`)
        : undefined;
  return {
    tls: /^(?:HTTPS|GRPCS)$/i.test(written?.text ?? ''),
    ...(written ? { written } : {}),
    ...(secure && !written ? { secure } : {}),
  };
}
