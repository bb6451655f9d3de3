import type { End, Reached } from '../graph/ends.ts';
import { listenersOf } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import { podContainers } from '../graph/namespaces.ts';
import type { PortSite } from '../graph/sites.ts';
import { stagesOf } from '../graph/values/images.ts';
import type { Container, Finding, Fix, Severity } from '../model/index.ts';
import { align, isNear } from './fixes.ts';
import { checksOthers } from './health-check-port-unserved.ts';
import type { Rule } from './rule.ts';
import { says } from './target-port-unmatched.ts';
import { certainty, missingEnds } from './unmatched.ts';
import { ownerText, relatedOffers, siteText } from './wording.ts';

export const probePortUnmatched: Rule = {
  id: 'probe-port-unmatched',
  severity: 'warning',
  summary: 'A health check asks a port that the container does not listen on',
  why: `A check that is refused keeps the container from ever being ready, or has it killed and started again for ever.
The port need not be declared, so this is reported only where the ports that the container is known to listen on are
others: those it declares, its arguments, its environment, the image's EXPOSE, its configs.`,
  bad: {
    'api.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: example.com/api:1
          args: ["--port=9000"]
          ports:
            - containerPort: 9000
          readinessProbe:
            httpGet:
              path: /healthz
              port: 8080
`,
  },
  good: {
    'api.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: example.com/api:1
          args: ["--port=9000", "--health-port=9001"]
          ports:
            - containerPort: 9000
          readinessProbe:
            httpGet:
              path: /healthz
              port: 9001
`,
  },
  check(graph, component) {
    // What balancers check from outside, health-check-port-unserved tells of.
    if (component.kind === 'proxy' || checksOthers(component)) return [];
    return graph.resolutions(component).flatMap((resolution) => {
      const { from } = resolution;
      if (from.site.role === 'scrape' && component.format === 'kubernetes') return [];
      if ((from.site.role !== 'probe' && from.site.role !== 'scrape') || from.value.kind !== 'number') return [];
      const [end] = missingEnds(resolution);
      if (end && isForHealth(resolution, end)) return [];
      return end && end.owner.kind !== 'service' ? [report(graph, resolution, end)] : [];
    });
  },
};

function report(graph: Graph, resolution: Resolution, end: End): Finding {
  const { from } = resolution;
  return {
    rule: 'probe-port-unmatched',
    severity: certainty(severity(graph, resolution, end), resolution, end),
    span: from.site.span,
    message: `${siteText(from)} is no port that ${ownerText(end)} listens on: ${says(end.offers)}`,
    related: relatedOffers(end.offers),
    fixes: [...byVariable(graph, from, end), ...align(graph, from, end, end.offers)].slice(0, 4),
  };
}

/**
 * A platform's probe needs no declared port, and health is often served on a port of its own. What a container merely
 * declares speaks against a probe where the numbers are near, or where another probe of it asks one that it has.
 */
function severity(graph: Graph, { from, destination }: Resolution, end: End): Severity {
  const fromOutside = from.component.format === 'kubernetes' || destination.kind === 'own';
  if (!fromOutside || from.value.kind !== 'number') return 'warning';
  const { number } = from.value;
  // A container of which nothing is known may listen on anything, and all of a pod share one network.
  if (from.component.kind === 'container' && isPartlyUnknown(graph, from.component)) return 'info';
  const probes = graph
    .resolutions(from.component)
    .filter((r) => r.from !== from && r.from.site.role === 'probe' && r.destination.kind === 'own');
  const agreeing = probes.some((r) => r.from.value.kind === 'number' && r.from.value.number === number);
  const isTold = end.offers.some((o) => o.component.id === from.component.id && isListener(o));
  if (end.offers.some((o) => isNear(o.from, number))) return agreeing && !isTold ? 'info' : 'warning';
  if (agreeing) return 'info';
  if (probes.some((r) => r.ends.some((e) => e.reached.length > 0))) return 'warning';
  return end.offers.some(isListener) ? 'warning' : 'info';
}

/** Where controllers and drivers serve health unless they are told otherwise, beside ports that they declare. */
const HEALTH_PORTS = new Set([1042, 8081, 8181, 9440, 9808, 10254, 10256, 15020, 15021, 61779]);
const HEALTH_PATH = /health|read[iy]|live|alive/i;

/**
 * A health check, by its path, of a usual port for health in a container that merely declares others: nobody has to
 * declare that port (book.kubebuilder.io; kubernetes-csi livenessprobe; ingress-nginx).
 */
function isForHealth({ from }: Resolution, { offers }: End): boolean {
  const { site, value, component } = from;
  if (component.format !== 'kubernetes' || value.kind !== 'number' || !HEALTH_PORTS.has(value.number)) return false;
  const isOwn = (o: Reached): boolean => o.component.id === component.id;
  return HEALTH_PATH.test(site.path ?? '') && !offers.some((o) => isOwn(o) && isListener(o));
}

function isPartlyUnknown({ store }: Graph, container: Container): boolean {
  return podContainers(store, container).some((c) => listenersOf(store, c).evidence.length === 0);
}

/** What says more than a declaration. */
function isListener({ weight, main }: Reached): boolean {
  return main === true && (weight === 'listens' || weight === 'set');
}

/** `${PORT}` instead of a number, where the image itself sets the variable, so that it holds wherever that runs. */
function byVariable(graph: Graph, { site }: PortSite, { owner, offers }: End): readonly Fix[] {
  const { variable } = site;
  if (!variable || site.implied || (owner.kind !== 'container' && owner.kind !== 'image')) return [];
  const ofImage = new Set(stagesOf(graph.store, owner).flatMap((s) => s.environment.map((setting) => setting.name)));
  const set = offers.find((o) => o.weight === 'set' && o.main && ofImage.has(o.label));
  if (!set) return [];
  const newText = variable.replace('{name}', set.label);
  return [{ title: `Change ${site.field} to ${newText}`, edits: [{ span: site.span, newText }] }];
}
