/** Findings as a reader of the problems list needs them: counted, and found again. */
import type { Engine } from '../engine.ts';
import { type Finding, isSamePlace, type Span } from '../model/index.ts';

export interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** The findings of all engines, counted by severity. */
export function countFindings(engines: Iterable<Engine>): Counts {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const engine of engines) {
    for (const file of engine.filesWithFindings()) {
      for (const finding of engine.findings(file)) counts[finding.severity]++;
    }
  }
  return { errors: counts.error, warnings: counts.warning, infos: counts.info };
}

/** The finding of a rule at a place; undefined where it is no longer there. */
export function findingAt(
  engine: Engine,
  file: string,
  place: { readonly rule: string } & Pick<Span, 'line' | 'column' | 'length'>,
): Finding | undefined {
  return engine.findings(file).find(({ rule, span }) => rule === place.rule && isSamePlace(span, { ...place, file }));
}
