import type { Graph } from '../graph/graph.ts';
import { podsBehind, targetNumbers } from '../graph/pods.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Finding, Fix, Named, Service } from '../model/index.ts';
import { placeKey } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';

export const portNameProtocol: Rule = {
  id: 'port-name-protocol',
  severity: 'warning',
  summary: "A Service port's name or appProtocol says another protocol than the one of its well-known number",
  why: `Istio and others take the protocol from \`appProtocol\`, or else from the start of the port's name: \`grpc\`,
\`http-web\`. A proxy that expects HTTP/2 or HTTP and is spoken to in the protocol of a database or broker breaks the
connection. Names are judged only where the Service is evidently part of an Istio mesh.`,
  bad: {
    'db.yaml': `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  selector:
    app: db
  ports:
    - name: db
      port: 5432
      appProtocol: http
`,
  },
  good: {
    'db.yaml': `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  selector:
    app: db
  ports:
    - name: db
      port: 5432
      appProtocol: tcp
`,
  },
  check(graph, component) {
    if (component.kind !== 'service') return [];
    return graph.sites(component).flatMap((route): Finding[] => {
      if (route.site.role !== 'route' || route.value.kind !== 'number') return [];
      const said = saidAbout(graph, component, route);
      const protocol = said && wireProtocol(graph, component, route);
      return protocol ? [report(graph, route, said, protocol)] : [];
    });
  },
};

/** What is spoken on numbers that belong to one protocol which is no HTTP (IANA, Service Name Registry; vendors). */
const WIRE: Readonly<Record<number, string>> = {
  1433: 'SQL Server',
  1521: 'Oracle',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  5672: 'AMQP',
  6379: 'Redis',
  9042: 'Cassandra',
  9092: 'Kafka',
  11211: 'Memcached',
  26257: 'PostgreSQL',
  27017: 'MongoDB',
  33060: 'MySQL X',
};
const TAGS: Readonly<Record<string, string>> = { PostgreSQL: 'sql', 'MySQL X': 'mysqlx', 'SQL Server': 'mssql' };
const HTTP = /^(?:http|http2|https|grpc|grpc-web|kubernetes\.io\/(?:h2c|wss?))$/i;

/** The word that promises HTTP, if one is read and does. */
function saidAbout(graph: Graph, service: Service, { site }: PortSite): Named | undefined {
  // appProtocol goes before the name (istio.io, Protocol Selection).
  if (site.appProtocol) return HTTP.test(site.appProtocol.text) ? site.appProtocol : undefined;
  const prefix = /^(?:grpc-web|[a-z0-9]+)(?=-|$)/.exec(site.name?.text ?? '')?.[0];
  return prefix && HTTP.test(prefix) && isInMesh(graph, service) ? site.name : undefined;
}

/** Istio's own labels on the Service or its pods, or a rule of Istio's for it. */
function isInMesh(graph: Graph, service: Service): boolean {
  const istio = (labels: Readonly<Record<string, string>>): boolean =>
    Object.entries(labels).some(([name, value]) => /(?:^|\.)istio\.io\//.test(name) && value !== 'false');
  if (istio(service.labels) || podsBehind(graph.store, service).some((c) => istio(c.pod?.labels ?? {}))) return true;
  return graph
    .incoming(service)
    .some(({ from }) => ['destination port', 'portLevelSettings port'].includes(from.site.field));
}

function wireProtocol(graph: Graph, service: Service, route: PortSite): string | undefined {
  const [target] = graph.next(route);
  const numbers = target ? targetNumbers(graph.store, service, target) : [];
  // A name or number of its own says what the pods really have.
  if (target && numbers.length !== 1) return undefined;
  const number = numbers[0] ?? (route.value.kind === 'number' ? route.value.number : 0);
  return WIRE[number];
}

function report(graph: Graph, route: PortSite, said: Named, protocol: string): Finding {
  const field = said === route.site.appProtocol ? 'appProtocol' : 'port name';
  return {
    rule: 'port-name-protocol',
    severity: 'warning',
    span: said.span,
    message: `${field} "${said.text}" promises HTTP, but ${protocol} is spoken on this port`,
    related: graph.next(route).map((to) => ({ span: to.site.span, message: `${to.site.field} of ${protocol}` })),
    fixes: [
      field === 'appProtocol'
        ? { title: 'Change appProtocol to tcp', edits: [{ span: said.span, newText: 'tcp' }] }
        : renamed(graph, route, said, protocol),
    ],
  };
}

/** Renames the port, and whoever refers to it by name goes along. */
function renamed(graph: Graph, route: PortSite, said: Named, protocol: string): Fix {
  const name = `tcp-${TAGS[protocol] ?? protocol.toLowerCase()}`;
  const users = graph
    .incoming(route.component)
    .filter(({ from }) => from.value.kind === 'name' && from.value.name === said.text)
    .flatMap(({ from }) => changeTo(from, name).edits);
  const edits = new Map([{ span: said.span, newText: name }, ...users].map((e) => [placeKey(e.span), e]));
  return { title: `Rename the port to ${name}`, edits: [...edits.values()] };
}
