/**
 * The environments of a root module, each with what is deployed there: one for each tfvars file that has to be named; those
 * that are read by themselves belong to all.
 */
import { basename, dirname, relative } from 'node:path/posix';
import type { Environment } from '../../model/index.ts';
import type { Files } from '../deployment.ts';
import { Instance, inputsOf } from './instance.ts';
import {
  isAutomatic,
  isConfiguration,
  isVariables,
  type Module,
  readModule,
  readVariables,
  type Written,
} from './module.ts';

export interface Way {
  readonly environment: Environment;
  readonly instance: Instance;
}

export interface Root {
  readonly module: Module;
  readonly ways: readonly Way[];
}

/** @returns undefined where nothing is deployed from the folder. */
export function readRoot(folder: string, files: Files): Root | undefined {
  const module = readModule(folder, files);
  if (!module || module.resources.size + module.calls.size === 0) return undefined;
  const modules = new Map<string, Module | undefined>([[folder, module]]);
  const ways = environmentsOf(folder, module, files).map(({ environment, written }): Way => {
    const shared = { files, root: folder, modules, made: new Map() };
    const instance = new Instance(module, shared, { address: '', input: inputsOf(written, shared) });
    return { environment, instance };
  });
  return { module, ways };
}

interface Given {
  readonly environment: Environment;
  readonly written: ReadonlyMap<string, Written>;
}

function environmentsOf(root: string, module: Module, files: Files): readonly Given[] {
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
