/** `portolan ports`: every place that names a port. */
import type { PortRow } from '../../features/ports.ts';
import type { Command } from '../parts.ts';
import { toJson } from '../reports/json.ts';
import { placeText } from '../reports/place.ts';
import { portText, siteFields } from '../reports/site.ts';
import { alignedTable, escapeMarkdown, markdownTable } from '../reports/table.ts';
import { type Paint, paintFor, printable } from '../terminal.ts';
import { oneOf, readArguments } from '../usage.ts';
import { openWorkspace } from '../workspace.ts';

const FORMATS = ['pretty', 'json', 'markdown', 'csv'] as const;
const COLUMNS = [
  ...['file', 'line', 'column', 'endLine', 'endColumn', 'text', 'value'],
  ...['name', 'protocol', 'role', 'component', 'format'],
] as const;

export const command: Command = {
  help: `Lists every place that names a port: what it says, what that resolves to, and whose it is.

Usage: portolan ports [PATHS...] [OPTIONS]

  PATHS   a folder, the current one where none is given; or files and folders within it

  --format pretty|json|markdown|csv   how the list is written (pretty)
  --implied                           also ports that are not written, at the places that imply them
  --environment NAME                  look at one environment alone: prod (all)
`,
  async run(args, terminal, parts) {
    const { values, positionals } = readArguments(args, {
      format: { type: 'string' },
      implied: { type: 'boolean' },
      environment: { type: 'string' },
    });
    const format = oneOf('format', values.format, FORMATS);
    const { chart, root, isNamed, faults } = await openWorkspace(positionals, terminal, parts, values.environment);
    const rows = chart.ports({ implied: values.implied === true }).filter(({ span }) => isNamed(span.file));
    terminal.stdout.write(write[format](rows, root, paintFor(terminal.stdout, terminal.env)));
    return faults() > 0 ? 2 : 0;
  },
};

const write: Record<(typeof FORMATS)[number], (rows: readonly PortRow[], root: string, paint: Paint) => string> = {
  pretty: (rows, root, paint) =>
    alignedTable(
      rows.map((row) => [
        printable(placeText(row.span, root)),
        paint.bold(printable(portText(row))),
        row.role,
        printable(row.component),
        paint.dim(row.format),
      ]),
    ),
  json: (rows, root) => toJson({ ports: rows.map((row) => siteFields(row, root)) }),
  markdown: (rows, root) =>
    markdownTable(
      ['Place', 'Port', 'Role', 'Component', 'Format'],
      rows.map((row) =>
        [placeText(row.span, root), portText(row), row.role, row.component, row.format].map(escapeMarkdown),
      ),
    ),
  csv: (rows, root) =>
    [COLUMNS, ...rows.map((row) => siteFields(row, root)).map((site) => COLUMNS.map((column) => site[column] ?? ''))]
      .map((cells) => `${cells.map((cell) => csvCell(String(cell))).join(',')}\n`)
      .join(''),
};

/** RFC 4180. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
