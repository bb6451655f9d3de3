import type { End } from '../graph/ends.ts';
import type { Graph } from '../graph/graph.ts';
import { servicesFronting } from '../graph/hosts.ts';
import { servicesPicking } from '../graph/pods.ts';
import type { PortSite } from '../graph/sites.ts';
import { sameNamespace } from '../graph/values/values.ts';
import type { Finding, Policy, Service } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { missingEnds } from './unmatched.ts';
import { ownerText, relatedOffers, siteText, valueText } from './wording.ts';

export const policyServicePort: Rule = {
  id: 'policy-service-port',
  severity: 'warning',
  summary: "A policy names the Service's port instead of the pod's",
  why: `A NetworkPolicy, the policies of Cilium and Calico, an Istio AuthorizationPolicy or PeerAuthentication and a
Linkerd Server are applied after the Service's address has been replaced by the pod's, so their ports are those of the
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
    const resolutions = graph.resolutions(component);
    return graph.sites(component).flatMap((from) => {
      if (from.value.kind !== 'number') return [];
      const [resolution] = resolutions.filter((r) => r.from === from);
      if (!resolution) return report(graph, component, from, servicesFor(graph, component, from), undefined);
      const [found] = missingEnds(resolution).flatMap((end) =>
        end.owner.kind === 'container'
          ? report(graph, component, from, servicesPicking(graph.store, end.owner), end)
          : [],
      );
      return found ?? [];
    });
  },
};

/** The Services that pick the same pods as a policy whose pods are not in the workspace. */
function servicesFor(graph: Graph, policy: Policy, { site }: PortSite): readonly Service[] {
  return (site.to ?? []).flatMap((to) =>
    to.kind === 'pods' && !to.anywhere
      ? servicesFronting(graph.store, policy, to.selector).filter((s) => sameNamespace(s.namespace, to.namespace))
      : [],
  );
}

function report(
  graph: Graph,
  policy: Policy,
  from: PortSite,
  services: readonly Service[],
  end: End | undefined,
): readonly Finding[] {
  for (const service of services) {
    const route = graph
      .sites(service)
      .find((s) => s.site.role === 'route' && s.value.kind === 'number' && valueText(s) === valueText(from));
    const [target] = route ? graph.next(route) : [];
    // A number may be open on purpose where another Service leads to it.
    if (!route || !target || services.some((s) => leadsTo(graph, s, from))) continue;
    // Both ports in one policy: the Service's is superfluous and does no harm.
    const right = podPort(target, end);
    if (graph.sites(policy).some((s) => s !== from && [right, valueText(target)].includes(valueText(s)))) continue;
    const found: Finding = {
      rule: 'policy-service-port',
      severity: 'warning',
      span: from.site.span,
      message: `${siteText(from)} is the port of ${service.label}; the pods of ${end ? ownerText(end) : service.label} receive on ${right}`,
      related: [
        { span: route.site.span, message: `port ${valueText(route)} of ${service.label}` },
        ...(end ? relatedOffers(end.offers) : [{ span: target.site.span, message: siteText(target) }]),
      ],
      fixes: [changeTo(from, right)],
    };
    return [found];
  }
  return [];
}

function leadsTo(graph: Graph, service: Service, from: PortSite): boolean {
  const routes = graph.sites(service).filter((s) => s.site.role === 'route');
  return routes.some((route) => graph.next(route).some((target) => valueText(target) === valueText(from)));
}

/** The number behind a Service's target where the pod declares it by name. */
function podPort(target: PortSite, end: End | undefined): string {
  if (target.value.kind !== 'name') return valueText(target);
  const { name } = target.value;
  return String(end?.offers.find((o) => o.name?.text === name)?.from ?? name);
}
