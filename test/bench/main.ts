/**
 * The bench: `npm run bench -- [--services 1000,10000] [--runs 3] [--cli PATH] [--write]`. Builds the program, makes
 * workspaces, measures, prints a Markdown table. Run by hand, and never as a test: a timed test fails on a busy day.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cloudFormation, terraform } from './clouds.ts';
import { chart, measureScenario, overlays, type ScenarioMeasurement, scenarioReport } from './deployments.ts';
import { type Measurement, measure } from './measure.ts';
import { replaceTable, report } from './report.ts';
import { makeWorkspace, writeWorkspace } from './workspace.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const page = join(project, 'docs/performance.md');
const seed = 20_260_401;

const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '1000,10000' },
    runs: { type: 'string', default: '3' },
    /** Another build to measure; without it, this checkout is built first. */
    cli: { type: 'string' },
    /** Replaces the table in docs/performance.md. */
    write: { type: 'boolean', default: false },
  },
});
const counts = values.services.split(',').map(Number);
const runs = Number(values.runs);
if (![...counts, runs].every((count) => Number.isInteger(count) && count > 0)) {
  console.error('--services takes whole numbers between commas, --runs one');
  process.exit(2);
}

const say = (what: string): void => console.error(`bench: ${what}`);
const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'portolan-bench-')));
const clean = (): void => rmSync(temporary, { recursive: true, force: true });
process.on('exit', clean);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const measurements: Measurement[] = [];
const floorProgram = fileURLToPath(new URL('floor.mjs', import.meta.url));
const cli = values.cli ? resolve(values.cli) : build();
for (const count of counts) {
  const root = join(temporary, String(count));
  say(`${count} services: making the workspace`);
  const workspace = makeWorkspace(count, seed);
  writeWorkspace(root, workspace);
  measurements.push(await measure(cli, floorProgram, root, workspace, runs, say));
  rmSync(root, { recursive: true, force: true });
}

const scenarios: ScenarioMeasurement[] = [];
for (const scenario of [chart(100, 5), overlays(200, 30), terraform(2000), cloudFormation(2000)]) {
  const root = join(temporary, `deployments${scenarios.length}`);
  say(scenario.name);
  scenarios.push(await measureScenario(cli, floorProgram, root, scenario));
  rmSync(root, { recursive: true, force: true });
}

const table = report(measurements);
const deployments = scenarioReport(scenarios);
console.log(`${table}\n\n${deployments}`);
if (values.write) {
  const text = replaceTable(readFileSync(page, 'utf8'), table);
  writeFileSync(page, replaceTable(text, deployments, 'bench-deployments'));
  say('wrote docs/performance.md');
}
const surprises = measurements.flatMap((measurement) => measurement.surprises);
for (const line of surprises.slice(0, 20)) say(line);
process.exit(surprises.length > 0 ? 1 : 0);

function build(): string {
  say('building the program');
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: project, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  return join(project, 'dist/cli.js');
}
