import type { End, Reached } from '../graph/ends.ts';
import { portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import { servicesPicking } from '../graph/pods.ts';
import type { Component, Finding, Fix } from '../model/index.ts';
import { byLikelihood, changeTo, declare } from './fixes.ts';
import { distance } from './named-port-unknown.ts';
import type { Rule } from './rule.ts';
import { orphans } from './unmatched.ts';
import { distinct, offersText, ownerText, relatedOffers, siteText, valueText } from './wording.ts';

export const monitorPortUnmatched: Rule = {
  id: 'monitor-port-unmatched',
  severity: 'warning',
  summary: 'A ServiceMonitor, PodMonitor or scrape annotation asks for a port that its targets do not have',
  why: `Prometheus says nothing of targets that it does not find. A ServiceMonitor's \`port\` is the **name** of a port of
the Service. Its \`targetPort\`, and the \`port\` of a PodMonitor, must be declared by a container: the operator looks
among declared ports alone, even where the process listens on others. The annotation \`prometheus.io/port\` takes the
number of a port of the pod; a name is dropped, and the Service's number leads to a port where nobody listens.`,
  bad: {
    'metrics.yaml': `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: shop
spec:
  selector:
    matchLabels:
      app: shop
  endpoints:
    - port: http
---
apiVersion: v1
kind: Service
metadata:
  name: shop
  labels:
    app: shop
spec:
  selector:
    app: shop
  ports:
    - name: web
      port: 80
`,
  },
  good: {
    'metrics.yaml': `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: shop
spec:
  selector:
    matchLabels:
      app: shop
  endpoints:
    - port: web
---
apiVersion: v1
kind: Service
metadata:
  name: shop
  labels:
    app: shop
spec:
  selector:
    app: shop
  ports:
    - name: web
      port: 80
`,
  },
  check(graph, component) {
    if (component.format !== 'kubernetes') return [];
    return graph.resolutions(component).flatMap((resolution) => {
      const { from } = resolution;
      if (from.site.role !== 'scrape') return [];
      if (component.kind !== 'monitor') return annotation(graph, component, resolution);
      return resolution.destination.kind === 'services' && resolution.destination.at === 'ports'
        ? servicePort(resolution)
        : podPort(resolution);
    });
  },
};

/** One of the Services is enough: of a Service and its headless twin, one has the metrics. */
function servicePort({ from, ends }: Resolution): readonly Finding[] {
  const [end] = ends.filter((e) => e.offers.length > 0);
  if (from.value.kind !== 'name' || !end || ends.some((e) => e.reached.length > 0)) return [];
  const named = namesNear(
    ends.flatMap((e) => e.offers),
    from.value.name,
  );
  const has = named.length > 0 ? `it has ${offersText(end.offers)}` : 'its ports have no names';
  const message = `${siteText(from)} is no port name of ${ownerText(end)}: ${has}`;
  return [
    finding(
      from,
      message,
      end.offers,
      named.length > 0 ? named.map((o) => changeTo(from, o.name!.text)) : naming(end, from.value.name),
    ),
  ];
}

/** Gives the Service's only port the name. */
function naming(end: End, name: string): readonly Fix[] {
  const [only, more] = end.offers;
  const insertion = only?.route?.site.naming;
  if (!insertion || more) return [];
  const title = `Name port ${only.from} of ${ownerText(end)} ${name}`;
  return [{ title, edits: [{ span: insertion.at, newText: insertion.template.replaceAll('{name}', name) }] }];
}

function namesNear(offers: readonly Reached[], name: string): readonly Reached[] {
  return distinct(offers.filter((o) => o.name)).toSorted(
    (a, b) => distance(a.name!.text, name) - distance(b.name!.text, name),
  );
}

/** What counts is a declaration; a process that listens elsewhere is not looked for. */
function podPort({ from, ends }: Resolution): readonly Finding[] {
  const known = ends.filter((end) => end.owner.kind === 'container' && end.offers.length > 0);
  const [end] = known;
  if (!end || from.value.kind === 'unknown' || known.some((e) => e.reached.some(isDeclared))) return [];
  const declared = end.offers.filter(isDeclared);
  const listens = end.reached.length > 0;
  const says = declared.length > 0 ? `it declares ${offersText(declared)}` : 'it declares no port';
  const message = listens
    ? `${siteText(from)} is not declared by ${ownerText(end)}, and only declared ports are looked at: ${says}`
    : `${siteText(from)} is no port of ${ownerText(end)}: ${says}`;
  const named = from.value.kind === 'name' ? namesNear(declared, from.value.name) : [];
  const changes: readonly Fix[] =
    from.value.kind === 'name'
      ? named.map((o) => changeTo(from, o.name!.text))
      : distinct(declared).map((o) => changeTo(from, String(o.from)));
  const adds = from.value.kind === 'number' ? declare(end.owner, from.value.number, freeName(declared)) : undefined;
  const fixes = listens && adds ? [adds, ...changes] : [...changes, ...(adds ? [adds] : [])];
  return [finding(from, message, end.offers, fixes)];
}

function isDeclared({ weight, label }: Reached): boolean {
  return weight === 'declared' && label === 'containerPort';
}

function freeName(declared: readonly Reached[]): string | undefined {
  return declared.some((o) => o.name?.text === 'metrics') ? undefined : 'metrics';
}

/** Ports of sidecars that a mesh adds to pods when they start: Istio's and Linkerd's proxies. */
const MESH: ReadonlySet<number> = new Set([15014, 15020, 15090, 4191]);

function annotation(graph: Graph, component: Component, resolution: Resolution): readonly Finding[] {
  const { from, ends } = resolution;
  const known = ends.filter((end) => end.offers.length > 0);
  const [end] = known;
  if (from.value.kind === 'name') {
    // A name is wrong whatever the pods have; what it stands for there is the number that was meant.
    const { name } = from.value;
    const meant = ends.flatMap((e) => e.offers).filter((o) => o.name?.text === name);
    const [others] = [meant.length > 0 ? meant : [...(end?.offers ?? [])].toSorted(byLikelihood('metrics', undefined))];
    const fixes = distinct(others ?? [])
      .toSorted((a, b) => others!.indexOf(a) - others!.indexOf(b))
      .slice(0, 3)
      .map((o) => ({ ...changeTo(from, `"${o.from}"`), title: `Change ${from.site.field} to ${o.from}` }));
    const has = end ? `: ${ownerText(end)} has ${offersText(end.offers)}` : '';
    return [finding(from, `${siteText(from)} is a name, and only numbers are taken${has}`, others ?? [], fixes)];
  }
  if (from.value.kind !== 'number' || !end || known.some((e) => e.reached.length > 0)) return [];
  // Metrics are often served where nothing is declared. The Service's number, a port that is named after them, or one
  // that nobody else asks for shows that another was meant.
  const metrics = end.offers.filter((o) => /metric|prom/.test(o.name?.text ?? ''));
  const behind = targetsOf(graph, component, end, from.value.number);
  const free = orphans(graph, end.offers, (r) => r === resolution || r.from.site.role === 'declare');
  const meant = [behind, metrics, free.filter(isDeclared)].find((offers) => offers.length > 0);
  if (!meant || MESH.has(from.value.number)) return [];
  const service = behind.length > 0 ? ", but the Service's" : '';
  const message = `${siteText(from)} is no port of ${ownerText(end)}${service}: it has ${offersText(end.offers)}`;
  return [
    finding(
      from,
      message,
      meant,
      distinct(meant).map((o) => changeTo(from, String(o.from))),
    ),
  ];
}

/** What the pods have behind a Service's port of this number. */
function targetsOf(graph: Graph, component: Component, end: End, number: number): readonly Reached[] {
  const services =
    component.kind === 'service'
      ? [component]
      : end.owner.kind === 'container'
        ? servicesPicking(graph.store, end.owner)
        : [];
  return services.flatMap((service) =>
    graph.sites(service).flatMap((route) => {
      const range = route.site.role === 'route' ? portRange(route.value) : undefined;
      if (!range || range.from !== number) return [];
      return graph.next(route).flatMap((target) => {
        const text = valueText(target);
        return end.offers.filter((o) => String(o.from) === text || `"${o.name?.text}"` === text);
      });
    }),
  );
}

function finding(
  { site }: Resolution['from'],
  message: string,
  offers: readonly Reached[],
  fixes: readonly Fix[],
): Finding {
  return {
    rule: 'monitor-port-unmatched',
    severity: 'warning',
    span: site.span,
    message,
    related: relatedOffers(offers),
    fixes,
  };
}
