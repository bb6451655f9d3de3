/** From a container to the Dockerfile stage that it runs, and from a stage to those that it is built from. */
import { basename, dirname } from 'node:path/posix';
import type { Component, Container, ImageStage, Text } from '../../model/index.ts';
import { isVariable } from '../../model/index.ts';
import { wellKnownImage } from '../evidence/well-known-images.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import { repositoryOf } from './image-reference.ts';
import { wholeOf } from './layers.ts';
import { resolveText } from './values.ts';

/** A stage, then the stages of its own file that it is built FROM, the nearest first; or those of a container. */
export function stagesOf(store: Store, component: Container | ImageStage): readonly ImageStage[] {
  const first = component.kind === 'image' ? component : stageRun(store, component)?.stage;
  return first ? store.known('stages', first, () => withBases(store, first)) : [];
}

function withBases(store: Store, first: ImageStage): readonly ImageStage[] {
  const stages = [first];
  const file = fileStages(store, first.file);
  for (let at = first; 'stage' in at.from; ) {
    const number = at.from.stage;
    const next = file.find((s) => s.stage === number);
    if (!next || next.stage >= at.stage) break;
    stages.push(next);
    at = next;
  }
  return stages;
}

/**
 * The stage that a container runs. `inferred` where only a folder's name says so: an image named `shop/web` and a
 * Dockerfile in a folder `web`.
 */
export function stageRun(store: Store, container: Container): StageRun | undefined {
  return store.known('stage', container, () => findStage(store, wholeOf(store, container)));
}

interface StageRun {
  readonly stage: ImageStage;
  readonly inferred: boolean;
}

function findStage(store: Store, container: Container): StageRun | undefined {
  const { build } = container;
  if (build) {
    const stages = fileStages(store, build.dockerfile);
    const stage = build.target ? stages.find((s) => s.alias === build.target) : stages.find((s) => s.final);
    return stage && { stage, inferred: false };
  }
  const text = container.image && lastPart(container.image.text);
  if (!text) return beside(store, container);
  return builtAs(store, container, text) ?? inFolder(store, container, text) ?? beside(store, container);
}

/** The only Dockerfile in the folder that a container is deployed from, unless its image is one that everybody knows. */
function beside(store: Store, container: Container): StageRun | undefined {
  const folder = ownFolder(store, container);
  if (folder === undefined) return undefined;
  const stages = store.find(keys.folder(folder)).filter((c): c is ImageStage => c.kind === 'image' && c.final);
  const [stage] = stages;
  return stages.length === 1 && stage ? { stage, inferred: container.image !== undefined } : undefined;
}

/** The folder that holds what a container runs, as far as it may be guessed. */
export function ownFolder(store: Store, container: Container): string | undefined {
  const { folder } = container;
  if (folder === undefined || folder === '/') return undefined;
  const reference = referenceOf(store, container);
  return reference && wellKnownImage(reference) ? undefined : folder;
}

function fileStages(store: Store, dockerfile: string): readonly ImageStage[] {
  return store.find(keys.file(dockerfile)).filter((c): c is ImageStage => c.kind === 'image');
}

/** Another container of the workspace builds an image of this name. */
function builtAs(store: Store, container: Container, name: string): StageRun | undefined {
  const repository = repositoryText(container);
  const builds = (c: Component): c is Container =>
    c.kind === 'container' && c.build !== undefined && repositoryText(c) === repository;
  const [builder] = store.nearest(keys.image(name), container, builds);
  if (!builder) return undefined;
  const run = stageRun(store, builder);
  return run && { stage: run.stage, inferred: false };
}

function inFolder(store: Store, container: Container, name: string): StageRun | undefined {
  // An official image of that name is not built here.
  const reference = referenceOf(store, container);
  if (reference && !reference.includes('/') && wellKnownImage(reference)) return undefined;
  const isFinal = (c: Component): c is ImageStage => c.kind === 'image' && c.final;
  const near = store.nearest(keys.imageFolder(name), container, isFinal);
  const files = new Set(near.map((s) => s.file));
  // Several Dockerfiles in one folder build several images; the plain one is the image of the folder's name.
  const [stage] = files.size === 1 ? near : near.filter((s) => basename(s.file) === 'Dockerfile');
  return stage && dirname(stage.file) !== '/' ? { stage, inferred: true } : undefined;
}

function repositoryText(container: Container): string | undefined {
  const text = container.image?.text;
  if (!text) return undefined;
  return repositoryOf(text.map((part) => (isVariable(part) ? '' : part.text)).join(''));
}

/** The last part of an image's repository: `web` of `${REGISTRY}/shop/web:${TAG}`. */
function lastPart(text: Text): string | undefined {
  const written = text.map((part) => (isVariable(part) ? '\u0000' : part.text)).join('');
  const repository = repositoryOf(written);
  const name = repository && basename(repository);
  return name && !name.includes('\u0000') ? name : undefined;
}

/** The image's reference, as far as it is known: what the table of well-known images is asked for. */
export function referenceOf(store: Store, component: Component): string | undefined {
  const text =
    component.kind === 'container'
      ? component.image?.text
      : component.kind === 'image' && 'image' in component.from
        ? component.from.image
        : undefined;
  return text && resolveText(store, component, text).text;
}
