import type { Graph } from '../graph/graph.ts';
import type { End, Resolution } from '../graph/links.ts';
import { servicesPicking } from '../graph/links.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Finding } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { missingEnds } from './unmatched.ts';
import { ownerText, relatedOffers, siteText, valueText } from './wording.ts';

export const policyServicePort: Rule = {
  id: 'policy-service-port',
  severity: 'warning',
  summary: "A NetworkPolicy allows the Service's port instead of the pod's",
  why: `Policies are applied after the Service's address has been replaced by the pod's, so their ports are those of the
pod. A policy that allows the Service's \`port\` where the pods listen on \`targetPort\` lets nothing through: clients run
into a time-out.`,
  bad: {
    'web.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchLabels:
      app: web
  ingress:
    - ports:
        - port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 8080
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: web
      image: example.com/web:1
      ports:
        - containerPort: 8080
`,
  },
  good: {
    'web.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchLabels:
      app: web
  ingress:
    - ports:
        - port: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 8080
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: web
      image: example.com/web:1
      ports:
        - containerPort: 8080
`,
  },
  check(graph, component) {
    if (component.kind !== 'policy') return [];
    return graph.resolutions(component).flatMap((resolution) => {
      if (resolution.from.value.kind !== 'number') return [];
      for (const end of missingEnds(resolution)) {
        const found = report(graph, component, resolution, end);
        if (found) return [found];
      }
      return [];
    });
  },
};

function report(graph: Graph, policy: Component, { from }: Resolution, end: End): Finding | undefined {
  if (end.owner.kind !== 'container' || from.value.kind !== 'number') return undefined;
  for (const service of servicesPicking(graph.store, end.owner)) {
    const route = graph
      .sites(service)
      .find((s) => s.site.role === 'route' && s.value.kind === 'number' && valueText(s) === valueText(from));
    const [target] = route ? graph.next(route) : [];
    if (!route || !target) continue;
    // Both ports in one policy: the Service's is superfluous and does no harm.
    const right = podPort(target, end);
    if (graph.sites(policy).some((s) => s !== from && [right, valueText(target)].includes(valueText(s)))) continue;
    return {
      rule: 'policy-service-port',
      severity: 'warning',
      span: from.site.span,
      message: `${siteText(from)} is the port of ${service.label}; the pods of ${ownerText(end)} receive on ${right}`,
      related: [
        { span: route.site.span, message: `port ${valueText(route)} of ${service.label}` },
        ...relatedOffers(end.offers),
      ],
      fixes: [changeTo(from, right)],
    };
  }
  return undefined;
}

/** The number behind a Service's target where the pod declares it by name. */
function podPort(target: PortSite, end: End): string {
  if (target.value.kind !== 'name') return valueText(target);
  const { name } = target.value;
  return String(end.offers.find((o) => o.name?.text === name)?.from ?? name);
}
