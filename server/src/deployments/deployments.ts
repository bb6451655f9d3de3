/**
 * The deployments of one workspace: which there are, what they are built from, and what has to be built again. It
 * keeps what it looked at, so that an edit builds only what it can have changed.
 */
import { dirname } from 'node:path/posix';
import type { Environment } from '../model/index.ts';
import { placeKey } from '../model/index.ts';
import type { Deployment, DeploymentKind, Files, Unit } from './deployment.ts';
import { ManifestKinds } from './manifest-kinds.ts';
import { unitId } from './units.ts';

/** What has changed. */
export interface Rebuilt {
  /** By the id of the unit; undefined where it is gone. */
  readonly units: ReadonlyMap<string, Unit | undefined>;
  /** Files that are claimed now and were not, or the other way round. */
  readonly claims: ReadonlySet<string>;
  /** Deployments of which another number of environments is looked at than before. */
  readonly recounted: ReadonlySet<string>;
}

interface Root {
  readonly kind: DeploymentKind;
  readonly folder: string;
  deployment: Deployment | undefined;
  /** What the build looked at: files, and folders whose list of files it asked for. */
  files: ReadonlySet<string>;
  folders: ReadonlySet<string>;
  /** Kinds of objects that it asked for, wherever they stand. */
  kinds: ReadonlySet<string>;
}

const NOTHING: Rebuilt = { units: new Map(), claims: new Set(), recounted: new Set() };

export class Deployments {
  readonly #kinds: readonly DeploymentKind[];
  readonly #text: (path: string) => string | undefined;
  readonly #onFault: (message: string) => void;
  readonly #tree = new Tree();
  readonly #manifests: ManifestKinds;
  readonly #roots = new Map<string, Root>();
  /** Which roots looked at a file, or listed a folder. */
  readonly #readers = new Map<string, Set<Root>>();
  readonly #listers = new Map<string, Set<Root>>();
  readonly #stale = new Set<Root>();
  #isSelected: ((name: string) => boolean) | undefined;
  #reselected = false;
  /** What stands for the deployments now. */
  #units = new Map<string, Unit>();
  #claims: ReadonlySet<string> = new Set();
  /** How many environments of each deployment are looked at. */
  readonly #counts = new Map<string, number>();

  /** @param text The text of a file of the workspace. */
  constructor(
    kinds: readonly DeploymentKind[],
    text: (path: string) => string | undefined,
    onFault: (message: string) => void,
  ) {
    this.#kinds = kinds;
    this.#text = text;
    this.#manifests = new ManifestKinds(text);
    this.#onFault = onFault;
  }

  /** A file has come, gone (`exists` false) or changed. */
  touch(path: string, exists: boolean): void {
    const isOld = this.#tree.has(path);
    if (exists) this.#tree.add(path);
    else this.#tree.remove(path);
    for (const root of this.#readers.get(path) ?? []) this.#stale.add(root);
    const kinds = this.#manifests.touch(path);
    if (kinds.size > 0) {
      for (const root of this.#roots.values()) {
        if ([...kinds].some((kind) => root.kinds.has(kind))) this.#stale.add(root);
      }
    }
    if (isOld !== exists) {
      for (let folder = dirname(path); ; folder = dirname(folder)) {
        for (const root of this.#listers.get(folder) ?? []) this.#stale.add(root);
        if (folder === dirname(folder)) break;
      }
    }
    for (const kind of this.#kinds) {
      const folder = kind.rootOf(path, () => this.#text(path));
      if (folder === undefined) continue;
      const id = `${kind.id}:${folder}`;
      if (this.#roots.has(id)) continue;
      const root: Root = {
        ...{ kind, folder, deployment: undefined },
        ...{ files: new Set(), folders: new Set(), kinds: new Set() },
      };
      this.#roots.set(id, root);
      this.#stale.add(root);
    }
  }

  /** Looks at some environments alone: of each deployment those whose names are taken, or else its default. */
  select(isSelected: ((name: string) => boolean) | undefined): void {
    this.#isSelected = isSelected;
    this.#reselected = true;
  }

  /** Builds what may have changed. */
  build(): Rebuilt {
    if (this.#stale.size === 0 && !this.#reselected) return NOTHING;
    for (const root of this.#stale) this.#build(root);
    this.#stale.clear();
    this.#reselected = false;
    return this.#compare();
  }

  #build(root: Root): void {
    const files = new Set<string>();
    const folders = new Set<string>();
    const kinds = new Set<string>();
    const reader: Files = {
      text: (path) => {
        files.add(path);
        return this.#text(path);
      },
      below: (folder) => {
        folders.add(folder);
        return this.#tree.below(folder);
      },
      manifests: (wanted) => {
        for (const kind of wanted) kinds.add(kind);
        return this.#manifests.find(wanted, () => this.#tree.below('/'));
      },
    };
    try {
      root.deployment = root.kind.build(root.folder, reader, root.deployment);
    } catch (error) {
      root.deployment = undefined;
      this.#onFault(`${root.kind.id}: ${root.folder}: ${error instanceof Error ? error.message : String(error)}`);
    }
    replace(this.#readers, root, root.files, files);
    replace(this.#listers, root, root.folders, folders);
    root.files = files;
    root.folders = folders;
    root.kinds = kinds;
    // What is deployed nowhere and looked at nothing comes back with the next file that names it.
    if (!root.deployment && files.size === 0 && folders.size === 0)
      this.#roots.delete(`${root.kind.id}:${root.folder}`);
  }

  #compare(): Rebuilt {
    const deployed = [...this.#deployed()];
    const counted = new Map(this.#counts);
    const chosen = this.#chosen(deployed.flatMap(({ environments }) => environments));
    const units = new Map<string, Unit>();
    for (const deployment of deployed) {
      for (const unit of deployment.units) if (chosen.has(unit.environment.id)) units.set(unitId(unit), unit);
    }
    const changed = new Map<string, Unit | undefined>();
    for (const [id, unit] of units) if (this.#units.get(id) !== unit) changed.set(id, unit);
    for (const id of this.#units.keys()) if (!units.has(id)) changed.set(id, undefined);
    const claims = new Set<string>();
    for (const { deployment } of this.#roots.values()) for (const path of deployment?.claims ?? []) claims.add(path);
    const differ = new Set<string>();
    for (const path of claims) if (!this.#claims.has(path)) differ.add(path);
    for (const path of this.#claims) if (!claims.has(path)) differ.add(path);
    this.#units = units;
    this.#claims = claims;
    const deployments = new Set([...counted.keys(), ...this.#counts.keys()]);
    const recounted = new Set([...deployments].filter((id) => counted.get(id) !== this.#counts.get(id)));
    return { units: changed, claims: differ, recounted };
  }

  /** The ids of the environments that are looked at; counts them by their deployment. */
  #chosen(environments: readonly Environment[]): ReadonlySet<string> {
    const chosen = new Set<string>();
    this.#counts.clear();
    for (const deployment of new Set(environments.map((each) => each.deployment))) {
      const all = environments.filter((each) => each.deployment === deployment);
      const named = all.filter(({ name }) => this.#isSelected?.(name) ?? true);
      const looked = named.length > 0 ? named : all.slice(0, 1);
      this.#counts.set(deployment, looked.length);
      for (const { id } of looked) chosen.add(id);
    }
    return chosen;
  }

  /** How many environments of a deployment are looked at. */
  count(deployment: string): number {
    return this.#counts.get(deployment) ?? 0;
  }

  /** What is deployed by itself: what no other is built from. */
  *#deployed(): Iterable<Deployment> {
    const used = new Set<string>();
    for (const { kind, folder, deployment } of this.#roots.values()) {
      for (const other of deployment?.uses ?? []) if (other !== folder) used.add(`${kind.id}:${other}`);
    }
    for (const [id, { deployment }] of this.#roots) if (deployment && !used.has(id)) yield deployment;
  }

  /** True for a file that means something only as a part of a deployment. */
  isClaimed(path: string): boolean {
    return this.#claims.has(path);
  }

  /** Every environment of what is deployed, in the order of their deployments' ids; the default of each comes first. */
  environments(): readonly Environment[] {
    return [...this.#deployed()].sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap(({ environments }) => environments);
  }

  /** What could not be built, by its file. */
  problems(): Deployment['problems'] {
    const told = new Map<string, Deployment['problems'][number]>();
    // What a base cannot say, each that is built from it cannot.
    for (const { deployment } of this.#roots.values())
      for (const each of deployment?.problems ?? [])
        told.set(`${each.file} ${each.span && placeKey(each.span)} ${each.message}`, each);
    return [...told.values()];
  }
}

function replace(
  map: Map<string, Set<Root>>,
  root: Root,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): void {
  for (const key of before) {
    if (after.has(key)) continue;
    const set = map.get(key);
    set?.delete(root);
    if (set?.size === 0) map.delete(key);
  }
  for (const key of after) {
    const set = map.get(key);
    if (set) set.add(root);
    else map.set(key, new Set([root]));
  }
}

/** The files of the workspace by their folders. */
class Tree {
  readonly #files = new Map<string, Set<string>>();
  readonly #folders = new Map<string, Set<string>>();

  has(path: string): boolean {
    return this.#files.get(dirname(path))?.has(path) ?? false;
  }

  add(path: string): void {
    let folder = dirname(path);
    const known = this.#files.get(folder);
    if (known) {
      known.add(path);
      return;
    }
    this.#files.set(folder, new Set([path]));
    for (let parent = dirname(folder); parent !== folder; folder = parent, parent = dirname(parent)) {
      const folders = this.#folders.get(parent);
      if (folders?.has(folder)) return;
      if (folders) folders.add(folder);
      else this.#folders.set(parent, new Set([folder]));
    }
  }

  remove(path: string): void {
    this.#files.get(dirname(path))?.delete(path);
  }

  below(folder: string): readonly string[] {
    const found = [...(this.#files.get(folder) ?? [])].sort();
    for (const child of [...(this.#folders.get(folder) ?? [])].sort()) found.push(...this.below(child));
    return found;
  }
}
