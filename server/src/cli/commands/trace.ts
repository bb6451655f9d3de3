/** `portolan trace`: the flows through a place or a component. */
import { statSync } from 'node:fs';
import type { Endpoint, Flow, Hop, TraceQuery } from '../../features/trace.ts';
import { absolutePath } from '../../workspace/paths.ts';
import type { Command } from '../parts.ts';
import { type Branch, flowTree, trunksOf } from '../reports/flow-tree.ts';
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
       portolan trace --from internet|COMPONENT [--to COMPONENT[:PORT]] [OPTIONS]
       portolan trace --to COMPONENT[:PORT] [OPTIONS]

  FILE:LINE[:COLUMN]   a place in a file, from 1: k8s/service.yaml:9
  COMPONENT[:PORT]     a component by its name, and one of its ports by number or name: web:8080

  --from internet                from every entry as a packet would go: whether it arrives, or where it dies and why
  --from COMPONENT               the same for all that a component asks for
  --to COMPONENT[:PORT]          only what comes there from the internet, or from whom --from names

  --format pretty|json|mermaid   how the flows are written (pretty)
  --environment NAME             look at one environment alone: prod (all)

Exit code: 1 where no port is there.
`,
  async run(args, terminal, parts) {
    const { values, positionals } = readArguments(args, {
      format: { type: 'string' },
      environment: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
    });
    const format = oneOf('format', values.format, FORMATS);
    atMost(1, positionals);
    const [written] = positionals;
    const { from, to } = values;
    const isTraffic = from !== undefined || to !== undefined;
    if (isTraffic === (written !== undefined)) throw new UsageError('trace takes a place, a component, --from or --to');
    const query = isTraffic ? trafficQuery(from, to) : queryOf(written ?? '', terminal.cwd);
    const paths = query.kind === 'place' ? [query.file] : ['.'];
    const { chart, root, faults } = await openWorkspace(paths, terminal, parts, values.environment);
    const flows = chart.trace(query);
    terminal.stdout.write(write[format](flows, root, paintFor(terminal.stdout, terminal.env)));
    if (flows.length === 0) {
      const what = isTraffic ? 'no traffic there' : `no port at ${printable(written ?? '')}`;
      terminal.stderr.write(`portolan: ${what}\n`);
    }
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
  return { kind: 'component', ...endpointOf(written) };
}

/** `web:8080`, or a component alone. */
function endpointOf(written: string): Endpoint {
  const colon = written.lastIndexOf(':');
  if (colon <= 0) return { component: written };
  return { component: written.slice(0, colon), port: written.slice(colon + 1) };
}

function trafficQuery(from = 'internet', to?: string): TraceQuery {
  return { kind: 'traffic', from, ...(to === undefined ? {} : { to: endpointOf(to) }) };
}

const write: Record<(typeof FORMATS)[number], (flows: readonly Flow[], root: string, paint: Paint) => string> = {
  pretty: flowTree,
  json: (flows, root) =>
    flows.some(({ verdict }) => verdict)
      ? toJson({ entries: trunksOf(flows).map((trunk) => branchFields(trunk, root)) })
      : toJson({ flows: flows.map(({ hops }) => ({ hops: hops.map((hop) => hopFields(hop, root)) })) }),
  mermaid: (flows, root) => mermaid(flows, root),
};

/** Traffic as a tree; `verdict` is null where it goes on. */
function branchFields({ hop, verdict, branches }: Branch, root: string): object {
  const next = branches.map((branch) => branchFields(branch, root));
  return { ...hopFields(hop, root), verdict: verdict ?? null, next };
}

function hopFields(hop: Hop, root: string) {
  return { ...siteFields(hop, root), link: hop.link, ok: hop.ok, reason: hop.reason ?? null };
}
