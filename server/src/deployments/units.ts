/** Units as facts: what a unit holds, every component of it with the environment that it is deployed in. */
import type { Component, Facts, Source } from '../model/index.ts';
import type { Unit } from './deployment.ts';

/** A unit's id, under which its facts are kept; no path looks like it. */
export function unitId({ environment, key }: Unit): string {
  return `${environment.id}!${key}`;
}

/** @param read What reads a manifest. */
export function unitFacts(unit: Unit, read: (source: Source) => Omit<Facts, 'file' | 'format'>): Facts {
  const id = unitId(unit);
  const own = unit.source ? read(unit.source) : { components: [], suppressions: [], problems: [] };
  const components = [...own.components, ...(unit.components ?? [])].map((component) => deployed(component, unit, id));
  return { ...own, file: id, format: components[0]?.format ?? 'none', components };
}

function deployed(component: Component, { environment }: Unit, unit: string): Component {
  const own = { id: `${unit}!${component.id}`, deployedIn: environment };
  if (component.kind !== 'container' || !component.pod) return { ...component, ...own };
  return { ...component, ...own, pod: { ...component.pod, id: `${unit}!${component.pod.id}` } };
}
