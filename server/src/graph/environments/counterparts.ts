/** Counterparts: what a component is in the other environments of its deployment. */
import { basename, dirname } from 'node:path/posix';
import type { Component, Container, Environment } from '../../model/index.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import { repositoryOf } from '../values/image-reference.ts';
import { wholeOf } from '../values/layers.ts';
import { resolveText, UNKNOWN } from '../values/values.ts';
import { environmentFolder } from './environment-names.ts';
import { DEFAULT, environmentOf } from './environments.ts';
import { bearsName, isComposeService } from './projects.ts';

export interface Counterpart {
  readonly container: Container;
  readonly environment: Environment;
}

/** With how many others a container is compared: of hundreds of regions, a few tell as much as all. */
const MOST = 8;

/**
 * A container in the environments that have it, itself first and then the default, one for each. Alone where there is one
 * environment.
 */
export function counterpartsOf(store: Store, container: Container): readonly Counterpart[] {
  const own = environmentOf(store, container);
  const found = new Map<string, Counterpart>([[own.id, { container, environment: own }]]);
  for (const other of preferred(candidates(store, container))) {
    if (found.size > MOST) break;
    const environment = environmentOf(store, other);
    if (environment.deployment !== own.deployment || found.has(environment.id)) continue;
    if (isSameProgram(store, container, other)) found.set(environment.id, { container: other, environment });
  }
  return [...found.values()];
}

/** The default's first, and more of the others than are wanted, since some may be other programs. */
function preferred(candidates: readonly Component[]): readonly Container[] {
  const known = chosen.get(candidates);
  if (known) return known;
  const containers = candidates.filter((c): c is Container => c.kind === 'container');
  const isDefault = ({ deployedIn }: Container): boolean => deployedIn?.name === DEFAULT;
  const others = containers.filter((c) => !isDefault(c)).slice(0, 3 * MOST);
  const found = [...containers.filter(isDefault), ...others];
  chosen.set(candidates, found);
  return found;
}

/** By the list that the store keeps: who asks for the same gets the same. */
const chosen = new WeakMap<readonly Component[], readonly Container[]>();

function candidates(store: Store, container: Container): readonly Component[] {
  const { deployedIn, file, label, name } = container;
  const isSame = (c: Component): c is Container => c.kind === 'container' && c.label === label && c.name === name;
  if (deployedIn) return store.find(keys.counterparts(deployedIn.deployment, label, name));
  const folder = environmentFolder(file);
  const along = folder ? store.find(keys.counterparts(folder.pattern, label, name)).filter(isSame) : [];
  if (!isComposeService(container)) return along;
  const here = (c: Component): boolean => dirname(c.file) === dirname(file);
  return [...store.find(keys.host(name)).filter(bearsName(name)).filter(here), ...along];
}

/** Another image, or another stage of one, is another program, which may listen where it likes. */
function isSameProgram(store: Store, a: Container, b: Container): boolean {
  const program = programOf(store, a);
  return program !== undefined && program === programOf(store, b);
}

/** Undefined where it cannot be told. */
function programOf(store: Store, container: Container): string | undefined {
  return store.known('program', container, () => {
    const { image, build } = wholeOf(store, container);
    if (build) return `${build.dockerfile} ${build.target ?? ''}`;
    const repository = image && repositoryOf(resolveText(store, container, image.text).text);
    return repository && !basename(repository).includes(UNKNOWN) ? repository : undefined;
  });
}
