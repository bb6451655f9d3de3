/** What is told of a chart besides its ports: what cannot be read, and which values are looked for and not there. */
import type { Span } from '../../model/index.ts';
import { placeKey } from '../../model/index.ts';
import type { Deployment } from '../deployment.ts';
import type { Chart } from './chart.ts';
import type { HelmEnvironment } from './environments.ts';
import type { ChartFile } from './files.ts';
import type { Staged } from './stage.ts';

type Problem = Deployment['problems'][number];

/** One line each, none twice. */
export function problemsOf(
  chart: Chart,
  environments: readonly HelmEnvironment[],
  staged: ReadonlyMap<string, Staged>,
): readonly Problem[] {
  const absent = absentCharts(chart);
  const found: Problem[] = [...absent, ...chartProblems(chart)];
  for (const { file } of environments) found.push(...valuesProblems(file));
  for (const { renders } of staged.values()) {
    for (const { reads } of renders.values()) {
      // Helpers of a chart that is not here are no mistake.
      const own =
        absent.length > 0 ? reads.problems.filter(({ message }) => !message.includes('no template')) : reads.problems;
      found.push(...own.map(({ message, span }) => ({ file: span.file, message, span })));
    }
  }
  const seen = new Set<string>();
  return found.filter(({ file, message, span }) => {
    const key = `${file} ${span && placeKey(span)} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function chartProblems(chart: Chart): readonly Problem[] {
  const faults = chart.templates.flatMap(({ file }) => faultsOf(file));
  return [...faults, ...valuesProblems(chart.values), ...chart.charts.flatMap(chartProblems)];
}

function faultsOf(file: ChartFile): readonly Problem[] {
  const { source } = file;
  const { problems } = file.anyScript().template;
  return problems.map(({ message, start, end }) => {
    const span = source.span(start, end);
    return { file: file.path, message: `${shown(source.text.slice(start, end))} ${message}`, span };
  });
}

function shown(action: string): string {
  return action.length > 40 ? `${action.slice(0, 37)}...` : action;
}

function valuesProblems(file: ChartFile | undefined): readonly Problem[] {
  if (!file) return [];
  const { document, fault } = file.yaml;
  const at = (offset: number): Span => file.source.span(offset, offset);
  if (fault) return [{ file: file.path, message: fault.message, span: at(fault.offset) }];
  const isEmpty = !document || (document.kind === 'scalar' && /^(?:~|null|)$/.test(document.text));
  if (isEmpty || document.kind === 'map') return [];
  return [{ file: file.path, message: 'values are a map; this file is left out', span: at(document.start) }];
}

/** Dependencies that are neither in `charts/` nor beside the chart. */
function absentCharts(chart: Chart): readonly Problem[] {
  const own = chart.dependencies.flatMap((each): Problem[] => {
    const found = chart.charts.some(({ name, folder }) => name === each.name || folder === each.folder);
    if (found) return [];
    const message = `chart ${each.name} is not in the workspace: what it deploys is left out`;
    return [{ file: each.span?.file ?? chart.folder, message, ...(each.span ? { span: each.span } : {}) }];
  });
  return [...own, ...chart.charts.flatMap(absentCharts)];
}
