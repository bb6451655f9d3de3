/** The flows that run through a port or a component. */
import type { Engine } from '../engine.ts';
import type { PortRow } from './ports.ts';

export type TraceQuery =
  /** The port sites of a line, or the one at a column; both from 0, columns in UTF-16 units. */
  | { readonly kind: 'place'; readonly file: string; readonly line: number; readonly column?: number }
  /** A component by its name, and one of its ports by number or name. */
  | { readonly kind: 'component'; readonly component: string; readonly port?: string };

/** One site on the way, and how the one before it leads here. */
export interface Hop extends PortRow {
  /** `forwards`, `publishes`; empty for the first. */
  readonly link: string;
  /** False where the way is broken here. */
  readonly ok: boolean;
  /** Why it is broken. */
  readonly reason?: string;
}

/** From an entry to the process that listens, or to where the way breaks. */
export interface Flow {
  readonly hops: readonly Hop[];
}

/** Empty where nothing is at the place, or nothing has the name. */
export function trace(_engine: Engine, _query: TraceQuery): readonly Flow[] {
  return [];
}
