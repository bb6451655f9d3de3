import { counterpartsOf } from '../graph/environments/counterparts.ts';
import { listenersOf, speaksFor } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { servicesPicking } from '../graph/pods.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Container, Finding } from '../model/index.ts';
import { compareSpans } from '../model/index.ts';
import type { Rule } from './rule.ts';

const MANIFESTS = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: {{ .Values.service.port }}
      targetPort: http
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
              containerPort: {{ .Values.service.port }}
`;

export const containerPortTied: Rule = {
  id: 'container-port-tied',
  severity: 'warning',
  summary: "A values file moves the Service's port, and with it the port that the container is said to listen on",
  why: `Many charts take \`containerPort\` from the value of the Service's port. Who changes that value wants clients to use
another port; the process goes on listening where it did, while the Service and the probes that refer to the container's
port by its name follow the value. Reported where a values file changes such a value, and nothing tells the process: no
argument, no variable, no config takes it.`,
  bad: {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'values.yaml': 'service:\n  port: 8080\n',
    'values-prod.yaml': 'service:\n  port: 80\n',
    'templates/web.yaml': MANIFESTS,
  },
  good: {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'values.yaml': 'service:\n  port: 8080\n  targetPort: 8080\n',
    'values-prod.yaml': 'service:\n  port: 80\n',
    'templates/web.yaml': MANIFESTS.replace(
      'containerPort: {{ .Values.service.port }}',
      'containerPort: {{ .Values.service.targetPort }}',
    ),
  },
  check(graph, component) {
    if (component.kind !== 'container' || !component.deployedIn) return [];
    return tiedPorts(graph, component).map(({ port, was }) => report(component, port, was));
  },
};

/** Ports of a container that a values file moved along with those of a Service, and what each was by default. */
export function tiedPorts(graph: Graph, container: Container): readonly { port: PortSite; was: PortSite }[] {
  const moved = graph.sites(container).filter(({ site, through }) => site.role === 'declare' && through.length > 0);
  if (moved.length === 0) return [];
  const [first] = counterpartsOf(graph.store, container)
    .filter(({ environment }) => environment.name === 'default')
    .map((counterpart) => counterpart.container);
  if (!first || first.id === container.id) return [];
  const services = servicesPicking(graph.store, container).flatMap((service) => graph.sites(service));
  const { evidence } = listenersOf(graph.store, container);
  return moved.flatMap((port) => {
    const { value, written, site } = port;
    if (value.kind !== 'number') return [];
    const { number } = value;
    const isTied = services.some((s) => s.site.role === 'route' && compareSpans(s.written, written) === 0);
    // A process that is told, and one that is known to listen elsewhere, are another story.
    const isTold = evidence.some((e) => e.weight !== 'declared' && (speaksFor(e, number, site.protocol) || e.main));
    const was = graph.sites(first).find((s) => s.site.role === 'declare' && seenAlike(s, port));
    if (!isTied || isTold || was?.value.kind !== 'number' || was.value.number === number) return [];
    return [{ port, was }];
  });
}

/** The same expression of the template. */
function seenAlike(a: PortSite, b: PortSite): boolean {
  const [x, y] = [a.through[0], b.through[0]];
  return x !== undefined && y !== undefined && compareSpans(x, y) === 0;
}

function report({ label }: Container, { site, value, through }: PortSite, was: PortSite): Finding {
  const [now, before] = [value, was.value].map((each) => (each.kind === 'number' ? each.number : 0));
  return {
    rule: 'container-port-tied',
    severity: 'warning',
    span: site.span,
    message: `${now} moves the containerPort of ${label} along with the Service's port: by default it is ${before}, and nothing tells the process`,
    related: [
      { span: was.written, message: `${before} by default` },
      ...through.slice(0, 1).map((span) => ({ span, message: 'containerPort takes the value of the Service' })),
    ],
    fixes: [],
  };
}
