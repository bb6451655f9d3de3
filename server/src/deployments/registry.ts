/** Every kind of deployment, one line each. */
import type { DeploymentKind } from './deployment.ts';

export const deploymentKinds: readonly DeploymentKind[] = [];
