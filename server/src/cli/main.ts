/** The command line: which command runs, and what its end means to the shell. */
import type { Command, Parts } from './parts.ts';
import { printable, type Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

declare const PORTOLAN_VERSION: string;

const commands: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  check: () => import('./commands/check.ts'),
  ports: () => import('./commands/ports.ts'),
  trace: () => import('./commands/trace.ts'),
  map: () => import('./commands/map.ts'),
  environments: () => import('./commands/environments.ts'),
  rules: () => import('./commands/rules.ts'),
  lsp: () => import('./commands/lsp.ts'),
};

const HELP = `Portolan charts every port in a folder and says where a link between two of them is broken.

Usage: portolan COMMAND [OPTIONS]

  check          report what is broken, and mend it with --fix
  ports          list every place that names a port
  trace          show the way of a port, from the outermost entry to the process that listens
  map            write the map of all components, ports and flows, or record it
  environments   list the ways in which the folder is deployed
  rules          list the rules, or explain one
  lsp            serve an editor over standard input and output

  -h, --help      this, or the help of a command: portolan check --help
  -v, --version   the version

Exit code: 0 nothing to report, 1 something, 2 wrong usage or a fault of the program.
`;

/** Runs the command that `args` name. @returns the exit code; never throws. */
export async function main(args: readonly string[], terminal: Terminal, parts: Parts): Promise<number> {
  const [name, ...rest] = args;
  const say = (text: string) => terminal.stderr.write(`portolan: ${text}\n`);
  const load = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (load) {
      const { command } = await load();
      if (!asksForHelp(rest)) return await command.run(rest, terminal, parts);
      terminal.stdout.write(command.help);
      return 0;
    }
    if (name === '-h' || name === '--help' || name === 'help') {
      terminal.stdout.write(HELP);
      return 0;
    }
    if (name === '-v' || name === '--version') {
      terminal.stdout.write(`${PORTOLAN_VERSION}\n`);
      return 0;
    }
    if (name === undefined) throw new UsageError('no command given');
    throw new UsageError(name.startsWith('-') ? `unknown option '${name}'` : `unknown command '${name}'`);
  } catch (error) {
    if (error instanceof UsageError) say(`${printable(error.message)}; see portolan ${load ? `${name} ` : ''}--help`);
    else say(`a fault of the program: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 2;
  }
}

/** Options behind `--` are paths. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}
