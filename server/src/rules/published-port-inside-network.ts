import { portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { isDockerHost } from '../graph/hosts.ts';
import { keys } from '../graph/keys.ts';
import type { Resolution } from '../graph/links.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Finding } from '../model/index.ts';
import { literalText, startsTogether } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { missingEnds, publishedAs } from './unmatched.ts';
import { ownerText, siteText, valueText } from './wording.ts';

export const publishedPortInsideNetwork: Rule = {
  id: 'published-port-inside-network',
  severity: 'warning',
  stops: true,
  summary: "A published port is used inside the Compose network, or a container's port from the host",
  why: `A mapping \`"8085:8080"\` opens 8085 on the **host**. Containers of the same network talk to each other directly and
use the container port, 8080; nothing answers them on 8085. The other way round, \`host.docker.internal\` is the host,
where only published ports answer.`,
  bad: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    environment:
      CATALOG_URL: http://catalog:8085
  catalog:
    image: example.com/catalog:1
    ports:
      - "8085:8080"
`,
  },
  good: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    environment:
      CATALOG_URL: http://catalog:8080
  catalog:
    image: example.com/catalog:1
    ports:
      - "8085:8080"
`,
  },
  check(graph, component) {
    return [...insideNetwork(graph, component), ...fromContainerToHost(graph, component)];
  },
};

function insideNetwork(graph: Graph, component: Component): readonly Finding[] {
  return graph.resolutions(component).flatMap((resolution): Finding[] => {
    const { from } = resolution;
    if (from.value.kind !== 'number' || !isClient(resolution)) return [];
    const { number } = from.value;
    for (const end of missingEnds(resolution)) {
      const mapping = publishedAs(graph, end.owner, number);
      if (!mapping) continue;
      const inside = valueText(mapping.inside);
      const message = `${siteText(from)} is the published port of ${ownerText(end)}; inside the network it answers on ${inside}`;
      const found = finding(from, message, mapping, inside);
      // A variable for the outside that an env file gives to all alike need not be read here.
      const isForBoth = startsTogether(from.site.span, mapping.published.written);
      return [isForBoth ? { ...found, severity: 'info' } : found];
    }
    return [];
  });
}

/** Asks by a name, or as a proxy that dials the container itself: not the mapping's own container side. */
function isClient({ from, destination }: Resolution): boolean {
  return destination.kind === 'host' || from.site.role === 'connect';
}

/** `host.docker.internal:8080` where 8080 is published as 8085. */
function fromContainerToHost(graph: Graph, component: Component): readonly Finding[] {
  if (component.kind !== 'container' || !component.network) return [];
  return graph.sites(component).flatMap((from): Finding[] => {
    const to = from.site.to?.find((d) => d.kind === 'host');
    const host = to?.kind === 'host' ? literalText(to.host) : undefined;
    if (!host || !isDockerHost(host) || from.value.kind !== 'number') return [];
    const { number } = from.value;
    const mappings = mappingsOf(graph, component);
    if (mappings.some(({ published }) => holds(published, number))) return [];
    const [mapping] = mappings.filter(({ inside }) => holds(inside, number));
    if (!mapping) return [];
    const outside = valueText(mapping.published);
    const message = `${siteText(from)} is a port inside ${mapping.published.component.label}; on the host it is published as ${outside}`;
    return [finding(from, message, mapping, outside)];
  });
}

interface Mapping {
  readonly published: PortSite;
  readonly inside: PortSite;
}

function mappingsOf(graph: Graph, component: Component): readonly Mapping[] {
  return graph.store.find(keys.file(component.file)).flatMap((c) =>
    graph.sites(c).flatMap((published): Mapping[] => {
      const [inside] = published.site.role === 'publish' ? graph.next(published) : [];
      return inside ? [{ published, inside }] : [];
    }),
  );
}

function holds({ value }: PortSite, number: number): boolean {
  const range = portRange(value);
  return range !== undefined && range.from <= number && number <= range.to;
}

function finding(from: PortSite, message: string, { published, inside }: Mapping, right: string): Finding {
  return {
    rule: 'published-port-inside-network',
    severity: 'warning',
    span: from.site.span,
    message,
    related: [
      { span: published.written, message: `published port ${valueText(published)}` },
      { span: inside.written, message: `container port ${valueText(inside)}` },
    ],
    fixes: /^\d+$/.test(right) ? [changeTo(from, right)] : [],
  };
}
