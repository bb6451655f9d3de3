/** Hover: the whole way of the port under the cursor. */
import type { Engine } from '../engine.ts';
import { type Evidence, listenersOf, portRange, speaksFor } from '../graph/evidence/evidence.ts';
import { besides, type Flow, flowsThrough, type Hop } from '../graph/flow.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Position, Span } from '../model/index.ts';
import { startsTogether } from '../model/index.ts';
import { readersOf, sitesAt, tokenIn } from './sites.ts';
import { stopsAt } from './traffic.ts';

/**
 * @param link The address of a place, for the target of a Markdown link.
 * @returns Markdown and the token that it is about; undefined where no port stands there.
 */
export function hover(
  engine: Engine,
  file: string,
  position: Position,
  link: (span: Span) => string,
): { readonly markdown: string; readonly span: Span } | undefined {
  const [site, ...others] = sitesAt(engine, file, position);
  if (!site) return undefined;
  const place = (span: Span): string => `[${placeText(span, engine.root)}](${link(span)})`;
  const parts = [
    heading(site),
    valueChain(site, place),
    elsewhere(site, others, place),
    flowTree(engine, flowsThrough(engine.graph, site), site, place),
    listening(engine, site, place),
    alsoLine(engine, site, place),
    readByLine(engine, site, place),
  ];
  return {
    markdown: parts.filter((part) => part !== '').join('\n\n'),
    span: tokenIn(site, file, position) ?? site.site.span,
  };
}

/** `k8s/service.yaml:9`, lines from 1. */
export function placeText(span: Span, root: string): string {
  const path = span.file.startsWith(`${root}/`) ? span.file.slice(root.length + 1) : span.file;
  return `${path}:${span.line + 1}`;
}

function heading(site: PortSite): string {
  const { site: own, component } = site;
  const text = valueText(site);
  const protocol = own.protocol === 'unknown' ? '' : `/${own.protocol}`;
  const implied = own.implied ? ', not written, so the default' : '';
  return `**${escape(text)}${protocol}** · ${escape(own.field)} of ${escape(component.label)}${implied}`;
}

function valueText({ value }: PortSite): string {
  const range = portRange(value);
  const number = range ? (range.from === range.to ? `${range.from}` : `${range.from}-${range.to}`) : undefined;
  return number ?? (value.kind === 'name' ? value.name : 'unknown port');
}

/** `← .env:3, overrides Dockerfile:2`: where the value is written, the expressions in between left to right. */
function valueChain(site: PortSite, place: (span: Span) => string): string {
  if (site.through.length === 0)
    return site.value.kind === 'unknown' ? 'Its value cannot be known from this workspace.' : '';
  const { through, written, over = [] } = site;
  const overrides = over.length > 0 ? `, overrides ${over.map(place).join(', ')}` : '';
  return `value ← ${[...through.slice(1), written].map(place).join(' ← ')}${overrides}`;
}

/** What the same port is in other environments, where it is another. */
function elsewhere(site: PortSite, others: readonly PortSite[], place: (span: Span) => string): string {
  const found = others.flatMap((other): string[] => {
    const { deployedIn, label } = other.component;
    const same = other.site.role === site.site.role && other.site.field === site.site.field;
    if (!deployedIn || !same || label !== site.component.label || valueText(other) === valueText(site)) return [];
    return [`**${escape(valueText(other))}** in ${escape(deployedIn.label)} ${place(other.written)}`];
  });
  return [...new Set(found)].join(' · ');
}

interface Node {
  readonly hop: Hop;
  readonly next: Node[];
}

/** The flows as one tree: ways that begin alike are drawn once. */
function flowTree(engine: Engine, flows: readonly Flow[], site: PortSite, place: (span: Span) => string): string {
  if (flows.every((flow) => flow.length < 2) && !flows.some((flow) => flow.some((hop) => stopsAt(engine, hop))))
    return '';
  const roots: Node[] = [];
  for (const flow of flows) {
    let level = roots;
    for (const hop of flow) {
      let node = level.find((n) => startsTogether(n.hop.place, hop.place) && n.hop.field === hop.field);
      if (!node) {
        node = { hop, next: [] };
        level.push(node);
      }
      level = node.next;
    }
  }
  const lines: string[] = [];
  const draw = (nodes: readonly Node[], depth: number): void => {
    for (const { hop, next } of nodes) {
      lines.push(`${'  '.repeat(depth)}- ${hopText(hop, stopsAt(engine, hop), site, place)}`);
      draw(next, depth + 1);
    }
  };
  draw(roots, 0);
  return lines.join('\n');
}

function hopText(hop: Hop, reason: string | undefined, site: PortSite, place: (span: Span) => string): string {
  const number = hop.value ?? '?';
  const name = hop.name && hop.name !== hop.value ? ` (${escape(hop.name)})` : '';
  const here = hop.site === site ? ' ← here' : '';
  const broken = reason ? ` ✗ ${escape(reason)}` : '';
  return `**${escape(number)}** ${escape(whose(hop))}${name} · ${place(hop.place)}${here}${broken}`;
}

function whose({ component, field, role }: Hop): string {
  if (role === 'listen' || role === 'declare' || role === 'assign') return `${field} of ${component.label}`;
  if (role === 'connect') return `${component.label} ${field}`;
  return role === 'publish' ? `${field} of ${component.label}` : component.label;
}

/** `listens on 8080: PORT in .env, EXPOSE, args`. */
function listening(engine: Engine, site: PortSite, place: (span: Span) => string): string {
  const range = portRange(site.value);
  if (
    site.component.kind !== 'container' ||
    !range ||
    !['declare', 'target', 'probe', 'listen', 'assign'].includes(site.site.role)
  )
    return '';
  const { evidence } = listenersOf(engine.graph.store, site.component);
  const others = evidence.filter(
    (e) => speaksFor(e, range.from, site.site.protocol) && !startsTogether(e.place, site.written),
  );
  if (others.length === 0) return '';
  return `listens on ${range.from}: ${others.map((e) => evidenceText(e, place)).join(', ')}`;
}

function evidenceText({ label, inferred, place: at, over = [] }: Evidence, place: (span: Span) => string): string {
  const overrides = over.length > 0 ? ` (overrides ${over.map(place).join(', ')})` : '';
  return `${escape(inferred ? `${label} (by the folder's name)` : label)} ${place(at)}${overrides}`;
}

function alsoLine(engine: Engine, site: PortSite, place: (span: Span) => string): string {
  const found = besides(engine.graph, site).map((r) => `${escape(r.from.site.field)} ${place(r.from.site.span)} ✓`);
  return found.length > 0 ? `also: ${[...new Set(found)].join(' · ')}` : '';
}

function readByLine(engine: Engine, site: PortSite, place: (span: Span) => string): string {
  if (site.site.role !== 'assign') return '';
  const found = readersOf(engine, site).map((s) => `${escape(s.site.field)} ${place(s.site.span)}`);
  return found.length > 0 ? `read by: ${[...new Set(found)].join(' · ')}` : '';
}

/** Text from files must not become Markdown. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&').replace(/\s+/g, ' ');
}
