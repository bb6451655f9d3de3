/** Policies of network plugins, Cilium's and Calico's: they too are applied behind Services, at the ports of pods. */
import type { Destination, Labels, Protocol, Site, Value } from '../../model/index.ts';
import { entries, get, isTrue, items, scalar, textAt, type YamlNode, type YamlScalar } from '../../syntax/yaml.ts';
import { isTemplated, labelsOf, type ManifestObject, protocolOf, textPort } from './object.ts';
import { ANYWHERE, allow, allowed, picked, type Scope } from './policy-sites.ts';

/** docs.cilium.io, Layer 4 policies: `toPorts` of the pods that the policy is for, or of those that it lets them reach. */
export function ciliumSites({ source, root, kind, namespace }: ManifestObject): readonly Site[] {
  const own: Scope = kind === 'CiliumNetworkPolicy' ? { namespace } : ANYWHERE;
  const ports = (rule: YamlNode, to: Destination | undefined): readonly Site[] =>
    items(get(rule, 'toPorts'))
      .flatMap((each) => items(get(each, 'ports')))
      .flatMap((port) => allowed(source, port, ciliumPort, ciliumProtocol(port), to, 'toPorts port'));
  return [get(root, 'spec'), ...items(get(root, 'specs'))].flatMap((spec) => {
    const receivers = endpoints(get(spec, 'endpointSelector'), own);
    return [
      ...['ingress', 'ingressDeny'].flatMap((way) => items(get(spec, way)).flatMap((rule) => ports(rule, receivers))),
      ...['egress', 'egressDeny'].flatMap((way) =>
        items(get(spec, way)).flatMap((rule) => ports(rule, peer(rule, own))),
      ),
    ];
  });
}

/** 0 stands for every port. */
function ciliumPort(port: YamlScalar): Value {
  return port.text === '0' ? { kind: 'unknown' } : textPort(port);
}

/** Any where none is written. */
function ciliumProtocol(port: YamlNode): Protocol {
  return get(port, 'protocol') ? protocolOf(port) : 'unknown';
}

/** Whom an egress rule lets reach; undefined for several, and for what are no pods. */
function peer(rule: YamlNode, own: Scope): Destination | undefined {
  const [one, ...others] = items(get(rule, 'toEndpoints'));
  const elsewhere = entries(rule).some(({ key }) => /^to(?!Endpoints$|Ports$)/.test(key.text));
  return others.length > 0 || elsewhere ? undefined : endpoints(one, own);
}

/** Labels that Cilium gives to pods for the name of their namespace (docs.cilium.io, Kubernetes constructs in policy). */
const NAMESPACE =
  /^(?:io\.kubernetes\.pod\.namespace|io\.cilium\.k8s\.namespace\.labels\.kubernetes\.io\/metadata\.name)$/;

/** The pods of an endpoint selector, whose labels may say where they come from: `k8s:app`. */
function endpoints(selector: YamlNode | undefined, own: Scope): Destination | undefined {
  const written = labelsOf(get(selector, 'matchLabels'));
  if (!written || get(selector, 'matchExpressions')) return undefined;
  const labels: Record<string, string> = {};
  let scope = own;
  for (const [key, value] of Object.entries(written)) {
    const name = key.replace(/^(?:k8s|any):/, '');
    if (NAMESPACE.test(name)) scope = { namespace: value };
    // Labels of other sources, and others that Cilium makes, stand on no pod.
    else if (name.includes(':') || name.startsWith('io.cilium.')) return undefined;
    else labels[name] = value;
  }
  return picked(labels, scope);
}

/** docs.tigera.io/calico, NetworkPolicy and GlobalNetworkPolicy: the ports of `destination`. */
export function calicoSites({ source, root, kind, namespace }: ManifestObject): readonly Site[] {
  const spec = get(root, 'spec');
  const own: Scope = kind === 'NetworkPolicy' ? { namespace } : ANYWHERE;
  // Of packets that no Service has translated yet, the ports are those of nodes.
  if (isTrue(get(spec, 'preDNAT'))) return [];
  const receivers = get(spec, 'serviceAccountSelector') ? undefined : selectedPods(spec, own);
  return ['ingress', 'egress'].flatMap((way) =>
    items(get(spec, way)).flatMap((rule) => {
      const destination = get(rule, 'destination');
      const fields = entries(destination).map(({ key }) => key.text);
      const isPods = fields.every((field) => /^(?:ports|selector|namespaceSelector)$/.test(field));
      const egress = isPods ? selectedPods(destination, own) : undefined;
      const to = way === 'egress' ? egress : fields.every((field) => field === 'ports') ? receivers : undefined;
      return items(get(destination, 'ports')).flatMap((node): Site[] => {
        const port = scalar(node);
        const protocol = calicoProtocol(textAt(rule, 'protocol'));
        return port ? [{ ...allow(source, port, to, `${way} port`), value: calicoPort(port), protocol }] : [];
      });
    }),
  );
}

function calicoProtocol(text: string | undefined): Protocol {
  const name = text?.toLowerCase();
  if (name === 'tcp' || name === '6') return 'tcp';
  if (name === 'udp' || name === '17') return 'udp';
  return name === 'sctp' ? 'sctp' : 'unknown';
}

function calicoPort(port: YamlScalar): Value {
  const range = /^(\d+):(\d+)$/.exec(port.text);
  return range ? { kind: 'range', from: Number(range[1]), to: Number(range[2]) } : textPort(port);
}

/** The pods of `selector`, in the namespaces of `namespaceSelector` where there is one. */
function selectedPods(node: YamlNode | undefined, own: Scope): Destination | undefined {
  return picked(expression(get(node, 'selector')), scopeOf(get(node, 'namespaceSelector'), own));
}

function scopeOf(selector: YamlNode | undefined, own: Scope): Scope {
  if (!selector) return own;
  const labels = expression(selector);
  const name = labels?.['kubernetes.io/metadata.name'] ?? labels?.['projectcalico.org/name'];
  return name === undefined ? ANYWHERE : { namespace: name };
}

const TERM = /^\s*([\w./-]+)\s*==\s*(?:'([^']*)'|"([^"]*)")\s*$/;

/** The labels that an expression asks for, `app == 'web' && tier == "front"`; undefined for any other. */
function expression(node: YamlNode | undefined): Labels | undefined {
  const text = scalar(node);
  if (!text || isTemplated(text)) return undefined;
  const labels: Record<string, string> = {};
  for (const term of text.text.split('&&')) {
    const match = TERM.exec(term);
    if (!match) return undefined;
    labels[match[1]!] = match[2] ?? match[3] ?? '';
  }
  return labels;
}
