/** The flows of the port map as a Mermaid flowchart; what no flow runs through stands alone. */
import type { MapReporter } from './map.ts';
import { mermaid } from './mermaid.ts';

export const mapMermaid: MapReporter = ({ root, map }) => {
  const seen = new Set(map.flows.flatMap(({ hops }) => hops.map(({ span }) => `${span.file}:${span.start}`)));
  const alone = map.components
    .flatMap(({ ports }) => ports)
    .filter(({ span }) => !seen.has(`${span.file}:${span.start}`))
    .map((port) => ({ hops: [{ ...port, link: '', ok: true }] }));
  return mermaid([...map.flows, ...alone], root);
};
