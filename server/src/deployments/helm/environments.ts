/** The environments of a chart: its own values, each values file that lies with it, and what others deploy it with. */
import { basename, dirname, relative } from 'node:path/posix';
import type { Environment } from '../../model/index.ts';
import type { Chart } from './chart.ts';
import type { ChartFile, ChartFiles } from './files.ts';
import { givenElsewhere } from './gitops.ts';
import type { Dict } from './value.ts';
import { NOTHING } from './values.ts';

/** An environment, and what it lays over the chart's values, the highest last. */
export interface HelmEnvironment {
  readonly environment: Environment;
  readonly layers: readonly Dict[];
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
  const found = chart.files.flatMap((path): HelmEnvironment[] => {
    const label = relative(root, path);
    const name = path === own ? undefined : environmentName(label);
    if (name === undefined || isWithin(chart, path)) return [];
    const file = files.at(path);
    return [
      {
        environment: { id: `${deployment}:${label}`, name, label, deployment, file: path },
        layers: [file?.dict('') ?? NOTHING],
        file,
      },
    ];
  });
  return [{ environment: base, layers: [] }, ...found, ...givenElsewhere(root, deployment, files)];
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
