/** Every kind of deployment, one line each. */
import { cloudformation } from './cloudformation/index.ts';
import type { DeploymentKind } from './deployment.ts';
import { ecs } from './ecs/index.ts';
import { helm } from './helm/index.ts';
import { kustomize } from './kustomize/index.ts';
import { terraform } from './terraform/index.ts';

export const deploymentKinds: readonly DeploymentKind[] = [helm, kustomize, terraform, cloudformation, ecs];
