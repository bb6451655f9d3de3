import { portRange, sameProtocol } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { isNodePort, keys } from '../graph/keys.ts';
import { nearest } from '../graph/nearest.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Finding, Service } from '../model/index.ts';
import { changeTo, isNear } from './fixes.ts';
import type { Rule } from './rule.ts';
import { siteText, valueText } from './wording.ts';

export const nodePortUnmatched: Rule = {
  id: 'node-port-unmatched',
  severity: 'warning',
  stops: true,
  summary: 'A port mapping of a kind cluster leads to a node port that no Service has',
  why: `The \`containerPort\` of an \`extraPortMappings\` entry is a port of the **node**, which is a container: the \`nodePort\` of
a Service answers there, not the Service's port nor the pod's. Where no Service has it, the connection is reset, and as kind
takes the mappings only when a cluster is made, it has to be made anew. Reported where the two numbers are all but the
same, and nothing else leads to the Service's.`,
  bad: {
    'kind.yaml': `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    extraPortMappings:
      - containerPort: 30081
        hostPort: 8080
`,
    'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - port: 80
      nodePort: 30080
`,
  },
  good: {
    'kind.yaml': `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    extraPortMappings:
      - containerPort: 30080
        hostPort: 8080
`,
    'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - port: 80
      nodePort: 30080
`,
  },
  check(graph, component) {
    if (component.kind !== 'router') return [];
    const mapped = graph.sites(component).filter(({ site }) => site.to?.some(({ kind }) => kind === 'node-port'));
    const found = graph.resolutions(component).map(({ from }) => from);
    const astray = mapped.filter((from) => !found.includes(from) && isNodePort(portRange(from.value)?.from ?? 0));
    const [from] = astray;
    // Of several, some are for what is installed from elsewhere.
    if (!from || astray.length > 1) return [];
    const all = graph.store.find(keys.nodePorts()).filter((c): c is Service => c.kind === 'service');
    // One that is picked, or that cannot be told, may be any.
    if (all.some((service) => isOpen(graph, service))) return [];
    const [port, other] = nearest(component, all)
      .flatMap((service) => nodePorts(graph, service))
      .filter((each) => !isLed(graph, each));
    return port && !other && isLike(port, from) ? [report(from, port)] : [];
  },
};

function report(from: PortSite, port: PortSite): Finding {
  return {
    rule: 'node-port-unmatched',
    severity: 'warning',
    span: from.site.span,
    message: `${siteText(from)} is the nodePort of no Service: ${port.component.label} has ${valueText(port)}`,
    related: [{ span: port.site.span, message: siteText(port) }],
    fixes: [changeTo(from, valueText(port)), changeTo(port, valueText(from))],
  };
}

function nodePorts(graph: Graph, service: Service): readonly PortSite[] {
  return graph.sites(service).filter(({ site }) => site.field === 'nodePort');
}

function isOpen(graph: Graph, service: Service): boolean {
  return (
    graph.sites(service).some(({ site }) => site.pinning !== undefined) ||
    nodePorts(graph, service).some(({ value }) => value.kind !== 'number')
  );
}

function isLed(graph: Graph, { component, site }: PortSite): boolean {
  return graph
    .incoming(component)
    .some(({ ends }) => ends.some((end) => end.reached.some((r) => r.route?.site === site)));
}

function isLike(a: PortSite, b: PortSite): boolean {
  const [x, y] = [portRange(a.value), portRange(b.value)];
  return x !== undefined && y !== undefined && isNear(x.from, y.from) && sameProtocol(a.site.protocol, b.site.protocol);
}
