/** Document highlight: the places of this file that belong to the port under the cursor. */
import type { Engine } from '../engine.ts';
import type { Position, Span } from '../model/index.ts';
import { compareSpans } from '../model/index.ts';
import { targetsOf } from './definition.ts';
import { sendersOf } from './references.ts';
import { siteAt } from './sites.ts';

export interface Highlight {
  readonly span: Span;
  /** `write` where the port's value is set, `read` where it is used. */
  readonly kind: 'read' | 'write';
}

export function highlights(engine: Engine, file: string, position: Position): readonly Highlight[] {
  const site = siteAt(engine, file, position);
  if (!site) return [];
  const found: Highlight[] = [
    { span: site.site.span, kind: 'write' },
    ...targetsOf(engine, site).map((span): Highlight => ({ span, kind: 'write' })),
    ...sendersOf(engine, site).map((span): Highlight => ({ span, kind: 'read' })),
  ];
  return found
    .filter(({ span }) => span.file === file)
    .sort((a, b) => compareSpans(a.span, b.span))
    .filter(({ span }, index, all) => index === 0 || compareSpans(all[index - 1]!.span, span) !== 0);
}
