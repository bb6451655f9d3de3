import type { End, Reached } from '../graph/ends.ts';
import { sameProtocol } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import type { Finding, Fix, Service, Severity } from '../model/index.ts';
import { startsTogether } from '../model/index.ts';
import { align, changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { certainty, missingEnds, orphans, otherProtocol } from './unmatched.ts';
import { distinct, offersText, ownerText, relatedOffers, siteText } from './wording.ts';

/** Ports that a process often has beside those that it declares. */
const BESIDE = /metric|prom|health|admin|debug|profil|monitor|stat/i;

export const targetPortUnmatched: Rule = {
  id: 'target-port-unmatched',
  severity: 'warning',
  stops: true,
  summary: "A Service's targetPort is no port that the selected pods listen on",
  why: `The Service sends every connection to this port of each pod that its selector picks. Where nothing listens
there, clients get "connection refused", although the Service has endpoints and looks healthy.

A \`containerPort\` is a declaration and no lock, so a number that is not declared can still work. This is reported
where everything known of the pod (declared ports, arguments, environment, EXPOSE, mounted configs) speaks of other
ports, and one of those is a port that the Service does not reach. Where the Service reaches all of them already, it
is information. Without \`targetPort\` the Service's own \`port\` is used.`,
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
      targetPort: 8081
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
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
      targetPort: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
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
    if (component.kind !== 'service') return [];
    return graph.resolutions(component).flatMap((resolution) => {
      const { from, destination } = resolution;
      if (from.site.role !== 'target' || destination.kind !== 'pods' || from.value.kind !== 'number') return [];
      const missing = missingEnds(resolution).filter((end) => otherProtocol(from, end).length === 0);
      const [end] = missing;
      return end ? [report(graph, component, resolution, end)] : [];
    });
  },
};

function report(graph: Graph, service: Service, resolution: Resolution, end: End): Finding {
  const { from } = resolution;
  const name = nameOf(graph, resolution);
  const others = graph
    .resolutions(service)
    .filter(
      (r) =>
        r !== resolution && r.from.site.role === 'target' && sameProtocol(r.from.site.protocol, from.site.protocol),
    );
  const left = end.offers.filter(
    (offer) => !others.some((r) => r.ends.some((e) => e.reached.some((x) => x.from === offer.from))),
  );
  const likely = left.length > 0 ? left : end.offers;
  const reach = from.site.implied ? `port ${numberText(resolution)}, passed on as targetPort,` : siteText(from);
  return {
    rule: 'target-port-unmatched',
    severity: certainty(severity(graph, service, resolution, end, left, name), resolution, end),
    span: from.site.span,
    message: `${reach} reaches no container of ${ownerText(end)}: ${says(end.offers)}`,
    related: relatedOffers(end.offers),
    fixes: fixesOf(graph, resolution, end, likely, name),
  };
}

/** Where other pods of the same Service do have the port, the Service must keep fitting them. */
function fixesOf(
  graph: Graph,
  { from, ends }: Resolution,
  end: End,
  likely: readonly Reached[],
  name: string | undefined,
): readonly Fix[] {
  const all = align(graph, from, end, likely, { name, names: true });
  if (!ends.some((other) => other.reached.length > 0)) return all;
  const names = distinct(end.offers).flatMap((offer) => offer.name?.text ?? []);
  const shared = names.filter((name) => ends.every((other) => other.offers.some((o) => o.name?.text === name)));
  const others = all.filter(({ edits }) => !edits.some((edit) => startsTogether(edit.span, from.written)));
  return [...shared.map((name) => ({ ...changeTo(from, name), title: `Use the name ${name}` })), ...others];
}

function severity(
  graph: Graph,
  service: Service,
  resolution: Resolution,
  end: End,
  left: readonly Reached[],
  name: string | undefined,
): Severity {
  if (left.length === 0) return 'info';
  const free = orphans(graph, end.offers, (r) => r.from.site.role !== 'target' || r.from.component.kind !== 'service');
  if (free.length > 0) return 'warning';
  // A port that is declared under the same name was meant, whatever that is for.
  if (name !== undefined && left.some((offer) => offer.name?.text === name)) return 'warning';
  // Every port is some Service's already: one for metrics or health may well lead to a port that nobody declared.
  return BESIDE.test(name ?? '') || BESIDE.test(service.name) || isCommonBeside(resolution) ? 'info' : 'warning';
}

function isCommonBeside({ from }: Resolution): boolean {
  return from.value.kind === 'number' && [9090, 9100, 9102, 9113, 9121, 9187, 15692].includes(from.value.number);
}

function numberText({ from }: Resolution): string {
  return from.value.kind === 'number' ? String(from.value.number) : '';
}

function nameOf(graph: Graph, { from }: Resolution): string | undefined {
  return graph.previous(from).find((p) => p.site.role === 'route')?.site.name?.text;
}

/** `it declares 8080 (http)`, or what else speaks of the ports. */
export function says(offers: readonly Reached[]): string {
  const declared = offers.filter((o) => o.weight === 'declared' && o.label !== 'EXPOSE');
  if (declared.length > 0) return `it declares ${offersText(declared)}`;
  const [first] = distinct(offers);
  return first ? `it listens on ${offersText(offers)} (${first.label})` : 'it declares no port';
}
