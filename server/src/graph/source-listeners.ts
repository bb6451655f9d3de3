/** Evidence from source code: which program of its build context a container runs, and what that one listens on. */
import { dirname } from 'node:path/posix';
import type { Component, Container, ImageStage, Program } from '../model/index.ts';
import { isVariable, literalText } from '../model/index.ts';
import { type Evidence, portRange } from './evidence.ts';
import { ownFolder } from './images.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { resolvePort } from './values.ts';
import { workingFolders } from './working-folder.ts';

export interface SourceListeners {
  readonly evidence: readonly Evidence[];
  /**
   * The variables that the program reads its port from; undefined where what runs is not known for sure. A program
   * with a port of its own takes no notice of `PORT`.
   */
  readonly reads: ReadonlySet<string> | undefined;
}

const NOTHING: SourceListeners = { evidence: [], reads: undefined };
/** Commands that start a program of the context itself; servers such as uvicorn start another's. */
const RUNS =
  /^(?:node|nodemon|npm|npx|yarn|pnpm|bun|deno|ts-node|tsx|python[\d.]*|go|java|dotnet|ruby|php|cargo|\.{0,2}\/.*|[\w-]+)$/;
const SERVERS =
  /^(?:uvicorn|gunicorn|hypercorn|daphne|flask|nginx|apache2|httpd|caddy|haproxy|envoy|traefik|next|vite|rails|puma|celery|supervisord)$/;

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
  if (!context) return NOTHING;
  const programs = store
    .find(keys.program(context))
    .filter((c): c is Program => c.kind === 'program' && !isBuiltApart(store, dirname(c.file), context, stage?.file));
  if (programs.length === 0) return NOTHING;
  // Without an image of the workspace it is guessed what runs: the only program that lies there.
  if (!stage && !container.build && (programs.length > 1 || dirname(programs[0]!.file) !== context)) return NOTHING;
  const words = commands.flat();
  const folders = workingFolders(container, stages);
  const named = programs.filter((p) =>
    p.format === 'gunicorn' ? configures(p, folders, commands) : words.some((w) => w.split('/').at(-1) === p.name),
  );
  const unclear =
    words.some((w) => SERVERS.test(w.split('/').at(-1)!)) ||
    commands.some(([first]) => first !== undefined && !RUNS.test(first));
  if (named.length === 0 && unclear) return NOTHING;
  const run = named.length > 0 ? named : programs.filter((p) => p.format !== 'gunicorn');
  const main = run.length === 1;
  const evidence = run.flatMap((program) =>
    program.sites.flatMap((site): Evidence[] => {
      const { value, written } = resolvePort(store, container, site);
      const range = portRange(value);
      if (!range) return [];
      const { address } = site;
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
          ...(address ? { address } : {}),
          main,
          inferred,
        },
      ];
    }),
  );
  return { evidence, reads: main && evidence.length > 0 ? variablesOf(run) : undefined };
}

/** gunicorn takes the file that it is told, else the one of that name where it starts, and arguments before both. */
function configures(config: Program, folders: readonly string[], commands: readonly (readonly string[])[]): boolean {
  return commands.some((words) => {
    if (!words.some((word) => /(?:^|\/)gunicorn$/.test(word)) || words.some((word) => /^(?:-b|--bind)/.test(word)))
      return false;
    const option = words.findIndex((word) => /^(?:-c|--config)(?:=|$)/.test(word));
    if (option < 0) return config.name === 'gunicorn.conf.py' && folders.includes(dirname(config.file));
    const told = words[option]!.includes('=') ? words[option] : words[option + 1];
    return told?.split(/[/=:]/).at(-1) === config.name;
  });
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
