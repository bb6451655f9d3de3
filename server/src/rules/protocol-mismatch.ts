import type { End, Reached } from '../graph/ends.ts';
import { portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import type { PortSite } from '../graph/sites.ts';
import { type Finding, type Fix, isAlike, type Policy, type Protocol } from '../model/index.ts';
import type { Rule } from './rule.ts';
import { certainty, missingEnds, orphans, otherProtocol } from './unmatched.ts';
import { offersText, ownerText, relatedOffers, siteText } from './wording.ts';

export const protocolMismatch: Rule = {
  id: 'protocol-mismatch',
  severity: 'warning',
  stops: true,
  summary: 'TCP is sent to a port that is declared for UDP, or the other way round',
  why: `TCP and UDP ports of one number are different ports. TCP is the default everywhere, so a DNS or media port whose
protocol was left out on one side is the usual way to get here: packets arrive and nobody takes them.
The name of a Kubernetes port that speaks of the other protocol tells of the same mistake, and so does a NetworkPolicy
that lets out to port 53 by TCP alone because no protocol is written: names are looked up by UDP.`,
  bad: {
    'dns.yaml': `apiVersion: v1
kind: Service
metadata:
  name: dns
spec:
  selector:
    app: dns
  ports:
    - port: 53
      protocol: UDP
      targetPort: 5353
---
apiVersion: v1
kind: Pod
metadata:
  name: dns
  labels:
    app: dns
spec:
  containers:
    - name: dns
      image: example.com/dns:1
      ports:
        - containerPort: 5353
`,
  },
  good: {
    'dns.yaml': `apiVersion: v1
kind: Service
metadata:
  name: dns
spec:
  selector:
    app: dns
  ports:
    - port: 53
      protocol: UDP
      targetPort: 5353
---
apiVersion: v1
kind: Pod
metadata:
  name: dns
  labels:
    app: dns
spec:
  containers:
    - name: dns
      image: example.com/dns:1
      ports:
        - containerPort: 5353
          protocol: UDP
`,
  },
  check(graph, component) {
    const found = graph.resolutions(component).flatMap((resolution) => {
      const isMapping = resolution.destination.kind === 'own' && resolution.from.site.role !== 'probe';
      for (const end of missingEnds(resolution)) {
        const others = otherProtocol(resolution.from, end);
        // EXPOSE seldom says UDP, so that only what the image is known to speak says something of a mapping.
        const isSure = !isMapping || (others.every(isDefault) && !isBeside(graph, resolution.from));
        if (others.length > 0 && isSure) return [report(graph, resolution, end, others)];
      }
      return [];
    });
    // What is told of where the port leads says it better than the port's name.
    if (found.length > 0) return found;
    const silent = component.kind === 'policy' ? unanswered(graph, component) : [];
    return [...silent, ...graph.sites(component).flatMap(misnamed)];
  },
};

function isDefault({ weight }: Reached): boolean {
  return weight === 'default';
}

/** True where the same port is mapped for another protocol as well. */
function isBeside(graph: Graph, { component, site, value }: PortSite): boolean {
  return graph
    .sites(component)
    .some(
      (s) =>
        s.site !== site && s.site.role === 'target' && isAlike(s.value, value) && s.site.protocol !== site.protocol,
    );
}

/** `dns-udp` without `protocol: UDP`: the name of a port says which of both it was meant to be. */
function misnamed({ site }: PortSite): readonly Finding[] {
  const { name, protocol } = site;
  if (!name || (protocol !== 'tcp' && protocol !== 'udp')) return [];
  const words = name.text.split('-');
  const said = words.flatMap((word) => NAMED[word] ?? []);
  if (said.length === 0 || said.includes(protocol)) return [];
  return [
    {
      rule: 'protocol-mismatch',
      severity: 'warning',
      span: name.span,
      message: `port name ${name.text} says ${said[0]!.toUpperCase()}, but the port is ${protocol.toUpperCase()}`,
      related: [{ span: site.span, message: `${site.field} ${protocol.toUpperCase()}` }],
      fixes: [],
    },
  ];
}

/**
 * A NetworkPolicy that lets out to port 53 without a protocol, which is TCP alone (NetworkPolicyPort): names are looked up
 * by UDP first (RFC 1035, 4.2).
 */
function unanswered(graph: Graph, policy: Policy): readonly Finding[] {
  const sites = graph.sites(policy).filter(({ site }) => site.field === 'egress port');
  const isDns = ({ value }: PortSite): boolean => value.kind === 'number' && value.number === 53;
  const mayBeDns = (site: PortSite): boolean => {
    const range = portRange(site.value);
    return site.site.protocol !== 'tcp' && (!range || (range.from <= 53 && 53 <= range.to));
  };
  const [from] = sites.filter((s) => isDns(s) && s.site.overUdp);
  if (!from?.site.overUdp || policy.letsOut || sites.some(mayBeDns)) return [];
  const { at, template } = from.site.overUdp;
  return [
    {
      rule: 'protocol-mismatch',
      severity: 'warning',
      span: from.site.span,
      message: `egress port 53 without a protocol is TCP: names are looked up by UDP, which ${policy.label} does not let out`,
      related: [],
      fixes: [{ title: 'Let out UDP, too', edits: [{ span: at, newText: template.replaceAll('{port}', '53') }] }],
    },
  ];
}

/** HTTP is left out: its third version runs over UDP. */
const NAMED: Readonly<Record<string, Protocol>> = { tcp: 'tcp', udp: 'udp', grpc: 'tcp' };

function report(graph: Graph, resolution: Resolution, end: End, others: End['offers']): Finding {
  const { from } = resolution;
  // A process that takes both protocols often declares one; the other half of the pair would be left alone.
  const taken = orphans(graph, others, (r) => r === resolution).length === 0;
  const [{ protocol }] = others as readonly [Reached];
  return {
    rule: 'protocol-mismatch',
    severity: taken ? 'info' : certainty('warning', resolution, end),
    span: from.site.span,
    message: `${siteText(from)} is ${from.site.protocol.toUpperCase()}, but ${ownerText(end)} has it as ${offersText(others)} ${others[0]!.protocol.toUpperCase()}`,
    related: relatedOffers(others),
    fixes: resolution.destination.kind === 'own' ? otherTransport(from, protocol) : [],
  };
}

function otherTransport({ site: { transport } }: PortSite, protocol: Protocol): readonly Fix[] {
  if (!transport) return [];
  const newText = transport.template.replace('{name}', protocol);
  return [{ title: `Map it for ${protocol.toUpperCase()}`, edits: [{ span: transport.at, newText }] }];
}
