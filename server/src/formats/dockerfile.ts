/**
 * Dockerfiles and Containerfiles: a component for each stage (docs.docker.com/reference/dockerfile). ONBUILD is left
 * out: what it says happens in another image.
 */
import { basename, dirname, resolve } from 'node:path/posix';
import type {
  CommandLine,
  Copy,
  Format,
  ImageStage,
  Named,
  Part,
  Setting,
  Site,
  Source,
  Span,
  Text,
  Value,
} from '../model/index.ts';
import { isVariable, lineStarts, literalText, offsetAt, pointBehind } from '../model/index.ts';
import { healthSites } from '../syntax/health.ts';
import { argumentsOf, type Instruction, jsonStrings, readInstructions, wordsOf } from '../syntax/instructions.ts';
import { interpolate } from '../syntax/interpolation.ts';
import { portValue, splitProtocol } from '../syntax/ports.ts';
import { assignedPorts } from '../syntax/settings.ts';
import { unquote } from '../syntax/shell.ts';
import { cutText, flatten, textSpan } from '../syntax/text-address.ts';

const NAME = /^(?:(?:Dockerfile|Containerfile)(?:\..+)?|.+\.(?:[Dd]ockerfile|Containerfile)|dockerfile)$/;
/** Programs and documents about a Dockerfile. */
const OTHER =
  /\.(?:dockerignore|md|txt|rst|html|[cm]?[jt]sx?|json|ya?ml|toml|xml|lock|py|rb|go|rs|java|sh|ps1|bak|orig)$/;

export const dockerfile: Format = {
  id: 'dockerfile',
  comment: '#',
  continued: /[\\`]\s*$/,
  matches: (path) => NAME.test(basename(path)) && !OTHER.test(path),
  parse(source) {
    const global: Setting[] = [];
    const stages: Stage[] = [];
    for (const instruction of readInstructions(source)) {
      if (!READ.has(instruction.keyword)) continue;
      const line = lineOf(source, instruction);
      const stage = stages.at(-1);
      if (instruction.keyword === 'FROM') stages.push(openStage(line, global, stages));
      else if (stage) read(stage, instruction.keyword, line, global);
      else if (instruction.keyword === 'ARG') {
        for (const setting of settingsOf(line)) {
          global.push(setting.value ? { ...setting, value: substitute(setting.value, global) } : setting);
        }
      }
    }
    const folder = basename(dirname(source.file)) || basename(source.file);
    return stages.map((stage, number) => component(source, stage, number, number === stages.length - 1, folder));
  },
};

const READ = new Set([
  'FROM',
  'ARG',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'CMD',
  'ENTRYPOINT',
  'COPY',
  'ADD',
  'RUN',
  'USER',
  'WORKDIR',
]);

/** The arguments of one instruction. */
interface Line {
  readonly text: Text;
  /** `text` as one string, whose offsets words have. */
  readonly whole: string;
  readonly words: readonly (readonly [start: number, end: number])[];
  /** Just behind the keyword; the place of what is not typed yet. */
  readonly end: Span;
}

interface Stage {
  readonly from: ImageStage['from'];
  /** Just behind its FROM. */
  readonly behind: Span;
  readonly alias?: Named;
  readonly environment: Setting[];
  readonly arguments: Setting[];
  readonly exposed: Site[];
  readonly copies: Copy[];
  folder?: string;
  readonly touches: string[];
  health?: CommandLine | undefined;
  entrypoint?: CommandLine;
  command?: CommandLine;
  user?: Named;
}

function lineOf(source: Source, instruction: Instruction): Line {
  const text = argumentsOf(source, instruction);
  const whole = flatten(text);
  return { text, whole, words: wordsOf(whole), end: source.span(instruction.end, instruction.end) };
}

function openStage(line: Line, global: readonly Setting[], earlier: readonly Stage[]): Stage {
  const [image, as, alias] = line.words.filter(([start]) => !line.whole.startsWith('--', start));
  const text = image ? substitute(valueOf(line, ...image), global) : [];
  const span = image ? spanOf(line, ...image) : line.end;
  const name = literalText(text)?.toLowerCase();
  const stage = earlier.findLastIndex((s) => s.alias !== undefined && s.alias.text.toLowerCase() === name);
  const named = as && alias && /^as$/i.test(line.whole.slice(...as)) ? namedOf(line, ...alias) : undefined;
  return {
    from: stage >= 0 ? { stage, span } : { image: text, span },
    behind: line.text.length > 0 ? pointBehind(line.text.at(-1)!.span) : line.end,
    environment: [],
    arguments: [],
    exposed: [],
    copies: [],
    touches: [],
    ...(named ? { alias: named } : {}),
  };
}

function read(stage: Stage, keyword: string, line: Line, global: readonly Setting[]): void {
  switch (keyword) {
    case 'ARG':
      for (const setting of settingsOf(line)) {
        const value = setting.value ?? global.findLast((g) => g.name === setting.name)?.value;
        stage.arguments.push(value ? { ...setting, value } : setting);
      }
      break;
    case 'ENV':
      stage.environment.push(...(isOldForm(line) ? [oldSetting(line)] : settingsOf(line)));
      break;
    case 'EXPOSE':
      stage.exposed.push(
        ...line.words.flatMap(([start, end]) => exposeSite(line, start, end, (port) => lost(stage, port, global))),
      );
      break;
    case 'HEALTHCHECK':
      stage.health = healthcheck(line);
      break;
    case 'CMD':
      stage.command = commandLine(line, 0);
      break;
    case 'ENTRYPOINT':
      stage.entrypoint = commandLine(line, 0);
      break;
    case 'COPY':
    case 'ADD':
      stage.copies.push(...copyOf(line).map((copy) => (stage.folder ? { ...copy, folder: stage.folder } : copy)));
      break;
    case 'RUN':
      stage.touches.push(...(line.whole.match(/(?:\/etc|\.jupyter)\/[\w./-]+/g) ?? []));
      break;
    case 'WORKDIR':
      if (!line.whole.includes('$'))
        stage.folder = resolve(stage.folder ?? '/', line.whole.replace(/^(["'])(.*)\1$/, '$2'));
      break;
    case 'USER': {
      const [word] = line.words;
      if (word) stage.user = namedOf(line, word[0], word[0] + line.whole.slice(...word).split(':')[0]!.length);
    }
  }
}

function component(source: Source, stage: Stage, number: number, final: boolean, folder: string): ImageStage {
  const { from, alias, entrypoint, command, folder: place, user } = stage;
  return {
    kind: 'image',
    id: `${source.file}#${number}`,
    file: source.file,
    format: 'dockerfile',
    label: final ? `image ${folder}` : `stage ${alias?.text ?? number}`,
    name: folder,
    span: alias?.span ?? from.span,
    sites: [...stage.exposed, ...probes(source, stage.health), ...assignedPorts(stage.environment)],
    from,
    stage: number,
    ...(alias ? { alias: alias.text } : {}),
    final,
    environment: stage.environment,
    arguments: stage.arguments,
    ...(entrypoint ? { entrypoint } : {}),
    ...(command ? { command } : {}),
    copies: stage.copies,
    touches: stage.touches,
    ...(place ? { folder: place } : {}),
    ...(user ? { user } : {}),
  };
}

/** `8080`, `8080/udp`, `8000-8010`, each with variables. */
function exposeSite(line: Line, start: number, end: number, lost: (port: Text) => Value | undefined): readonly Site[] {
  const text = valueOf(line, start, end);
  const whole = flatten(text);
  const { protocol, end: portEnd } = splitProtocol(whole);
  const port = cutText(text, 0, portEnd);
  if (port.length === 0) return [];
  const reason = faultOf(port, protocol === 'unknown' ? whole.slice(portEnd + 1) : '');
  const instead = reason && meant(whole);
  const value: Value = reason
    ? { kind: 'invalid', reason, ...(instead ? { instead } : {}) }
    : (lost(port) ?? portValue(port));
  const span = reason ? spanOf(line, start, end) : textSpan(port);
  return [{ role: 'declare', span, value, protocol, field: 'EXPOSE' }];
}

/**
 * A variable that only an ARG before the first FROM sets: within a stage it is empty until the stage declares it too
 * (docs.docker.com/reference/dockerfile, Understand how ARG and FROM interact).
 */
function lost(
  { from, behind, environment, arguments: declared }: Stage,
  port: Text,
  global: readonly Setting[],
): Value | undefined {
  const isHere = (name: string): boolean => [...environment, ...declared].some((setting) => setting.name === name);
  const variable = port.find(
    (part) =>
      isVariable(part) && !part.operator && global.some((g) => g.name === part.variable) && !isHere(part.variable),
  );
  // What a stage is built from hands on its own.
  if (!variable || !isVariable(variable) || !('image' in from)) return undefined;
  const text = `ARG ${variable.variable}`;
  const reason = `is empty: ${text} stands before FROM and not in this stage`;
  return { kind: 'invalid', reason, missing: { text, edit: { span: behind, newText: `\n${text}` } } };
}

/** Why Docker refuses the word; undefined where it does not, or where a template is still to be filled in. */
function faultOf(port: Text, protocol: string): string | undefined {
  const written = flatten(port);
  if (/[{%@]|\$(?!\{\w+\})/.test(written.replace(/\$\{\w+\}/g, ''))) return undefined;
  if (written.includes(':')) return 'takes one port, not a pair';
  if (!port.some(isVariable) && portValue(port).kind !== 'number' && portValue(port).kind !== 'range') {
    return 'takes a port number';
  }
  return protocol === '' || protocol.startsWith('$') ? undefined : 'takes tcp, udp or sctp behind the slash';
}

/** The container's side of a mapping that `docker run -p` would take: `80` of `127.0.0.1:85:80`. */
function meant(word: string): string | undefined {
  return /:(\d{1,5}(?:-\d{1,5})?(?:\/(?:tcp|udp|sctp))?)$/i.exec(word)?.[1];
}

/** The command of the last HEALTHCHECK; undefined for NONE. */
function healthcheck(line: Line): CommandLine | undefined {
  const word = line.words.find(([start]) => !line.whole.startsWith('--', start));
  return word && /^cmd$/i.test(line.whole.slice(...word)) ? commandLine(line, word[1]) : undefined;
}

/** What a health check asks of its own container; a host of another name stays what the network makes of it. */
function probes(source: Source, line: CommandLine | undefined): readonly Site[] {
  return healthSites(line, 'HEALTHCHECK').map((site): Site => {
    const [to] = site.to ?? [];
    const own = to?.kind === 'host' && OWN_HOST.test(literalText(to.host) ?? '');
    const start = offsetAt(lineStarts(source.text), site.span);
    const written = source.text.slice(start, start + site.span.length);
    const value: Value =
      line?.form === 'exec' && site.value.kind === 'unknown' && /^\$\{?\w/.test(written)
        ? { kind: 'invalid', reason: 'is not expanded in the exec form' }
        : site.value;
    return {
      ...site,
      value,
      ...(line?.form === 'shell' ? { variable: `\${{name}}` } : {}),
      ...(own ? { to: [{ kind: 'own' }] } : {}),
    };
  });
}

const OWN_HOST = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|::1|::)$/i;

/** Exec form keeps variables as they are written, since no shell reads them. */
function commandLine({ text, whole }: Line, from: number): CommandLine {
  const start = from + (/^\s*/.exec(whole.slice(from))?.[0].length ?? 0);
  const strings = jsonStrings(whole, start);
  if (!strings) return { form: 'shell', words: [interpolate(cutText(text, start, whole.length), 'shell')] };
  return { form: 'exec', words: strings.map(([from, to]) => decoded(cutText(text, from, to))) };
}

/** A JSON string's text; with escapes in it, it has the whole token's place. */
function decoded(text: Text): Text {
  const written = flatten(text);
  if (!written.includes('\\')) return text;
  try {
    return [{ text: JSON.parse(`"${written}"`) as string, span: textSpan(text) }];
  } catch {
    return text;
  }
}

/** `NAME=value`, `NAME`; several in a line. */
function settingsOf(line: Line): readonly Setting[] {
  return line.words.map(([start, end]): Setting => {
    const word = line.whole.slice(start, end);
    const equals = word.indexOf('=');
    if (equals < 0) return namedSetting(line, start, end);
    const value = valueOf(line, start + equals + 1, end);
    return { value, ...namedSetting(line, start, start + equals) };
  });
}

/** `ENV NAME the rest is the value`. */
function isOldForm({ whole, words: [first] }: Line): boolean {
  return first !== undefined && !whole.slice(...first).includes('=');
}

function oldSetting(line: Line): Setting {
  const [first, second] = line.words;
  const setting = namedSetting(line, ...first!);
  return second ? { ...setting, value: valueOf(line, second[0], line.whole.length) } : setting;
}

function namedSetting(line: Line, start: number, end: number): Setting {
  const { text, span } = namedOf(line, start, end);
  return { name: text, span };
}

function copyOf(line: Line): readonly Copy[] {
  const flags = line.words.findIndex(([start]) => !line.whole.startsWith('--', start));
  if (flags < 0 || line.words.slice(0, flags).some(([start]) => line.whole.startsWith('--from=', start))) return [];
  const strings = jsonStrings(line.whole, line.words[flags]![0]) ?? line.words.slice(flags);
  const paths = strings.map(([start, end]) => line.whole.slice(start, end).replace(/^(["'])(.*)\1$/, '$2'));
  const target = paths.at(-1);
  const sources = paths.slice(0, -1).filter((path) => !/^<<|:\/\/|^git@/.test(path));
  return target !== undefined && sources.length > 0 ? [{ sources, target }] : [];
}

/** The text between two offsets, variables read and quotes removed. */
function valueOf(line: Line, start: number, end: number): Text {
  return unquote(interpolate(cutText(line.text, start, end), 'dockerfile'));
}

function namedOf(line: Line, start: number, end: number): Named {
  return { text: line.whole.slice(start, end), span: spanOf(line, start, end) };
}

function spanOf(line: Line, start: number, end: number): Span {
  return start < end ? textSpan(cutText(line.text, start, end)) : line.end;
}

/** Replaces variables by the values of the ARGs before the first FROM; what these do not set stays a variable. */
function substitute(text: Text, global: readonly Setting[]): Text {
  return text.flatMap((part): readonly Part[] => {
    if (!isVariable(part)) return [part];
    const { operator, fallback = [] } = part;
    const value = global.findLast((g) => g.name === part.variable)?.value;
    const isSet = value !== undefined && (value.length > 0 || !operator?.startsWith(':'));
    if (operator?.endsWith('+')) return isSet ? substitute(fallback, global) : [];
    if (isSet) return value;
    return operator?.endsWith('-') ? substitute(fallback, global) : [part];
  });
}
