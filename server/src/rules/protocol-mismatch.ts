import type { Graph } from '../graph/graph.ts';
import type { End, Resolution } from '../graph/links.ts';
import type { Finding } from '../model/index.ts';
import type { Rule } from './rule.ts';
import { certainty, missingEnds, orphans, otherProtocol } from './unmatched.ts';
import { offersText, ownerText, relatedOffers, siteText } from './wording.ts';

export const protocolMismatch: Rule = {
  id: 'protocol-mismatch',
  severity: 'warning',
  summary: 'TCP is sent to a port that is declared for UDP, or the other way round',
  why: `TCP and UDP ports of one number are different ports. TCP is the default everywhere, so a DNS or media port whose
protocol was left out on one side is the usual way to get here: packets arrive and nobody takes them.`,
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
    return graph.resolutions(component).flatMap((resolution) => {
      // What a mapping says of its own container is judged by nobody: EXPOSE seldom says UDP.
      if (resolution.destination.kind === 'own' && resolution.from.site.role !== 'probe') return [];
      for (const end of missingEnds(resolution)) {
        const others = otherProtocol(resolution.from, end);
        if (others.length > 0) return [report(graph, resolution, end, others)];
      }
      return [];
    });
  },
};

function report(graph: Graph, resolution: Resolution, end: End, others: End['offers']): Finding {
  const { from } = resolution;
  // A process that takes both protocols often declares one; the other half of the pair would be left alone.
  const taken = orphans(graph, others, (r) => r === resolution).length === 0;
  return {
    rule: 'protocol-mismatch',
    severity: taken ? 'info' : certainty('warning', resolution, end),
    span: from.site.span,
    message: `${siteText(from)} is ${from.site.protocol.toUpperCase()}, but ${ownerText(end)} has it as ${offersText(others)} ${others[0]!.protocol.toUpperCase()}`,
    related: relatedOffers(others),
    fixes: [],
  };
}
