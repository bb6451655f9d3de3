/**
 * Services that are named with their port in one text: what Emissary's mappings send to, and the ConfigMaps that tell an
 * Ingress controller which TCP and UDP ports to hand to whom.
 */
import type { Protocol, Site } from '../../model/index.ts';
import { addressSite } from '../../syntax/address-site.ts';
import { defaultPort } from '../../syntax/endpoint.ts';
import { embeddedSource, entries, get, scalar } from '../../syntax/yaml.ts';
import { scalarText } from '../../syntax/yaml-text.ts';
import { groupOf, isTemplated, type ManifestObject } from './object.ts';

/** The sites of such an object; undefined for all others. */
export function serviceTexts(object: ManifestObject): readonly Site[] | undefined {
  if (object.kind === 'ConfigMap') return streams(object);
  return /(?:^|\.)getambassador\.io$/.test(groupOf(object)) && /Mapping$/.test(object.kind)
    ? mapped(object)
    : undefined;
}

/** emissary-ingress.dev, Mapping: `service` is `scheme://name.namespace:port`, where only the name must be there. */
function mapped({ source, root, kind }: ManifestObject): readonly Site[] {
  const spec = get(root, 'spec');
  const service = scalar(get(spec, 'service'));
  // Another resolver than the default one may know other ports.
  if (!service || isTemplated(service) || get(spec, 'resolver')) return [];
  const plain = kind.endsWith('TCPMapping') || get(spec, 'tls') ? undefined : 80;
  const implied = (scheme: string | undefined): number | undefined => (scheme ? defaultPort(scheme) : plain);
  const site = addressSite(scalarText(source, service, 'envsubst'), { role: 'target', field: 'service', implied });
  return site ? [site] : [];
}

const STREAM = /^([a-z\d][a-z\d.-]*)\/([a-z\d][a-z\d-]*):([a-z\d][a-z\d-]*)(?::[A-Z]*)*$/;

/**
 * Entries such as `9000: "namespace/service:8080:PROXY"`, whose port is the Service's by number or name
 * (kubernetes.github.io/ingress-nginx, Exposing TCP and UDP services; HAProxy's controllers take the same).
 */
function streams({ source, root, name }: ManifestObject): readonly Site[] | undefined {
  const protocol: Protocol = /udp/.test(name) ? 'udp' : /tcp/.test(name) ? 'tcp' : 'unknown';
  const sites = entries(get(root, 'data')).flatMap(({ key, value }): readonly Site[] => {
    const node = /^\d+$/.test(key.text) ? scalar(value) : undefined;
    const match = node && STREAM.exec(node.text);
    if (!match) return [];
    const [, namespace, service, port] = match as unknown as [string, string, string, string];
    const start = namespace.length + service.length + 2;
    return [
      {
        role: 'target',
        span: embeddedSource(source, node).span(start, start + port.length),
        value: /^\d+$/.test(port) ? { kind: 'number', number: Number(port) } : { kind: 'name', name: port },
        protocol,
        field: 'service port',
        to: [{ kind: 'service', name: service, namespace }],
      },
    ];
  });
  return sites.length > 0 ? sites : undefined;
}
