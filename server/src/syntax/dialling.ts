/**
 * Which host and port a command line dials, where it gives them as words of their own: `nc -z db 5432`,
 * `pg_isready -h db -p 5432`. Addresses in one word are read by `endpoint.ts`.
 */
import type { Text } from '../model/index.ts';
import { CLIENT_NAMES, clientCommand, flagValue, isClient } from './clients.ts';
import type { Address, Slice } from './endpoint.ts';
import { flatten } from './text-address.ts';

export interface Dialled {
  readonly host: Text;
  readonly port: Text;
}

/** Short options that take a value, and those by which it listens instead. */
interface Operands {
  readonly valued: string;
  readonly listening: string;
}

/** Of nc(1) of OpenBSD, the traditional one and BusyBox's, and of ncat(1). */
const NETCAT: Operands = { valued: 'bceGgHIimMOoPpqSsTVWwXx', listening: 'lL' };

const DIALLERS: Readonly<Record<string, Operands>> = {
  nc: NETCAT,
  ncat: NETCAT,
  netcat: NETCAT,
  telnet: { valued: 'belnSX', listening: '' },
};

/** github.com/vishnubob/wait-for-it */
const WAITER = /^wait-for-it(?:\.sh)?$/;
const ASSIGNMENT = /^[A-Za-z_]\w*=/;
/** A number, or a variable that may be one. */
const PORT = /^(?:\d{1,5}|\$\{\w+\})$/;

const NAMED = new RegExp(
  `(?<![\\w-])(?:${[...Object.keys(DIALLERS), ...CLIENT_NAMES, 'wait-for-it'].join('|')})(?![\\w-])`,
);

/** True where a text holds the name of a program that dials: its words are worth a look. */
export function mayDial(text: string): boolean {
  return NAMED.test(text);
}

/**
 * @param words one simple command, unwrapped; the program's folder does not matter.
 * @returns undefined where no program that is known dials, or one of the two is not written.
 */
export function dialledBy(words: readonly Text[]): Dialled | undefined {
  const command = words.slice(words.findIndex((word) => !ASSIGNMENT.test(flatten(word))));
  const program = flatten(command[0] ?? [])
    .split('/')
    .at(-1)!;
  const { host, port } = isClient(program)
    ? clientCommand(command)
    : WAITER.test(program)
      ? waited(command)
      : operandsOf(command, program);
  if (!host || !port || !PORT.test(flatten(port)) || /^(?:-|$)/.test(flatten(host))) return undefined;
  return { host, port };
}

/** What follows `--` is another command: `wait-for-it -h db -p 5432 -- serve -p 80`. */
function waited(command: readonly Text[]): Partial<Dialled> {
  const end = command.findIndex((word) => flatten(word) === '--');
  const own = command.slice(0, end < 0 ? command.length : end);
  const [host, port] = [flagValue(own, ['-h', '--host']), flagValue(own, ['-p', '--port'])];
  return { ...(host ? { host } : {}), ...(port ? { port } : {}) };
}

function operandsOf(command: readonly Text[], program: string): Partial<Dialled> {
  const form = Object.hasOwn(DIALLERS, program) ? DIALLERS[program] : undefined;
  const operands: Text[] = [];
  for (let at = 1; form && at < command.length; at++) {
    const word = command[at]!;
    const text = flatten(word);
    if (!/^-./.test(text)) {
      operands.push(word);
      continue;
    }
    // What a long option takes is not known.
    if (text.startsWith('--')) return {};
    const letters = [...text.slice(1)];
    const valued = letters.findIndex((letter) => form.valued.includes(letter));
    const flags = valued < 0 ? letters : letters.slice(0, valued);
    if (flags.some((letter) => form.listening.includes(letter))) return {};
    if (valued === letters.length - 1) at++;
  }
  const [host, port] = operands;
  return host && port ? { host, port } : {};
}

/** `/dev/tcp/db/5432`, which bash opens as a connection (bash manual, Redirections). */
const DEVICE = /\/dev\/tcp\/([^/\s"'$]+|\$\{\w+\})\/(\d{1,5}|\$\{\w+\})(?!\w)/dg;

/** The connections that bash opens by its own devices, anywhere in a text. */
export function devicesIn(text: string): readonly (Address & { readonly host: Slice; readonly port: Slice })[] {
  if (!text.includes('/dev/tcp/')) return [];
  return [...text.matchAll(DEVICE)].map(({ indices }) => {
    const [host, port] = [stretch(text, indices![1]!), stretch(text, indices![2]!)];
    return { host, port, hostEnd: host.end, end: port.end };
  });
}

function stretch(text: string, [start, end]: readonly [number, number]): Slice {
  return { text: text.slice(start, end), start, end };
}
