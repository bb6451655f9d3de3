import { podListeners, portRange, sameProtocol } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { includes } from '../graph/hosts.ts';
import { keys } from '../graph/keys.ts';
import { podsBehind, targetNumbers } from '../graph/pods.ts';
import type { PortSite } from '../graph/sites.ts';
import { sameNamespace } from '../graph/values/values.ts';
import type { Component, Finding, Fix, Labels, Policy, Service } from '../model/index.ts';
import type { Rule } from './rule.ts';
import { siteText } from './wording.ts';

export const policyPortClosed: Rule = {
  id: 'policy-port-closed',
  severity: 'warning',
  summary: 'A Service leads to a port that the NetworkPolicy of its pods does not open',
  why: `As soon as a NetworkPolicy picks a pod, only what some policy opens gets in. A Service's port whose target is
left out runs into a time-out while the Service's other ports work. Reported only where one policy picks all of the
Service's pods and opens another of its ports, and no policy of the namespace that may pick them opens this one.`,
  bad: {
    'gate.yaml': `apiVersion: v1
kind: Service
metadata:
  name: gate
spec:
  selector:
    app: gate
  ports:
    - name: http
      port: 80
      targetPort: 8080
    - name: tcp
      port: 9876
      targetPort: 9876
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: gate
spec:
  podSelector:
    matchLabels:
      app: gate
  ingress:
    - ports:
        - port: 8080
`,
  },
  good: {
    'gate.yaml': `apiVersion: v1
kind: Service
metadata:
  name: gate
spec:
  selector:
    app: gate
  ports:
    - name: http
      port: 80
      targetPort: 8080
    - name: tcp
      port: 9876
      targetPort: 9876
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: gate
spec:
  podSelector:
    matchLabels:
      app: gate
  ingress:
    - ports:
        - port: 8080
        - port: 9876
`,
  },
  check(graph, component) {
    if (component.kind !== 'service' || !component.selector) return [];
    const { selector } = component;
    const guards = guarding(graph, component, selector);
    if (guards.length === 0) return [];
    const routes = graph.sites(component).filter((site) => site.site.role === 'route');
    const ports = routes.flatMap((route) => graph.next(route).map((target) => ({ route, target })));
    const opened = (policy: Policy, target: PortSite): Opened => opens(graph, component, policy, target);
    const [policy] = guards.filter((g) => !g.guards?.open && ports.some(({ target }) => opened(g, target) === 'yes'));
    if (!policy) return [];
    const all = policiesOf(graph, component, selector);
    return ports
      .filter(({ target }) => !all.some((other) => other.guards?.open || opened(other, target) !== 'no'))
      .filter(({ route }) => !all.some((other) => admits(graph, other, route)))
      .map(({ target }) => report(graph, component, target, policy));
  },
};

type Opened = 'yes' | 'no' | 'unknown';

/** A policy that names the Service's own port by mistake: policy-service-port tells of it. */
function admits(graph: Graph, policy: Policy, { value }: PortSite): boolean {
  return graph
    .sites(policy)
    .some((site) => value.kind === 'number' && site.value.kind === 'number' && site.value.number === value.number);
}

/** The policies that pick every pod that the Service can, those of the nearest scope. */
function guarding(graph: Graph, service: Service, selector: Labels): readonly Policy[] {
  const fits = (c: Component): c is Policy =>
    c.kind === 'policy' &&
    c.guards?.selector !== undefined &&
    includes(selector, c.guards.selector) &&
    sameNamespace(c.namespace, service.namespace);
  const pairs = Object.entries(selector).map(([name, value]) => keys.guards(`${name}=${value}`));
  return [...new Set(pairs.flatMap((key) => graph.store.nearest(key, service, fits)))];
}

/** The policies that may pick a pod of the Service. */
function policiesOf(graph: Graph, service: Service, selector: Labels): readonly Policy[] {
  const pods = podsBehind(graph.store, service).map((c) => c.pod?.labels ?? {});
  return graph.store.find(keys.guarding()).filter((c): c is Policy => {
    if (c.kind !== 'policy' || !sameNamespace(c.namespace, service.namespace)) return false;
    const wanted = c.guards?.selector;
    if (!wanted) return true;
    if (pods.length > 0) return pods.some((labels) => includes(labels, wanted));
    return Object.entries(wanted).every(([name, value]) => (selector[name] ?? value) === value);
  });
}

function opens(graph: Graph, service: Service, policy: Policy, target: PortSite): Opened {
  const numbers = targetNumbers(graph.store, service, target);
  const name = target.value.kind === 'name' ? target.value.name : undefined;
  const sites = graph.sites(policy).filter((s) => s.site.field === 'ingress port');
  const found = sites.map(({ site, value }): Opened => {
    if (!sameProtocol(site.protocol, target.site.protocol)) return 'no';
    const range = portRange(value);
    if (range && numbers.length > 0) {
      return numbers.some((number) => range.from <= number && number <= range.to) ? 'yes' : 'no';
    }
    if (value.kind !== 'name') return 'unknown';
    if (value.name === name) return 'yes';
    const declared = podsBehind(graph.store, service).flatMap((c) => podListeners(graph.store, c).evidence);
    const named = declared.filter((e) => e.name?.text === value.name);
    if (named.length === 0) return 'unknown';
    return named.some((e) => numbers.includes(e.from)) ? 'yes' : 'no';
  });
  return found.includes('yes') ? 'yes' : found.includes('unknown') ? 'unknown' : 'no';
}

function report(graph: Graph, service: Service, target: PortSite, policy: Policy): Finding {
  const sites = graph.sites(policy).filter((site) => site.site.field === 'ingress port');
  const [number] = targetNumbers(graph.store, service, target);
  const admit = policy.guards?.admit;
  const fixes: readonly Fix[] =
    admit && number !== undefined && target.site.protocol === 'tcp'
      ? [
          {
            title: `Open port ${number} in ${policy.label}`,
            edits: [{ span: admit.at, newText: admit.template.replaceAll('{port}', String(number)) }],
          },
        ]
      : [];
  return {
    rule: 'policy-port-closed',
    severity: 'warning',
    span: target.site.span,
    message: `${siteText(target)} of ${service.label} is not opened by ${policy.label}, which opens other ports of the same pods`,
    related: sites.slice(0, 8).map((site) => ({ span: site.site.span, message: siteText(site) })),
    fixes,
  };
}
