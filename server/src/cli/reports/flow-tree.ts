/** Flows for people: those that begin alike are one tree, each hop below the one that leads to it. */

import type { Flow, Hop } from '../../features/trace.ts';
import { startsTogether } from '../../model/index.ts';
import { type Paint, printable } from '../terminal.ts';
import { placeText } from './place.ts';
import { portText } from './site.ts';

/** A hop with those that it leads to. */
export interface Branch {
  readonly hop: Hop;
  /** Where traffic ends that was asked for. */
  readonly verdict: Flow['verdict'];
  readonly branches: Branch[];
}

/** The trees, an empty line between two. */
export function flowTree(flows: readonly Flow[], root: string, paint: Paint): string {
  return trunksOf(flows)
    .map((trunk) => branchText(trunk, '', '', root, paint))
    .join('\n');
}

/** Flows that begin alike as one tree each. */
export function trunksOf(flows: readonly Flow[]): readonly Branch[] {
  const trunks: Branch[] = [];
  for (const { hops, verdict } of flows) {
    let branches = trunks;
    for (const [index, hop] of hops.entries()) {
      const known = branches.find((branch) => sameHop(branch.hop, hop));
      const branch = known ?? { hop, verdict: index === hops.length - 1 ? verdict : undefined, branches: [] };
      if (!known) branches.push(branch);
      branches = branch.branches;
    }
  }
  return trunks;
}

function sameHop(a: Hop, b: Hop): boolean {
  return startsTogether(a.span, b.span) && a.link === b.link && a.reason === b.reason;
}

/** @param first What stands before the hop itself; `rest`, before all below it. */
function branchText(
  { hop, verdict, branches }: Branch,
  first: string,
  rest: string,
  root: string,
  paint: Paint,
): string {
  const below = branches.map((branch, at) => {
    const isLast = at === branches.length - 1;
    return branchText(branch, rest + (isLast ? '└─ ' : '├─ '), rest + (isLast ? '   ' : '│  '), root, paint);
  });
  return `${first}${hopText(hop, root, paint)}${endText(verdict, paint)}\n${below.join('')}`;
}

function endText(verdict: Flow['verdict'], paint: Paint): string {
  if (verdict === 'arrives') return `  ${paint.green('✓ arrives')}`;
  return verdict === 'leaves' ? `  ${paint.dim('leaves what is known')}` : '';
}

function hopText(hop: Hop, root: string, paint: Paint): string {
  const link = hop.link === '' ? '' : `${paint.dim(hop.link)} `;
  const place = paint.cyan(printable(placeText(hop.span, root)));
  const broken = hop.ok ? '' : `  ${paint.red(`✗ ${printable(hop.reason ?? 'leads nowhere')}`)}`;
  return `${link}${paint.bold(printable(portText(hop)))}  ${printable(hop.component)}  ${place}${broken}`;
}
