/** What a chart is made of (helm.sh/docs/topics/charts): its files, its dependencies, and the charts within it. */
import { basename, dirname, join, relative } from 'node:path/posix';
import type { Span } from '../../model/index.ts';
import type { ChartFile, ChartFiles } from './files.ts';
import { type Ignored, ignoredBy } from './helmignore.ts';
import { type Dict, dictOf, type Value } from './value.ts';

export interface Chart {
  /** Absolute path. */
  readonly folder: string;
  readonly name: string;
  readonly metadata: Dict;
  readonly isLibrary: boolean;
  readonly values: ChartFile | undefined;
  /** What its values and dependencies are read from. */
  readonly sources: readonly (ChartFile | undefined)[];
  /** Everything below `templates/` that is a part of the chart. */
  readonly templates: readonly TemplateFile[];
  /** What lies there and is no part of it, absolute paths. */
  readonly ignored: readonly string[];
  readonly ignores: Ignores;
  /** Everything in the folder that is a part of the chart, whatever charts lie within it included. */
  readonly files: readonly string[];
  readonly dependencies: readonly Dependency[];
  /** The charts in `charts/`, and those of the workspace that a dependency names by its path. */
  readonly charts: readonly Chart[];
}

export interface TemplateFile {
  readonly file: ChartFile;
  /** `templates/service.yaml`. */
  readonly path: string;
}

export interface Dependency {
  readonly name: string;
  readonly alias: string | undefined;
  readonly condition: readonly string[];
  readonly tags: readonly string[];
  readonly imports: readonly { readonly child: string; readonly parent: string }[];
  readonly span: Span | undefined;
  /** Absolute path of a chart beside this one. */
  readonly folder: string | undefined;
}

/** What says which files are a part of a chart, and of the charts that lie within it. */
interface Ignores {
  /** The absolute path of its .helmignore. */
  readonly path: string;
  /** Takes an absolute path. */
  readonly isIgnored: Ignored;
}

function ignoresOf(folder: string, files: ChartFiles): Ignores {
  const path = join(folder, '.helmignore');
  const isIgnored = ignoredBy(files.at(path)?.source.text);
  return { path, isIgnored: (each) => isIgnored(relative(folder, each)) };
}

const MAX_DEPTH = 8;
const TEMPLATE = /\.(?:ya?ml|tpl|txt|json)$/i;

/**
 * The chart in a folder; undefined where there is none.
 * @param above of the chart that it lies in, which decides for it too.
 */
export function readChart(folder: string, files: ChartFiles, depth = 0, above?: Ignores): Chart | undefined {
  const declared = files.at(join(folder, 'Chart.yaml')) ?? files.at(join(folder, 'Chart.yml'));
  const ignores = above ?? ignoresOf(folder, files);
  const { isIgnored } = ignores;
  const there = templatesOf(folder, files);
  const templates = there.filter(({ file }) => !isIgnored(file.path));
  if (!declared && !isFragment(templates)) return undefined;
  const metadata = declared?.dict() ?? dictOf({});
  const all = files.below(folder).filter((path) => !isIgnored(path));
  const requirements = files.at(join(folder, 'requirements.yaml'));
  const values = files.at(join(folder, 'values.yaml')) ?? files.at(join(folder, 'values.yml'));
  const dependencies = dependenciesOf(folder, metadata, declared, requirements);
  const charts = depth < MAX_DEPTH ? chartsOf(folder, all, dependencies, files, depth, ignores) : [];
  return {
    folder,
    name: textIn(metadata, 'name') ?? basename(folder),
    metadata,
    isLibrary: textIn(metadata, 'type') === 'library',
    values,
    sources: [declared, requirements, values, ...charts.flatMap((each) => each.sources)],
    templates,
    ignored: there.filter((each) => !templates.includes(each)).map(({ file }) => file.path),
    ignores,
    files: all,
    dependencies,
    charts,
  };
}

/** A folder of templates that speak of a chart, though none is declared. */
function isFragment(templates: readonly TemplateFile[]): boolean {
  return templates.some(({ file }) =>
    /\{\{-?[^}\n]*(?:[.$ (]\.?(?:Values|Release|Chart|Capabilities|Files)\.|\b(?:include|template|define) ")/.test(
      file.source.text,
    ),
  );
}

function templatesOf(folder: string, files: ChartFiles): readonly TemplateFile[] {
  return files.below(join(folder, 'templates')).flatMap((path) => {
    const file = TEMPLATE.test(path) ? files.at(path) : undefined;
    return file ? [{ file, path: relative(folder, path) }] : [];
  });
}

function chartsOf(
  folder: string,
  all: readonly string[],
  dependencies: readonly Dependency[],
  files: ChartFiles,
  depth: number,
  ignores: Ignores,
): readonly Chart[] {
  const charts = join(folder, 'charts');
  const within = new Set(
    all.filter((path) => basename(path) === 'Chart.yaml' && dirname(dirname(path)) === charts).map(dirname),
  );
  const beside = dependencies.flatMap(({ folder: each }) => (each && each !== folder && !within.has(each) ? each : []));
  return [
    ...[...within].flatMap((each) => readChart(each, files, depth + 1, ignores) ?? []),
    ...[...new Set(beside)].flatMap((each) => readChart(each, files, depth + 1) ?? []),
  ];
}

/** Of Chart.yaml, or of requirements.yaml as Helm 2 had it. */
function dependenciesOf(
  folder: string,
  metadata: Dict,
  declared: ChartFile | undefined,
  requirements: ChartFile | undefined,
): readonly Dependency[] {
  const own = itemsIn(metadata, 'dependencies');
  const file = own.length > 0 ? declared : requirements;
  const listed = own.length > 0 ? own : itemsIn(requirements?.dict(), 'dependencies');
  return listed.flatMap((each) => {
    const name = textIn(each, 'name');
    if (each.kind !== 'dict' || name === undefined) return [];
    const repository = textIn(each, 'repository') ?? '';
    const origin = each.entries.get('name')?.value;
    const place = origin?.kind === 'string' ? origin.runs[0]?.origin : undefined;
    return {
      name,
      alias: textIn(each, 'alias'),
      condition: (textIn(each, 'condition') ?? '').split(',').flatMap((path) => path.trim() || []),
      tags: itemsIn(each, 'tags').flatMap((tag) => (tag.kind === 'string' ? [tag.text] : [])),
      imports: itemsIn(each, 'import-values').flatMap(importOf),
      span: place && file ? place.source.span(place.start, place.end) : undefined,
      folder: repository.startsWith('file://') ? join(folder, repository.slice('file://'.length)) : undefined,
    };
  });
}

function importOf(value: Value): readonly { readonly child: string; readonly parent: string }[] {
  if (value.kind === 'string') return [{ child: `exports.${value.text}`, parent: '.' }];
  const [child, parent] = [textIn(value, 'child'), textIn(value, 'parent')];
  return child !== undefined && parent !== undefined ? [{ child, parent }] : [];
}

/** The text of a scalar under a key, as it is written. */
export function textIn(value: Value | undefined, key: string): string | undefined {
  const found = value?.kind === 'dict' ? value.entries.get(key)?.value : undefined;
  if (found?.kind === 'string') return found.text;
  return found?.kind === 'number' || found?.kind === 'bool' ? (found.written?.text ?? String(found.value)) : undefined;
}

function itemsIn(value: Value | undefined, key: string): readonly Value[] {
  const found = value?.kind === 'dict' ? value.entries.get(key)?.value : undefined;
  return found?.kind === 'list' ? found.items : [];
}
