import { dirname } from 'node:path/posix';
import { isLoopback } from '../graph/evidence/arguments.ts';
import { listenersOf, portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import type { PortSite } from '../graph/sites.ts';
import { placeOf, resolveText } from '../graph/values/values.ts';
import type { Component, Container, Finding, Setting, Span } from '../model/index.ts';
import { findEndpoints } from '../syntax/endpoint.ts';
import type { Rule } from './rule.ts';
import { valueText } from './wording.ts';

/** Settings that front-end tools build into what the browser runs. */
const BUILT_IN =
  /^(?:VITE|NEXT_PUBLIC|REACT_APP|NUXT_PUBLIC|VUE_APP|GATSBY|EXPO_PUBLIC|NG_APP|PUBLIC|SNOWPACK_PUBLIC)_\w*(?:API|URL|URI|HOST|BASE|BACKEND|SERVER|ENDPOINT|WS|SOCKET|GRAPHQL)/;
const BACK_END = /api|back|server|gateway|bff|rest|graphql/i;
const FRONT_END = /front|web|client|ui|site|nginx|proxy|storybook/i;

export const browserPortUnpublished: Rule = {
  id: 'browser-port-unpublished',
  severity: 'warning',
  summary:
    'A front end tells the browser a port of localhost that no service publishes, while its back end has another',
  why: `Variables such as \`VITE_API_URL\` are built into what the browser runs. The browser stands outside the containers, so
that only published ports answer it. Where the back end publishes one port and the front end names another, every
request of the page ends in "connection refused".`,
  bad: {
    'frontend/.env': `VITE_API_URL=http://localhost:8080/api
`,
    'compose.yaml': `services:
  backend:
    build: ./backend
    ports:
      - "8000:8000"
  frontend:
    build: ./frontend
    ports:
      - "3000:3000"
`,
  },
  good: {
    'frontend/.env': `VITE_API_URL=http://localhost:8000/api
`,
    'compose.yaml': `services:
  backend:
    build: ./backend
    ports:
      - "8000:8000"
  frontend:
    build: ./frontend
    ports:
      - "3000:3000"
`,
  },
  check(graph, component) {
    return asked(graph, component).flatMap((address) => {
      const project = projectOf(graph, component);
      const published = project.flatMap((c) => graph.sites(c).filter(({ site }) => site.role === 'publish'));
      // A value that is not known may be any port.
      if (published.some((site) => holds(site, address.port))) return [];
      if (project.some((c) => c.network?.mode?.kind === 'host')) return [];
      const likely = backEnd(graph, component, project, address.name);
      return likely ? [report(address, likely)] : [];
    });
  },
};

interface Asked {
  readonly name: string;
  readonly port: number;
  readonly span: Span;
}

function asked(graph: Graph, component: Component): readonly Asked[] {
  const settings: readonly Setting[] =
    component.kind === 'settings' && component.format === 'env'
      ? component.settings
      : component.kind === 'container' && component.network
        ? [...component.environment, ...(component.build?.arguments ?? [])]
        : [];
  return settings.flatMap(({ name, value }): Asked[] => {
    if (!value || !BUILT_IN.test(name)) return [];
    const known = resolveText(graph.store, component, value);
    return findEndpoints(known.text).flatMap(({ scheme, host, port }): Asked[] => {
      if (!/^(?:https?|wss?)$/.test(scheme ?? '') || !host || !isLoopback(host.text) || !port) return [];
      const place = placeOf(known, port.start, port.end);
      return place ? [{ name, port: Number(port.text), span: place.written }] : [];
    });
  });
}

/** The Compose services that stand nearest: in the file itself, else in its folder or one above it. */
function projectOf(graph: Graph, component: Component): readonly Container[] {
  const services = (found: readonly Component[]): readonly Container[] =>
    found.filter((c): c is Container => c.kind === 'container' && c.network !== undefined);
  if (component.kind === 'container') return services(graph.store.find(keys.file(component.file)));
  let folder = dirname(component.file);
  for (let level = 0; level < 3; level++) {
    const here = services(graph.store.find(keys.folder(folder)));
    if (here.length > 0 || folder === '/') return here;
    folder = dirname(folder);
  }
  return [];
}

function holds({ value }: PortSite, port: number): boolean {
  const range = portRange(value);
  return range ? range.from <= port && port <= range.to : true;
}

/** The one published port of the one service that is likely to be the back end. */
function backEnd(graph: Graph, asker: Component, project: readonly Container[], name: string): PortSite | undefined {
  const words = name.toLowerCase().split('_');
  const others = project.filter((c) => c !== asker && !isFrontEnd(c, asker) && !isBought(graph, c));
  const named = others.filter((c) => words.some((word) => word.length > 2 && c.name.toLowerCase().includes(word)));
  const backs = others.filter((c) => BACK_END.test(c.name));
  const [candidate, ...more] = [named, backs, others].find((list) => list.length > 0) ?? [];
  if (!candidate || more.length > 0) return undefined;
  const [port, ...further] = graph.sites(candidate).filter(({ site }) => site.role === 'publish');
  return further.length === 0 && port?.value.kind === 'number' ? port : undefined;
}

function isFrontEnd(container: Container, asker: Component): boolean {
  const context = container.build?.context;
  const folder = dirname(asker.file);
  if (asker.kind === 'settings' && context && (folder === context || folder.startsWith(`${context}/`))) {
    return context !== dirname(container.file);
  }
  return FRONT_END.test(container.name) && !BACK_END.test(container.name);
}

/** A database or the like: an image that is known, not one that is built here. */
function isBought(graph: Graph, container: Container): boolean {
  if (container.build) return false;
  return listenersOf(graph.store, container).evidence.some((e) => e.weight === 'default');
}

function report({ name, port, span }: Asked, likely: PortSite): Finding {
  const { label } = likely.component;
  const right = valueText(likely);
  return {
    rule: 'browser-port-unpublished',
    severity: 'warning',
    span,
    message: `${name} sends browsers to port ${port}, which no service publishes: ${label} is published as ${right}`,
    related: [{ span: likely.site.span, message: `published port ${right} of ${label}` }],
    fixes: [{ title: `Change ${name} to port ${right}`, edits: [{ span, newText: right }] }],
  };
}
