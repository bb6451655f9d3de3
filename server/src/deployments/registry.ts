/** Every kind of deployment, one line each. */
import { cloudformation } from './cloudformation/index.ts';
import type { DeploymentKind } from './deployment.ts';
import { terraform } from './terraform/index.ts';

export const deploymentKinds: readonly DeploymentKind[] = [terraform, cloudformation];
