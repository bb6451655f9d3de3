/** Services: their ports, what each leads to, and what annotations say of them. */
import type { Component, Destination, Service, Site } from '../../model/index.ts';
import { embeddedSource, get, integer, items, scalar, spanOf, textAt, type YamlNode } from '../../syntax/yaml.ts';
import { checkedBy, serviceCheck } from './health-checks.ts';
import { scrapeSite } from './monitors.ts';
import {
  entryInsertion,
  fieldInsertion,
  hiddenPort,
  isHidden,
  keyInsertion,
  labelsOf,
  type ManifestObject,
  named,
  portName,
  portValue,
  protocolOf,
} from './object.ts';

export function serviceOf(object: ManifestObject, id: () => string): readonly Component[] {
  const { source, root } = object;
  const spec = get(root, 'spec');
  const node = get(spec, 'selector');
  const selector = node ? labelsOf(node) : undefined;
  const picks = selector && Object.keys(selector).length > 0 ? selector : undefined;
  const type = textAt(spec, 'type') ?? 'ClusterIP';
  const declare = spec?.kind === 'map' ? entryInsertion(source, spec, 'ports', 'port') : undefined;
  const alias = type === 'ExternalName' ? aliasOf(textAt(spec, 'externalName')) : undefined;
  const pods =
    picks && type !== 'ExternalName'
      ? { kind: 'pods' as const, selector: picks, namespace: object.namespace }
      : undefined;
  const behind: Destination | undefined = alias ? { kind: 'service', ...alias } : pods;
  const sites: Site[] = [];
  for (const port of items(get(spec, 'ports'))) {
    if (isHidden(port)) sites.push(hiddenPort(source, port, 'route', 'port'));
    const number = scalar(get(port, 'port'));
    if (!number || port.kind !== 'map') continue;
    const protocol = protocolOf(port);
    const name = portName(source, port);
    const appProtocol = named(source, get(port, 'appProtocol'));
    const naming = name.name || name.hiddenName ? undefined : fieldInsertion(source, port, 'name: {name}');
    const isPicked = type === 'NodePort' && !scalar(get(port, 'nodePort'));
    const pinning = isPicked ? fieldInsertion(source, port, 'nodePort: {port}') : undefined;
    const route = sites.length;
    sites.push({
      role: 'route',
      span: spanOf(source, number),
      value: portValue(number, false),
      protocol,
      field: 'port',
      ...name,
      ...(appProtocol ? { appProtocol } : {}),
      ...(naming ? { naming } : {}),
      ...(pinning ? { pinning } : {}),
      to: [{ kind: 'site', index: route + 1 }],
    });
    const written = scalar(get(port, 'targetPort'));
    // 0 is taken for nothing (SetDefaults_Service).
    const target = integer(written) === 0 ? undefined : written;
    // Without targetPort the port is passed on as it is (ServiceSpec: "defaults to the value of the port field").
    const implied = written ? undefined : (keyInsertion(source, port, 'targetPort') ?? true);
    const token = target ?? number;
    sites.push({
      role: 'target',
      span: spanOf(source, token),
      value: portValue(token, target !== undefined),
      protocol,
      field: 'targetPort',
      ...(implied ? { implied } : {}),
      ...(behind ? { to: [behind] } : {}),
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
  const annotations = get(root, 'metadata', 'annotations');
  // The endpoints role of service discovery replaces the port of each pod's address.
  const scrape = scrapeSite(source, annotations, pods);
  if (scrape) sites.push(scrape);
  for (const listed of LISTED) sites.push(...listedPorts(object, annotations, listed));
  const check = serviceCheck(object);
  if (check) sites.push(check.site);
  const configs = checkedBy(annotations);
  return [
    {
      kind: 'service',
      id: id(),
      file: source.file,
      format: 'kubernetes',
      label: `Service ${object.name}`.trim(),
      name: object.name,
      span: object.span,
      sites,
      namespace: object.namespace,
      ...(picks ? { selector: picks } : {}),
      labels: labelsOf(get(root, 'metadata', 'labels')) ?? {},
      headless: textAt(spec, 'clusterIP') === 'None',
      type,
      ...(alias ? { alias } : {}),
      ...(declare ? { declare } : {}),
      ...(check ? { follow: check.follow } : {}),
      ...(configs.length > 0 ? { checkedBy: configs } : {}),
    },
  ];
}

/** `name.namespace.svc`, with or without the cluster's domain. */
function aliasOf(externalName: string | undefined): Service['alias'] {
  const match = /^([a-z\d-]+)\.([a-z\d-]+)\.svc(?:\.|$)/.exec(externalName ?? '');
  return match ? { name: match[1]!, namespace: match[2]! } : undefined;
}

/** Annotations that list ports of this Service, and how each is written among the rest of their text. */
const LISTED = [
  // By number or name, `*` for all (kubernetes-sigs.github.io/aws-load-balancer-controller).
  {
    key: 'service.beta.kubernetes.io/aws-load-balancer-ssl-ports',
    field: 'aws-load-balancer-ssl-ports',
    port: /[^,\s*"']+/g,
  },
  // The keys of `{"exposed_ports": {"80": {}}}` (cloud.google.com/kubernetes-engine, Standalone zonal NEGs).
  { key: 'cloud.google.com/neg', field: 'exposed port', port: /(?<=")\d+(?="\s*:)/g },
] as const;

function listedPorts(
  { source, name, namespace }: ManifestObject,
  annotations: YamlNode | undefined,
  { key, field, port }: (typeof LISTED)[number],
): readonly Site[] {
  const list = scalar(get(annotations, key));
  if (!list) return [];
  const inside = embeddedSource(source, list);
  return [...inside.text.matchAll(port)].map((match): Site => {
    const [text] = match;
    return {
      role: 'target',
      span: inside.span(match.index, match.index + text.length),
      value: /^\d+$/.test(text) ? { kind: 'number', number: Number(text) } : { kind: 'name', name: text },
      protocol: 'unknown',
      field,
      to: [{ kind: 'service', name, namespace }],
    };
  });
}
