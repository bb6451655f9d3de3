/** Flows as a Mermaid flowchart; sites and links that several flows share are drawn once. */
import type { Flow, Hop } from '../../features/trace.ts';
import { placeText } from './place.ts';

export function mermaid(flows: readonly Flow[], root: string): string {
  const nodes = new Map<string, string>();
  const lines = new Set<string>();
  const idOf = (hop: Hop): string => {
    const place = placeText(hop.span, root);
    const known = nodes.get(place);
    if (known !== undefined) return known;
    const id = `n${nodes.size}`;
    nodes.set(place, id);
    lines.add(`${id}["${label(hop.value ?? hop.text)} ${label(hop.component)}<br>${label(place)}"]`);
    return id;
  };
  for (const { hops } of flows) {
    for (const [at, hop] of hops.entries()) {
      const id = idOf(hop);
      const before = hops[at - 1];
      if (!before) continue;
      const text = label(hop.ok ? hop.link : (hop.reason ?? hop.link));
      const arrow = hop.ok ? '-->' : '-.->';
      lines.add(`${idOf(before)} ${arrow}${text === '' ? '' : `|"${text}"|`} ${id}`);
    }
  }
  return `flowchart LR\n${[...lines].map((line) => `  ${line}\n`).join('')}`;
}

/** Mermaid takes HTML entities with a `#` where HTML has `&`: https://mermaid.js.org/syntax/flowchart.html */
function label(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;');
}
