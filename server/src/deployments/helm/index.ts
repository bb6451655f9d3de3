/**
 * Helm charts (helm.sh/docs/topics/charts), rendered as Helm 3 does in each environment: without a cluster, without the
 * helm program, and with every character's place. What one build has rendered, the next takes over where it still holds.
 */
import { basename, dirname } from 'node:path/posix';
import type { Environment } from '../../model/index.ts';
import type { Deployment, DeploymentKind, Unit } from '../deployment.ts';
import { type Chart, readChart } from './chart.ts';
import { deploymentId, environmentsOf, type HelmEnvironment } from './environments.ts';
import { ChartFiles } from './files.ts';
import { MISSING, missingUnit } from './missing.ts';
import { notesComponents } from './notes.ts';
import { problemsOf } from './problems.ts';
import type { Render } from './render.ts';
import { type Staged, stageOf, stagingOf } from './stage.ts';

export const helm: DeploymentKind = {
  id: 'helm',
  rootOf(path) {
    const templates = path.lastIndexOf('/templates/');
    if (templates > 0) return path.slice(0, templates);
    return /^(?:Chart\.ya?ml|requirements\.yaml|values\.ya?ml|\.helmignore)$/.test(basename(path))
      ? dirname(path)
      : undefined;
  },
  build(root, files, before) {
    const last = before && builds.get(before);
    const read = new ChartFiles(files, last?.files.read ?? new Map());
    const chart = readChart(root, read);
    if (!chart) return undefined;
    const environments = environmentsOf(root, chart, read).map((each) => kept(each, before));
    const staging = stagingOf(chart, read, last?.files);
    const staged = new Map<string, Staged>();
    for (const { environment, layers, replaces } of environments) {
      const [first] = staged.values();
      const given = { layers, replaces: replaces ?? false };
      staged.set(environment.id, stageOf(staging, given, first, last?.staged.get(environment.id)));
    }
    const made = environments.flatMap(({ environment }) => unitsOf(environment, staged.get(environment.id)!, last));
    const missing = environments.flatMap(({ environment }) => {
      const old = before?.units.find((unit) => unit.key === MISSING && unit.environment === environment);
      return missingUnit(environment, staged.get(environment.id)!, root, old) ?? [];
    });
    const deployment: Deployment = {
      id: deploymentId(root),
      environments: environments.map(({ environment }) => environment),
      units: [...made.map(({ unit }) => unit), ...missing],
      claims: claimsOf(chart),
      uses: usesOf(chart),
      problems: problemsOf(chart, environments, staged),
    };
    builds.set(deployment, { files: read, staged, units: new Map(made.map((each) => [each.id, each])) });
    return deployment;
  },
};

/** What a build keeps for the next one. */
interface Build {
  readonly files: ChartFiles;
  /** By the id of the environment. */
  readonly staged: ReadonlyMap<string, Staged>;
  readonly units: ReadonlyMap<string, MadeUnit>;
}

interface MadeUnit {
  readonly id: string;
  readonly render: Render;
  readonly unit: Unit;
}

const builds = new WeakMap<Deployment, Build>();

/** The environment object of the build before, where it is the same. */
function kept(found: HelmEnvironment, before: Deployment | undefined): HelmEnvironment {
  const { environment } = found;
  const old = before?.environments.find(({ id }) => id === environment.id);
  const same = old && old.name === environment.name && old.label === environment.label && old.file === environment.file;
  return same ? { ...found, environment: old } : found;
}

function unitsOf(environment: Environment, { renders }: Staged, last: Build | undefined): readonly MadeUnit[] {
  return [...renders].flatMap(([key, render]): MadeUnit[] => {
    const id = `${environment.id} ${key}`;
    const old = last?.units.get(id);
    if (old && old.render.source === render.source && old.unit.environment === environment) return [{ ...old, render }];
    if (key === 'templates/NOTES.txt') {
      const components = notesComponents(render.source, environment, `${render.source.file}#0`);
      return components.length > 0 ? [{ id, render, unit: { key, environment, components } }] : [];
    }
    return isManifest(render) ? [{ id, render, unit: { key, environment, source: render.source } }] : [];
  });
}

function isManifest({ output }: Render): boolean {
  return /(?:^|[\s{,])"?kind"?:/.test(output.text);
}

/** The templates of every chart within, whether it is enabled and they are a part of it or not. */
function claimsOf(chart: Chart): readonly string[] {
  return [...chart.templates.map(({ file }) => file.path), ...chart.ignored, ...chart.charts.flatMap(claimsOf)];
}

function usesOf(chart: Chart): readonly string[] {
  return chart.charts.flatMap((each) => [each.folder, ...usesOf(each)]);
}
