/**
 * The ports of a command line whose program is known (programs.ts): those that its flags say, and its defaults where
 * they say none. Finding the program behind what only starts it is done here too.
 */
import { parseAddress } from '../../syntax/endpoint.ts';
import { type ArgumentPort, argumentPorts } from './arguments.ts';
import { type ProgramDefaults, programs } from './programs.ts';

/** A command whose program is in the table. */
export interface Recognised {
  readonly program: ProgramDefaults;
  /** The word that names it, and the one behind its name and subcommand. */
  readonly at: number;
  readonly rest: number;
}

/** The program that a command runs; undefined where the table has none. A word that is not known fits no name. */
export function programOf(words: readonly string[]): Recognised | undefined {
  const at = behindLaunchers(words);
  const name = baseName(words[at]);
  let found: Recognised | undefined;
  for (const program of byFirst.get(name) ?? []) {
    for (const spelling of program.names) {
      const [first, second] = spelling.split(' ');
      if (first !== name || (program.common && at === 0)) continue;
      if (second === undefined) found ??= { program, at, rest: at + 1 };
      else {
        // Options of the program itself may stand before its subcommand: `flask --app shop run`.
        const sub = words.slice(at + 1, at + 6).indexOf(second);
        if (sub >= 0) return { program, at, rest: second.startsWith('-') ? at + 1 : at + 2 + sub };
      }
    }
  }
  return found;
}

const byFirst = new Map<string, ProgramDefaults[]>();
for (const program of programs) {
  for (const first of new Set(program.names.map((name) => name.split(' ')[0]!))) {
    byFirst.set(first, [...(byFirst.get(first) ?? []), program]);
  }
}

function baseName(word: string | undefined): string {
  return (word ?? '')
    .split('/')
    .at(-1)!
    .replace(/\.(?:js|mjs|cjs|exe)$/, '');
}

/** Words that start the program that follows, with how many words they take for themselves. */
const LAUNCHERS: Readonly<Record<string, readonly string[]>> = {
  poetry: ['run'],
  pipenv: ['run'],
  uv: ['run'],
  pdm: ['run'],
  hatch: ['run'],
  rye: ['run'],
  bundle: ['exec'],
  npm: ['exec', 'x'],
  pnpm: ['exec', 'dlx'],
  yarn: ['exec', 'dlx', 'run'],
  bun: ['x', 'run'],
  'newrelic-admin': ['run-program'],
  doppler: ['run'],
  dotenv: ['run'],
};
const PLAIN_LAUNCHERS =
  /^(?:npx|bunx|ddtrace-run|opentelemetry-instrument|node|ruby|uvx|[\w.-]*entrypoint(?:\.sh)?|docker-php-entrypoint)$/;

function behindLaunchers(words: readonly string[]): number {
  let at = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  if (at < 0) return words.length;
  for (let rounds = 0; rounds < 6; rounds++) {
    const name = (words[at] ?? '').split('/').at(-1)!;
    if (/^(?:python|pypy)[\d.]*$/.test(name)) {
      at = behindPython(words, at + 1);
    } else if (/^php[\d.]*$/.test(name)) {
      const script = words.findIndex((word, index) => index > at && /(?:^|\/)artisan$/.test(word));
      return script < 0 ? at : script;
    } else if (Object.hasOwn(LAUNCHERS, name)) {
      const next = skipFlags(words, at + 1);
      if (LAUNCHERS[name]!.includes(words[next] ?? '')) at = skipFlags(words, next + 1);
      else if (name === 'yarn' || name === 'pnpm') at = next;
      else return at;
    } else if (PLAIN_LAUNCHERS.test(name)) at = skipFlags(words, at + 1);
    else return at;
  }
  return at;
}

function skipFlags(words: readonly string[], from: number): number {
  let at = from;
  while (at < words.length && words[at]!.startsWith('-')) at++;
  return at;
}

/** Behind an interpreter's own options; `-m` is followed by the module that runs. */
function behindPython(words: readonly string[], from: number): number {
  let at = from;
  while (at < words.length && words[at]!.startsWith('-')) {
    if (words[at] === '-m') return at + 1;
    at += /^-[XW]$/.test(words[at]!) ? 2 : 1;
  }
  return at;
}

/** What is known of where a command runs. */
export interface Surroundings {
  /** Tells whether the environment has a variable. */
  readonly isSet: (name: string) => boolean;
  /** Tells whether a file of such a name may say which address is bound. */
  readonly mayOpen: (file: RegExp) => boolean;
}

/**
 * The listening ports of one simple command, in order. A port that no word says stands where its program's name does.
 */
export function commandPorts(words: readonly string[], around: Surroundings): readonly ArgumentPort[] {
  const found = programOf(words);
  if (!found) return argumentPorts(words);
  const told = read(words, found);
  const taken = new Set(told.words);
  const beside = argumentPorts(words).filter((port) => !taken.has(port.word));
  return [...own(words, found, told, around), ...beside.map((port) => ({ ...port, main: false }))];
}

/** A variable where a known program takes a port, as it is written: `$PORT` of `0.0.0.0:$PORT`. */
export interface WrittenVariable {
  readonly name: string;
  /** The words of the program and of the variable, and its place there; from 0. */
  readonly program: number;
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

/** The variables of a shell that no shell has replaced, so that the program is handed them as they stand. */
export function unexpandedPorts(words: readonly string[]): readonly WrittenVariable[] {
  const found = programOf(words);
  if (!found) return [];
  const { ports, binds } = read(words, found);
  return [...ports, ...binds].flatMap(({ text, word, start }) => {
    const match = /(?:^|:)(\$(?:(\w+)|\{(\w+)(?::?-[^}]*)?\}))$/.exec(text);
    if (!match) return [];
    const end = start + text.length;
    return [{ name: match[2] ?? match[3]!, program: found.at, word, start: end - match[1]!.length, end }];
  });
}

/** The variables that the program of a command takes its port from. */
export function programVariables(words: readonly string[]): readonly string[] {
  return programOf(words)?.program.portVariables ?? [];
}

interface Piece {
  readonly text: string;
  readonly word: number;
  readonly start: number;
}

interface Told {
  readonly ports: readonly Piece[];
  readonly hosts: readonly Piece[];
  readonly binds: readonly Piece[];
  /** Something says where it listens that cannot be read here. */
  readonly elsewhere: boolean;
  /** Words that these took. */
  readonly words: readonly number[];
}

function read(words: readonly string[], { program, rest }: Recognised): Told {
  const ports: Piece[] = [];
  const hosts: Piece[] = [];
  const binds: Piece[] = [];
  const taken: number[] = [];
  let elsewhere = false;
  const lists = [
    [program.ports, ports],
    [program.hosts, hosts],
    [program.binds, binds],
  ] as const;
  for (let at = rest; at < words.length; at++) {
    const word = words[at]!;
    const equals = word.startsWith('-') ? word.indexOf('=') : -1;
    const flag = equals < 0 ? word : word.slice(0, equals);
    if (program.elsewhere?.includes(flag)) elsewhere = true;
    const list = lists.find(([flags]) => flags?.includes(flag))?.[1];
    const glued = list
      ? undefined
      : lists.find(([flags]) => flags?.some((f) => /^-\w$/.test(f) && isGlued(word, f)))?.[1];
    const next = words[at + 1];
    if (list && equals >= 0) list.push({ text: word.slice(equals + 1), word: at, start: equals + 1 });
    else if (glued) glued.push({ text: word.slice(2), word: at, start: 2 });
    else if (list && next !== undefined && !next.startsWith('-')) list.push({ text: next, word: ++at, start: 0 });
    else if (list) list.push({ text: list === hosts ? '0.0.0.0' : '', word: at, start: word.length });
    else if (program.positional && POSITIONAL.test(word)) binds.push({ text: word, word: at, start: 0 });
    else continue;
    taken.push(at);
  }
  return { ports, hosts, binds, elsewhere, words: taken };
}

const POSITIONAL = /^(?:(?:[\w.-]+|\[[\da-f:]+\]|\uFFFC)?:)?(?:\d{1,5}|\uFFFC|\$\w+|\$\{\w+\})$/i;

/** `-p8000`, `-b:8000`: a one-letter flag and its value in one word. */
function isGlued(word: string, flag: string): boolean {
  return word.startsWith(flag) && /^[\d:[*]/.test(word.slice(2));
}

function own(
  words: readonly string[],
  { program, at, rest }: Recognised,
  told: Told,
  { isSet, mayOpen }: Surroundings,
): readonly ArgumentPort[] {
  const byDefault = program.names[0]!;
  const host = told.hosts.at(-1);
  const name = { word: at, start: 0, end: words[at]!.length };
  const hostIsSet = program.hostVariables?.some(isSet) ?? false;
  const { addressFile } = program;
  const isOpen = program.configured && (!addressFile || mayOpen(addressFile));
  const addressOf = (port: number, written?: Piece): Pick<ArgumentPort, 'address' | 'open'> => {
    if (host)
      return { address: { text: host.text, word: host.word, start: host.start, end: host.start + host.text.length } };
    if (program.address === 'any' || isOpen || hostIsSet || !program.open) return {};
    const open = program.open.map((word) => word.replace('{port}', String(port)));
    const last = written && !words[written.word]!.startsWith('-') && program.positional ? written.word : undefined;
    return {
      address: { text: '127.0.0.1', ...name, assumed: true },
      open: { words: open, behind: last ?? Math.max(words.length - 1, rest - 1), replace: last !== undefined },
    };
  };
  const found: ArgumentPort[] = [];
  let unknown = told.elsewhere || (program.portVariables?.some(isSet) ?? false);
  // Of a flag that is given twice, the last counts.
  for (const piece of told.ports.slice(-1)) {
    if (!/^\d{1,5}$/.test(piece.text)) {
      unknown = true;
      continue;
    }
    const port = Number(piece.text);
    const place = { word: piece.word, start: piece.start, end: piece.start + piece.text.length };
    found.push({ port, ...place, main: true, ...addressOf(port, piece) });
  }
  for (const piece of told.binds) {
    const bound = bindPort(piece, program.positional ?? false);
    if (!bound) unknown = true;
    else if (bound.port === undefined) {
      if (program.port === undefined) unknown = true;
      else found.push({ port: program.port, ...name, main: true, byDefault, ...bound.address });
    } else
      found.push({ ...bound.port, main: true, ...(bound.all ? addressOf(bound.port.port, piece) : bound.address) });
  }
  if (found.length > 0 || unknown || program.port === undefined) return found;
  return [{ port: program.port, ...name, main: !program.configured, byDefault, ...addressOf(program.port) }];
}

interface Bound {
  readonly port?: Pick<ArgumentPort, 'port' | 'word' | 'start' | 'end'>;
  readonly address: Pick<ArgumentPort, 'address'>;
  /** A port alone, which leaves the address to the program's default. */
  readonly all: boolean;
}

/** Undefined for a socket's path and for what is not known. */
function bindPort({ text, word, start }: Piece, positional: boolean): Bound | undefined {
  const address = /^(?:unix:|fd:|\/)/.test(text) ? undefined : parseAddress(text);
  if (!address || (address.port && !/^\d{1,5}$/.test(address.port.text))) return undefined;
  const { host, port } = address;
  const own: Bound['address'] = host
    ? { address: { text: host.text, word, start: start + host.start, end: start + host.end } }
    : {};
  if (!port) return host ? { address: own, all: false } : undefined;
  return {
    port: { port: Number(port.text), word, start: start + port.start, end: start + port.end },
    address: own,
    all: !host && positional && !text.startsWith(':'),
  };
}
