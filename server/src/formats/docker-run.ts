/**
 * Containers that scripts start: `docker run -p HOST:CONTAINER ... IMAGE` in shell scripts, Makefiles and the scripts of a
 * package.json (docs.docker.com/reference/cli/docker/container/run). An image belongs to a Dockerfile where the same file
 * builds it under the very words that it is run by. Variables are not looked up: what holds one is not known.
 *
 * Each container stands alone: which of them run at the same time, and on which networks, no script says for certain.
 */
import { dirname, join } from 'node:path/posix';
import type { Build, CommandLine, Container, Format, Setting, Site, Source, Text } from '../model/index.ts';
import { literalText } from '../model/index.ts';
import { dockerCommand, type CommandLine as Line, optionsOf } from '../syntax/docker-options.ts';
import { OPEN, publishedSites } from '../syntax/docker-ports.ts';
import { readLiterals } from '../syntax/interpolation.ts';
import { splitShell, unwrapCommand } from '../syntax/shell.ts';
import { cutText, flatten, textSpan } from '../syntax/text-address.ts';

export const dockerRun: Format = {
  id: 'docker-run',
  comment: '#',
  matches: (path) => /(?:\.(?:sh|bash)|\/(?:GNU)?[Mm]akefile)$/.test(path),
  parse: (source) => (RUNS.test(source.text) ? startedBy(source, scriptsOf(source), 'docker-run') : []),
};

const RUNS = /\b(?:docker|podman)\s+(?:container\s+)?run\b/;

/** The containers that the scripts of a file start, where they are told to publish something. */
export function startedBy(source: Source, scripts: readonly Text[], format: string): readonly Container[] {
  const all = scripts.map((script) => splitShell(script).flatMap((command) => unwrapCommand(command)));
  const builds = new Map<string, Build | undefined>();
  for (const commands of all) {
    const moved = commands.some(([program]) => program && /^(?:cd|pushd)$/.test(flatten(program)));
    for (const line of linesOf(commands, 'build')) noteBuild(source, line, moved, builds);
  }
  return all
    .flatMap((commands) => linesOf(commands, 'run'))
    .flatMap((line, index) => containerOf(source, line, builds, index) ?? [])
    .map((container) => ({ ...container, format }));
}

function linesOf(commands: readonly (readonly Text[])[], kind: 'run' | 'build'): readonly Line[] {
  return commands.flatMap((command) => {
    const found = dockerCommand(command);
    return found?.kind === kind && found.line ? [found.line] : [];
  });
}

/** The stretches of a file that a shell reads, each by itself. */
function scriptsOf(source: Source): readonly Text[] {
  const { text, file } = source;
  if (!/makefile$/i.test(file)) return [readLiterals(source, 0, text.length)];
  // A line of a recipe, with those that it goes on in; `@`, `-` and `+` before it are make's own.
  return [...text.matchAll(/^\t[ \t@+-]*((?:[^\n\\]|\\\r?\n|\\)*)/gm)].map((match) => {
    const start = match.index + match[0].length - match[1]!.length;
    return readLiterals(source, start, start + match[1]!.length);
  });
}

function noteBuild(source: Source, line: Line, moved: boolean, builds: Map<string, Build | undefined>): void {
  const valuesOf = (name: string): readonly string[] => optionsOf(line, name).map((value) => flatten(value));
  const build = moved ? undefined : buildOf(source, line, valuesOf);
  // Of two builds under one name, either may be meant.
  for (const tag of valuesOf('tag').map(tagged)) builds.set(tag, builds.has(tag) ? undefined : build);
}

/** Without a tag it is `latest`. */
function tagged(reference: string): string {
  return /:[^/]+$/.test(reference) ? reference : `${reference}:latest`;
}

function buildOf(source: Source, line: Line, valuesOf: (name: string) => readonly string[]): Build | undefined {
  const [context, ...more] = line.rest.map((word) => flatten(word));
  const [file] = valuesOf('file');
  const [target] = valuesOf('target');
  const written = [context, file, target].filter((text) => text !== undefined);
  if (!context || more.length > 0 || context === '-' || /^\w+:|^git@|^\//.test(context)) return undefined;
  if (written.some((text) => OPEN.test(text))) return undefined;
  const folder = dirname(source.file);
  const at = join(folder, context).replace(/(.)\/$/, '$1');
  return {
    context: at,
    dockerfile: file ? join(folder, file) : join(at, 'Dockerfile'),
    ...(target ? { target } : {}),
    arguments: optionsOf(line, 'build-arg').map((word) => settingOf(word)),
  };
}

/** Whoever starts a shell starts by hand what listens. */
const SHELL = /^(?:.*\/)?(?:ba|da|a|z|fi)?sh$/;

/** Variables that programs take their address from. */
const TELLS = /PORT|LISTEN|BIND|ADDR|URL/i;

function containerOf(
  source: Source,
  line: Line,
  builds: ReadonlyMap<string, Build | undefined>,
  index: number,
): Container | undefined {
  const [image, ...words] = line.rest;
  const sites: Site[] = [];
  for (const word of optionsOf(line, 'publish')) sites.push(...publishedSites(word, sites.length));
  const networks = optionsOf(line, 'network', 'net').map((word) => flatten(word));
  const entrypoint = optionsOf(line, 'entrypoint').at(-1);
  const told = [entrypoint, words[0]].map((word) => (word ? flatten(word) : ''));
  if (!image || sites.length === 0 || networks.some((name) => /^(?:host|container:)|[$`]/.test(name))) return undefined;
  if (told.some((word) => SHELL.test(word)) || optionsOf(line, 'volumes-from', 'env-file').length > 0) return undefined;
  const reference = flatten(image);
  const build = /\$[@<*\d]/.test(reference) ? undefined : builds.get(tagged(reference));
  const known = OPEN.test(reference) ? undefined : { text: image, span: textSpan(image) };
  if (!build && (!known || builds.has(tagged(reference)))) return undefined;
  const environment = optionsOf(line, 'env').map((word) => settingOf(word));
  if (environment.some(({ name, value }) => TELLS.test(name) && !(value && literalText(value)))) return undefined;
  const { file } = source;
  const id = `${file}#run${index}`;
  const span = textSpan(image);
  const label = `container ${reference}`;
  return {
    kind: 'container',
    id,
    file,
    format: 'docker-run',
    label,
    name: reference,
    span,
    sites,
    ...(known ? { image: known } : {}),
    ...(build ? { build } : {}),
    environment,
    environmentFrom: [],
    ...(entrypoint ? { entrypoint: exec([entrypoint]) } : {}),
    ...(words.length > 0 ? { arguments: exec(words) } : {}),
    mounts: [],
    covers: optionsOf(line, 'volume', 'mount', 'tmpfs').flatMap((word) => targetOf(flatten(word))),
    network: { project: id, names: [], joined: [], links: [], profiles: [], replicas: 1 },
    pod: { id, label, span, namespace: undefined, labels: {}, hostNetwork: false },
  };
}

/** Where a volume lies: `$PWD/site:/etc/nginx/conf.d:ro`, `type=bind,source=x,target=/data`. */
function targetOf(text: string): readonly string[] {
  const found = /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(text) ?? /(?:^|:)(\/[^:,]*)(?::[\w,]+)?$/.exec(text);
  return found ? [found[1]!] : [];
}

/** `NAME=value`; a name alone is taken from whoever runs the script. */
function settingOf(word: Text): Setting {
  const text = flatten(word);
  const equals = text.indexOf('=');
  const end = equals < 0 ? text.length : equals;
  const name = text.slice(0, end);
  const span = textSpan(end > 0 ? cutText(word, 0, end) : word);
  return { name, span, value: equals < 0 ? unknown(word) : plain(cutText(word, equals + 1, text.length), word) };
}

function exec(words: readonly Text[]): CommandLine {
  return { form: 'exec', words: words.map((word) => plain(word, word)) };
}

function plain(text: Text, word: Text): Text {
  return OPEN.test(flatten(text)) ? unknown(word) : text;
}

function unknown(word: Text): Text {
  return [{ variable: '', span: textSpan(word), scope: { kind: 'unknown' } }];
}
