/**
 * Every kind of deployment, one entry each. What builds one is large, so that it is evaluated only when a file turns up
 * that may be a part of one: `require`, since an answer is wanted at once; esbuild bundles it like an import.
 */
import type { DeploymentKind } from './deployment.ts';

export const deploymentKinds: readonly DeploymentKind[] = [
  evaluatedFor(
    'helm',
    /\/templates\/|\/(?:Chart|values|requirements)\.ya?ml$/,
    () => (require('./helm/index.ts') as typeof import('./helm/index.ts')).helm,
  ),
  evaluatedFor(
    'kustomize',
    /kustomization(?:\.ya?ml)?$/i,
    () => (require('./kustomize/index.ts') as typeof import('./kustomize/index.ts')).kustomize,
  ),
  evaluatedFor(
    'terraform',
    /\.(?:tf|tfvars)(?:\.json)?$/,
    () => (require('./terraform/index.ts') as typeof import('./terraform/index.ts')).terraform,
  ),
  // Any YAML or JSON may be one of these: its text decides.
  evaluatedOn(
    'cloudformation',
    /\.(?:ya?ml|json|template)$/,
    'AWS::',
    () => (require('./cloudformation/index.ts') as typeof import('./cloudformation/index.ts')).cloudformation,
  ),
  evaluatedOn(
    'ecs',
    /\.json$/,
    '"containerDefinitions"',
    () => (require('./ecs/index.ts') as typeof import('./ecs/index.ts')).ecs,
  ),
  evaluatedFor(
    'beanstalk',
    /\/\.ebextensions\/[^/]+\.config$/,
    () => (require('./beanstalk/index.ts') as typeof import('./beanstalk/index.ts')).beanstalk,
  ),
];

/** A kind that is not evaluated before it is asked about one of the paths that concern it. */
function evaluatedFor(id: string, paths: RegExp, evaluate: () => DeploymentKind): DeploymentKind {
  return {
    id,
    rootOf: (path, text) => (paths.test(path) ? evaluate().rootOf(path, text) : undefined),
    build: (root, files, before) => evaluate().build(root, files, before),
  };
}

/** A kind that a single file makes, and that is not evaluated before the text of one has the mark of it. */
function evaluatedOn(id: string, paths: RegExp, mark: string, evaluate: () => DeploymentKind): DeploymentKind {
  return {
    id,
    rootOf: (path, text) => (paths.test(path) && text()?.includes(mark) ? path : undefined),
    build: (root, files, before) => evaluate().build(root, files, before),
  };
}
