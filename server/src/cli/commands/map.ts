/** `portolan map`: the documented map of every component, port, protocol, environment and flow; or its record. */
import { PORTS_LOCK } from '../../model/index.ts';
import { absolutePath } from '../../workspace/paths.ts';
import { writeSource } from '../../workspace/writing.ts';
import type { Command } from '../parts.ts';
import type { MapReporter } from '../reports/map.ts';
import { recordText } from '../reports/map-record.ts';
import { counted } from '../reports/report.ts';
import { oneOf, readArguments, UsageError } from '../usage.ts';
import { openWorkspace } from '../workspace.ts';

declare const PORTOLAN_VERSION: string;

const FORMATS = ['markdown', 'csv', 'json', 'mermaid', 'html'] as const;

const reporters: Readonly<Record<(typeof FORMATS)[number], () => Promise<MapReporter>>> = {
  markdown: async () => (await import('../reports/map-markdown.ts')).mapMarkdown,
  csv: async () => (await import('../reports/map-csv.ts')).mapCsv,
  json: async () => (await import('../reports/map-json.ts')).mapJson,
  mermaid: async () => (await import('../reports/map-mermaid.ts')).mapMermaid,
  html: async () => (await import('../reports/map-html.ts')).mapHtml,
};

export const command: Command = {
  help: `Writes the map of the folder: every component, port, protocol, environment and flow, and the parity of environments.

Usage: portolan map [PATHS...] [OPTIONS]

  PATHS   a folder, the current one where none is given; or files and folders within it

  --format markdown|csv|json|mermaid|html   how the map is written (markdown)
  --output FILE                             where to, instead of standard output
  --environment NAME                        look at one environment alone: prod (all)
  --record                                  write every port into ports.lock.yaml at the root instead; from then on
                                            check reports what changes without it
`,
  async run(args, terminal, parts) {
    const { values, positionals } = readArguments(args, {
      format: { type: 'string' },
      output: { type: 'string' },
      environment: { type: 'string' },
      record: { type: 'boolean' },
    });
    const format = oneOf('format', values.format, FORMATS);
    if (values.record && (values.format ?? values.output ?? values.environment) !== undefined)
      throw new UsageError('--record stands alone: it writes all environments into ports.lock.yaml');
    const { chart, root, isNamed, faults } = await openWorkspace(positionals, terminal, parts, values.environment);
    const write = (file: string, text: string): number => {
      try {
        writeSource(file, { text, encoding: 'utf8' });
        return faults() > 0 ? 2 : 0;
      } catch (error) {
        throw new UsageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    if (values.record) {
      const lines = chart.record();
      const code = write(`${root}/${PORTS_LOCK}`, recordText(lines));
      terminal.stderr.write(`portolan: recorded ${counted(lines.length, 'port')} in ${PORTS_LOCK}\n`);
      return code;
    }
    const map = chart.map();
    const named = {
      ...map,
      components: map.components.filter(({ span }) => isNamed(span.file)),
      flows: map.flows.filter(({ hops }) => hops.some(({ span }) => isNamed(span.file))),
    };
    const text = (await reporters[format]())({ version: PORTOLAN_VERSION, root, map: named });
    if (values.output !== undefined) return write(absolutePath(values.output, terminal.cwd), text);
    terminal.stdout.write(text);
    return faults() > 0 ? 2 : 0;
  },
};
