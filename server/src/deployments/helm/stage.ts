/** All templates of a chart in one environment: what they share, and which renders are taken over from elsewhere. */
import type { Chart, TemplateFile } from './chart.ts';
import { sharedContext } from './context.ts';
import type { World } from './evaluate.ts';
import type { ChartFiles } from './files.ts';
import { type Moves, moveBetween } from './moves.ts';
import { Comparison } from './reads.ts';
import { isSameAsWritten, type Render, render, renewed, type Since, type Stage } from './render.ts';
import { type NamedTemplate, namedTemplate, type Script } from './script.ts';
import type { Dict, Path, Value } from './value.ts';
import { type Instance, NOTHING, overlaid, valuesOf } from './values.ts';

export interface Staged {
  /** What its values are made of. */
  readonly inputs: readonly unknown[];
  readonly tree: Dict;
  /** Where its values are others than those of the first environment. */
  readonly apart: readonly Path[];
  /** The values are those of the build before. */
  readonly kept: boolean;
  readonly instances: readonly Instance[];
  readonly registry: Registry;
  /** By the template's path from the chart: `charts/db/templates/service.yaml`. */
  readonly renders: ReadonlyMap<string, Render>;
}

interface Registry {
  readonly scripts: readonly Script[];
  readonly templates: ReadonlyMap<string, NamedTemplate>;
}

/** What the environments of one build have in common. */
export interface Staging {
  readonly chart: Chart;
  readonly files: ChartFiles;
  /** The files of the build before. */
  readonly before: ChartFiles | undefined;
  readonly moves: Moves;
  /** Of values before and now. */
  readonly edits: Comparison;
}

export function stagingOf(chart: Chart, files: ChartFiles, before: ChartFiles | undefined): Staging {
  const moves = movesSince(before, files);
  return { chart, files, before, moves, edits: new Comparison((a, b) => !isSameAsWritten(a, b, moves)) };
}

function movesSince(before: ChartFiles | undefined, now: ChartFiles): Moves {
  const changed = [...now.read].flatMap(([path, file]) => {
    const old = before?.read.get(path);
    return old && file && old !== file ? [[path, moveBetween(old.source, file.source)] as const] : [];
  });
  return new Map(changed);
}

/**
 * @param given what the environment lays over the chart's values, the highest last, or puts in their place.
 * @param first the first environment of this build, whose renders serve others that read the same.
 * @param earlier this environment in the build before.
 */
export function stageOf(
  staging: Staging,
  given: { readonly layers: readonly Dict[]; readonly replaces: boolean },
  first: Staged | undefined,
  earlier: Staged | undefined,
): Staged {
  const { chart, files } = staging;
  const { layers, replaces } = given;
  const inputs = [replaces, ...layers, ...chart.sources];
  const kept = earlier && isSameList(inputs, earlier.inputs) ? earlier : undefined;
  const whole = replaces ? { ...chart, values: undefined } : chart;
  const { tree, instances } = kept
    ? { tree: kept.tree, instances: renewedInstances(whole, kept) }
    : valuesOf(
        whole,
        layers.reduce((base, over) => overlaid(base, over), NOTHING),
      );
  const apart =
    kept && (!first || first.kept) ? kept.apart : first ? new Comparison(IDENTITY).differences(first.tree, tree) : [];
  const registry = registryOf(chart, instances, first?.registry ?? earlier?.registry);
  const fromFirst = first && sharing(first, apart, registry);
  const fromEarlier = earlier && since(earlier, tree, registry, staging);
  const renders = new Map<string, Render>();
  for (const instance of instances) {
    const stage = lazyStage(chart, instance, tree, registry, files);
    const shares = first && isSameUse(instance, first);
    const lasts = earlier && isSameUse(instance, earlier);
    for (const template of instance.chart.templates) {
      if (!isRendered(template, instance)) continue;
      const key = `${instance.prefix}${template.path}`;
      const shared = shares && fromFirst && reused(first.renders.get(key), template, fromFirst);
      const again =
        shared || (lasts && fromEarlier && reused(earlier.renders.get(key), template, fromEarlier)) || undefined;
      renders.set(key, again ?? render(template, stage()));
    }
  }
  return { inputs, tree, apart, kept: kept !== undefined, instances, registry, renders };
}

function reused(before: Render | undefined, template: TemplateFile, since: Since): Render | undefined {
  return before && renewed(before, template, since);
}

/** Partials are there for others, and so is everything in a library; of notes only the whole chart's are shown. */
function isRendered({ path }: TemplateFile, { chart, isRoot }: Instance): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith('_') || chart.isLibrary) return false;
  return name !== 'NOTES.txt' || (isRoot && path === 'templates/NOTES.txt');
}

function lazyStage(chart: Chart, instance: Instance, tree: Dict, registry: Registry, files: ChartFiles): () => Stage {
  let stage: Stage | undefined;
  return () => {
    if (!stage) {
      const world: World = { templates: registry.templates, memory: new Map() };
      const shared = sharedContext(instance, valuesAt(tree, instance), files);
      stage = { world, shared, folder: folderOf(chart, instance) };
    }
    return stage;
  };
}

function valuesAt(tree: Dict, { path }: Instance): Value {
  let value: Value = tree;
  for (const key of path === '' ? [] : path.split('\0')) {
    const below: Value | undefined = value.kind === 'dict' ? value.entries.get(key)?.value : undefined;
    if (!below) return tree;
    value = below;
  }
  return value;
}

function folderOf(chart: Chart, { prefix }: Instance): string {
  return `${chart.name}/${prefix}`;
}

/** The chart is used under the same name elsewhere, with the same said of it. */
function isSameUse({ prefix, chart }: Instance, { instances }: Staged): boolean {
  const other = instances.find((each) => each.prefix === prefix);
  if (!other) return false;
  const [a, b] = [other.chart.metadata, chart.metadata];
  return a === b || (a.entries.size === 0 && b.entries.size === 0);
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}

/** The same uses of charts as they are read now. */
function renewedInstances(chart: Chart, { instances }: Staged): readonly Instance[] {
  const now = new Map<Chart, Chart>();
  const pair = (before: Chart, after: Chart): void => {
    now.set(before, after);
    before.charts.forEach((each, at) => {
      pair(each, after.charts[at]!);
    });
  };
  pair(instances[0]!.chart, chart);
  return instances.map((each) => ({ ...each, chart: now.get(each.chart)! }));
}

/** Within one build, what is not the very same value counts for another. */
const IDENTITY = (a: Value, b: Value): boolean => a !== b;

function sharing(first: Staged, changes: readonly Path[], registry: Registry): Since {
  return {
    changes,
    moves: new Map(),
    templates: first.registry === registry ? undefined : registry.templates,
    isFileChanged: () => false,
  };
}

function since(earlier: Staged, tree: Dict, registry: Registry, { files, before, moves, edits }: Staging): Since {
  return {
    changes: edits.differences(earlier.tree, tree),
    moves,
    templates: earlier.registry === registry ? undefined : registry.templates,
    isFileChanged: (path) => path === '*' || files.at(path) !== before?.read.get(path),
  };
}

/**
 * The templates by their names. Those of charts within come first and of two of one name the last one counts, so that
 * a chart can replace what it uses; an empty one replaces nothing (pkg/engine/engine.go, text/template.AddParseTree).
 */
function registryOf(chart: Chart, instances: readonly Instance[], before: Registry | undefined): Registry {
  const scripts = instances.flatMap((instance) => {
    const folder = folderOf(chart, instance);
    return instance.chart.templates.map(({ file, path }) => file.script(`${folder}${path}`));
  });
  if (before && isSameList(scripts, before.scripts)) return before;
  const templates = new Map<string, NamedTemplate>();
  const depths = new Map(scripts.map((script) => [script, script.name.split('/').length]));
  const ordered = [...scripts].sort((a, b) => depths.get(b)! - depths.get(a)! || (a.name < b.name ? 1 : -1));
  for (const script of ordered) {
    for (const define of script.template.defines) {
      const named = namedTemplate(script, define);
      if (!isBlank(named) || !templates.has(define.name)) templates.set(define.name, named);
    }
  }
  for (const script of scripts) {
    templates.set(script.name, { name: script.name, script, body: script.template.body, text: script.whole });
  }
  return { scripts, templates };
}

function isBlank({ body, script }: NamedTemplate): boolean {
  return body.every((node) => node.kind === 'text' && script.whole.slice(node.start, node.end).trim() === '');
}
