/** Units as facts: what a unit holds, every component of it with the environment that it is deployed in. */
import type { Component, Facts, Source } from '../model/index.ts';
import type { Unit } from './deployment.ts';

/** A unit's id, under which its facts are kept; no path looks like it. */
export function unitId({ environment, key }: Unit): string {
  return `${environment.id}!${key}`;
}

type Read = Omit<Facts, 'file' | 'format'>;

const NOTHING: Read = { components: [], suppressions: [], problems: [] };

/** What a source holds; environments in which a template says the same share it. */
const readings = new WeakMap<Source, Read>();

/** @param read What reads a manifest. */
export function unitFacts(unit: Unit, read: (source: Source) => Read): Facts {
  const id = unitId(unit);
  const own = unit.source ? (readings.get(unit.source) ?? read(unit.source)) : NOTHING;
  if (unit.source) readings.set(unit.source, own);
  const components = [...own.components, ...(unit.components ?? [])].map((component) => deployed(component, unit, id));
  return { ...own, file: id, format: components[0]?.format ?? 'none', components };
}

function deployed(component: Component, { environment }: Unit, unit: string): Component {
  const own = { id: `${unit}!${component.id}`, deployedIn: environment };
  if (component.kind !== 'container' || !component.pod) return { ...component, ...own };
  return { ...component, ...own, pod: { ...component.pod, id: `${unit}!${component.pod.id}` } };
}
