import { type Evidence, listenersOf } from '../graph/evidence/evidence.ts';
import { nearestSpring } from '../graph/evidence/spring.ts';
import type { Graph } from '../graph/graph.ts';
import { runAlone } from '../graph/run-alone.ts';
import type { Container, Finding } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { siteText } from './wording.ts';

export const actuatorProbePort: Rule = {
  id: 'actuator-probe-port',
  severity: 'warning',
  summary: "A health check asks Spring Boot's actuator on the application's port, but it has one of its own",
  why: `With \`management.server.port\` (or \`MANAGEMENT_SERVER_PORT\`) the paths below \`/actuator\` are served on that port
alone. On \`server.port\` they answer 404, so that the pod never becomes ready, although the port does listen.`,
  bad: {
    'shop.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: example.com/shop:1
      env:
        - name: MANAGEMENT_SERVER_PORT
          value: "8081"
      ports:
        - containerPort: 8080
        - containerPort: 8081
      readinessProbe:
        httpGet:
          path: /actuator/health/readiness
          port: 8080
`,
  },
  good: {
    'shop.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: example.com/shop:1
      env:
        - name: MANAGEMENT_SERVER_PORT
          value: "8081"
      ports:
        - containerPort: 8080
        - containerPort: 8081
      readinessProbe:
        httpGet:
          path: /actuator/health/readiness
          port: 8081
`,
  },
  check(graph, component) {
    if (component.kind !== 'container' && component.kind !== 'image') return [];
    const container = component.kind === 'image' ? runAlone(component) : component;
    return graph.sites(component).flatMap((probe): Finding[] => {
      const { role, path = '', to } = probe.site;
      if (role !== 'probe' || !/^\/actuator(?:\/|$)/.test(path) || !to) return [];
      const asked = numberOf(graph, container, probe.value);
      const management = asked === undefined ? undefined : managementPort(graph, container, asked);
      if (!management || management.from === asked) return [];
      return [
        {
          rule: 'actuator-probe-port',
          severity: 'warning',
          span: probe.site.span,
          message: `${siteText(probe)} does not serve ${path}: the actuator has port ${management.from} (${management.label})`,
          related: [{ span: management.place, message: `${management.label} ${management.from}` }],
          fixes: [changeTo(probe, String(management.from))],
        },
      ];
    });
  },
};

function numberOf(graph: Graph, container: Container, value: { kind: string; number?: number; name?: string }) {
  if (value.kind === 'number') return value.number;
  if (value.kind !== 'name') return undefined;
  return listenersOf(graph.store, container).evidence.find((e) => e.name?.text === value.name)?.from;
}

/** The actuator's own port, where it has one that differs from the application's. */
function managementPort(graph: Graph, container: Container, asked: number): Evidence | undefined {
  const { evidence } = listenersOf(graph.store, container);
  const known = evidence.find((e) => e.label === 'MANAGEMENT_SERVER_PORT' || e.label === 'management.server.port');
  if (known) return known;
  // Something else of Spring's ties the container to a configuration without such a port, or says it elsewhere.
  if (evidence.some((e) => e.label === 'server.port') || mentions(container)) return undefined;
  const near = nearestSpring(graph.store, container);
  const server = near.find((e) => e.label === 'server.port')?.from ?? 8080;
  return server === asked ? near.find((e) => e.label === 'management.server.port') : undefined;
}

function mentions({ environment, environmentFrom, arguments: args, entrypoint }: Container): boolean {
  const lines = JSON.stringify([args, entrypoint]);
  return (
    environmentFrom.length > 0 ||
    /management\.|server\.port|spring\./.test(lines) ||
    environment.some(({ name }) => /^(?:MANAGEMENT_|SERVER_PORT|SPRING_|JAVA_|JDK_)/.test(name))
  );
}
