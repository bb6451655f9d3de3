/** Every port site of a workspace, as rows. */
import type { Engine } from '../engine.ts';
import type { Protocol, Role, Span } from '../model/index.ts';

/** One port site. */
export interface PortRow {
  readonly span: Span;
  /** As it is written: `${PORT:-8080}`. */
  readonly text: string;
  /** What it resolves to: `8080`, `http`, `8000-8010`. Absent where that cannot be known. */
  readonly value?: string;
  /** The name given to this port: `http`. */
  readonly name?: string;
  readonly protocol: Protocol;
  readonly role: Role;
  /** The component that owns it, as messages call it: `Deployment web`. */
  readonly component: string;
  /** The format's id: `kubernetes`. */
  readonly format: string;
}

/** The rows of all files, in the order of their places. */
export function listPorts(_engine: Engine): readonly PortRow[] {
  return [];
}
