/** What every step of a build is handed: whose kustomization it is, and where it looks and complains. */
import type { Files } from '../deployment.ts';
import type { ConfiguredSpecs } from './configurations.ts';
import type { Problem } from './reading.ts';
import { originOf, spanAt } from './scalars.ts';
import type { Tree } from './tree.ts';

export interface Scope {
  /** The kustomization's folder and file, absolute paths. */
  readonly root: string;
  readonly file: string;
  readonly files: Files;
  readonly specs: ConfiguredSpecs;
  readonly problems: Problem[];
  /** Files that mean something only as a part of what is built. */
  readonly claims: Set<string>;
  /** Nothing but a part for others: what it changes may not be here. */
  readonly isComponent: boolean;
}

/** Tells what is left out, at the place of it. */
export function tell(scope: Scope, message: string, at?: Tree): void {
  const span = at && originOf(at).source.file !== '' ? spanAt(at) : undefined;
  scope.problems.push({ file: span?.file ?? scope.file, message, ...(span ? { span } : {}) });
}
