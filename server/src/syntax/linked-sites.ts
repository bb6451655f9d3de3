/** Sites of one component while a format still links them: by reference here, by index in the model. */
import type { Destination, Site } from '../model/index.ts';
import { compareSpans } from '../model/span.ts';

export interface LinkedSite {
  site: Site;
  /** The sites of the same component that it leads to. */
  readonly leads: Set<LinkedSite>;
}

/** The sites in the order of their places, with every link as a destination of kind `site` before those it had. */
export function numberSites(linked: readonly LinkedSite[]): readonly Site[] {
  const sorted = [...linked].sort((a, b) => compareSpans(a.site.span, b.site.span));
  const index = new Map(sorted.map((each, position) => [each, position]));
  return sorted.map(({ site, leads }) => {
    const links = [...leads].map((each): Destination => ({ kind: 'site', index: index.get(each)! }));
    links.sort((a, b) => (a.kind === 'site' && b.kind === 'site' ? a.index - b.index : 0));
    return links.length > 0 ? { ...site, to: [...links, ...(site.to ?? [])] } : site;
  });
}
