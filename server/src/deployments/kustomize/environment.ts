/** Which environment a kustomization is, and of which deployment it is one way. */
import { basename, dirname, relative } from 'node:path/posix';
import type { Environment } from '../../model/index.ts';
import type { Files } from '../deployment.ts';
import { type Accumulated, accumulate } from './accumulate.ts';
import { findKustomization } from './kustomization.ts';
import type { Resource } from './resource.ts';

/** Folders whose children are ways of one thing. */
const VARIANTS = /^(?:overlays?|env(?:ironment)?s?|variants?|stages?|clusters?|flavou?rs?)$/i;

export function environmentOf(root: string, file: string, built: Accumulated, files: Files): Environment {
  const parent = commonParent([...built.claims].map((claim) => dirname(claim)));
  const name = basename(root);
  const isOnlyWay = parent === root && !built.isPartial && !VARIANTS.test(basename(dirname(root)));
  return {
    id: `kustomize:${root}`,
    name: isOnlyWay || /^(?:base|default)$/.test(name) ? 'default' : name,
    label: relative(parent, root) || name,
    deployment: `kustomize:${deepestBase(root, files, new Set())}`,
    file,
  };
}

/**
 * The kustomization that two ways of one application share: down from each to the one that brings most of what listens
 * and is listened to. So what a few overlays add, or a base that only makes a namespace, does not part or join them.
 */
function deepestBase(root: string, files: Files, seen: Set<string>): string {
  seen.add(root);
  const built = accumulate(root, files);
  const bases = [...(built?.uses ?? [])].filter((used) => !seen.has(used) && isBase(files, used));
  let best: string | undefined;
  let most = 0;
  for (const base of bases) {
    const weight = weightOf(accumulate(base, files)?.resources ?? []);
    if (weight <= most) continue;
    best = base;
    most = weight;
  }
  return best === undefined ? root : deepestBase(best, files, seen);
}

function isBase(files: Files, root: string): boolean {
  return findKustomization(files, root)?.isComponent === false;
}

const LISTENS = /^(?:Service|Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod|Job|CronJob|Rollout)$/;

function weightOf(resources: readonly Resource[]): number {
  return resources.reduce((sum, { id }) => sum + (LISTENS.test(id.kind) ? 1000 : 1), 0);
}

function commonParent(folders: readonly string[]): string {
  const [first = '/', ...others] = folders;
  let parent = first;
  for (const folder of others) {
    while (parent !== '/' && folder !== parent && !folder.startsWith(`${parent}/`)) parent = dirname(parent);
  }
  return parent;
}
