/** Measures one workspace: the floor, the language server and the terminal, in the same run and on the same files. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MeasuredServer } from './language-server.ts';
import { type BenchService, seededRandom, type Workspace } from './workspace.ts';

/** Times in milliseconds, sizes in bytes. */
export interface Measurement {
  readonly services: number;
  readonly files: number;
  readonly bytes: number;
  /** Read and parse into events, one thread. */
  readonly floor: number;
  /** From `initialized` to the end of the progress. */
  readonly coldIndex: number;
  /** `check --format json`, from the start of the process to its end. */
  readonly check: number;
  /** Each sorted. */
  readonly keystrokes: readonly number[];
  readonly hovers: readonly number[];
  /** Resident, after the index, when the server has fallen silent. */
  readonly memory: number;
  /** What the program says that it should not, or leaves out; empty when its findings are exactly the known ones. */
  readonly surprises: readonly string[];
}

const keystrokeCount = 200;
const hoveredServices = 50;
const hoversPerService = 4;

/** The value at `part` (0 to 1) of sorted values. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** Measures `runs` times and keeps the medians of the whole-workspace times; types and hovers in the last run. */
export async function measure(
  cli: string,
  floorProgram: string,
  root: string,
  workspace: Workspace,
  runs: number,
  say: (what: string) => void,
): Promise<Measurement> {
  const bytes = warm(root, workspace);
  const floors: number[] = [];
  const coldIndexes: number[] = [];
  const checks: number[] = [];
  let surprises: readonly string[] = [];
  let interactive: Pick<Measurement, 'keystrokes' | 'hovers' | 'memory'> | undefined;
  for (let run = 1; run <= runs; run++) {
    say(`${workspace.services.length} services, run ${run} of ${runs}: floor`);
    floors.push(JSON.parse(runNode([floorProgram, root], [0]).output).milliseconds);
    say(`${workspace.services.length} services, run ${run} of ${runs}: check`);
    const check = runNode([cli, 'check', root, '--format', 'json'], [0, 1]);
    checks.push(check.milliseconds);
    say(`${workspace.services.length} services, run ${run} of ${runs}: language server`);
    const server = await MeasuredServer.start(cli, root);
    try {
      coldIndexes.push(server.coldIndex);
      if (run < runs) continue;
      await server.settle();
      const memory = server.memory();
      const prefix = `${pathToFileURL(root).href}/`;
      surprises = [
        ...unexpected(
          'check',
          workspace,
          JSON.parse(check.output).findings.map((finding: { file: string }) => finding.file),
        ),
        ...unexpected(
          'the language server',
          workspace,
          [...server.diagnostics].flatMap(([uri, { diagnostics }]) => diagnostics.map(() => uri.slice(prefix.length))),
        ),
      ];
      interactive = {
        memory,
        keystrokes: await type(server, root, workspace),
        hovers: await hover(server, root, workspace),
      };
    } finally {
      await server.stop();
    }
  }
  if (!interactive) throw new Error('measured nothing: at least one run is needed');
  return {
    services: workspace.services.length,
    files: workspace.files.length,
    bytes,
    floor: median(floors),
    coldIndex: median(coldIndexes),
    check: median(checks),
    surprises,
    ...interactive,
  };
}

/** Reads every file once, so that nothing measured waits for the disk. @returns the bytes read. */
function warm(root: string, workspace: Workspace): number {
  return workspace.files.reduce((sum, file) => sum + readFileSync(join(root, file.path)).length, 0);
}

/** Types the target port of one sound Service to one number after another, a digit at a time, and back. */
async function type(server: MeasuredServer, root: string, workspace: Workspace): Promise<readonly number[]> {
  const random = seededRandom(keystrokeCount);
  const service = workspace.services.find((candidate) => candidate.numeric && !candidate.broken);
  if (!service) throw new Error('no Service to type in');
  const { uri, text, line, character } = targetPort(root, service);
  await server.open(uri, 'yaml', text);
  let current = String(service.containerPort);
  let version = 1;
  const times: number[] = [];
  const press = async (from: number, to: number, digit: string): Promise<void> => {
    version++;
    const range = { start: { line, character: character + from }, end: { line, character: character + to } };
    times.push(await server.change(uri, version, range, digit));
  };
  const write = async (next: string): Promise<void> => {
    for (let end = current.length; end > 0; end--) await press(end - 1, end, '');
    for (let at = 0; at < next.length; at++) await press(at, at, next[at]!);
    current = next;
  };
  while (times.length < keystrokeCount - 8) {
    const port = 1024 + Math.floor(random() * 8_000);
    await write(String(port === service.containerPort ? port + 1 : port));
    if (!server.diagnostics.has(uri)) throw new Error(`targetPort ${current} of ${service.name} is not reported`);
  }
  await write(String(service.containerPort));
  if (server.diagnostics.has(uri)) throw new Error(`${service.name} is mended, and still reported`);
  return times.sort((left, right) => left - right);
}

/** Hovers over target ports all over the workspace. */
async function hover(server: MeasuredServer, root: string, workspace: Workspace): Promise<readonly number[]> {
  const random = seededRandom(hoveredServices);
  const numeric = workspace.services.filter((service) => service.numeric && !service.broken);
  const times: number[] = [];
  for (let number = 1; number <= hoveredServices; number++) {
    // The first one was typed in, and is open.
    const service = numeric[1 + Math.floor(random() * (numeric.length - 1))]!;
    const { uri, text, line, character } = targetPort(root, service);
    await server.open(uri, 'yaml', text);
    for (let time = 0; time < hoversPerService; time++) {
      const answer = await server.hover(uri, line, character + 1);
      if (!answer.text.includes(String(service.containerPort))) throw new Error(`no hover on targetPort of ${uri}`);
      times.push(answer.milliseconds);
    }
    await server.close(uri);
  }
  return times.sort((left, right) => left - right);
}

/** Where a Service manifest writes its target port, from 0. */
function targetPort(root: string, service: BenchService) {
  const path = join(root, service.folder, 'service.yaml');
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  const line = lines.findIndex((candidate) => candidate.includes('targetPort: '));
  return { uri: pathToFileURL(path).href, text, line, character: lines[line]!.indexOf(': ') + 2 };
}

/** One line for each file that has other findings than the one that is known. */
function unexpected(who: string, workspace: Workspace, found: readonly string[]): readonly string[] {
  const known = new Set(workspace.broken);
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const file of found) {
    if (!known.has(file) || seen.has(file)) lines.push(`${who} reports more than is wrong in ${file}`);
    seen.add(file);
  }
  for (const file of known) if (!seen.has(file)) lines.push(`${who} misses what is wrong in ${file}`);
  return lines;
}

function runNode(words: readonly string[], statuses: readonly number[]): { output: string; milliseconds: number } {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const milliseconds = performance.now() - start;
  if (error) throw error;
  if (!statuses.includes(status ?? -1)) throw new Error(`node ${words.join(' ')} ended with ${status}\n${stderr}`);
  return { output: stdout, milliseconds };
}

function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((left, right) => left - right),
    0.5,
  );
}
