/** Every kind of deployment, one line each. */
import type { DeploymentKind } from './deployment.ts';
import { terraform } from './terraform/index.ts';

export const deploymentKinds: readonly DeploymentKind[] = [terraform];
