/**
 * Runs the command line inside the test: a folder on the disk, a terminal that keeps what is written, and an engine
 * with one rule, which wants 8080 wherever 8081 is written.
 */
import type { TestContext } from 'node:test';
import { main } from '../../server/src/cli/main.ts';
import type { Chart, ChartEngine, Parts, RuleDoc } from '../../server/src/cli/parts.ts';
import type { EngineOptions } from '../../server/src/engine.ts';
import type { PortRow } from '../../server/src/features/ports.ts';
import type { Flow, TraceQuery } from '../../server/src/features/trace.ts';
import type { Facts, Finding, Site, Span } from '../../server/src/model/index.ts';
import { fileSource } from '../../server/src/syntax/source.ts';
import { folderOfFiles } from '../workspace/folder.ts';

export const RULES: readonly RuleDoc[] = [
  {
    id: 'wrong-port',
    severity: 'error',
    summary: 'A port that nothing listens on',
    why: 'Connections to it are refused.\n',
    bad: { 'web.yaml': 'port: 8081\n' },
    good: { 'web.yaml': 'port: 8080\n' },
  },
  {
    id: 'odd-port',
    severity: 'info',
    summary: 'A port | that is odd',
    why: 'It surprises.',
    bad: { 'web.yaml': 'odd: 9\n' },
    good: { 'web.yaml': '' },
  },
];

export interface Setup {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Replaces the rule. */
  readonly find?: (file: string, text: string, root: string) => readonly Finding[];
  readonly ports?: (root: string) => readonly PortRow[];
  readonly trace?: (query: TraceQuery, root: string) => readonly Flow[];
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  /** The current folder, relative to the folder of the files. */
  readonly cwd?: string;
  /** A fault that the engine tells while it checks. */
  readonly fault?: string;
}

export interface Outcome {
  readonly root: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A span of `text` in a file. */
export function spanOf(file: string, text: string, token: string, from = 0): Span {
  const start = text.indexOf(token, from);
  return fileSource(file, text).span(start, start + token.length);
}

export async function run(test: TestContext, args: readonly string[], setup: Setup = {}): Promise<Outcome> {
  const { files = {}, env = {}, isTTY = false, cwd = '.' } = setup;
  const root = folderOfFiles(test, files);
  const stdout: string[] = [];
  const stderr: string[] = [];
  const parts: Parts = {
    createChart: async (options) => chartOf(options, setup),
    rules: async () => RULES,
    startServer: async () => void stdout.push('served'),
  };
  const terminal = {
    cwd: `${root}/${cwd}`,
    env,
    stdout: { isTTY, write: (text: string) => stdout.push(text) },
    stderr: { isTTY, write: (text: string) => stderr.push(text) },
  };
  const code = await main(args, terminal, parts);
  return { root, code, stdout: stdout.join(''), stderr: stderr.join('') };
}

function chartOf({ root, onFault }: EngineOptions, setup: Setup): Chart {
  const { find = wrongPorts, ports = () => [], trace = () => [] } = setup;
  const texts = new Map<string, string>();
  const engine: ChartEngine = {
    update: (file, text) => void texts.set(file, text),
    remove: (file) => void texts.delete(file),
    deploy: () => {},
    refresh: () => {
      if (setup.fault) onFault?.(setup.fault);
      return new Set();
    },
    findings: (file) => find(file, texts.get(file) ?? '', root),
    filesWithFindings: () => [...texts.keys()].filter((file) => engine.findings(file).length > 0),
    files: () => [...texts].map(([file, text]) => factsOf(file, text)),
    problems: () => [...engine.files()].flatMap(({ file, problems }) => problems.map((each) => ({ file, ...each }))),
    text: (file) => texts.get(file),
  };
  const map = () => ({ environments: [], components: [], flows: [], parity: { environments: [], rows: [] } });
  return {
    engine,
    ports: () => ports(root),
    trace: (query) => trace(query, root),
    environments: () => [],
    environmentNames: () => [],
    map,
    record: () => [],
  };
}

/** Every number is a site; `BROKEN` is a problem. */
function factsOf(file: string, text: string): Facts {
  const source = fileSource(file, text);
  const sites = [...text.matchAll(/\d+/g)].map(
    (match): Site => ({
      role: 'declare',
      span: source.span(match.index, match.index + match[0].length),
      value: { kind: 'number', number: Number(match[0]) },
      protocol: 'tcp',
      field: 'port',
    }),
  );
  const span = source.span(0, 0);
  const broken = text.indexOf('BROKEN');
  return {
    file,
    format: 'test',
    components: [
      { kind: 'router', id: file, file, format: 'test', label: 'x', name: 'x', span, sites, namespace: undefined },
    ],
    suppressions: [],
    problems: broken < 0 ? [] : [{ message: 'cannot read this', span: source.span(broken, broken + 6) }],
  };
}

/** An error for every 8081, with a fix. */
export function wrongPorts(file: string, text: string): readonly Finding[] {
  const source = fileSource(file, text);
  return [...text.matchAll(/8081/g)].map(({ index }) => {
    const span = source.span(index, index + 4);
    return {
      rule: 'wrong-port',
      severity: 'error',
      span,
      message: 'port 8081 reaches nothing: web declares 8080',
      related: [],
      fixes: [{ title: 'Change port to 8080', edits: [{ span, newText: '8080' }] }],
    };
  });
}
