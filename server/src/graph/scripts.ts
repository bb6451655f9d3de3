/**
 * Commands that start what a file of the project says: `npm run dev` a script of package.json, `honcho start web` a line
 * of a Procfile. What they come to is read in their place.
 */
import type { Container, ImageStage, Settings, Text } from '../model/index.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { workingFolders } from './working-folder.ts';

/** A line that a command starts, and what is put behind it. */
export interface Script {
  readonly line: Text;
  readonly owner: Settings;
  /** The index of the first word that the script is handed; the words' number where it is handed none. */
  readonly rest: number;
}

/** Managers' own commands; whatever else `yarn`, `pnpm` and `bun` are told is a script's name. */
const OWN =
  /^(?:add|audit|bin|build|cache|ci|config|create|dedupe|deploy|dlx|exec|fetch|help|info|init|install|i|link|list|ls|login|node|outdated|pack|plugin|prune|publish|rebuild|remove|rm|root|set|store|unlink|up|update|upgrade|version|why|workspace|workspaces|x)$/;
const PROCFILE = /^(?:foreman|honcho|forego|goreman|hivemind|overmind)$/;

/** @param words of a simple command, from its program on. Undefined where it starts no script that is known. */
export function scriptOf(
  store: Store,
  container: Container,
  stages: readonly ImageStage[],
  words: readonly string[],
): Script | undefined {
  const asked = nameOf(words);
  if (!asked) return undefined;
  const { file, name, rest } = asked;
  for (const folder of workingFolders(container, stages)) {
    for (const owner of store.find(keys.file(`${folder}/${file}`))) {
      const setting = owner.kind === 'settings' ? owner.settings.findLast((s) => s.name === name) : undefined;
      if (owner.kind === 'settings' && setting?.value) return { line: setting.value, owner, rest };
    }
  }
  return undefined;
}

interface Asked {
  readonly file: 'package.json' | 'Procfile';
  readonly name: string;
  readonly rest: number;
}

function nameOf(words: readonly string[]): Asked | undefined {
  const program = words[0]?.split('/').at(-1) ?? '';
  if (PROCFILE.test(program)) {
    const [start, name, ...others] = words.slice(1).filter((word) => !word.startsWith('-'));
    return start === 'start' && name && others.length === 0
      ? { file: 'Procfile', name, rest: words.length }
      : undefined;
  }
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(program)) return undefined;
  let at = 1;
  while (words[at]?.startsWith('-')) {
    // Another folder, another package.json.
    if (/^(?:--prefix|-C|--dir|--cwd|--filter|-F|-w|--workspace)/.test(words[at]!)) return undefined;
    at++;
  }
  const verb = words[at];
  if (verb === undefined) return undefined;
  const runs = verb === 'run' || verb === 'run-script';
  if (runs) at++;
  while (runs && words[at]?.startsWith('-')) at++;
  const name = words[at];
  const isScript = runs || verb === 'start' || verb === 'test' || (program !== 'npm' && !OWN.test(verb));
  if (!name || !isScript) return undefined;
  const rest = at + 1;
  // npm hands on what stands behind `--` alone.
  const behind = words.indexOf('--', rest);
  return { file: 'package.json', name, rest: behind >= 0 ? behind + 1 : program === 'npm' ? words.length : rest };
}
