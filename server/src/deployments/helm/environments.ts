/** The environments of a chart: its own values, each values file that lies with it, and what others deploy it with. */
import { basename, dirname, relative } from 'node:path/posix';
import type { Environment } from '../../model/index.ts';
import type { Chart } from './chart.ts';
import type { ChartFile, ChartFiles } from './files.ts';
import { givenElsewhere } from './gitops.ts';
import { givenByTerraform } from './terraform.ts';
import type { Dict } from './value.ts';

/** An environment, and what it lays over the chart's values, the highest last. */
export interface HelmEnvironment {
  readonly environment: Environment;
  readonly layers: readonly Dict[];
  /** They stand in the place of the chart's own values. */
  readonly replaces?: true;
  /** The values file, where it is one. */
  readonly file?: ChartFile | undefined;
}

export function deploymentId(root: string): string {
  return `helm:${root}`;
}

/** The default first, then one for each values file. */
export function environmentsOf(root: string, chart: Chart, files: ChartFiles): readonly HelmEnvironment[] {
  const deployment = deploymentId(root);
  const own = chart.values?.path ?? `${root}/Chart.yaml`;
  const base: Environment = {
    id: `${deployment}:${basename(own)}`,
    name: 'default',
    label: basename(own),
    deployment,
    file: own,
  };
  // Whoever deploys the chart may name a values file that is no part of it.
  const found = files.below(chart.folder).flatMap((path): HelmEnvironment[] => {
    const label = relative(root, path);
    const name = path === own ? undefined : environmentName(label);
    if (name === undefined || isWithin(chart, path)) return [];
    const file = files.at(path);
    if (!file || (!/^values[-._]/i.test(basename(path)) && !isAbout(file.dict(''), chart))) return [];
    const environment = { id: `${deployment}:${label}`, name, label, deployment, file: path };
    return [{ environment, layers: [file.dict('')], file }];
  });
  const elsewhere = [...givenElsewhere(root, deployment, files), ...givenByTerraform(root, deployment, files)];
  // Those of a file that lies with the chart are known by it.
  const alone = [chart.values?.dict(''), ...found.map(({ layers }) => layers[0])];
  const given = elsewhere.filter(
    ({ layers, replaces }) => replaces || layers.length !== 1 || !alone.includes(layers[0]),
  );
  return [{ environment: base, layers: [] }, ...found, ...given];
}

/** Values of other charts may lie here as well: those of this one are about what it has. */
function isAbout({ entries }: Dict, chart: Chart): boolean {
  const own = chart.values?.dict('').entries;
  if (!own || entries.size === 0) return true;
  const used = new Set(['global', 'tags', ...chart.dependencies.flatMap(({ name, alias }) => [name, alias])]);
  const known = [...entries.keys()].filter((key) => own.has(key) || used.has(key));
  return known.length * 2 >= entries.size;
}

/** A file of a chart within, which has environments of its own. */
function isWithin({ charts, folder }: Chart, path: string): boolean {
  return (
    path.startsWith(`${folder}/charts/`) ||
    path.startsWith(`${folder}/templates/`) ||
    path.startsWith(`${folder}/crds/`) ||
    charts.some((chart) => path.startsWith(`${chart.folder}/`))
  );
}

const FILE = /^(?:values[-._](?<after>.+)|(?<before>.+)[-._]values)\.ya?ml$/i;
const FOLDERS = /^(?:values|envs?|environments?|ci|config|deploy|overlays)$/i;

/** `prod` of `values-prod.yaml`, `prod.values.yaml`, `values/prod.yaml`, `env/prod/values.yaml`; undefined of others. */
function environmentName(path: string): string | undefined {
  const name = basename(path);
  const folder = dirname(path);
  const match = FILE.exec(name)?.groups;
  const depth = folder === '.' ? 0 : folder.split('/').length;
  if (match) return depth <= 3 ? (match.after ?? match.before) : undefined;
  const [top = '', ...rest] = folder.split('/');
  if (depth === 0 || depth > 3 || !FOLDERS.test(top) || !/\.ya?ml$/i.test(name)) return undefined;
  if (/^values\.ya?ml$/i.test(name)) return rest.at(-1) ?? top;
  return /^(?:values|envs?|environments?)$/i.test(top) && depth === 1 ? name.replace(/\.ya?ml$/i, '') : undefined;
}
