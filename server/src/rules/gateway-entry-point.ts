import { portRange } from '../graph/evidence/evidence.ts';
import { keys } from '../graph/keys.ts';
import type { Component, Finding, Proxy } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { siteText } from './wording.ts';

export const gatewayEntryPoint: Rule = {
  id: 'gateway-entry-point',
  severity: 'error',
  summary: "A Gateway of Traefik's class has a listener on the port outside, not on an entry point's own",
  why: `Traefik matches a Gateway's listeners with its entry points by the port that it listens on in its **container**
(8443), not by the one that its Service shows (443). "No matching entryPoint for port 443": the listener is never
programmed. Other controllers open whatever a listener asks for, and are not meant.`,
  bad: {
    'gateway.yaml': `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
spec:
  gatewayClassName: traefik
  listeners:
    - name: websecure
      protocol: HTTPS
      port: 443
`,
    'values.yaml': `ports:
  websecure:
    port: 8443
    exposedPort: 443
`,
  },
  good: {
    'gateway.yaml': `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
spec:
  gatewayClassName: traefik
  listeners:
    - name: websecure
      protocol: HTTPS
      port: 8443
`,
    'values.yaml': `ports:
  websecure:
    port: 8443
    exposedPort: 443
`,
  },
  check(graph, component) {
    if (component.kind !== 'router' || !component.class || !/traefik/i.test(component.class.text)) return [];
    const { class: gatewayClass } = component;
    const isValues = (c: Component): c is Proxy => c.kind === 'proxy';
    const points = graph.store
      .nearest(keys.entryPoints(), component, isValues)
      .flatMap((values) => graph.sites(values));
    return graph.sites(component).flatMap((listener): Finding[] => {
      const port = listener.site.role === 'listen' ? portRange(listener.value)?.from : undefined;
      if (port === undefined || points.some((p) => p.site.role === 'listen' && portRange(p.value)?.from === port))
        return [];
      const outside = points.find((p) => p.site.role === 'route' && portRange(p.value)?.from === port);
      const [point] = outside ? graph.next(outside) : [];
      const inside = point && portRange(point.value)?.from;
      if (!outside || !point || inside === undefined) return [];
      const name = point.site.name?.text;
      return [
        {
          rule: 'gateway-entry-point',
          severity: 'error',
          span: listener.site.span,
          message: `${siteText(listener)} is no port of an entry point: ${name} listens on ${inside}, and ${port} is its exposedPort`,
          related: [
            { span: point.site.span, message: `entry point ${name}` },
            { span: gatewayClass.span, message: 'a Gateway for Traefik' },
          ],
          fixes: [changeTo(listener, String(inside))],
        },
      ];
    });
  },
};
