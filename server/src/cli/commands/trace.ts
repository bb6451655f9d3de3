/** `portolan trace`: the flows through a place or a component. */
import { statSync } from 'node:fs';
import type { Flow, Hop, TraceQuery } from '../../features/trace.ts';
import { absolutePath } from '../../workspace/paths.ts';
import type { Command } from '../parts.ts';
import { flowTree } from '../reports/flow-tree.ts';
import { toJson } from '../reports/json.ts';
import { mermaid } from '../reports/mermaid.ts';
import { siteFields } from '../reports/site.ts';
import { type Paint, paintFor, printable } from '../terminal.ts';
import { atMost, oneOf, readArguments, UsageError } from '../usage.ts';
import { openWorkspace } from '../workspace.ts';

const FORMATS = ['pretty', 'json', 'mermaid'] as const;

export const command: Command = {
  help: `Shows the way of a port, hop by hop, from the outermost entry to the process that listens.

Usage: portolan trace FILE:LINE[:COLUMN] | COMPONENT[:PORT] [OPTIONS]

  FILE:LINE[:COLUMN]   a place in a file, from 1: k8s/service.yaml:9
  COMPONENT[:PORT]     a component by its name, and one of its ports by number or name: web:8080

  --format pretty|json|mermaid   how the flows are written (pretty)
  --environment NAME             look at one environment alone: prod (all)

Exit code: 1 where no port is there.
`,
  async run(args, terminal, parts) {
    const { values, positionals } = readArguments(args, {
      format: { type: 'string' },
      environment: { type: 'string' },
    });
    const format = oneOf('format', values.format, FORMATS);
    atMost(1, positionals);
    const [written] = positionals;
    if (written === undefined) throw new UsageError('trace takes a place or a component');
    const query = queryOf(written, terminal.cwd);
    const paths = query.kind === 'place' ? [query.file] : ['.'];
    const { chart, root, faults } = await openWorkspace(paths, terminal, parts, values.environment);
    const flows = chart.trace(query);
    terminal.stdout.write(write[format](flows, root, paintFor(terminal.stdout, terminal.env)));
    if (flows.length === 0) terminal.stderr.write(`portolan: no port at ${printable(written)}\n`);
    if (faults() > 0) return 2;
    return flows.length === 0 ? 1 : 0;
  },
};

/** A place where there is such a file, else a component. */
function queryOf(written: string, cwd: string): TraceQuery {
  const [, path, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(written) ?? [];
  const file = path === undefined ? undefined : absolutePath(path, cwd);
  if (file !== undefined && statSync(file, { throwIfNoEntry: false })?.isFile()) {
    const at = column === undefined ? {} : { column: Number(column) - 1 };
    return { kind: 'place', file, line: Number(line) - 1, ...at };
  }
  const colon = written.lastIndexOf(':');
  if (colon <= 0) return { kind: 'component', component: written };
  return { kind: 'component', component: written.slice(0, colon), port: written.slice(colon + 1) };
}

const write: Record<(typeof FORMATS)[number], (flows: readonly Flow[], root: string, paint: Paint) => string> = {
  pretty: flowTree,
  json: (flows, root) =>
    toJson({ flows: flows.map(({ hops }) => ({ hops: hops.map((hop) => hopFields(hop, root)) })) }),
  mermaid: (flows, root) => mermaid(flows, root),
};

function hopFields(hop: Hop, root: string) {
  return { ...siteFields(hop, root), link: hop.link, ok: hop.ok, reason: hop.reason ?? null };
}
