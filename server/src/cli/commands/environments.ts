/** `portolan environments`: the ways in which a workspace is deployed. */
import type { EnvironmentEntry } from '../../features/environments.ts';
import { relativePath } from '../../workspace/paths.ts';
import type { Command } from '../parts.ts';
import { toJson } from '../reports/json.ts';
import { counted } from '../reports/report.ts';
import { alignedTable } from '../reports/table.ts';
import { type Paint, paintFor, printable } from '../terminal.ts';
import { oneOf, readArguments } from '../usage.ts';
import { openWorkspace } from '../workspace.ts';

const FORMATS = ['pretty', 'json'] as const;

export const command: Command = {
  help: `Lists the environments: the ways in which the folder is deployed, and what makes each of them.

Usage: portolan environments [PATHS...] [OPTIONS]

  PATHS   a folder, the current one where none is given; or files and folders within it

  --format pretty|json   how the list is written (pretty)

An environment is made by a Helm values file, a kustomize overlay, a tfvars file, a Compose variant (compose.prod.yaml), a
Compose profile, an env file (.env.production), or a folder (prod) beside another one (dev). Names that mean the same,
such as prod and production, are one environment.
`,
  async run(args, terminal, parts) {
    const { values, positionals } = readArguments(args, { format: { type: 'string' } });
    const format = oneOf('format', values.format, FORMATS);
    const { chart, root, isNamed, faults } = await openWorkspace(positionals, terminal, parts);
    const entries = chart
      .environments()
      .map((entry) => ({
        ...entry,
        ways: entry.ways.filter(({ environment: { file } }) => file === '' || isNamed(file)),
      }))
      .filter(({ ways }) => ways.length > 0);
    terminal.stdout.write(write[format](entries, root, paintFor(terminal.stdout, terminal.env)));
    return faults() > 0 ? 2 : 0;
  },
};

type Write = (entries: readonly EnvironmentEntry[], root: string, paint: Paint) => string;

const write: Readonly<Record<(typeof FORMATS)[number], Write>> = {
  pretty: (entries, root, paint) =>
    alignedTable(
      entries.flatMap(({ written, ways }) =>
        ways.map(({ environment, components, ports }, index) => [
          index === 0 ? paint.bold(printable(written.join(', '))) : '',
          printable(placeOf(environment, root)),
          paint.dim(`${counted(components, 'component')}, ${counted(ports, 'port')}`),
        ]),
      ),
    ),
  json: (entries, root) =>
    toJson({
      environments: entries.map(({ name, written, ways }) => ({
        name,
        written,
        ways: ways.map(({ environment, components, ports }) => ({
          name: environment.name,
          label: environment.label,
          file: environment.file === '' ? null : relativePath(root, environment.file),
          components,
          ports,
        })),
      })),
    }),
};

/** Where it is made: its file or folder, and what of that where that is not all. */
function placeOf({ file, label }: EnvironmentEntry['ways'][number]['environment'], root: string): string {
  if (file === '') return label;
  const path = relativePath(root, file);
  return path.endsWith(label) ? path : `${path} (${label})`;
}
