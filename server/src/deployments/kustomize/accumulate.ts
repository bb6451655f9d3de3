/**
 * One kustomization with all that it is built from: resources, then generators, then components, then its own changes,
 * in the order that kustomize has. What a base gives is kept, and taken again while its files are the same.
 */
import { basename, join } from 'node:path/posix';
import type { Files } from '../deployment.ts';
import { type ConfiguredSpecs, NO_SPECS, unitedSpecs, withConfiguration } from './configurations.ts';
import { generated } from './generators.ts';
import { findKustomization, type Kustomization } from './kustomization.ts';
import { objectsOf, type Problem, readFile, scalarsOf } from './reading.ts';
import { isSameId, labelOf, nameOf, type Resource, resourceOf } from './resource.ts';
import { type Scope, tell } from './scope.ts';
import { customized, pluginGenerators, pluginTransformers } from './transformers.ts';
import { get, itemsOf, type ScalarTree, type Tree } from './tree.ts';

export interface Accumulated {
  readonly resources: readonly Resource[];
  readonly vars: readonly Tree[];
  readonly specs: ConfiguredSpecs;
  readonly problems: readonly Problem[];
  readonly claims: ReadonlySet<string>;
  /** Folders of other kustomizations, in the order in which they are used. */
  readonly uses: ReadonlySet<string>;
  /** A part that is elsewhere, or made by a program, is missing. */
  readonly isPartial: boolean;
}

/** What is still being put together. */
interface Open extends Omit<Writable<Accumulated>, 'problems' | 'claims' | 'uses'> {
  readonly problems: Problem[];
  readonly claims: Set<string>;
  readonly uses: Set<string>;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Kept {
  readonly seen: ReadonlyMap<string, string | undefined>;
  readonly result: Accumulated | undefined;
}

const KEPT = 4096;
const kept = new Map<string, Kept>();

/** Files that notes what was looked at. */
class Recorder implements Files {
  readonly seen = new Map<string, string | undefined>();
  /** Set where the result holds only for who asked for it: a kustomization leads back to where it came from. */
  isCyclic = false;
  readonly #files: Files;

  constructor(files: Files) {
    this.#files = files;
  }

  text(path: string): string | undefined {
    const text = this.#files.text(path);
    this.seen.set(path, text);
    return text;
  }

  below(folder: string): readonly string[] {
    return this.#files.below(folder);
  }
}

/**
 * What the kustomization of a folder gives; undefined where there is none.
 * @param users Folders whose kustomizations are being built from it.
 */
export function accumulate(root: string, files: Files, users: readonly string[] = []): Accumulated | undefined {
  const before = kept.get(root);
  // All of it is asked for, so that whoever records what is asked knows it.
  if (before && [...before.seen].filter(([path, text]) => files.text(path) !== text).length === 0) return before.result;
  const recorder = new Recorder(files);
  const kustomization = findKustomization(recorder, root);
  const result = kustomization && build(kustomization, recorder, users, emptyResult());
  kept.delete(root);
  if (!recorder.isCyclic) kept.set(root, { seen: recorder.seen, result });
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  if (recorder.isCyclic && files instanceof Recorder) files.isCyclic = true;
  return result;
}

function emptyResult(): Open {
  return {
    resources: [],
    vars: [],
    specs: NO_SPECS,
    problems: [],
    claims: new Set(),
    uses: new Set(),
    isPartial: false,
  };
}

/** @param into What there is already: for a component, what its user has. */
function build(kustomization: Kustomization, files: Recorder, users: readonly string[], into: Open): Open {
  const { root, file, tree } = kustomization;
  const { problems, claims } = into;
  into.claims.add(file);
  problems.push(...kustomization.problems);
  const scope: Scope = { root, file, files, specs: NO_SPECS, problems, claims, isComponent: kustomization.isComponent };
  for (const key of ['resources', 'bases']) {
    for (const path of scalarsOf(get(tree, key))) addResource(scope, files, [...users, root], into, path);
  }
  for (const path of scalarsOf(get(tree, 'configurations'))) {
    claims.add(join(root, path.text));
    const reading = readFile(files, join(root, path.text));
    if (!reading) tell(scope, `there is no file ${path.text}`, path);
    into.specs = withConfiguration(into.specs, reading?.documents[0]);
  }
  const options = get(tree, 'generatorOptions');
  into.resources = generated(scope, into.resources, 'ConfigMap', get(tree, 'configMapGenerator'), options);
  into.resources = generated(scope, into.resources, 'Secret', get(tree, 'secretGenerator'), options);
  into.resources = pluginGenerators(scope, into.resources, get(tree, 'generators'));
  for (const key of ['helmCharts', 'helmChartInflationGenerator']) {
    const charts = itemsOf(get(tree, key));
    if (charts.length === 0) continue;
    tell(scope, 'charts in a kustomization are left out', charts[0]);
    into.isPartial = true;
  }
  for (const path of scalarsOf(get(tree, 'components'))) addComponent(scope, files, [...users, root], into, path);
  const all: Scope = { ...scope, specs: into.specs };
  into.resources = customized(all, into.resources, tree);
  into.resources = pluginTransformers(all, into.resources, get(tree, 'transformers'));
  into.vars = [...into.vars, ...itemsOf(get(tree, 'vars'))];
  return into;
}

/** A file of objects, or a folder with a kustomization. */
function addResource(scope: Scope, files: Recorder, users: readonly string[], into: Open, path: ScalarTree): void {
  const target = join(scope.root, path.text).replace(/(.)\/$/, '$1');
  const reading = isElsewhere(path.text) ? undefined : readFile(files, target);
  if (reading) {
    scope.claims.add(target);
    scope.problems.push(...reading.problems);
    for (const object of reading.documents.flatMap(objectsOf)) {
      if (object.kind === 'map' && nameOf(object))
        addObjects(scope, into, [resourceOf(object, target, scope.root)], path);
    }
    return;
  }
  const base = folderOf(scope, files, users, into, target, path);
  if (!base) return;
  const result = accumulate(target, files, users);
  if (!result) return;
  if (base.isComponent) {
    tell(scope, `${path.text} is a component, and belongs under components`, path);
    return;
  }
  into.uses.add(target);
  for (const used of result.uses) into.uses.add(used);
  for (const claim of result.claims) into.claims.add(claim);
  into.problems.push(...result.problems);
  into.vars = [...into.vars, ...result.vars];
  into.specs = unitedSpecs(into.specs, result.specs);
  into.isPartial ||= result.isPartial;
  addObjects(scope, into, result.resources, path);
}

/** Two of one id are an error; the first one stays. */
function addObjects(scope: Scope, into: Open, added: readonly Resource[], path: ScalarTree): void {
  const fresh = added.filter((resource) => {
    const twin = into.resources.some(({ id }) => id.name === resource.id.name && isSameId(id, resource.id));
    if (twin) tell(scope, `${labelOf(resource.id)} is there already`, path);
    return !twin;
  });
  into.resources = into.resources.length === 0 ? fresh : [...into.resources, ...fresh];
}

function addComponent(scope: Scope, files: Recorder, users: readonly string[], into: Open, path: ScalarTree): void {
  const target = join(scope.root, path.text).replace(/(.)\/$/, '$1');
  const component = folderOf(scope, files, users, into, target, path);
  if (!component) return;
  if (!component.isComponent) {
    tell(scope, `${path.text} is no component`, path);
    return;
  }
  into.uses.add(target);
  // A component changes what its user has, so that what it does depends on both.
  build({ ...component, isComponent: scope.isComponent }, files, users, into);
}

/** The kustomization of a folder, unless it is elsewhere, missing, or being built already. */
function folderOf(
  scope: Scope,
  files: Recorder,
  users: readonly string[],
  into: Open,
  target: string,
  path: ScalarTree,
): Kustomization | undefined {
  if (isElsewhere(path.text)) {
    tell(scope, `${path.text} is in another repository and left out`, path);
    into.isPartial = true;
    return undefined;
  }
  if (users.includes(target)) {
    tell(scope, `${path.text} leads back to this kustomization`, path);
    files.isCyclic = true;
    return undefined;
  }
  const found = findKustomization(files, target);
  if (!found) {
    const what = /\.(?:ya?ml|json)$/.test(basename(target)) ? 'no file' : 'no kustomization in';
    tell(scope, `there is ${what} ${path.text}`, path);
  }
  return found;
}

/** URLs, and repositories as git, and kustomize before it, write them. */
function isElsewhere(path: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\/|^[\w.-]+@[\w.-]+:|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|io|net|dev)[/:]|::|\?(?:ref|version|timeout|submodules)=|\.git(?:\/|$)/i.test(
    path,
  );
}
