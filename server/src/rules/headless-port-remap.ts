import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import { targetNumbers } from '../graph/pods.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Finding, Fix, Service } from '../model/index.ts';
import { placeKey } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { lower, siteText, valueText } from './wording.ts';

export const headlessPortRemap: Rule = {
  id: 'headless-port-remap',
  severity: 'warning',
  stops: true,
  summary: 'A client uses the port of a headless Service whose pods listen on another',
  why: `The name of a headless Service (\`clusterIP: None\`) resolves to the addresses of its pods. Nothing stands between
the client and the pod, so nothing turns \`port\` into \`targetPort\`: the client must use the port that the pods listen
on. With the Service's port, where it is another, the connection is refused.`,
  bad: {
    'etcd.yaml': `apiVersion: v1
kind: Service
metadata:
  name: etcd
spec:
  clusterIP: None
  selector:
    app: etcd
  ports:
    - port: 4001
      targetPort: 2379
---
apiVersion: v1
kind: Pod
metadata:
  name: api
spec:
  containers:
    - name: api
      image: example.com/api:1
      env:
        - name: ETCD_URL
          value: http://etcd:4001
`,
  },
  good: {
    'etcd.yaml': `apiVersion: v1
kind: Service
metadata:
  name: etcd
spec:
  clusterIP: None
  selector:
    app: etcd
  ports:
    - port: 2379
      targetPort: 2379
---
apiVersion: v1
kind: Pod
metadata:
  name: api
spec:
  containers:
    - name: api
      image: example.com/api:1
      env:
        - name: ETCD_URL
          value: http://etcd:2379
`,
  },
  check(graph, component) {
    if (component.kind === 'service') return atService(graph, component);
    return graph.resolutions(component).flatMap((resolution) => {
      const remap = remapped(graph, resolution);
      if (!remap) return [];
      const { from } = resolution;
      return [
        {
          ...finding(from, `goes straight to the pods of ${remap.service.label}, which receive on ${remap.target}`),
          severity: resolution.inferred ? lower('warning') : 'warning',
          related: [place(remap.route), place(remap.to)],
          fixes: [changeTo(from, String(remap.target)), together(graph, remap)],
        },
      ];
    });
  },
};

interface Remap {
  readonly service: Service;
  readonly route: PortSite;
  readonly to: PortSite;
  readonly target: number;
}

/** The port of a headless Service that a client uses by its name, where all of its pods receive on one other. */
function remapped(graph: Graph, { from, destination, ends }: Resolution): Remap | undefined {
  if (destination.kind !== 'host' || from.value.kind !== 'number') return undefined;
  for (const { owner, reached } of ends) {
    if (owner.kind !== 'service' || !owner.headless || !owner.selector) continue;
    const [route] = reached.flatMap((r) => (r.label === 'port' && r.route ? r.route : []));
    // The pods may have the Service's number as well.
    if (!route || reached.some((r) => r.route?.site !== route.site || r.label !== 'port')) continue;
    const [to] = graph.next(route);
    const [target, more] = to ? targetNumbers(graph.store, owner, to) : [];
    if (to && target !== undefined && more === undefined && target !== from.value.number) {
      return { service: owner, route, to, target };
    }
  }
  return undefined;
}

function atService(graph: Graph, service: Service): readonly Finding[] {
  if (!service.headless) return [];
  const incoming = graph.incoming(service);
  return graph.sites(service).flatMap((route) => {
    const remaps = incoming.flatMap((r) => {
      const remap = remapped(graph, r);
      return remap?.route.site === route.site && !r.inferred ? [{ remap, from: r.from }] : [];
    });
    const [first] = remaps;
    if (!first) return [];
    return [
      {
        ...finding(route, `is used by clients, whom a headless Service sends to its pods on ${first.remap.target}`),
        related: [place(first.remap.to), ...remaps.slice(0, 7).map(({ from }) => place(from))],
        fixes: [together(graph, first.remap)],
      },
    ];
  });
}

/** Gives the Service the port that its pods have, and everyone that uses it the same. */
function together(graph: Graph, { service, route, target }: Remap): Fix {
  const users = graph
    .incoming(service)
    .filter((r) => r.ends.some((e) => e.reached.some((x) => x.route?.site === route.site)));
  const numbered = users.filter((r) => r.from.value.kind === 'number').map((r) => r.from);
  const edits = [route, ...numbered].flatMap((site) => changeTo(site, String(target)).edits);
  const places = new Map(edits.map((edit) => [placeKey(edit.span), edit]));
  return { title: `Use ${target} in ${service.label} and its clients`, edits: [...places.values()] };
}

function place(site: PortSite): Finding['related'][number] {
  return { span: site.site.span, message: `${siteText(site)} of ${site.component.label}` };
}

function finding(site: PortSite, message: string): Finding {
  return {
    rule: 'headless-port-remap',
    severity: 'warning',
    span: site.site.span,
    message: `${site.site.field} ${valueText(site)} ${message}`,
    related: [],
    fixes: [],
  };
}
