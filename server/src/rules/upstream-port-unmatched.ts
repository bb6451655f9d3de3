import type { End } from '../graph/ends.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import { leadsToLoopback, meansAnother } from '../graph/loopback.ts';
import { podContainers } from '../graph/namespaces.ts';
import type { Finding } from '../model/index.ts';
import { align } from './fixes.ts';
import type { Rule } from './rule.ts';
import { says } from './target-port-unmatched.ts';
import { certainty, missingEnds, publishedAs } from './unmatched.ts';
import { offersText, ownerText, relatedOffers, siteText } from './wording.ts';

export const upstreamPortUnmatched: Rule = {
  id: 'upstream-port-unmatched',
  severity: 'error',
  stops: true,
  summary: 'A proxy forwards to a port that the server behind it does not have',
  why: `The proxy answers 502 or 503, or marks the server as down. Behind a Kubernetes Service only the Service's own ports
answer, so another one is an error; behind a Compose service it is the port that the process listens on, and a warning.`,
  bad: {
    'compose.yaml': `services:
  proxy:
    image: nginx:1.27
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
  api:
    image: example.com/api:1
    command: ["serve", "--port", "8080"]
`,
    'nginx.conf': `events {}
http {
  server {
    listen 80;
    location / {
      proxy_pass http://api:8000;
    }
  }
}
`,
  },
  good: {
    'compose.yaml': `services:
  proxy:
    image: nginx:1.27
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
  api:
    image: example.com/api:1
    command: ["serve", "--port", "8080"]
`,
    'nginx.conf': `events {}
http {
  server {
    listen 80;
    location / {
      proxy_pass http://api:8080;
    }
  }
}
`,
  },
  check(graph, component) {
    if (component.kind !== 'proxy') return [];
    return graph.resolutions(component).flatMap((resolution) => {
      const { from } = resolution;
      if (from.value.kind !== 'number' || from.site.role === 'connect') return [];
      if (meansAnother(graph.store, from) || isBesides(graph, resolution)) return [];
      const { number } = from.value;
      const [end] = missingEnds(resolution).filter((e) => e.offers.length > 0 && !publishedAs(graph, e.owner, number));
      return end ? [report(graph, resolution, end)] : [];
    });
  },
};

/** An upstream on loopback in one container is another process of its image: the proxy's own ports say nothing of it. */
function isBesides(graph: Graph, { from, ends }: Resolution): boolean {
  return (
    leadsToLoopback(from.site) &&
    ends.every(({ owner }) => owner.kind === 'container' && podContainers(graph.store, owner).length === 1)
  );
}

function report(graph: Graph, resolution: Resolution, end: End): Finding {
  const { from } = resolution;
  const service = end.owner.kind === 'service';
  // Metrics often have a port of their own that nobody declares.
  const isBeside = from.site.role === 'scrape' && end.offers.every(({ weight }) => weight === 'declared');
  const severity = service ? 'error' : isBeside ? 'info' : 'warning';
  const fixes = align(graph, from, end, end.offers);
  const has = service ? `it has ${offersText(end.offers)}` : says(end.offers);
  return {
    rule: 'upstream-port-unmatched',
    severity: certainty(severity, resolution, end),
    span: from.site.span,
    message: `${siteText(from)} reaches nothing on ${ownerText(end)}: ${has}`,
    related: relatedOffers(end.offers),
    fixes: isBeside ? fixes.map((fix) => ({ ...fix, guess: true })) : fixes,
  };
}
