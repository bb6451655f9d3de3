/**
 * kustomize (kubectl.docs.kubernetes.io, version 5): each folder with a kustomization is built in memory, and gives one
 * unit for each object, every field of it with the place where it is written.
 */
import { dirname } from 'node:path/posix';
import { type Environment, isAlike } from '../../model/index.ts';
import type { Deployment, DeploymentKind, Unit } from '../deployment.ts';
import { type Accumulated, accumulate } from './accumulate.ts';
import { environmentOf } from './environment.ts';
import { findKustomization, isKustomization } from './kustomization.ts';
import { referring } from './name-references.ts';
import { render } from './render.ts';
import type { Resource } from './resource.ts';
import { isSame, type MapTree, textAt } from './tree.ts';
import { resolved } from './vars.ts';

export const kustomize: DeploymentKind = {
  id: 'kustomize',
  rootOf: (path) => (isKustomization(path) ? dirname(path) : undefined),
  build(root, files, before) {
    const built = accumulate(root, files);
    const file = findKustomization(files, root)?.file;
    if (!built || !file) return undefined;
    if (before && accumulated.get(before) === built) return before;
    const environment = sameEnvironment(environmentOf(root, file, built, files), before);
    const resources = resolved(referring(built.resources, built.specs), built.vars, built.specs);
    const deployment: Deployment = {
      id: `kustomize:${root}`,
      environments: [environment],
      units: unitsOf(resources, environment, before),
      claims: [...built.claims],
      uses: [...built.uses],
      problems: built.problems,
    };
    accumulated.set(deployment, built);
    return deployment;
  },
};

function sameEnvironment(environment: Environment, before: Deployment | undefined): Environment {
  const known = before?.environments[0];
  return known && isAlike(known, environment) ? known : environment;
}

/** What each deployment was made of. */
const accumulated = new WeakMap<Deployment, Accumulated>();

/** What each unit was written from. */
const trees = new WeakMap<Unit, MapTree>();

function unitsOf(
  resources: readonly Resource[],
  environment: Environment,
  before: Deployment | undefined,
): readonly Unit[] {
  const known = new Map(before?.units.map((unit) => [unit.key, unit]));
  const counts = new Map<string, number>();
  return resources.filter(isDeployed).map(({ tree, id, file }) => {
    const name = `${id.kind}/${id.namespace}/${id.name}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const key = count > 1 ? `${name}#${count}` : name;
    const old = known.get(key);
    const written = old && trees.get(old);
    if (old && written && old.environment === environment && isSame(written, tree)) return old;
    const unit: Unit = { key, environment, source: render(tree, file) };
    trees.set(unit, tree);
    return unit;
  });
}

/** What is only for kustomize itself to read is not deployed. */
function isDeployed({ tree }: Resource): boolean {
  const local = textAt(tree, 'metadata', 'annotations', 'config.kubernetes.io/local-config');
  return local === undefined || local === 'false';
}
