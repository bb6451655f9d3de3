/**
 * The `ports` of a Compose service as Compose merges them from its layers: those of the upper layers are added, an entry
 * of the same address, ports and protocol is kept once, `!override` and `!reset` do away with what lies below
 * (compose-spec, 13-merge.md).
 */
import type { Container } from '../../model/index.ts';
import { placeKey } from '../../model/index.ts';
import { portRange } from '../evidence/evidence.ts';
import { type PortSite, portSites } from '../sites.ts';
import type { Store } from '../store.ts';
import { partsOf } from './layers.ts';

export interface Mapping {
  /** Absent where any free port of the host is taken. */
  readonly published?: PortSite;
  readonly target: PortSite;
}

/** The lowest layer's first. */
export function mappingsOf(store: Store, container: Container): readonly Mapping[] {
  const merged = new Map<string, Mapping>();
  for (const part of partsOf(store, container)) {
    if (part.replaces?.includes('ports')) merged.clear();
    for (const mapping of ownMappings(store, part)) {
      merged.set(mappingKey(mapping), mapping);
    }
  }
  return [...merged.values()];
}

/** What a mapping is known by: of two that share it, the later one counts. */
export function mappingKey({ published, target }: Mapping): string {
  const address = published?.site.address?.text || '0.0.0.0';
  return `${address}:${published ? numberText(published) : ''}:${numberText(target)}/${target.site.protocol}`;
}

/** The number or range; of what is not known, the place: it equals only itself. */
function numberText({ value, written }: PortSite): string {
  const range = portRange(value);
  return range ? `${range.from}-${range.to}` : placeKey(written);
}

function ownMappings(store: Store, part: Container): readonly Mapping[] {
  const sites = portSites(store, part);
  return sites.flatMap((target, index): Mapping[] => {
    if (target.site.role !== 'target') return [];
    const published = sites.find(
      (s) => s.site.role === 'publish' && s.site.to?.some((to) => to.kind === 'site' && to.index === index),
    );
    return [published ? { published, target } : { target }];
  });
}
