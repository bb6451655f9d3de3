import type { End } from '../graph/ends.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import type { Component, Finding, Fix, Service } from '../model/index.ts';
import { startsTogether } from '../model/index.ts';
import { changeOther, changeTo, declare, isShared } from './fixes.ts';
import { distance } from './named-port-unknown.ts';
import type { Rule } from './rule.ts';
import { areDeepApart, certainty, missingEnds, otherProtocol, serviceWithPort } from './unmatched.ts';
import { distinct, lower, offersText, ownerText, relatedOffers, siteText } from './wording.ts';

export const backendPortUnmatched: Rule = {
  id: 'backend-port-unmatched',
  severity: 'error',
  stops: true,
  summary: 'An Ingress or route sends traffic to a port that its Service does not have',
  why: `An Ingress backend, a Gateway API \`backendRef\`, an Istio \`destination\`, the upstreams of a proxy's own resources,
a TargetGroupBinding and a webhook (443 where it names no port) take a port of the **Service**, by its number or by its
name, not the port that the pods listen on. With a port that the Service does not have, the controller finds no
endpoints and answers 503 or 502. A \`parentRef\` takes a listener of its Gateway. An Istio Gateway's port must be one
that the Services in front of the gateway's pods have, or lead to.`,
  bad: {
    'shop.yaml': `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - name: http
      port: 80
      targetPort: 8080
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: shop
                port:
                  number: 8080
`,
  },
  good: {
    'shop.yaml': `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - name: http
      port: 80
      targetPort: 8080
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: shop
                port:
                  number: 80
`,
  },
  check(graph, component) {
    if (component.kind !== 'router' && component.kind !== 'service') return [];
    return graph.resolutions(component).flatMap((resolution) => {
      // What machines behind a balancer listen on, balancer-port-unmatched tells of; what is checked there, another rule.
      if (resolution.destination.kind === 'resource' || resolution.from.site.role === 'probe') return [];
      if (resolution.destination.kind === 'pods' && !meansService(graph, component, resolution)) return [];
      if (isWorkedIn(resolution)) return [];
      if (component.kind === 'service' && component.type === 'ExternalName' && !isDialled(graph, component)) return [];
      // A number that is there under another protocol, protocol-mismatch tells of.
      const isMissing = (e: End): boolean => e.offers.length > 0 && otherProtocol(resolution.from, e).length === 0;
      const [end] = missingEnds(resolution).filter(isMissing);
      return end ? [report(graph, resolution, end)] : [];
    });
  },
};

/**
 * A port forward to pods by the Service's own port. What a developer starts there, a debugger among it, may well listen
 * on any other; what a Service sends to pods, target-port-unmatched tells of.
 */
function meansService(graph: Graph, { kind }: Component, { from, ends }: Resolution): boolean {
  return kind === 'router' && ends.some((end) => serviceWithPort(graph, from, end));
}

/** An ExternalName's own ports count only for a controller that connects to its name at them: ingress-nginx. */
function isDialled(graph: Graph, service: Service): boolean {
  return graph.incoming(service).some(({ from: { component } }) => component.kind === 'router' && component.speaks);
}

/** A port of the container that somebody works in, who starts there what they like. */
function isWorkedIn({ destination, ends }: Resolution): boolean {
  return (
    destination.kind === 'host' &&
    destination.seenBy !== undefined &&
    ends.some(({ owner }) => owner.name === destination.seenBy?.service)
  );
}

function report(graph: Graph, resolution: Resolution, end: End): Finding {
  const { from } = resolution;
  const { component } = from;
  const behind = from.value.kind === 'number' ? targetedBehind(end, from.value.number) : undefined;
  // Another Service, of another team's, may stand in front of the gateway's pods as well.
  const sure =
    resolution.destination.kind !== 'fronts' && component.kind !== 'service' && end.owner.kind !== 'container';
  const surest = sure ? 'error' : 'warning';
  const severity = certainty(surest, resolution, end);
  const implied = from.site.implied ? ', the default,' : '';
  const hint = behind ? `; ${siteNumber(from)} is its targetPort` : '';
  return {
    rule: 'backend-port-unmatched',
    // A route is applied together with its Services; one that lies far away may be another of the same name.
    severity: areDeepApart(component, end.owner) ? lower(severity) : severity,
    span: from.site.span,
    message: `${siteText(from)}${implied} is no port of ${ownerText(end)}: it has ${offersText(end.offers)}${hint}`,
    related: relatedOffers(end.offers),
    fixes: fixesOf(graph, from, end, behind),
  };
}

function siteNumber(from: Resolution['from']): number {
  return from.value.kind === 'number' ? from.value.number : 0;
}

/** The Service's port whose target has this number: the one that was meant. */
function targetedBehind(end: End, number: number): End['offers'][number] | undefined {
  if (end.owner.kind !== 'service') return undefined;
  const { sites } = end.owner;
  return end.offers.find((offer) => {
    const site = sites.find((s) => s.role === 'route' && offer.route && startsTogether(s.span, offer.route.site.span));
    return site?.to?.some((to) => {
      const next = to.kind === 'site' ? sites[to.index] : undefined;
      return next?.value.kind === 'number' && next.value.number === number;
    });
  });
}

/** Ports of a Service that has several all need names; what leads to its endpoints is no port of its own. */
function addable({ owner, offers }: End): boolean {
  return owner.kind === 'service' && offers.every((o) => o.label === 'port' && o.name !== undefined);
}

function fixesOf(
  graph: Graph,
  from: Resolution['from'],
  end: End,
  behind: End['offers'][number] | undefined,
): readonly Fix[] {
  const { value } = from;
  const wanted = value.kind === 'name' ? value.name : '';
  const byNumber = distinct(end.offers).toSorted((a, b) => Number(b === behind) - Number(a === behind));
  if (value.kind === 'name') {
    const named = byNumber
      .filter((o) => o.name)
      .toSorted((a, b) => distance(a.name!.text, wanted) - distance(b.name!.text, wanted));
    const [best] = named;
    return [
      ...named.slice(0, 3).map((o) => changeTo(from, o.name!.text)),
      ...(best?.name && !isShared(graph, from, best, 'name')
        ? [
            {
              title: `Rename the port ${best.name.text} to ${wanted}`,
              edits: [{ span: best.name.span, newText: wanted }],
            },
          ]
        : []),
    ];
  }
  if (value.kind !== 'number') return [];
  const [best] = byNumber;
  const movable = best && !isShared(graph, from, best, 'number');
  const others = [
    movable && changeOther(best, value.number),
    addable(end) && declare(end.owner, value.number, `port-${value.number}`),
  ];
  return [...byNumber.slice(0, 3).map((o) => changeTo(from, String(o.from))), ...others.flatMap((fix) => fix || [])];
}
