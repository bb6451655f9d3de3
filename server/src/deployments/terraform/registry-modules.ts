/**
 * Modules of the public registry that many configurations are made of, by their documented inputs: what they declare is
 * not in the workspace. Of any other, nothing is known.
 */
import type { Source, Span } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import type { Resource } from '../cloud/resource.ts';
import type { Tree } from '../cloud/tree.ts';

/** A module that is not of the workspace. */
export interface Foreign {
  readonly resources: readonly Resource[];
  output(name: string, at: Origin): Tree;
}

export interface Use {
  /** `module.alb.`. */
  readonly address: string;
  readonly name: string;
  readonly span: Span;
  readonly source: Source;
  readonly folder: string;
  readonly at: Origin;
  input(name: string): Tree | undefined;
}

/** @returns undefined where nothing is known of the module. */
export function foreignModule(_source: string, _use: Use): Foreign | undefined {
  return undefined;
}
