/**
 * Deployments: what several files make together, in one or more environments: a chart with its values, a kustomization
 * with its bases, a Terraform module with its variables. Formats read one file alone; what takes several is built here,
 * in memory, and every place that it names is one in a file that somebody edits.
 */
import type { Component, Environment, Source, Span } from '../model/index.ts';

/** The texts of the workspace. Whatever a build looks at is noted, so that a change of it builds anew. */
export interface Files {
  /** The text of a file, an absolute path; undefined where there is none, which is noted as well. */
  text(path: string): string | undefined;
  /** The absolute paths of the files that lie in a folder or below it, in order. */
  below(folder: string): readonly string[];
  /**
   * The absolute paths of manifests anywhere in the workspace that hold an object of one of these kinds, in order: what
   * tells from outside how something is deployed. `helm_release` and `module` are Terraform's. Absent where nobody knows.
   */
  manifests?(kinds: readonly string[]): readonly string[];
}

/** What a kind of deployment is built by. Pure but for `files`, and never throws. */
export interface DeploymentKind {
  /** Also the name of its folder: `helm`. */
  readonly id: string;
  /**
   * The deployment that a file may be a part of: the folder of a chart, of a kustomization, of a module, mostly by the
   * path alone. The build says whether there is one.
   * @param text The file's text, for a kind that any file may be.
   */
  rootOf(path: string, text: () => string | undefined): string | undefined;
  /**
   * @param before what the last build of this root gave. A unit that it gave and that is still the same is to be
   * returned as that very object, so that nothing is read again that did not change.
   * @returns undefined where nothing is deployed from this folder.
   */
  build(root: string, files: Files, before: Deployment | undefined): Deployment | undefined;
}

export interface Deployment {
  /** `helm:/repo/chart`. */
  readonly id: string;
  /** At least one; the first is the default. */
  readonly environments: readonly Environment[];
  readonly units: readonly Unit[];
  /** Absolute paths of files that mean something only as a part of this, and are not read alone. */
  readonly claims: readonly string[];
  /** Roots that this is built from. What others are built from is not deployed by itself. */
  readonly uses: readonly string[];
  /** One clear line about each thing that was left out. */
  readonly problems: readonly { readonly file: string; readonly message: string; readonly span?: Span }[];
}

/** A part of what is deployed in one environment; the smaller, the less is done again after an edit. */
export interface Unit {
  /** Unique in its environment, and the same from build to build: `templates/service.yaml`. */
  readonly key: string;
  readonly environment: Environment;
  /** A manifest, to be read as one; its `file` is the file that it is mostly written in. */
  readonly source?: Source;
  /** What the build knows by itself. Ids are unique in the environment. */
  readonly components?: readonly Component[];
}
