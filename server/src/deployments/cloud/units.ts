/** Units of a cloud deployment: what one environment makes of the resources of each file. */
import type { Component, Environment } from '../../model/index.ts';
import type { Deployment, Unit } from '../deployment.ts';

/** One unit for each file; one that says what it said before is that very object. */
export function unitsOf(
  environment: Environment,
  components: readonly Component[],
  before: Deployment | undefined,
): readonly Unit[] {
  const byFile = new Map<string, Component[]>();
  for (const component of components) {
    const known = byFile.get(component.file);
    if (known) known.push(component);
    else byFile.set(component.file, [component]);
  }
  const known = before?.units.filter((unit) => unit.environment.id === environment.id) ?? [];
  return [...byFile].map(([key, own]): Unit => {
    const last = known.find((unit) => unit.key === key);
    const same = last?.components?.length === own.length && JSON.stringify(last.components) === JSON.stringify(own);
    return last && same ? last : { key, environment, components: own };
  });
}
