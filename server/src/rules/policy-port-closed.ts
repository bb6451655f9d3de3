import { podListeners, portRange, sameProtocol } from '../graph/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { includes } from '../graph/hosts.ts';
import { keys } from '../graph/keys.ts';
import { podsBehind, targetNumbers } from '../graph/links.ts';
import type { PortSite } from '../graph/sites.ts';
import { sameNamespace } from '../graph/values.ts';
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
    const ports = graph.sites(component).flatMap((route) => (route.site.role === 'route' ? graph.next(route) : []));
    const opened = (policy: Policy, target: PortSite): boolean => opens(graph, component, policy, target);
    const known = guards.filter((policy) => !policy.guards?.open && ports.some((target) => opened(policy, target)));
    const [policy] = known;
    if (!policy) return [];
    const all = policiesOf(graph, component, selector);
    return ports
      .filter((target) => !all.some((other) => other.guards?.open || opened(other, target)))
      .map((target) => report(graph, component, target, policy));
  },
};

/** The policies that pick every pod that the Service can, those of the nearest scope. */
function guarding(graph: Graph, service: Service, selector: Labels): readonly Policy[] {
  const fits = (c: Component): c is Policy =>
    c.kind === 'policy' &&
    c.guards?.selector !== undefined &&
    includes(selector, c.guards.selector) &&
    sameNamespace(c.namespace, service.namespace);
  const pairs = Object.entries(selector).map(([name, value]) => keys.guards(`${name}=${value}`));
  return [...new Set(pairs.flatMap((key) => graph.store.nearest(key, service.file, fits)))];
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

/** What cannot be told counts as opened. */
function opens(graph: Graph, service: Service, policy: Policy, target: PortSite): boolean {
  const numbers = targetNumbers(graph.store, service, target);
  const name = target.value.kind === 'name' ? target.value.name : undefined;
  if (numbers.length === 0 && name === undefined) return true;
  return graph.sites(policy).some((site) => {
    if (site.site.field !== 'ingress port' || !sameProtocol(site.site.protocol, target.site.protocol)) return false;
    const range = portRange(site.value);
    if (range) return numbers.length === 0 || numbers.some((number) => range.from <= number && number <= range.to);
    if (site.value.kind !== 'name') return true;
    const { value } = site;
    if (value.name === name) return true;
    const declared = podsBehind(graph.store, service).flatMap((c) => podListeners(graph.store, c).evidence);
    const named = declared.filter((e) => e.name?.text === value.name);
    return named.length === 0 || named.some((e) => numbers.includes(e.from));
  });
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
