/**
 * Terraform: a root module, a folder with .tf files, deployed once for each tfvars file
 * (developer.hashicorp.com/terraform/language). Modules of the workspace are read with it; state and providers are not.
 */
import { dirname } from 'node:path/posix';
import { componentsOf } from '../cloud/components.ts';
import { unitsOf } from '../cloud/units.ts';
import { worldOf } from '../cloud/world.ts';
import type { DeploymentKind } from '../deployment.ts';
import { manifestsOf } from './manifests.ts';
import { isConfiguration, isVariables } from './module.ts';
import { readRoot } from './root.ts';

export const terraform: DeploymentKind = {
  id: 'terraform',
  rootOf: (path) =>
    (isConfiguration(path) || isVariables(path)) && !path.includes('/.terraform/') ? dirname(path) : undefined,
  build(root, files, before) {
    const read = readRoot(root, files);
    if (!read) return undefined;
    const { module, ways } = read;
    const uses = new Set<string>();
    const claims = new Set(module.files);
    const units = ways.flatMap(({ environment, instance }) => {
      const resources = instance.resources();
      const components = componentsOf(worldOf(environment, 'terraform', resources));
      for (const folder of instance.uses()) uses.add(folder);
      const manifests = manifestsOf(environment, resources, before);
      for (const file of manifests.files) claims.add(file);
      return [...unitsOf(environment, components, before), ...manifests.units];
    });
    return {
      id: `terraform:${root}`,
      environments: ways.map(({ environment }) => environment),
      units,
      claims: [...claims],
      uses: [...uses],
      problems: [],
    };
  },
};
