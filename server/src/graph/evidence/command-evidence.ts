/** Evidence from the command lines that a container runs: its own words, the image's ENTRYPOINT and CMD. */
import type { CommandLine, Component, Container, Edit, ImageStage, Span, Text } from '../../model/index.ts';
import { pointBehind, startsTogether } from '../../model/index.ts';
import { splitShell, unwrapCommand } from '../../syntax/shell.ts';
import type { Store } from '../store.ts';
import type { Variables } from '../values/environment.ts';
import { type Known, placeOf, resolveText } from '../values/values.ts';
import { type ArgumentPort, isLoopback } from './arguments.ts';
import { isMainPort } from './environment-evidence.ts';
import type { Evidence } from './evidence.ts';
import { commandPorts, programOf, programVariables, unexpandedPorts } from './program-ports.ts';
import { scriptOf } from './scripts.ts';

/** How often one script may start another. */
const DEPTH = 4;
const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** A simple command as it runs, each word with the component that writes it. */
export interface Running {
  readonly words: readonly Word[];
}

interface Word {
  readonly written: Text;
  readonly known: Known;
  readonly owner: Component;
  /** The line that holds the word by itself, in quotes of its own. */
  readonly line: CommandLine;
}

/** The commands that a container runs: its own words replace the image's (docker run reference, CMD). */
export function runningCommands(store: Store, container: Container, stages: readonly ImageStage[]): readonly Running[] {
  const image = stages.find((s) => s.entrypoint);
  const entry = container.entrypoint
    ? { line: container.entrypoint, owner: container }
    : image?.entrypoint && { line: image.entrypoint, owner: image };
  const stage = stages.find((s) => s.command);
  const command = container.arguments
    ? { line: container.arguments, owner: container }
    : stage?.command && !container.entrypoint
      ? { line: stage.command, owner: stage }
      : undefined;
  const first = entry ? wordsOf(store, entry.line, entry.owner, container) : [];
  // A shell form of ENTRYPOINT takes no arguments (Dockerfile reference, ENTRYPOINT).
  const ignored = entry?.line.form === 'shell' && entry.owner.kind === 'image';
  const second = command && !ignored ? wordsOf(store, command.line, command.owner, container) : [];
  const [only] = first;
  const [next] = second;
  const joined = first.length === 1 && only && next ? [[...only, ...next], ...second.slice(1)] : [...first, ...second];
  const unwrap = unwrapped(store, container);
  const scripted = (words: readonly Word[], depth: number): readonly (readonly Word[])[] => {
    const from = words.findIndex((word) => !ASSIGNMENT.test(word.known.text));
    const script =
      from < 0 || depth > DEPTH ? undefined : scriptOf(store, container, stages, textsOf(words.slice(from)));
    if (!script) return [words];
    const line: CommandLine = { form: 'shell', words: [script.line] };
    const commands = wordsOf(store, line, script.owner, container);
    const last = commands.at(-1) ?? [];
    // What is set before the command is set for all that it starts; what is handed on goes to the last of these.
    const handed = [...commands.slice(0, -1), [...last, ...words.slice(from + script.rest)]];
    return handed
      .flatMap((command) => unwrap([...words.slice(0, from), ...command]))
      .flatMap((command) => scripted(command, depth + 1));
  };
  return joined
    .flatMap(unwrap)
    .flatMap((words) => scripted(words, 0))
    .map((words) => ({ words }));
}

/** @param reader whose variables the words hold: the container that runs them, wherever they are written. */
function wordsOf(store: Store, line: CommandLine, owner: Component, reader: Component): readonly (readonly Word[])[] {
  const commands = line.form === 'shell' ? line.words.flatMap((word) => splitShell(word)) : [line.words];
  return commands.map((words) => words.map((written) => wordOf(store, written, owner, reader, line)));
}

function wordOf(store: Store, written: Text, owner: Component, reader: Component, line: CommandLine): Word {
  return { written, known: resolveText(store, reader, written), owner, line };
}

/** Wrappers taken off; what a script of `sh -c` holds is its writer's. */
function unwrapped(store: Store, reader: Component): (words: readonly Word[]) => readonly (readonly Word[])[] {
  return (words) => {
    const byText = new Map(words.map((word) => [word.written, word]));
    const writer =
      words.find((word) => word.written.some((part) => 'text' in part && /\s/.test(part.text))) ?? words[0];
    return unwrapCommand(words.map((word) => word.written)).map((command) =>
      command.flatMap(
        (text) => byText.get(text) ?? (writer ? wordOf(store, text, writer.owner, reader, writer.line) : []),
      ),
    );
  };
}

/**
 * What a command says of its ports, the defaults of well-known programs included.
 * @param mayOpen Tells whether a file of such a name may say which address a program binds.
 */
export function commandEvidence(
  { words }: Running,
  variables: Variables,
  isInferred: (owner: Component) => boolean,
  mayOpen: (file: RegExp) => boolean = () => true,
): readonly Evidence[] {
  const assigned = assignments(words, isInferred);
  const isSet = (name: string): boolean => variables.has(name) || assigned.some(({ label }) => label === name);
  const said = commandPorts(textsOf(words), { isSet, mayOpen }).flatMap((found): Evidence[] => {
    const word = words[found.word]!;
    const place = placeOf(word.known, found.start, found.end);
    if (!place) return [];
    const address = addressOf(words, found);
    const open = address && openEdit(words, found);
    return [
      {
        from: found.port,
        to: found.port,
        protocol: 'unknown',
        weight: found.byDefault ? 'default' : 'listens',
        label: found.byDefault ? `${found.byDefault} default` : labelOf(word.owner, textsOf(words), found.word),
        place: place.written,
        component: word.owner,
        ...(address ? { address } : {}),
        ...(open ? { open } : {}),
        main: found.main,
        inferred: isInferred(word.owner),
      },
    ];
  });
  const isAssigned = (e: Evidence): boolean => assigned.some(({ place }) => startsTogether(place, e.place));
  return [...assigned, ...said.filter((e) => !isAssigned(e))];
}

/** A variable that a command hands to its program unexpanded: the expression and the variable's name. */
export interface Unexpanded {
  readonly name: string;
  readonly owner: Component;
  readonly place: Span;
}

/** Those of a command that no shell reads, none that an entry point's script may still replace. */
export function unexpanded({ words }: Running): readonly Unexpanded[] {
  const texts = textsOf(words);
  return unexpandedPorts(texts).flatMap(({ name, program, word, start, end }) => {
    const { owner, known } = words[word]!;
    const isScripted = texts.slice(0, program).some((text) => /entry-?point|\.sh$/.test(text));
    const place = placeOf(known, start, end);
    return place && !isScripted && words[program]!.owner === owner ? [{ name, owner, place: place.written }] : [];
  });
}

/** `PORT=3001 node server.js`: what is set for one command alone. */
function assignments(words: Running['words'], isInferred: (owner: Component) => boolean): readonly Evidence[] {
  const program = words.findIndex((word) => !ASSIGNMENT.test(word.known.text));
  const own = program < 0 ? [] : programVariables(textsOf(words));
  return words.slice(0, Math.max(program, 0)).flatMap(({ known, owner }): Evidence[] => {
    const [, name, port] = /^(\w+)=(\d{1,5})$/.exec(known.text) ?? [];
    if (!name || !port || !(isMainPort(name) || own.includes(name))) return [];
    const place = placeOf(known, known.text.length - port.length, known.text.length);
    if (!place) return [];
    const number = { from: Number(port), to: Number(port), protocol: 'unknown' } as const;
    const said = { weight: 'set', label: name, place: place.written, component: owner } as const;
    return [{ ...number, ...said, main: true, inferred: isInferred(owner) }];
  });
}

/** Words of a variable that a program takes as if they were its arguments: `JAVA_TOOL_OPTIONS`. */
export function optionEvidence(store: Store, variables: Variables): readonly Evidence[] {
  return OPTION_VARIABLES.flatMap(([name, program]) => {
    const found = variables.get(name);
    if (!found) return [];
    const line: CommandLine = { form: 'shell', words: [found.value] };
    const words = wordsOf(store, line, found.owner, found.owner).flat();
    const first = words[0] && { ...words[0], known: { text: program, runs: [], complete: true } };
    if (!first) return [];
    const evidence = commandEvidence({ words: [first, ...words] }, { ...variables, get: () => undefined }, () => false);
    return evidence.filter((e) => e.weight !== 'default').map((e) => ({ ...e, label: name }));
  });
}

const OPTION_VARIABLES: readonly (readonly [string, string])[] = [
  ['JAVA_OPTS', 'java'],
  ['JAVA_TOOL_OPTIONS', 'java'],
  ['JDK_JAVA_OPTIONS', 'java'],
  ['_JAVA_OPTIONS', 'java'],
  ['CATALINA_OPTS', 'java'],
  ['NODE_OPTIONS', 'node'],
  ['GUNICORN_CMD_ARGS', 'gunicorn'],
];

export function textsOf(words: Running['words']): readonly string[] {
  return words.map((word) => word.known.text);
}

/** True where the table of programs knows what a command runs. */
export function isKnownProgram(running: Running): boolean {
  return programOf(textsOf(running.words)) !== undefined;
}

function labelOf(owner: Component, words: readonly string[], at: number): string {
  // Of a script, by what it starts: `next dev -p`.
  if (owner.kind === 'settings') return words.slice(Math.max(0, at - 3), at).join(' ') || words[at]!;
  return owner.kind === 'image' ? 'CMD' : owner.format === 'compose' ? 'command' : 'args';
}

function addressOf(words: Running['words'], { address }: ArgumentPort): Evidence['address'] {
  const known = address && words[address.word]?.known;
  const place = known && placeOf(known, address.start, address.end);
  return place && { text: address.text, span: place.written, ...(address.assumed ? { assumed: true } : {}) };
}

/** How a listener that is bound to loopback by default is opened, where the words' quotes are known. */
function openEdit(words: Running['words'], { open, address }: ArgumentPort): Edit | undefined {
  const word = open && words[open.behind];
  const place = word && placeOf(word.known, 0, word.known.text.length);
  if (!open || !word || !place || !address || !isLoopback(address.text)) return undefined;
  const { written } = place;
  if (written.length !== word.known.text.length) return undefined;
  if (open.replace) return { span: written, newText: open.words.join(' ') };
  const isArray = word.line.form === 'exec' && word.line.words.includes(word.written);
  // The strings of a Dockerfile's array stand in double quotes; those of a YAML list in any or none.
  if (isArray && word.owner.kind !== 'image') return undefined;
  return { span: pointBehind(written), newText: open.words.map((w) => (isArray ? `", "${w}` : ` ${w}`)).join('') };
}
