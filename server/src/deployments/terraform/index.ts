/**
 * Terraform: a root module, a folder with .tf files, deployed once for each tfvars file
 * (developer.hashicorp.com/terraform/language). Modules of the workspace are read with it; state and providers are not.
 */
import { basename, dirname, relative } from 'node:path/posix';
import type { Environment } from '../../model/index.ts';
import { componentsOf } from '../cloud/components.ts';
import { unitsOf } from '../cloud/units.ts';
import { worldOf } from '../cloud/world.ts';
import type { DeploymentKind, Files } from '../deployment.ts';
import { type Deployed, Instance, inputsOf } from './instance.ts';
import { manifestsOf } from './manifests.ts';
import {
  isAutomatic,
  isConfiguration,
  isVariables,
  type Module,
  readModule,
  readVariables,
  type Written,
} from './module.ts';

export const terraform: DeploymentKind = {
  id: 'terraform',
  rootOf: (path) =>
    (isConfiguration(path) || isVariables(path)) && !path.includes('/.terraform/') ? dirname(path) : undefined,
  build(root, files, before) {
    const module = readModule(root, files);
    if (!module || module.resources.size + module.calls.size === 0) return undefined;
    const modules = new Map<string, Module | undefined>([[root, module]]);
    const environments = environmentsOf(root, module, files);
    const uses = new Set<string>();
    const claims = new Set(module.files);
    const units = environments.flatMap(({ environment, written }) => {
      const shared: Deployed = {
        files,
        root,
        modules,
        made: new Map(),
      };
      const instance = new Instance(module, shared, { address: '', input: inputsOf(written, shared) });
      const resources = instance.resources();
      const components = componentsOf(worldOf(environment, 'terraform', resources));
      for (const folder of instance.uses()) uses.add(folder);
      const manifests = manifestsOf(environment, resources, before);
      for (const file of manifests.files) claims.add(file);
      return [...unitsOf(environment, components, before), ...manifests.units];
    });
    return {
      id: `terraform:${root}`,
      environments: environments.map(({ environment }) => environment),
      units,
      claims: [...claims],
      uses: [...uses],
      problems: [],
    };
  },
};

interface Way {
  readonly environment: Environment;
  readonly written: ReadonlyMap<string, Written>;
}

/** Each tfvars file that has to be named makes an environment; those that are read by themselves belong to all. */
function environmentsOf(root: string, module: Module, files: Files): readonly Way[] {
  const below = files.below(root);
  const configured = new Set(below.filter(isConfiguration).map((path) => dirname(path)));
  const found = below.filter((path) => isVariables(path) && belongs(path, root, configured));
  const automatic = found.filter((path) => dirname(path) === root && isAutomatic(path));
  const named = found.filter((path) => !automatic.includes(path));
  const common = automatic.flatMap((path) => [...readVariables(path, files)]);
  const deployment = `terraform:${root}`;
  const plain: Environment = {
    id: deployment,
    name: 'default',
    label: basename(root),
    deployment,
    file: automatic[0] ?? module.files[0] ?? root,
  };
  if (named.length === 0) return [{ environment: plain, written: new Map(common) }];
  return named.map((path) => {
    const label = relative(root, path);
    const name = basename(path).replace(/(?:\.auto)?\.tfvars(?:\.json)?$/, '');
    return {
      environment: {
        id: `${deployment}:${label}`,
        name: name === 'terraform' ? basename(dirname(path)) : name,
        label,
        deployment,
        file: path,
      },
      written: new Map([...common, ...readVariables(path, files)]),
    };
  });
}

/** True where no folder between a tfvars file and the root has a module of its own. */
function belongs(path: string, root: string, configured: ReadonlySet<string>): boolean {
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
    if (configured.has(folder)) return false;
  }
  return true;
}
