import { dirname } from 'node:path/posix';
import type { Reached } from '../graph/ends.ts';
import { type Evidence, podListeners, portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import type { Resolution } from '../graph/links.ts';
import { podsBehind, targetNumbers } from '../graph/pods.ts';
import type { PortSite } from '../graph/sites.ts';
import { resolvePort } from '../graph/values/values.ts';
import type { Finding, Fix, Named, Service, Speaks } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { siteText, valueText } from './wording.ts';

export const backendProtocolMismatch: Rule = {
  id: 'backend-protocol-mismatch',
  severity: 'warning',
  stops: true,
  summary: 'An Ingress speaks plain HTTP to a port that takes TLS, or TLS to a plain one',
  why: `ingress-nginx and the AWS controller speak plain HTTP to a Service whatever its port is called, unless the annotation
\`backend-protocol\` says HTTPS. A port that takes only TLS answers "the plain HTTP request was sent to HTTPS port"; a
plain port that is spoken to in TLS gives a 502. Reported where a config of the pods says which of both a port takes, or
where the Service leads its port 443 to a port that by its number or name is one of TLS. With \`ssl-passthrough\` the
client's TLS arrives at the pod as it is: reported where it is sent to a port \`http\` though there is one \`https\`.`,
  bad: {
    'dash.yaml': `apiVersion: v1
kind: Service
metadata:
  name: dash
spec:
  selector:
    app: dash
  ports:
    - port: 443
      targetPort: 8443
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: dash
spec:
  ingressClassName: nginx
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: dash
                port:
                  number: 443
`,
  },
  good: {
    'dash.yaml': `apiVersion: v1
kind: Service
metadata:
  name: dash
spec:
  selector:
    app: dash
  ports:
    - port: 443
      targetPort: 8443
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: dash
  annotations:
    nginx.ingress.kubernetes.io/backend-protocol: "HTTPS"
spec:
  ingressClassName: nginx
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: dash
                port:
                  number: 443
`,
  },
  check(graph, component) {
    if (component.kind !== 'router' || !component.speaks) return [];
    const { speaks } = component;
    const backends = graph.resolutions(component).flatMap((r) => backendOf(graph, r));
    if (speaks.handedOn) return backends.flatMap((backend) => handedTls(graph, backend, speaks.handedOn!));
    // One annotation speaks for all backends: where they differ, whichever is right is for the author to say.
    const others = (tls: boolean): boolean => backends.some((b) => b.tls === tls);
    return backends.flatMap((backend) => {
      if (backend.tls === undefined || backend.tls === speaks.tls) return [];
      return [report(backend, speaks, !others(speaks.tls))];
    });
  },
};

interface Backend {
  readonly from: PortSite;
  /** The Service's port. */
  readonly route: PortSite;
  readonly target: PortSite;
  /** What the pods take there; undefined where nothing tells. */
  readonly tls: boolean | undefined;
  readonly listeners: readonly Listener[];
}

function backendOf(graph: Graph, { from, ends }: Resolution): readonly Backend[] {
  const [end] = ends;
  const [route] = end?.reached.flatMap((r: Reached) => r.route ?? []) ?? [];
  if (end?.owner.kind !== 'service' || ends.length > 1 || !route) return [];
  const [target] = graph.next(route);
  if (!target) return [];
  const listeners = listenersBehind(graph, end.owner, target);
  return [
    { from, route, target, listeners, tls: listeners.length > 0 ? agreed(listeners) : byConvention(route, target) },
  ];
}

/** What is listened on behind a target, by configs of proxies that the pods run: they say whether it is TLS. */
function listenersBehind(graph: Graph, service: Service, target: PortSite): readonly Listener[] {
  const numbers = targetNumbers(graph.store, service, target);
  const pods = podsBehind(graph.store, service);
  if (pods.length === 0) return programBeside(graph, service, numbers);
  return pods
    .flatMap((c) => podListeners(graph.store, c).evidence)
    .filter(
      (e) => e.weight === 'listens' && e.component.kind === 'proxy' && numbers.some((n) => e.from <= n && n <= e.to),
    );
}

/** Where no pods are made, the only program in the Service's folder, of which it is known whether it speaks TLS. */
function programBeside(graph: Graph, service: Service, numbers: readonly number[]): readonly Listener[] {
  const folder = dirname(service.file);
  const programs = graph.store
    .find(keys.program(folder))
    .filter((c) => c.kind === 'program' && dirname(c.file) === folder);
  const [program] = programs;
  if (programs.length !== 1 || !program) return [];
  return program.sites.flatMap((site): Listener[] => {
    const range = portRange(site.value.kind === 'text' ? resolvePort(graph.store, program, site).value : site.value);
    const known = range && site.tls !== undefined && numbers.includes(range.from);
    return known ? [{ site, place: site.span, label: program.name, from: range.from }] : [];
  });
}

type Listener = Pick<Evidence, 'place' | 'label' | 'from' | 'site'>;

function agreed(listeners: readonly Listener[]): boolean | undefined {
  const tls = listeners.map((l) => l.site?.tls === true);
  return tls.every((t) => t === tls[0]) ? tls[0] : undefined;
}

/** 443 that leads to a port of TLS; a name alone, or a number alone, may mean what is spoken in front. */
function byConvention({ value }: PortSite, { value: target }: PortSite): true | undefined {
  if (value.kind !== 'number' || (value.number !== 443 && value.number !== 8443)) return undefined;
  const tls =
    (target.kind === 'number' && [443, 8443, 9443].includes(target.number)) ||
    (target.kind === 'name' && /^https(?:-|$)/.test(target.name));
  return tls ? true : undefined;
}

/** What a client's TLS is handed on to as it is (ingress-nginx: SSL Passthrough), where the Service has a port for it. */
function handedTls(
  graph: Graph,
  { from, route, target, tls, listeners }: Backend,
  handedOn: Named,
): readonly Finding[] {
  if (tls || !(listeners.length > 0 || isPlain(route, target))) return [];
  const [secure, ...more] = graph
    .sites(route.component)
    .filter((other) => other.site.role === 'route' && other !== route && isSecure(other));
  if (!secure || more.length > 0 || graph.next(secure).some((t) => valueText(t) === valueText(target))) return [];
  const right = from.value.kind === 'name' ? secure.site.name?.text : valueText(secure);
  return [
    {
      rule: 'backend-protocol-mismatch',
      severity: 'warning',
      span: from.site.span,
      message: `${siteText(from)} is handed TLS as it comes, but ${route.component.label} has ${siteText(secure)} for that`,
      related: [
        { span: handedOn.span, message: 'ssl-passthrough' },
        { span: route.site.span, message: siteText(route) },
        { span: secure.site.span, message: siteText(secure) },
      ],
      fixes: right === undefined ? [] : [changeTo(from, right)],
    },
  ];
}

/** Called after plain HTTP or on its number, and leads to no port of TLS. */
function isPlain({ site, value }: PortSite, target: PortSite): boolean {
  const http = site.name ? /^http(?:-|$)/.test(site.name.text) : value.kind === 'number' && value.number === 80;
  return http && !isSecure(target);
}

function isSecure({ site, value }: PortSite): boolean {
  if (site.name) return /^https(?:-|$)/.test(site.name.text);
  if (value.kind === 'name') return /https|tls|ssl/.test(value.name);
  return value.kind !== 'number' || [443, 8443, 9443].includes(value.number);
}

function report({ from, target, listeners, tls }: Backend, speaks: Speaks, alone: boolean): Finding {
  const { written, secure } = speaks;
  const spoken = speaks.tls ? 'TLS' : 'plain HTTP';
  const fixes: readonly Fix[] = !alone
    ? []
    : written
      ? [
          {
            title: `Change backend-protocol to ${tls ? 'HTTPS' : 'HTTP'}`,
            edits: [{ span: written.span, newText: other(written.text, tls === true) }],
          },
        ]
      : secure
        ? [{ title: 'Add backend-protocol HTTPS', edits: [{ span: secure.at, newText: secure.template }] }]
        : [];
  return {
    rule: 'backend-protocol-mismatch',
    severity: 'warning',
    span: tls || !written ? from.site.span : written.span,
    message: `${siteText(from)} is spoken to in ${spoken}, but ${siteText(target)} behind it takes ${tls ? 'TLS' : 'plain HTTP'}`,
    related: [
      { span: target.site.span, message: siteText(target) },
      ...listeners.slice(0, 6).map((l) => ({ span: l.place, message: `${l.label} ${l.from}` })),
      ...(written ? [{ span: written.span, message: `backend-protocol ${written.text}` }] : []),
    ],
    fixes,
  };
}

/** The same protocol with or without TLS. */
function other(written: string, tls: boolean): string {
  if (/^grpc/i.test(written)) return tls ? 'GRPCS' : 'GRPC';
  return tls ? 'HTTPS' : 'HTTP';
}
