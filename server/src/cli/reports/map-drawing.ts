/**
 * Flows as drawings: those that share a place are one inline SVG, entries on the left, listeners on the right. Each place
 * is one node, however many flows run through it.
 */

import type { MapFlow } from '../../features/map.ts';
import { placeKey } from '../../model/index.ts';
import { relativePath } from '../../workspace/paths.ts';
import { escapeHtml } from './html.ts';
import { portText } from './site.ts';

const WIDTH = 232;
const HEIGHT = 58;
const GAP_X = 76;
const GAP_Y = 14;
const MARGIN = 10;
/** Rows that a column may begin below the top. */
const SPARE = 3;
/** Characters that fit into a node. */
const FITS = 30;

type Hop = MapFlow['hops'][number];

interface Node {
  readonly id: string;
  readonly hop: Hop;
  /** From 0, the longest way that leads here. */
  layer: number;
  /** From 0, in its layer. */
  row: number;
}

interface Edge {
  readonly from: Node;
  readonly to: Node;
  readonly text: string;
}

export interface Drawing {
  readonly svg: string;
  /** What is found in it: components, ports, places. */
  readonly text: string;
  /** Where it begins. */
  readonly title: string;
  readonly isBroken: boolean;
  readonly environments: readonly string[];
}

/** One drawing for each set of flows that share places, the largest of them first. */
export function drawings(flows: readonly MapFlow[], root: string): readonly Drawing[] {
  return clusters(flows)
    .map((cluster) => ({ cluster, drawing: draw(cluster, root) }))
    .sort((a, b) => b.cluster.length - a.cluster.length || (a.drawing.title < b.drawing.title ? -1 : 1))
    .map(({ drawing }) => drawing);
}

function idOf({ span, value }: Hop): string {
  return `${placeKey(span)}:${value ?? ''}`;
}

function clusters(flows: readonly MapFlow[]): readonly (readonly MapFlow[])[] {
  const leader = new Map<string, string>();
  const find = (id: string): string => {
    let at = id;
    for (let next = leader.get(at); next !== undefined && next !== at; next = leader.get(at)) at = next;
    return at;
  };
  for (const { hops } of flows) {
    const first = find(idOf(hops[0]!));
    for (const hop of hops) leader.set(find(idOf(hop)), first);
    leader.set(first, first);
  }
  const groups = new Map<string, MapFlow[]>();
  for (const flow of flows) {
    const id = find(idOf(flow.hops[0]!));
    const group = groups.get(id);
    if (group) group.push(flow);
    else groups.set(id, [flow]);
  }
  return [...groups.values()];
}

function draw(flows: readonly MapFlow[], root: string): Drawing {
  const { nodes, edges } = graphOf(flows);
  const columns = place(nodes, edges);
  const rows = Math.max(...columns.map((column) => column.length));
  const width = MARGIN * 2 + columns.length * WIDTH + (columns.length - 1) * GAP_X;
  const height = MARGIN * 2 + rows * (HEIGHT + GAP_Y) - GAP_Y;
  const body = [
    ...edges.map((edge) => edgeSvg(edge, columns, rows)),
    ...nodes.map((node) => nodeSvg(node, columns, rows, root)),
  ];
  const entries = [...new Set(nodes.filter(({ layer }) => layer === 0).map(({ hop }) => hop.component))];
  const title = entries.slice(0, 3).join(', ') + (entries.length > 3 ? ` and ${entries.length - 3} more` : '');
  return {
    svg: `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeHtml(
      `Flows from ${title}`,
    )}">${body.join('')}</svg>`,
    text: nodes.map(({ hop }) => `${portText(hop)} ${hop.component} ${relativePath(root, hop.span.file)}`).join(' '),
    title,
    isBroken: nodes.some(({ hop }) => !hop.ok),
    environments: [...new Set(flows.flatMap((flow) => flow.environments))],
  };
}

function graphOf(flows: readonly MapFlow[]): { nodes: readonly Node[]; edges: readonly Edge[] } {
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Edge>();
  for (const { hops } of flows) {
    let before: Node | undefined;
    for (const hop of hops) {
      const id = idOf(hop);
      const known = nodes.get(id) ?? { id, hop, layer: 0, row: 0 };
      nodes.set(id, known);
      if (before && before !== known) edges.set(`${before.id} ${id}`, { from: before, to: known, text: hop.link });
      before = known;
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** Gives every node its column and row. @returns the columns. */
function place(nodes: readonly Node[], edges: readonly Edge[]): readonly (readonly Node[])[] {
  // As often as a way can be long; what goes round in circles stops there.
  for (let round = 0; round < nodes.length && round < 32; round++) {
    let moved = false;
    for (const { from, to } of edges) {
      if (to.layer > from.layer || from.layer > 30) continue;
      to.layer = from.layer + 1;
      moved = true;
    }
    if (!moved) break;
  }
  const columns: Node[][] = [];
  for (const node of nodes) {
    while (columns.length <= node.layer) columns.push([]);
    columns[node.layer]!.push(node);
  }
  const filled = columns.filter((column) => column.length > 0);
  for (const [layer, column] of filled.entries()) {
    for (const node of column) node.layer = layer;
    const middle = (node: Node): number => {
      const above = edges.filter(({ to }) => to === node).map(({ from }) => from.row);
      return above.length === 0 ? node.row : above.reduce((sum, row) => sum + row, 0) / above.length;
    };
    column.sort((a, b) => middle(a) - middle(b));
    for (const [row, node] of column.entries()) node.row = row;
  }
  return filled;
}

/** The upper left corner. A column stands in the middle of the height, as far down as that is still in sight. */
function cornerOf(
  { layer, row }: Node,
  columns: readonly (readonly Node[])[],
  rows: number,
): readonly [number, number] {
  const spare = Math.min((rows - columns[layer]!.length) / 2, SPARE);
  return [MARGIN + layer * (WIDTH + GAP_X), MARGIN + (row + spare) * (HEIGHT + GAP_Y)];
}

function nodeSvg(node: Node, columns: readonly (readonly Node[])[], rows: number, root: string): string {
  const { hop } = node;
  const [x, y] = cornerOf(node, columns, rows);
  const site = `${relativePath(root, hop.span.file)}:${hop.span.line + 1}`;
  const kind = hop.ok
    ? columns.length > 1 && node.layer === 0
      ? 'entry'
      : hop.role === 'listen'
        ? 'listens'
        : 'via'
    : 'broken';
  const full = `${portText(hop)}\n${hop.component}\n${site}${hop.ok ? '' : `\n${hop.reason ?? 'leads nowhere'}`}`;
  const text = (line: number, style: string, value: string): string =>
    `<text x="${x + 12}" y="${y + line}" class="${style}">${escapeHtml(value)}</text>`;
  return [
    `<g class="node ${kind}"><title>${escapeHtml(full)}</title>`,
    `<rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="9"/>`,
    `<rect x="${x}" y="${y + 9}" width="4" height="${HEIGHT - 18}" rx="2" class="bar"/>`,
    text(20, 'port', shortened(numberText(hop), FITS - 4)),
    text(36, 'who', shortened(hop.component, FITS)),
    text(50, 'site', hop.ok ? fromTheEnd(site, FITS + 1) : shortened(`✗ ${hop.reason ?? 'leads nowhere'}`, FITS + 1)),
    '</g>',
  ].join('');
}

function edgeSvg({ from, to, text }: Edge, columns: readonly (readonly Node[])[], rows: number): string {
  const [x, y] = cornerOf(from, columns, rows);
  const [endX, endY] = cornerOf(to, columns, rows);
  const [x1, y1, x2, y2] = [x + WIDTH, y + HEIGHT / 2, endX, endY + HEIGHT / 2];
  const bend = Math.max(30, (x2 - x1) / 2);
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 5} ${y2}`;
  const arrow = `M${x2 - 7} ${y2 - 4}L${x2} ${y2}L${x2 - 7} ${y2 + 4}`;
  return `<g class="edge${to.hop.ok ? '' : ' broken'}"><title>${escapeHtml(text)}</title><path d="${path}"/><path d="${arrow}"/></g>`;
}

/** What it resolves to; where that is not known, what is written. */
function numberText({ value, text, name, protocol }: Hop): string {
  const number = (value ?? text) + (protocol === 'unknown' ? '' : `/${protocol}`);
  return name === undefined || name === value ? number : `${number} ${name}`;
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Of a path, the end tells more. */
function fromTheEnd(text: string, length: number): string {
  return text.length > length ? `…${text.slice(text.length - length + 1)}` : text;
}
