/** Services and what sends traffic to them by name: Ingress, Gateway API routes, Istio VirtualServices. */
import type { Component, Site, Source } from '../../model/index.ts';
import { get, integer, items, scalar, spanOf, textAt, type YamlNode } from '../../syntax/yaml.ts';
import { entryInsertion, keyInsertion, labelsOf, type ManifestObject, named, portValue, protocolOf } from './object.ts';

export function serviceOf(object: ManifestObject, id: () => string): readonly Component[] {
  const { source, root } = object;
  const spec = get(root, 'spec');
  const node = get(spec, 'selector');
  const selector = node ? labelsOf(node) : undefined;
  const picks = selector && Object.keys(selector).length > 0 ? selector : undefined;
  const type = textAt(spec, 'type') ?? 'ClusterIP';
  const declare = spec?.kind === 'map' ? entryInsertion(source, spec, 'ports', 'port') : undefined;
  const sites: Site[] = [];
  for (const port of items(get(spec, 'ports'))) {
    const number = scalar(get(port, 'port'));
    if (!number || port.kind !== 'map') continue;
    const protocol = protocolOf(port);
    const name = named(source, get(port, 'name'));
    const route = sites.length;
    sites.push({
      role: 'route',
      span: spanOf(source, number),
      value: portValue(number, false),
      protocol,
      field: 'port',
      ...(name ? { name } : {}),
      to: [{ kind: 'site', index: route + 1 }],
    });
    const written = scalar(get(port, 'targetPort'));
    // 0 is taken for nothing (SetDefaults_Service).
    const target = integer(written) === 0 ? undefined : written;
    // Without targetPort the port is passed on as it is (ServiceSpec: "defaults to the value of the port field").
    const implied = written ? undefined : keyInsertion(source, port, 'targetPort');
    const token = target ?? number;
    const pods =
      picks && type !== 'ExternalName'
        ? { kind: 'pods' as const, selector: picks, namespace: object.namespace }
        : undefined;
    sites.push({
      role: 'target',
      span: spanOf(source, token),
      value: portValue(token, target !== undefined),
      protocol,
      field: 'targetPort',
      ...(implied ? { implied } : {}),
      ...(pods ? { to: [pods] } : {}),
    });
    const node = scalar(get(port, 'nodePort'));
    if (!node) continue;
    sites.push({
      role: 'publish',
      span: spanOf(source, node),
      value: portValue(node, false),
      protocol,
      field: 'nodePort',
      to: [{ kind: 'site', index: route }],
    });
  }
  return [
    {
      kind: 'service',
      id: id(),
      file: source.file,
      format: 'kubernetes',
      label: `Service ${object.name}`,
      name: object.name,
      span: object.span,
      sites,
      namespace: object.namespace,
      ...(picks ? { selector: picks } : {}),
      headless: textAt(spec, 'clusterIP') === 'None',
      type,
      ...(declare ? { declare } : {}),
    },
  ];
}

/** Kinds that name Services, and how each finds its references. */
const ROUTERS: Readonly<Record<string, (object: ManifestObject) => readonly Site[]>> = {
  Ingress: ingressSites,
  HTTPRoute: gatewaySites,
  GRPCRoute: gatewaySites,
  TCPRoute: gatewaySites,
  TLSRoute: gatewaySites,
  UDPRoute: gatewaySites,
  VirtualService: meshSites,
};

export function routerOf(object: ManifestObject, id: () => string): readonly Component[] {
  const sites = ROUTERS[object.kind]?.(object);
  if (!sites) return [];
  const { source, kind, name, span, namespace } = object;
  const label = `${kind} ${name}`.trim();
  return [{ kind: 'router', id: id(), file: source.file, format: 'kubernetes', label, name, span, sites, namespace }];
}

function backend(
  source: Source,
  name: string | undefined,
  namespace: string | undefined,
  port: YamlNode | undefined,
  field: string,
  names: boolean,
): readonly Site[] {
  const token = scalar(port);
  // `use-annotation` is the AWS controller's mark for an action kept in an annotation, not a port.
  if (!token || !name || token.text === 'use-annotation') return [];
  return [
    {
      role: 'target',
      span: spanOf(source, token),
      value: portValue(token, names),
      protocol: 'unknown',
      field,
      to: [{ kind: 'service', name, namespace }],
    },
  ];
}

function ingressSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  const spec = get(root, 'spec');
  const paths = items(get(spec, 'rules')).flatMap((rule) => items(get(rule, 'http', 'paths')));
  const backends = [get(spec, 'defaultBackend') ?? get(spec, 'backend'), ...paths.map((path) => get(path, 'backend'))];
  return backends.flatMap((node) => {
    const service = textAt(node, 'service', 'name');
    const port = get(node, 'service', 'port');
    return [
      ...backend(source, service, namespace, get(port, 'number'), 'backend port', false),
      ...backend(source, service, namespace, get(port, 'name'), 'backend port', true),
      ...backend(source, textAt(node, 'serviceName'), namespace, get(node, 'servicePort'), 'servicePort', true),
    ];
  });
}

/** `backendRefs[].port` is a Service port (gateway-api.sigs.k8s.io, BackendObjectReference). */
function gatewaySites({ source, root, namespace }: ManifestObject): readonly Site[] {
  return items(get(root, 'spec', 'rules')).flatMap((rule) =>
    items(get(rule, 'backendRefs')).flatMap((ref) =>
      (textAt(ref, 'kind') ?? 'Service') === 'Service'
        ? backend(
            source,
            textAt(ref, 'name'),
            textAt(ref, 'namespace') ?? namespace,
            get(ref, 'port'),
            'backendRef port',
            false,
          )
        : [],
    ),
  );
}

/** `destination.port.number` is a Service port (istio.io, Destination). */
function meshSites({ source, root, namespace }: ManifestObject): readonly Site[] {
  return ['http', 'tcp', 'tls'].flatMap((protocol) =>
    items(get(root, 'spec', protocol)).flatMap((route) =>
      items(get(route, 'route')).flatMap((entry) => {
        const [name, inNamespace, svc] = (textAt(entry, 'destination', 'host') ?? '').split('.');
        if (svc !== undefined && svc !== 'svc') return [];
        return backend(
          source,
          name,
          inNamespace ?? namespace,
          get(entry, 'destination', 'port', 'number'),
          'destination port',
          false,
        );
      }),
    ),
  );
}
