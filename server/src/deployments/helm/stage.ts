/** All templates of a chart in one environment: what they share, and which renders are taken over from elsewhere. */
import type { Chart, TemplateFile } from './chart.ts';
import { sharedContext } from './context.ts';
import type { World } from './evaluate.ts';
import type { ChartFiles } from './files.ts';
import type { Moves } from './moves.ts';
import { differences } from './reads.ts';
import { isSameAsWritten, type Render, render, renewed, type Since, type Stage } from './render.ts';
import { type NamedTemplate, namedTemplate, type Script } from './script.ts';
import type { Dict, Value } from './value.ts';
import { type Instance, valuesOf } from './values.ts';

export interface Staged {
  readonly tree: Dict;
  readonly instances: readonly Instance[];
  readonly registry: Registry;
  /** By the template's path from the chart, in Helm's order of names: `charts/db/templates/service.yaml`. */
  readonly renders: ReadonlyMap<string, Render>;
}

interface Registry {
  readonly scripts: readonly Script[];
  readonly templates: ReadonlyMap<string, NamedTemplate>;
  readonly changesValues: boolean;
}

export interface Sources {
  /** The first environment of this build, whose renders serve others that read the same. */
  readonly first: Staged | undefined;
  /** This environment in the build before. */
  readonly earlier: Staged | undefined;
  readonly moves: Moves;
  /** The files of the build before. */
  readonly files: ChartFiles | undefined;
}

/** @param given what the environment lays over the chart's values. */
export function stageOf(
  chart: Chart,
  given: Dict,
  files: ChartFiles,
  { first, earlier, moves, files: old }: Sources,
): Staged {
  const { tree, instances } = valuesOf(chart, given);
  const registry = registryOf(chart, instances, first?.registry ?? earlier?.registry);
  const fromFirst = first && isSameSet(first, instances, registry) ? sharing(first, tree, registry, files) : undefined;
  const fromEarlier =
    earlier && old && isSameSet(earlier, instances, registry)
      ? since(earlier, tree, registry, moves, files, old)
      : undefined;
  const renders = new Map<string, Render>();
  for (const instance of instances) {
    const stage = lazyStage(chart, instance, tree, registry, files);
    for (const template of instance.chart.templates) {
      if (!isRendered(template, instance)) continue;
      const key = `${instance.prefix}${template.path}`;
      const shared = fromFirst && reused(first!.renders.get(key), template, fromFirst);
      const again = shared ?? (fromEarlier && reused(earlier!.renders.get(key), template, fromEarlier));
      renders.set(key, again ?? render(template, stage()));
    }
  }
  return { tree, instances, registry, renders };
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
      const { templates, changesValues } = registry;
      const world: World = { templates, ...(changesValues ? {} : { memory: new Map() }) };
      const shared = sharedContext(instance, valuesAt(tree, instance), files);
      stage = { world, shared, folder: folderOf(chart, instance), changesValues };
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

/** The same charts under the same names, with the same things said of them. */
function isSameSet(
  { instances: before, registry: old }: Staged,
  instances: readonly Instance[],
  registry: Registry,
): boolean {
  return (
    old.changesValues === registry.changesValues &&
    before.length === instances.length &&
    instances.every(({ chart, prefix }, index) => {
      const other = before[index]!;
      return other.prefix === prefix && (other.chart.metadata === chart.metadata || isEmpty(other, chart));
    })
  );
}

function isEmpty({ chart }: Instance, { metadata }: Chart): boolean {
  return metadata.entries.size === 0 && chart.metadata.entries.size === 0;
}

/** Within one build, what is not the very same value counts for another. */
function sharing(first: Staged, tree: Dict, registry: Registry, files: ChartFiles): Since {
  void files;
  const changes = differences(first.tree, tree, (a, b) => a !== b);
  return { changes, moves: new Map(), templates: registry.templates, isFileChanged: () => false };
}

function since(
  earlier: Staged,
  tree: Dict,
  { templates }: Registry,
  moves: Moves,
  files: ChartFiles,
  old: ChartFiles,
): Since {
  const changes = differences(earlier.tree, tree, (a, b) => !isSameAsWritten(a, b, moves));
  const isFileChanged = (path: string): boolean => path === '*' || files.at(path) !== old.read.get(path);
  return { changes, moves, templates, isFileChanged };
}

/**
 * The templates by their names. Those of charts within come first and of two of one name the last one counts, so that
 * a chart can replace what it uses; an empty one replaces nothing (pkg/engine/engine.go, text/template.AddParseTree).
 */
function registryOf(chart: Chart, instances: readonly Instance[], before: Registry | undefined): Registry {
  const scripts = instances
    .flatMap((instance) =>
      instance.chart.templates.map(({ file, path }) => file.script(`${folderOf(chart, instance)}${path}`)),
    )
    .sort((a, b) => depthOf(b.name) - depthOf(a.name) || (a.name < b.name ? 1 : -1));
  if (before && before.scripts.length === scripts.length && scripts.every((each, at) => each === before.scripts[at])) {
    return before;
  }
  const templates = new Map<string, NamedTemplate>();
  for (const script of scripts) {
    for (const define of script.template.defines) {
      const named = namedTemplate(script, define);
      if (isBlank(named) && templates.has(define.name)) continue;
      templates.set(define.name, named);
    }
  }
  for (const script of scripts) {
    templates.set(script.name, { name: script.name, script, body: script.template.body, text: script.whole });
  }
  const changesValues = scripts.some(
    ({ whole }) =>
      /\b(?:set|unset|(?:must)?[mM]erge(?:Overwrite)?) /.test(whole) &&
      /\{\{[^}]*\b(?:set|unset|(?:must)?[mM]erge(?:Overwrite)?) /.test(whole),
  );
  return { scripts, templates, changesValues };
}

function depthOf(name: string): number {
  return name.split('/').length;
}

function isBlank({ body, script }: NamedTemplate): boolean {
  return body.every((node) => node.kind === 'text' && script.whole.slice(node.start, node.end).trim() === '');
}
