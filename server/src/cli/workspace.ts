/** Opens what a command line names: reads it into an engine, checks it, and tells what was left out. */
import { isSameEnvironment } from '../features/environments.ts';
import type { Finding } from '../model/index.ts';
import type { Skipped } from '../workspace/discovery.ts';
import { indexFolder, problemsOf } from '../workspace/index-folder.ts';
import { relativePath } from '../workspace/paths.ts';
import { combine, environmentIn, NOTHING_SET, reporting } from '../workspace/settings.ts';
import { readSettingsFile } from '../workspace/settings-file.ts';
import { isNamed, resolveTargets } from '../workspace/targets.ts';
import type { Chart, Parts } from './parts.ts';
import { progressLine } from './progress.ts';
import { printable, type Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

export interface Workspace {
  /** Absolute; what paths are shown relative to. */
  readonly root: string;
  readonly chart: Chart;
  /** The files that were read and that were asked about, absolute and in order. */
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
  /** True for files that were asked about. */
  isNamed(file: string): boolean;
  /** How many faults of rules and formats the engine told so far. */
  faults(): number;
}

/**
 * @param environment The one that is looked at, by its name; all of them where it is absent.
 * @param paths As typed; the current folder where there are none.
 * @throws UsageError for a path that is not there, and for an environment that there is not.
 */
export async function openWorkspace(
  paths: readonly string[],
  terminal: Terminal,
  parts: Parts,
  environment?: string,
): Promise<Workspace> {
  const targets = resolveTargets(paths.length > 0 ? paths : ['.'], terminal.cwd);
  if ('missing' in targets) throw new UsageError(`${targets.missing}: no such file or folder`);
  const { root, named } = targets;
  const progress = progressLine(terminal.stderr);
  let faults = 0;
  const say = (text: string) => {
    progress.end();
    terminal.stderr.write(`portolan: ${printable(text)}\n`);
  };
  const file = readSettingsFile(root);
  for (const problem of file.problems) say(problem);
  const settings = combine(file.settings, { ...NOTHING_SET, ...environmentIn(environment) });
  const chart = await parts.createChart({
    root,
    ...reporting(root, settings),
    onFault(message) {
      faults++;
      say(message);
    },
  });
  const work = indexFolder(chart.engine, root, { named, exclude: settings.exclude, maxBytes: settings.maxBytes });
  let step = work.next();
  for (; !step.done; step = work.next()) {
    const { done, total } = step.value;
    progress.show(total === 0 ? 'Listing files' : `Reading files: ${done} of ${total}`);
  }
  progress.show('Checking');
  chart.engine.refresh();
  progress.end();
  if (environment !== undefined) checkEnvironment(environment, chart.environmentNames());

  const left = [...step.value.skipped, ...problemsOf(chart.engine)].filter(({ file }) => isNamed(targets, file));
  for (const { file, reason } of left) say(`skipped ${relativePath(root, file)}: ${reason}`);
  const read = step.value.files.filter((file) => chart.engine.text(file) !== undefined && isNamed(targets, file));
  return {
    root,
    chart,
    files: read.sort(),
    skipped: left,
    isNamed: (file) => isNamed(targets, file),
    faults: () => faults,
  };
}

function checkEnvironment(name: string, names: readonly string[]): void {
  if (names.some((each) => isSameEnvironment(each, name))) return;
  const there = names.length > 0 ? `there are ${names.join(', ')}` : 'there are none';
  throw new UsageError(`no environment is called '${name}'; ${there}`);
}

/** The findings in what was asked about, by file and place. */
export function findingsOf({ chart: { engine }, isNamed }: Workspace): readonly Finding[] {
  return [...engine.filesWithFindings()]
    .filter(isNamed)
    .sort()
    .flatMap((file) => engine.findings(file));
}
