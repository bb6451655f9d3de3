import type { Graph } from '../graph/graph.ts';
import { type LoopbackClient, loopbackClients, type Meant, meantBy } from '../graph/loopback.ts';
import type { Component, Finding } from '../model/index.ts';
import { type Unanswered, unansweredUpstreams } from './pod-upstreams.ts';
import type { Rule } from './rule.ts';

export const localhostInContainer: Rule = {
  id: 'localhost-in-container',
  severity: 'warning',
  stops: true,
  summary: 'A client in a container asks localhost for what listens in another container',
  why: `In a container \`localhost\` is the container itself. Where nothing of its own listens on the port, and one other
service of the project does, that service is meant, and it answers to its own name. Addresses that a browser or a
program on the host will ask (\`VITE_API_URL\`, \`CORS_ORIGIN\`, \`PUBLIC_URL\`) are right as they are, and not reported. A
number among the \`forwardPorts\` of a devcontainer.json is a port of the service that is worked in: a database in a service
of its own is forwarded as \`"db:5432"\`. In a pod \`localhost\` is all of its containers: reported where a proxy is told to
forward to a port of it, and each container says by its arguments or variables that it listens on others.`,
  bad: {
    'compose.yaml': `services:
  prometheus:
    image: prom/prometheus:v2.53.0
    volumes:
      - ./prometheus.yml:/etc/prometheus/prometheus.yml:ro
  cadvisor:
    image: gcr.io/cadvisor/cadvisor:v0.49.1
    ports:
      - "8080:8080"
`,
    'prometheus.yml': `scrape_configs:
  - job_name: cadvisor
    static_configs:
      - targets: ["localhost:8080"]
`,
  },
  good: {
    'compose.yaml': `services:
  prometheus:
    image: prom/prometheus:v2.53.0
    volumes:
      - ./prometheus.yml:/etc/prometheus/prometheus.yml:ro
  cadvisor:
    image: gcr.io/cadvisor/cadvisor:v0.49.1
    ports:
      - "8080:8080"
`,
    'prometheus.yml': `scrape_configs:
  - job_name: prometheus
    static_configs:
      - targets: ["localhost:9090"]
  - job_name: cadvisor
    static_configs:
      - targets: ["cadvisor:8080"]
`,
  },
  check(graph, component) {
    const unanswered = component.kind === 'container' ? unansweredUpstreams(graph, component) : [];
    const clients = loopbackClients(graph.store, component).flatMap((client) => {
      const meant = meantBy(graph.store, client);
      return meant ? [report(graph, client, meant)] : [];
    });
    return [...clients, ...unanswered.map((each) => ofPod(component, each))];
  },
};

/** `localhost` is all of the pod, and nothing of it listens there. */
function ofPod({ label }: Component, { field, port, digits, instead }: Unanswered): Finding {
  const listening = instead.map((e) => e.from).join(', ');
  return {
    rule: 'localhost-in-container',
    severity: 'warning',
    span: digits,
    message: `${field} asks localhost for port ${port}, but no container of ${label} listens on it: the others have ${listening}`,
    related: instead.map((e) => ({ span: e.place, message: `${e.label} ${e.from}` })),
    fixes: instead.map((e) => ({
      title: `Ask port ${e.from}`,
      edits: [{ span: digits, newText: String(e.from) }],
    })),
  };
}

function report(graph: Graph, client: LoopbackClient, { service, inside }: Meant): Finding {
  const { container, field, port, host, digits, bare } = client;
  const moved = inside !== port && digits ? [{ span: digits, newText: String(inside) }] : [];
  const there = graph.sites(service).find(({ value }) => value.kind === 'number' && value.number === port);
  return {
    rule: 'localhost-in-container',
    severity: 'warning',
    span: host,
    message: bare
      ? `${field} ${port} is a port of ${container.label}, where nothing listens on it; ${service.label} has it`
      : `${field} asks localhost for port ${port}, which is ${container.label} itself; ${service.label} has it`,
    related: [{ span: there?.written ?? service.span, message: `${there?.site.field ?? service.label} ${port}` }],
    fixes: [
      {
        title: `Ask ${service.name}${moved.length > 0 ? ` on ${inside}` : ''}`,
        edits: bare
          ? [{ span: host, newText: `"${service.name}:${inside}"` }]
          : [{ span: host, newText: service.name }, ...moved],
      },
    ],
  };
}
