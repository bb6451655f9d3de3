import { type Evidence, listenersOf } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { Container, Finding, Fix, Unprivileged } from '../model/index.ts';
import { placeKey } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';

export const privilegedPort: Rule = {
  id: 'privileged-port',
  severity: 'warning',
  summary: 'A process that does not run as root listens on a port below 1024',
  why: `Binding a port below 1024 takes the capability NET_BIND_SERVICE, which a process of another user than root does not
have: it fails with "permission denied". Docker lifts this within its containers, and so does containerd 2; CRI-O and
containerd 1 do not, so a pod must listen on a higher port, add the capability to a file that carries it, or set the
sysctl \`net.ipv4.ip_unprivileged_port_start\`. The Service in front may keep its port.`,
  bad: {
    'web.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsUser: 1000
  containers:
    - name: web
      image: example.com/web:1
      args: ["--port=80"]
      ports:
        - containerPort: 80
`,
  },
  good: {
    'web.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsUser: 1000
  containers:
    - name: web
      image: example.com/web:1
      args: ["--port=8080"]
      ports:
        - containerPort: 8080
`,
  },
  check(graph, component) {
    if (component.kind !== 'container' || !component.unprivileged) return [];
    const { unprivileged } = component;
    const { evidence } = listenersOf(graph.store, component);
    const seen = new Set<number>();
    return evidence.flatMap((listener): Finding[] => {
      const { weight, from, to, inferred } = listener;
      if (weight !== 'listens' || from !== to || inferred || from < 1 || from >= unprivileged.from) return [];
      if (seen.has(from)) return [];
      seen.add(from);
      return [report(graph, component, listener, evidence, unprivileged)];
    });
  },
};

function report(
  graph: Graph,
  container: Container,
  listener: Evidence,
  evidence: readonly Evidence[],
  { span }: Unprivileged,
): Finding {
  const declared = evidence.filter((e) => e.weight === 'declared' && e.from === listener.from && e !== listener);
  return {
    rule: 'privileged-port',
    severity: 'warning',
    span: listener.place,
    message: `port ${listener.from} takes a right that ${container.label} does not have: it runs as another user than root`,
    related: [
      { span, message: 'runs without the right to bind ports below 1024' },
      ...declared.map((e) => ({ span: e.place, message: `${e.label} ${e.from}` })),
    ],
    fixes: move(graph, container, listener.from, evidence),
  };
}

/** Gives the port a higher number wherever it is listened on, declared and referred to by number. */
function move(graph: Graph, container: Container, port: number, evidence: readonly Evidence[]): readonly Fix[] {
  const free = [8000 + port, 8080, 8443, 18000 + port].find((n) => !evidence.some((e) => e.from <= n && n <= e.to));
  const wanted = port === 80 ? 8080 : free;
  if (wanted === undefined || evidence.some((e) => e.from === wanted)) return [];
  const places = new Map<string, Fix['edits'][number]>();
  for (const { place, from, to } of evidence) {
    if (from !== port || to !== port || place.length !== String(port).length) continue;
    places.set(placeKey(place), { span: place, newText: String(wanted) });
  }
  for (const { from, ends } of graph.incoming(container)) {
    const here = ends.some((end) => end.owner.id === container.id && end.reached.length > 0);
    if (!here || from.value.kind !== 'number' || from.value.number !== port) continue;
    for (const edit of changeTo(from, String(wanted)).edits) places.set(placeKey(edit.span), edit);
  }
  return [{ title: `Listen on ${wanted}`, edits: [...places.values()] }];
}
