/** Go to definition: from a port to the ports that it leads to. */
import type { Engine } from '../engine.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Position, Span } from '../model/index.ts';
import { compareSpans, startsTogether } from '../model/index.ts';
import { siteAt, tokenIn } from './sites.ts';

/**
 * @returns the token at `position` and the places that it leads to; undefined where no port stands there. A value
 * that is written elsewhere leads to that place; where nothing is reached, to those who should have had the port.
 */
export function definition(
  engine: Engine,
  file: string,
  position: Position,
): { readonly origin: Span; readonly targets: readonly Span[] } | undefined {
  const site = siteAt(engine, file, position);
  if (!site) return undefined;
  const origin = tokenIn(site, file, position);
  const isRead = origin !== undefined && compareSpans(origin, site.written) !== 0 && site.through.length > 0;
  const targets = isRead ? [site.written] : targetsOf(engine, site);
  return targets.length > 0 && origin ? { origin, targets } : undefined;
}

/** The places that a site leads to, one hop on. */
export function targetsOf({ graph }: Engine, site: PortSite): readonly Span[] {
  const inside = graph
    .next(site)
    .filter((next) => !next.site.implied)
    .map((next) => next.site.span);
  // A port that is its own target leads where the target leads.
  const starts = [site, ...graph.next(site).filter((next) => next.site.implied)];
  const ends = graph
    .resolutions(site.component)
    .filter((r) => starts.includes(r.from))
    .flatMap((r) => r.ends);
  const reached = ends.flatMap((end) => end.reached.map((r) => r.place));
  const found = [...inside, ...reached];
  return unique(found.length > 0 ? found : ends.map((end) => end.owner.span));
}

function unique(spans: readonly Span[]): readonly Span[] {
  return spans.filter((span, index) => spans.findIndex((s) => startsTogether(s, span)) === index);
}
