/** Find references: every place that leads to the port under the cursor. */
import type { Engine } from '../engine.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Position, Span } from '../model/index.ts';
import { compareSpans, startsTogether } from '../model/index.ts';
import { readersOf, siteAt } from './sites.ts';

/**
 * @param includeDeclaration Whether the port itself is one of them.
 */
export function references(
  engine: Engine,
  file: string,
  position: Position,
  includeDeclaration: boolean,
): readonly Span[] {
  const site = siteAt(engine, file, position);
  if (!site) return [];
  const found = [...sendersOf(engine, site)];
  if (includeDeclaration) found.push(site.site.span);
  return found
    .sort(compareSpans)
    .filter((span, index, all) => index === 0 || compareSpans(all[index - 1]!, span) !== 0);
}

/** The places of every site that leads to this one or reads its value, probes and policies included. */
export function sendersOf(engine: Engine, site: PortSite): readonly Span[] {
  const { graph } = engine;
  const { written } = site;
  const incoming = graph
    .incoming(site.component)
    .filter((r) => r.from !== site && r.ends.some((end) => end.reached.some((x) => startsTogether(x.place, written))));
  const readers = site.site.role === 'assign' ? readersOf(engine, site).map((s) => s.site.span) : [];
  return [...readers, ...graph.previous(site).map((s) => s.site.span), ...incoming.map((r) => r.from.site.span)];
}
