/** The environments of a workspace: the ways in which it is deployed, whatever formats say so. */
import type { Engine } from '../engine.ts';
import { canonicalName } from '../graph/environments/environment-names.ts';
import { DEFAULT, environmentsOf } from '../graph/environments/environments.ts';
import type { Component, Environment } from '../model/index.ts';

/** One environment, with all deployments that have a way of this name. */
export interface EnvironmentEntry {
  /** The name under which the formats are compared: `prod` for production, prd and live. */
  readonly name: string;
  /** As the files write it: `production`, `prod`. */
  readonly written: readonly string[];
  readonly ways: readonly Way[];
}

export interface Way {
  readonly environment: Environment;
  /** How many components belong to it. */
  readonly components: number;
  /** How many port sites stand in them. */
  readonly ports: number;
}

/** The default first, then by name. Those that hold no port, and that are not looked at, are none here. */
export function listEnvironments(engine: Engine): readonly EnvironmentEntry[] {
  const ways = new Map<string, Way>();
  for (const { components } of engine.files()) {
    for (const component of components) {
      const ports = engine.graph.sites(component).length;
      if (!counts(component, ports)) continue;
      for (const environment of environmentsOf(engine.graph.store, component)) {
        const known = ways.get(environment.id) ?? { environment, components: 0, ports: 0 };
        ways.set(environment.id, { ...known, components: known.components + 1, ports: known.ports + ports });
      }
    }
  }
  const byName = new Map<string, Way[]>();
  for (const way of ways.values()) {
    const name = canonicalName(way.environment.name);
    byName.set(name, [...(byName.get(name) ?? []), way]);
  }
  return [...byName]
    .map(([name, own]): EnvironmentEntry => {
      const sorted = own.toSorted((a, b) => compareTexts(placeOf(a), placeOf(b)));
      return { name, written: [...new Set(sorted.map(({ environment }) => environment.name))], ways: sorted };
    })
    .sort((a, b) => byDefaultFirst(a.name, b.name));
}

/**
 * The names that one may look at alone, the default first, each as it is written first; also of what is not looked at
 * now. None where all that there is is the default.
 */
export function environmentNames(engine: Engine): readonly string[] {
  const names = new Map<string, string>();
  const add = ({ name }: Environment): void => {
    const known = names.get(canonicalName(name));
    if (known === undefined || compareTexts(name, known) < 0) names.set(canonicalName(name), name);
  };
  for (const environment of engine.environments()) add(environment);
  for (const { components } of engine.files()) {
    for (const component of components) {
      if (component.part || component.deployedIn || component.sites.length === 0) continue;
      for (const environment of environmentsOf(engine.graph.store, component)) add(environment);
    }
  }
  const found = [...names.values()].sort(byDefaultFirst);
  return found.length === 1 && found[0] === DEFAULT ? [] : found;
}

/** True for two names of one environment: `prod` and `production`. */
export function isSameEnvironment(a: string, b: string): boolean {
  return canonicalName(a) === canonicalName(b);
}

/** What has no file of its own comes last. */
function placeOf({ environment: { file, id } }: Way): string {
  return `${file || '~'} ${id}`;
}

/** What holds no port makes no environment, but an env file that does is one. */
function counts({ kind }: Component, ports: number): boolean {
  return ports > 0 && kind !== 'program';
}

/** Order of environments by their names. */
export function byDefaultFirst(a: string, b: string): number {
  return Number(b === DEFAULT) - Number(a === DEFAULT) || compareTexts(a, b);
}

/** Order of texts by their code units, the same everywhere. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
