/** What the commands need of the rest of the program; tests put stand-ins in their place. */
import type { Engine, EngineOptions } from '../engine.ts';
import type { EnvironmentEntry } from '../features/environments.ts';
import type { PortMap, RecordLine } from '../features/map.ts';
import type { PortRow } from '../features/ports.ts';
import type { Flow, TraceQuery } from '../features/trace.ts';
import type { Rule } from '../rules/rule.ts';
import type { Terminal } from './terminal.ts';

export type ChartEngine = Pick<
  Engine,
  'update' | 'remove' | 'deploy' | 'refresh' | 'findings' | 'filesWithFindings' | 'files' | 'problems' | 'text'
>;

/** An engine and the questions that can be put to it. */
export interface Chart {
  readonly engine: ChartEngine;
  /** `implied`: those that are not written, too. */
  ports(options?: { readonly implied?: boolean }): readonly PortRow[];
  trace(query: TraceQuery): readonly Flow[];
  environments(): readonly EnvironmentEntry[];
  /** The names that `--environment` takes. */
  environmentNames(): readonly string[];
  map(): PortMap;
  /** What `ports.lock.yaml` is to say. */
  record(): readonly RecordLine[];
}

/** A rule as its readers know it. */
export type RuleDoc = Omit<Rule, 'check'>;

export interface Parts {
  createChart(options: EngineOptions): Promise<Chart>;
  rules(): Promise<readonly RuleDoc[]>;
  /** Serves an editor over standard input and output until the process ends. */
  startServer(): Promise<void>;
}

export interface Command {
  /** What `portolan COMMAND --help` prints. */
  readonly help: string;
  /** @returns the exit code. Throws `UsageError` for arguments that make no sense. */
  run(args: readonly string[], terminal: Terminal, parts: Parts): Promise<number>;
}
