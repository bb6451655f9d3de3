/**
 * The values of a chart and of the charts within it in one environment, as Helm lays them over each other
 * (helm.sh/docs/chart_template_guide/subcharts_and_globals, pkg/chartutil/coalesce.go and dependencies.go). What is
 * nowhere overridden is the same object in every environment.
 */
import type { Chart, Dependency } from './chart.ts';
import { type Dict, dictOf, type Entry, entryOf, type Path, pathTo, type Value } from './value.ts';

/** A chart where it is used. */
export interface Instance {
  readonly chart: Chart;
  /** The name or alias that it is used by. */
  readonly name: string;
  /** Its values from the root of all. */
  readonly path: Path;
  /** `charts/db/`; empty for the whole. */
  readonly prefix: string;
  readonly isRoot: boolean;
}

export interface Values {
  readonly tree: Dict;
  /** The charts that are enabled; the whole first, a chart within another behind it. */
  readonly instances: readonly Instance[];
}

/** No values at all. */
export const NOTHING: Dict = { ...dictOf({}), path: '' };

/** @param given what is laid over the chart's own values. */
export function valuesOf(chart: Chart, given: Dict): Values {
  const instances: Instance[] = [];
  const root: Instance = { chart, name: chart.name, path: '', prefix: '', isRoot: true };
  const tree = filled(root, given, instances);
  return { tree, instances };
}

function filled(instance: Instance, given: Dict, instances: Instance[]): Dict {
  const { chart, path, prefix } = instance;
  instances.push(instance);
  let tree = coalesced(given, chart.values?.dict(path) ?? emptyAt(path), path);
  // Conditions and tags are read with the defaults of the charts that they are about.
  const used = usedCharts(chart);
  const complete = used.reduce((all, { chart: each, name }) => withDefaults(all, each, name, path), tree);
  for (const { chart: each, name, dependency } of used) {
    if (dependency && !isEnabled(dependency, complete)) continue;
    const below = pathTo(path, name);
    const section = dictIn(tree, name) ?? emptyAt(below);
    const own = withGlobals(section, tree, below);
    const inner: Instance = { chart: each, name, path: below, prefix: `${prefix}charts/${name}/`, isRoot: false };
    const innerTree = filled(inner, own, instances);
    tree = withEntry(tree, name, innerTree);
    for (const { child, parent } of dependency?.imports ?? []) tree = imported(tree, innerTree, child, parent, path);
  }
  return tree;
}

interface Use {
  readonly chart: Chart;
  readonly name: string;
  readonly dependency?: Dependency;
}

/** Charts that lie in `charts/` are used without being asked for; each dependency with an alias is one more use. */
function usedCharts({ charts, dependencies }: Chart): readonly Use[] {
  const declared = dependencies.flatMap((dependency): Use[] => {
    const chart =
      charts.find(
        (each) => each.folder === dependency.folder || (!dependency.folder && each.name === dependency.name),
      ) ?? charts.find((each) => each.name === dependency.name);
    return chart ? [{ chart, name: dependency.alias ?? chart.name, dependency }] : [];
  });
  const others = charts.filter((chart) => !declared.some((use) => use.chart === chart));
  return [...others.map((chart) => ({ chart, name: chart.name })), ...declared];
}

/** The first condition that is a boolean decides; without one, one tag that is true is enough. */
function isEnabled({ condition, tags }: Dependency, values: Dict): boolean {
  for (const path of condition) {
    const value = valueAt(values, path);
    if (value?.kind === 'bool') return value.value;
  }
  const set = tags.flatMap((tag) => {
    const value = valueAt(values, `tags.${tag}`);
    return value?.kind === 'bool' ? [value.value] : [];
  });
  return set.length === 0 || set.includes(true);
}

function valueAt(values: Value, path: string): Value | undefined {
  let value: Value | undefined = values;
  for (const key of path.split('.')) value = value?.kind === 'dict' ? value.entries.get(key)?.value : undefined;
  return value;
}

function withDefaults(values: Dict, chart: Chart, name: string, path: Path): Dict {
  const below = pathTo(path, name);
  const defaults = chart.values?.dict(below);
  return defaults
    ? withEntry(values, name, coalesced(dictIn(values, name) ?? emptyAt(below), defaults, below))
    : values;
}

/** What a chart within is given: the globals of the one that uses it win over its own. */
function withGlobals(section: Dict, parent: Dict, path: Path): Dict {
  const globals = dictIn(parent, 'global');
  if (!globals || globals.entries.size === 0) return section;
  const own = dictIn(section, 'global');
  return withEntry(section, 'global', own ? coalesced(globals, own, pathTo(path, 'global')) : globals);
}

/** The parent's own values win over what it imports. */
function imported(tree: Dict, inner: Dict, child: string, parent: string, path: Path): Dict {
  const from = valueAt(inner, child);
  if (from?.kind !== 'dict') return tree;
  const keys = parent === '.' ? [] : parent.split('.');
  const lay = (into: Dict, rest: readonly string[], at: Path): Dict => {
    const [key, ...others] = rest;
    if (key === undefined) return coalesced(into, from, at);
    const below = pathTo(at, key);
    return withEntry(into, key, lay(dictIn(into, key) ?? emptyAt(below), others, below));
  };
  return lay(tree, keys, path);
}

/** Values over defaults: maps are merged, null takes a key away, everything else replaces what is below it. */
function coalesced(over: Dict, defaults: Dict, path: Path): Dict {
  if (over.entries.size === 0) return defaults.path === path ? defaults : { ...defaults, path };
  if (over === defaults) return over;
  const entries = new Map<string, Entry>(defaults.entries);
  for (const [key, entry] of over.entries) {
    const below = defaults.entries.get(key);
    if (entry.value.kind === 'nil' && below) {
      entries.delete(key);
    } else if (entry.value.kind === 'dict' && below?.value.kind === 'dict') {
      entries.set(key, { ...below, value: coalesced(entry.value, below.value, pathTo(path, key)) });
    } else {
      entries.set(key, entry);
    }
  }
  return { kind: 'dict', entries, path };
}

/** One values file over another: null stays, to take away a default later. */
export function overlaid(base: Dict, over: Dict, path: Path = ''): Dict {
  if (base.entries.size === 0) return over;
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key)?.value;
    const both = entry.value.kind === 'dict' && below?.kind === 'dict';
    entries.set(key, both ? { ...entry, value: overlaid(below, entry.value as Dict, pathTo(path, key)) } : entry);
  }
  return { kind: 'dict', entries, path };
}

function dictIn(dict: Dict, key: string): Dict | undefined {
  const value = dict.entries.get(key)?.value;
  return value?.kind === 'dict' ? value : undefined;
}

function emptyAt(path: Path): Dict {
  return { ...dictOf({}), path };
}

function withEntry(dict: Dict, key: string, value: Value): Dict {
  const entry = dict.entries.get(key);
  if (entry?.value === value) return dict;
  const entries = new Map(dict.entries);
  entries.set(key, entry ? { ...entry, value } : entryOf(key, value));
  return { ...dict, entries };
}
