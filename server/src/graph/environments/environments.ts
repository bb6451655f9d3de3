/**
 * Environments: which way of deploying the workspace a component belongs to. A deployment of several files says it
 * itself; a Compose file and an env file say it by their names, whatever stands in a folder `prod` beside a folder `dev`
 * by the folder's. All else belongs to the default.
 */
import { basename, dirname } from 'node:path/posix';
import type { Component, Environment } from '../../model/index.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import { type EnvironmentFolder, environmentFolder, isEnvironmentName } from './environment-names.ts';
import { defaultFiles, isComposeService, isOverride, variantName } from './projects.ts';

export const DEFAULT = 'default';

/** The environment that a component is written for. What others take it up into is told where they stand. */
export function environmentOf(store: Store, component: Component): Environment {
  if (component.deployedIn) return component.deployedIn;
  const { file } = component;
  const folder = folderEnvironment(store, component);
  const place = folder?.pattern ?? dirname(file);
  const called = (own: string | undefined): string =>
    [folder?.name, own].filter((part) => part !== undefined).join('-') || DEFAULT;
  if (isComposeService(component)) {
    const byDefault = defaultFiles(store, dirname(file));
    const variant = composeName(file, byDefault);
    // A file that neither starts by default nor is called after an environment is a project of its own.
    const isAlone = variant === undefined && !byDefault.includes(file);
    const deployment = `compose:${place}${isAlone ? `/${basename(file)}` : ''}`;
    const made = variant === undefined && !isAlone ? byDefault[0]! : file;
    return {
      id: `${deployment}:${called(variant)}`,
      name: called(variant),
      label: basename(made),
      deployment,
      file: made,
    };
  }
  if (component.format === 'env') {
    const name = called(envFileName(file));
    return { id: `env:${place}:${name}`, name, label: basename(file), deployment: `env:${place}`, file };
  }
  const { name, path } = folder ?? { name: DEFAULT, path: '' };
  const deployment = `files:${folder ? place : ''}`;
  return { id: `${deployment}:${name}`, name, label: folder ? basename(path) : 'other files', deployment, file: path };
}

/** The environments that a component is part of: those of its profiles where it starts with these alone. */
export function environmentsOf(store: Store, component: Component): readonly Environment[] {
  const own = environmentOf(store, component);
  const profiles = isComposeService(component) ? (component.network?.profiles ?? []) : [];
  if (profiles.length === 0) return [own];
  return profiles.map((profile) => {
    const name = own.name === DEFAULT ? profile : `${own.name}-${profile}`;
    return { ...own, id: `${own.deployment}:${name}`, name, label: `${own.label}, profile ${profile}` };
  });
}

/** `prod` of `compose.prod.yaml`, `prod.docker-compose.yml` and `prod.yml`; undefined for what starts by default. */
function composeName(file: string, byDefault: readonly string[]): string | undefined {
  const variant = variantName(file);
  if (isOverride(file) || byDefault.includes(file)) return undefined;
  if (variant !== undefined) return variant;
  const stem = basename(file)
    .replace(/\.ya?ml$/i, '')
    .replace(/[.\-_](?:docker-)?compose$/i, '');
  return isEnvironmentName(stem) ? stem : undefined;
}

/** `production` of `.env.production`, `.env.production.local` and `production.env`. */
function envFileName(file: string): string | undefined {
  const name = basename(file)
    .replace(/^\.env\.?|\.env$/, '')
    .replace(/\.local$/, '');
  return isEnvironmentName(name) ? name : undefined;
}

/** The innermost folder that is called like an environment, where another beside it is called like another one. */
function folderEnvironment(store: Store, { file }: Component): EnvironmentFolder | undefined {
  const own = environmentFolder(file);
  if (!own) return undefined;
  const beside = store.find(keys.environmentFolders(own.pattern));
  return beside.some((c) => environmentFolder(c.file)?.name !== own.name) ? own : undefined;
}
