/** Sites of one component while a format still links them: by reference here, by index in the model. */
import type { Destination, Site } from '../model/index.ts';
import { placeKey } from '../model/index.ts';
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

/**
 * The sites with those joined that stand at one place and say the same: what a macro or a snippet holds is met once for
 * every use of it. Whoever led to one of them leads to the one that is kept.
 */
export function joinSites(linked: readonly LinkedSite[]): readonly LinkedSite[] {
  const kept = new Map<string, LinkedSite>();
  const keyOf = ({ site }: LinkedSite): string => `${site.role} ${site.field} ${site.protocol} ${placeKey(site.span)}`;
  for (const each of linked) {
    const known = kept.get(keyOf(each));
    if (!known) kept.set(keyOf(each), each);
    else {
      known.site = { ...known.site, ...(each.site.to ? { to: joined(known.site.to ?? [], each.site.to) } : {}) };
      for (const target of each.leads) known.leads.add(target);
    }
  }
  for (const { leads } of kept.values()) {
    const targets = [...leads].map((target) => kept.get(keyOf(target)) ?? target);
    leads.clear();
    for (const target of targets) leads.add(target);
  }
  return [...kept.values()];
}

function joined(known: readonly Destination[], more: readonly Destination[]): readonly Destination[] {
  const seen = new Set(known.map((each) => JSON.stringify(each)));
  return [...known, ...more.filter((each) => !seen.has(JSON.stringify(each)))];
}
