import type { End, Reached } from '../graph/ends.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import type { Finding, Fix } from '../model/index.ts';
import { changeTo, declare, isShared } from './fixes.ts';
import type { Rule } from './rule.ts';
import { missingEnds } from './unmatched.ts';
import { offersText, ownerText, relatedOffers, siteText } from './wording.ts';

export const namedPortUnknown: Rule = {
  id: 'named-port-unknown',
  severity: 'error',
  stops: true,
  summary: 'A port is referred to by a name that no container declares',
  why: `A port name is looked up in each pod: a Service, NetworkPolicy or probe that names a port which the pod's
containers do not declare leads nowhere. The Service gets no endpoints, the policy allows nothing, and the kubelet
reports the probe as failed. A probe's name must be declared by its own container.`,
  bad: {
    'web.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: web
      image: example.com/web:1
      ports:
        - name: web
          containerPort: 8080
`,
  },
  good: {
    'web.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: web
      image: example.com/web:1
      ports:
        - name: http
          containerPort: 8080
`,
  },
  check(graph, component) {
    if (component.kind === 'router' || component.kind === 'monitor') return [];
    return graph.resolutions(component).flatMap((resolution) => {
      const { from, destination } = resolution;
      // Prometheus keeps quiet about a name: monitor-port-unmatched tells of it.
      if (from.site.role === 'scrape') return [];
      if (from.value.kind !== 'name' || !['pods', 'own', 'resource'].includes(destination.kind)) return [];
      const { name } = from.value;
      // Quoted digits are a name that can never be; invalid-port says so.
      if (/^\d+$/.test(name)) return [];
      const [end] = missingEnds(resolution);
      if (!end) return [];
      const other = end.offers.find((o) => o.name?.text === name);
      return [other ? byOtherProtocol(graph, resolution, end, other) : report(graph, resolution, end, name)];
    });
  },
};

function report(graph: Graph, { from }: Resolution, end: End, name: string): Finding {
  const named = end.offers
    .filter((o) => o.name !== undefined)
    .toSorted((a, b) => distance(a.name!.text, name) - distance(b.name!.text, name));
  const unnamed = end.offers.filter((o) => o.name === undefined);
  const has =
    named.length > 0
      ? `it has ${offersText(named)}`
      : unnamed.length > 0
        ? `its ports have no names: ${offersText(unnamed)}`
        : 'it declares no port';
  const fixes: (Fix | undefined)[] = named.map((o) => changeTo(from, o.name!.text));
  const [best] = named;
  if (best?.name && /^[a-z0-9][a-z0-9-]{0,14}$/.test(name) && !isShared(graph, from, best, 'name'))
    fixes.push({
      title: `Rename the port ${best.name.text} to ${name}`,
      edits: [{ span: best.name.span, newText: name }],
    });
  const [port] = unnamed;
  if (port) {
    fixes.push(port.weight === 'declared' ? undefined : declare(end.owner, port.from, name));
    fixes.push(changeTo(from, String(port.from)));
  }
  return {
    rule: 'named-port-unknown',
    severity: 'error',
    span: from.site.span,
    message: `${siteText(from)} names no port of ${ownerText(end)}: ${has}`,
    related: relatedOffers(end.offers),
    fixes: fixes.filter((fix) => fix !== undefined),
  };
}

/** The name is there, for another protocol: Kubernetes looks for both together (findPort of its endpoints controller). */
function byOtherProtocol(graph: Graph, { from }: Resolution, end: End, other: Reached): Finding {
  const wanted = from.site.protocol.toUpperCase();
  const protocol = other.site?.protocol ?? other.protocol;
  const { transport } = other.site ?? {};
  const fixes: readonly (Fix | undefined)[] = [
    transport && !isShared(graph, from, other, 'name')
      ? {
          title: `Declare ${other.name!.text} as ${wanted}`,
          edits: [{ span: transport.at, newText: transport.template.replaceAll('{name}', wanted) }],
        }
      : undefined,
    from.site.role === 'target' && other.from === other.to ? changeTo(from, String(other.from)) : undefined,
  ];
  return {
    rule: 'named-port-unknown',
    severity: 'error',
    span: from.site.span,
    message: `${siteText(from)} names no ${wanted} port of ${ownerText(end)}: it is declared as ${protocol.toUpperCase()}`,
    related: relatedOffers(end.offers),
    fixes: fixes.filter((fix) => fix !== undefined),
  };
}

/** Edit distance (Levenshtein), so that the nearest spelling is offered first. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
