/** Evidence from source code: which program of its build context a container runs, and what that one listens on. */
import { dirname, join } from 'node:path/posix';
import type { Component, Container, ImageStage, Program, Site } from '../../model/index.ts';
import { isVariable, literalText } from '../../model/index.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import { ownFolder } from '../values/images.ts';
import { resolvePort } from '../values/values.ts';
import { type Evidence, portRange } from './evidence.ts';
import { programOf } from './program-ports.ts';
import { workingFolders } from './working-folder.ts';

export interface SourceListeners {
  readonly evidence: readonly Evidence[];
  /**
   * The variables that the program reads its port from; undefined where what runs is not known for sure. A program
   * with a port of its own takes no notice of `PORT`.
   */
  readonly reads: ReadonlySet<string> | undefined;
  /** The defaults that a config of the server's own leaves nothing of, by what their evidence is called. */
  readonly replaced: RegExp | undefined;
}

const NOTHING: SourceListeners = { evidence: [], reads: undefined, replaced: undefined };
/** Commands that start a program of the context itself. */
const RUNS =
  /^(?:node|nodemon|npm|npx|yarn|pnpm|bun|deno|ts-node|tsx|python[\d.]*|go|java|dotnet|ruby|php|cargo|\.{0,2}\/.*|[\w-]+)$/;
/** Servers that are told what to serve, beside those whose ports are known (programs.ts). */
const SERVERS =
  /^(?:uvicorn|gunicorn|nginx|apache2|httpd|caddy|haproxy|envoy|traefik|celery|supervisord|unicorn|php-fpm)$/;
/** Below the folder that an image is built from, what is there to be read and not to be run. */
const BESIDE = /(?:^|\/)(?:examples?|samples?|demos?|docs?|benchmarks?|node_modules|vendor)\//;

/** A server that finds a config by itself: a file of this name, below the folder that it starts in. */
interface Configured {
  readonly server: RegExp;
  readonly config: RegExp;
  readonly folder: string;
  /** What is found where no flag says which; absent where that is all of them. */
  readonly found?: string;
  /** Flags that say which config, and those that it does not outdo. */
  readonly asks: RegExp;
  readonly told: RegExp;
  /** A flag that says the address. */
  readonly hosts?: RegExp;
  /** Words that pick a part of the config by its name; the first where none is said. */
  readonly parts?: readonly string[];
  readonly replaces: RegExp;
}

const CONFIGURED: readonly Configured[] = [
  {
    server: /^gunicorn$/,
    config: /^gunicorn[\w.-]*\.py$/,
    folder: '',
    found: 'gunicorn.conf.py',
    asks: /^(?:-c|--config)(?:=|$)/,
    told: /^(?:-b|--bind)/,
    replaces: /^gunicorn default$/,
  },
  {
    server: /^(?:puma|rails)$/,
    config: /^puma[\w.-]*\.rb$/,
    folder: 'config',
    found: 'puma.rb',
    asks: /^(?:-C|--config)(?:=|$)/,
    told: /^(?:-p|--port|-b|--bind(?:ing)?)(?:=|\d|$)/,
    replaces: /^(?:puma|rails server) default$/,
  },
  {
    server: /^vite(?:\.js)?$/,
    config: /^vite\.config\.[cm]?[jt]s$/,
    folder: '',
    asks: /^(?:-c|--config)(?:=|$)/,
    told: /^--port(?:=|$)/,
    hosts: /^--host(?:=|$)/,
    parts: ['server', 'preview'],
    replaces: /^vite\b.* default$/,
  },
];

/** @param commands the words of the commands that the container runs, as far as they are known. */
export function sourceListeners(
  store: Store,
  container: Container,
  stages: readonly ImageStage[],
  commands: readonly (readonly string[])[],
  inferred: boolean,
): SourceListeners {
  const stage = stages[0];
  const context = container.build?.context ?? (stage ? dirname(stage.file) : ownFolder(store, container));
  // An image that is told nothing runs what the one below it does: a static page's nginx, not the server beside it.
  if (!context || (stage && commands.length === 0)) return NOTHING;
  const programs = store
    .find(keys.program(context))
    .filter(
      (c): c is Program =>
        c.kind === 'program' &&
        !BESIDE.test(`${dirname(c.file)}/`.slice(context.length)) &&
        !isBuiltApart(store, dirname(c.file), context, stage?.file),
    );
  if (programs.length === 0) return NOTHING;
  // Without an image of the workspace it is guessed what runs: the only program that lies there.
  if (!stage && !container.build && (programs.length > 1 || dirname(programs[0]!.file) !== context)) return NOTHING;
  const folders = workingFolders(container, stages);
  const started = CONFIGURED.filter(({ server }) => commands.some((each) => runs(each, server)));
  const configs = programs.filter(isConfig);
  const configured = configs.filter((config) => started.some((each) => configures(config, each, folders, commands)));
  const own = programs.filter((program) => !configs.includes(program));
  const named = own.filter(({ name }) => commands.some((words) => words.some((word) => isSameFile(word, name))));
  const isUnclear = commands.some(
    (words) =>
      programOf(words) !== undefined ||
      words.some((word) => SERVERS.test(word.split('/').at(-1)!)) ||
      (words[0] !== undefined && !RUNS.test(words[0])),
  );
  const run = configured.length > 0 ? configured : named.length > 0 ? named : isUnclear ? [] : own;
  if (run.length === 0) return NOTHING;
  const words = commands.flat();
  const by = configured.length > 0 ? started[0] : undefined;
  const part = by?.parts?.find((each) => words.includes(each)) ?? by?.parts?.[0];
  const known = run.flatMap((program) =>
    program.sites
      .filter(({ field }) => part === undefined || field === part)
      .map((site) => {
        const { value, written } = resolvePort(store, container, site);
        return { program, site, range: portRange(value), written };
      }),
  );
  // Of several programs it is not known which one runs, nor of one what its other port is.
  const isWhole = run.length === 1 && !run[0]!.partial && known.every(({ range }) => range);
  const evidence = known.flatMap(({ program, site, range, written }): Evidence[] => {
    if (!range || isTold(site, commands)) return [];
    const { opening } = site;
    const address = words.some((word) => by?.hosts?.test(word)) ? undefined : site.address;
    return [
      {
        from: range.from,
        to: range.to,
        protocol: site.protocol,
        weight: 'listens',
        label: program.name,
        place: written,
        component: program,
        site,
        ...(address ? { address: opening ? { ...address, assumed: true } : address } : {}),
        ...(opening && opening !== true ? { open: opening } : {}),
        main: isWhole,
        inferred,
      },
    ];
  });
  return {
    evidence,
    reads: isWhole && evidence.length > 0 ? variablesOf(run) : undefined,
    replaced: by?.replaces,
  };
}

/** `dist/main.js` is what `main.ts` is compiled to. */
function isSameFile(word: string, name: string): boolean {
  const stem = (file: string): string => file.replace(/\.[cm]?[jt]s$/, '.js');
  return stem(word.split('/').at(-1)!) === stem(name);
}

function runs(words: readonly string[], server: RegExp): boolean {
  return words.some((word) => server.test(word.split('/').at(-1)!));
}

function isConfig({ name }: Program): boolean {
  return CONFIGURED.some(({ config }) => config.test(name));
}

/** A server takes the config that it is told, else the one that it finds, and flags before both. */
function configures(
  { file, name }: Program,
  { server, config, folder, found, asks, told }: Configured,
  folders: readonly string[],
  commands: readonly (readonly string[])[],
): boolean {
  if (!config.test(name)) return false;
  return commands.some((words) => {
    if (!runs(words, server) || words.some((word) => told.test(word))) return false;
    const option = words.findIndex((word) => asks.test(word));
    if (option < 0) return (!found || name === found) && folders.some((at) => dirname(file) === join(at, folder));
    const asked = words[option]!.includes('=') ? words[option] : words[option + 1];
    return asked?.split(/[/=:]/).at(-1) === name;
  });
}

/** The command line has the flag that the program takes the port from. */
function isTold({ value }: Site, commands: readonly (readonly string[])[]): boolean {
  if (value.kind !== 'text') return false;
  const flags = value.text.flatMap((part) =>
    isVariable(part) && part.scope.kind === 'argument' ? [part.variable.replaceAll('_', '-')] : [],
  );
  // `-port` is Go's spelling, and `-p` may be short for it.
  const isFlag = (word: string, flag: string): boolean =>
    word.startsWith(flag) || (word.startsWith(flag.slice(1, 3)) && !word.startsWith('--'));
  return flags.some((flag) => commands.some((words) => words.some((word) => isFlag(word, flag))));
}

/** A Dockerfile in between builds an image of its own. */
function isBuiltApart(store: Store, folder: string, context: string, own: string | undefined): boolean {
  for (let at = folder; at.length > context.length; at = dirname(at)) {
    if (store.find(keys.folder(at)).some((c: Component) => c.kind === 'image' && c.file !== own)) return true;
  }
  return false;
}

function variablesOf(programs: readonly Program[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { sites } of programs) {
    for (const { value } of sites) {
      if (value.kind !== 'text' || literalText(value.text) !== undefined) continue;
      for (const part of value.text) if (isVariable(part)) names.add(part.variable);
    }
  }
  return names;
}
