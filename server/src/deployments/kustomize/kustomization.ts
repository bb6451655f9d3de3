/** The file that makes a folder a kustomization. */
import { basename, join } from 'node:path/posix';
import type { Files } from '../deployment.ts';
import { type Problem, readFile } from './reading.ts';
import { type Tree, textAt } from './tree.ts';

export interface Kustomization {
  /** Its folder, an absolute path. */
  readonly root: string;
  readonly file: string;
  readonly tree: Tree | undefined;
  /** Changes what others have, and is nothing by itself. */
  readonly isComponent: boolean;
  readonly problems: readonly Problem[];
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export function isKustomization(path: string): boolean {
  return NAMES.includes(basename(path));
}

/** The kustomization of a folder; of several files the first, with a word about the others. */
export function findKustomization(files: Files, root: string): Kustomization | undefined {
  const found = NAMES.filter((name) => files.text(join(root, name)) !== undefined);
  const [name, ...others] = found;
  if (!name) return undefined;
  const file = join(root, name);
  const reading = readFile(files, file);
  const tree = reading?.documents[0];
  return {
    root,
    file,
    tree,
    isComponent: textAt(tree, 'kind') === 'Component',
    problems: [
      ...(reading?.problems ?? []),
      ...others.map((other) => ({ file: join(root, other), message: `there is a ${name} beside it already` })),
    ],
  };
}
