/** Every kind of deployment, one line each. */
import type { DeploymentKind } from './deployment.ts';
import { helm } from './helm/index.ts';
import { kustomize } from './kustomize/index.ts';

export const deploymentKinds: readonly DeploymentKind[] = [helm, kustomize];
