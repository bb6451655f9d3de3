/** The flows of the port map as a Mermaid flowchart; what no flow runs through stands alone. */

import type { MapFlow } from '../../features/map.ts';
import type { Flow } from '../../features/trace.ts';
import { placeKey } from '../../model/index.ts';
import type { MapReporter } from './map.ts';
import { mermaid } from './mermaid.ts';

export const mapMermaid: MapReporter = ({ root, map }) => {
  const seen = new Set(map.flows.flatMap(({ hops }) => hops.map(({ span }) => placeKey(span))));
  const alone = map.components
    .flatMap(({ ports }) => ports)
    .filter(({ span }) => !seen.has(placeKey(span)))
    .map((port) => ({ hops: [{ ...port, link: '', ok: true }] }));
  return mermaid([...map.flows.map(told), ...alone], root);
};

/** A way that breaks where it begins has no arrow that could say so. */
function told(flow: MapFlow): Flow {
  const [first, ...others] = flow.hops;
  if (!first || first.ok || others.length > 0) return flow;
  return { hops: [{ ...first, component: `${first.component} ✗ ${first.reason ?? 'leads nowhere'}` }] };
}
