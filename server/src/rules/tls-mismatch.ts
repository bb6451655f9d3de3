import type { End, Reached } from '../graph/ends.ts';
import { portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Finding, Fix, Service } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { certainty } from './unmatched.ts';
import { relatedOffers, siteText } from './wording.ts';

export const tlsMismatch: Rule = {
  id: 'tls-mismatch',
  severity: 'warning',
  stops: true,
  summary: 'Plain text is spoken to a port that takes TLS, or TLS to a plain one',
  why: `The connection is made and then fails: "the plain HTTP request was sent to HTTPS port", "wrong version number",
a 400 or a 502. A health check that asks in the wrong way marks a healthy server as down. Reported only where a proxy's
configuration in the workspace says what its listener takes, and where the scheme or the option of the other end says
what is spoken.`,
  bad: {
    'compose.yaml': `services:
  proxy:
    image: nginx:1.27
    volumes:
      - ./proxy.conf:/etc/nginx/conf.d/default.conf:ro
  web:
    image: nginx:1.27
    volumes:
      - ./web.conf:/etc/nginx/conf.d/default.conf:ro
`,
    'proxy.conf': `server {
  listen 80;
  location / {
    proxy_pass http://web:8443;
  }
}
`,
    'web.conf': `server {
  listen 8443 ssl;
  root /srv;
}
`,
  },
  good: {
    'compose.yaml': `services:
  proxy:
    image: nginx:1.27
    volumes:
      - ./proxy.conf:/etc/nginx/conf.d/default.conf:ro
  web:
    image: nginx:1.27
    volumes:
      - ./web.conf:/etc/nginx/conf.d/default.conf:ro
`,
    'proxy.conf': `server {
  listen 80;
  location / {
    proxy_pass https://web:8443;
  }
}
`,
    'web.conf': `server {
  listen 8443 ssl;
  root /srv;
}
`,
  },
  check(graph, component) {
    // What an Ingress speaks is told by its annotations: backend-protocol-mismatch.
    if (component.kind === 'router') return [];
    if (component.kind === 'service') return promised(graph, component);
    return graph.resolutions(component).flatMap((resolution) => {
      const { from, ends } = resolution;
      if (from.site.tls === undefined) return [];
      for (const end of ends) {
        const listeners = listenersAt(graph, end);
        // Copies in other folders, and servers of one socket that differ, leave it open.
        if (listeners.length > 0 && listeners.every(({ site }) => site?.tls === !from.site.tls)) {
          return [report(resolution, end, listeners)];
        }
      }
      return [];
    });
  },
};

/** `appProtocol` of a Service: meshes, gateways and load balancers speak as it says. Names promise nothing of TLS. */
function promised(graph: Graph, service: Service): readonly Finding[] {
  return graph.sites(service).flatMap((route): Finding[] => {
    const said = route.site.role === 'route' ? route.site.appProtocol : undefined;
    const tls = said && SAYS[said.text.toLowerCase()];
    if (!said || tls === undefined) return [];
    const listeners = graph.next(route).flatMap((target) => behind(graph, target));
    if (listeners.length === 0 || !listeners.every(({ site }) => site?.tls === !tls)) return [];
    const [listener] = listeners;
    return [
      {
        rule: 'tls-mismatch',
        severity: 'warning',
        span: said.span,
        message: `appProtocol ${said.text} promises ${tls ? 'TLS' : 'plain text'}, but ${listener!.label} ${listener!.from} takes ${tls ? 'plain text' : 'TLS'}`,
        related: relatedOffers(listeners),
        fixes: [
          {
            title: `Change appProtocol to ${tls ? 'http' : 'https'}`,
            edits: [{ span: said.span, newText: tls ? 'http' : 'https' }],
          },
        ],
      },
    ];
  });
}

/** Kubernetes: Application protocol; the standard names of IANA, and those of Kubernetes for plain text. */
const SAYS: Readonly<Record<string, boolean>> = {
  http: false,
  https: true,
  'kubernetes.io/h2c': false,
  'kubernetes.io/ws': false,
  'kubernetes.io/wss': true,
};

/** The listeners of proxies behind what an end reached, whatever Service stands between. */
function listenersAt(graph: Graph, end: End): readonly Reached[] {
  return end.reached.flatMap((reached): readonly Reached[] => {
    const { route } = reached;
    if (!route) return proxiesOf(end, reached);
    const targets = graph.next(route);
    // What registers with a pool leads on by itself.
    return (targets.length > 0 ? targets : [route]).flatMap((target) => behind(graph, target));
  });
}

function behind(graph: Graph, target: PortSite): readonly Reached[] {
  return graph
    .resolutions(target.component)
    .filter(({ from }) => from.site === target.site)
    .flatMap(({ ends }) => ends.flatMap((end) => end.reached.flatMap((reached) => proxiesOf(end, reached))));
}

/** A name or a declaration reaches a number; the listener of that number says what it takes. */
function proxiesOf({ offers }: End, { from, to }: Reached): readonly Reached[] {
  return offers.filter((o) => o.component.kind === 'proxy' && o.site && o.from <= to && from <= o.to);
}

function report(resolution: Resolution, end: End, listeners: readonly Reached[]): Finding {
  const { from } = resolution;
  const [listener] = listeners;
  const [spoken, taken] = from.site.tls ? ['TLS', 'plain text'] : ['plain text', 'TLS'];
  return {
    rule: 'tls-mismatch',
    severity: certainty('warning', resolution, end),
    span: from.site.span,
    message: `${siteText(from)} is spoken to in ${spoken}, but ${listener!.label} ${listener!.from} takes ${taken}`,
    related: relatedOffers(listeners),
    fixes: [...switched(from), ...otherPorts(from, end)],
  };
}

/** Another scheme would mean another port where none is written. */
function switched({ site, value }: PortSite): readonly Fix[] {
  if (!site.switchTls || site.implied || !portRange(value)) return [];
  return [{ title: site.tls ? 'Speak plain text' : 'Speak TLS', edits: [site.switchTls] }];
}

/** Listeners of the same server that take what is spoken. */
function otherPorts(from: PortSite, { offers }: End): readonly Fix[] {
  const fitting = offers.filter(
    (o) => o.component.kind === 'proxy' && o.site?.tls === from.site.tls && o.from === o.to,
  );
  return [...new Set(fitting.map((o) => o.from))].map((port) => changeTo(from, String(port)));
}
