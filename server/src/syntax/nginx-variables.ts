/**
 * Variables in nginx words: constants that `set`, `map`, `geo` and `split_clients` give, and envsubst's names. It owns
 * expanding a word to every text that it can stand for; what only a request knows (`$host`) stays in the text as written.
 */
import type { Part, Source, Text } from '../model/index.ts';
import type { Directive, Word } from './directives.ts';
import { flatten } from './text-address.ts';

export interface Definitions {
  /** Names that the file gives a value, whichever. */
  readonly names: ReadonlySet<string>;
  /** What each block sets itself, by name; blocks that set nothing are absent. */
  readonly sets: ReadonlyMap<readonly Directive[], ReadonlyMap<string, Sets>>;
  /** The values a `map`, `geo` or `split_clients` block can give. */
  readonly choices: ReadonlyMap<string, readonly Word[]>;
  /** The file is envsubst's input. */
  readonly template: boolean;
}

interface Sets {
  /** The last `set` of the block. */
  always?: Word;
  /** Those inside its `if`s. */
  readonly maybe: Word[];
}

const CHOICES = new Set(['map', 'geo', 'split_clients']);
const SETTERS = new Set(['set', 'auth_request_set', 'js_set', 'js_var', 'perl_set']);
const BUILT_IN =
  /^(arg|args|binary_remote|body|bytes|connection|content|cookie|document|host|hostname|http|https|is_args|limit|msec|nginx|pid|proxy|query|realip|remote|request|scheme|sent|server|ssl|status|time|upstream|uri)(_|$)/;
/** Begin with `/` or `?`: no address goes on behind them. */
const PATHS = new Set(['uri', 'request_uri', 'document_uri', 'is_args']);
/** More texts than this are no longer told apart. */
const MAX_TEXTS = 32;

/** Every definition of a file. `template`: the file is envsubst's input. */
export function collectDefinitions(tree: readonly Directive[], template: boolean): Definitions {
  const names = new Set<string>();
  const sets = new Map<readonly Directive[], Map<string, Sets>>();
  const choices = new Map<string, Word[]>();
  const entryOf = (directives: readonly Directive[], variable: string): Sets => {
    const block = sets.get(directives) ?? new Map<string, Sets>();
    sets.set(directives, block);
    const entry = block.get(variable) ?? { maybe: [] };
    block.set(variable, entry);
    return entry;
  };
  const collect = (directives: readonly Directive[], around?: readonly Directive[]): void => {
    for (const { name, words, block } of directives) {
      const [target, value] = words;
      if (SETTERS.has(name.text) && target) names.add(target.text.replace(/^\$/, ''));
      if (name.text === 'set' && target && value) {
        entryOf(directives, target.text).always = value;
        if (around) entryOf(around, target.text).maybe.push(value);
      }
      if (!block) continue;
      const variable = CHOICES.has(name.text) ? words.at(-1)?.text.replace(/^\$/, '') : undefined;
      if (variable === undefined) {
        collect(block.directives, name.text === 'if' ? directives : undefined);
        continue;
      }
      names.add(variable);
      const values = block.directives.flatMap((entry) =>
        entry.words[0] && entry.name.text !== 'include' ? [entry.words[0]] : [],
      );
      choices.set(variable, [...(choices.get(variable) ?? []), ...values]);
    }
  };
  collect(tree);
  return { names, sets, choices, template };
}

/**
 * The texts that a word can stand for, cut before a variable that begins a path: `$request_uri`, or whatever is not
 * known behind `:8080`.
 * @param chain the blocks around the word, from the outermost; the innermost that sets a variable wins.
 */
export function expandWord(
  source: Source,
  word: Word,
  chain: readonly (readonly Directive[])[],
  definitions: Definitions,
  depth = 0,
): readonly Text[] {
  // A string of several lines is no address, and no span can show it.
  if (/[\r\n]/.test(word.text)) return [];
  let texts: Part[][] = [[]];
  const ended: Part[][] = [];
  for (const { name, text: written, start } of splitWord(word)) {
    const literal: Part = { text: written, span: source.span(start, start + written.length) };
    const values = name === undefined || depth > 4 ? [] : valuesOf(name, chain, definitions);
    let parts: readonly Text[] = [[literal]];
    if (values.length > 0) parts = values.flatMap((value) => expandWord(source, value, chain, definitions, depth + 1));
    else if (name !== undefined && isEnvironment(name, written, definitions))
      parts = [[{ variable: name, span: literal.span, scope: { kind: 'environment' } }]];
    else if (name !== undefined) {
      const isPath = (text: Text): boolean => PATHS.has(name) || /:\d+$/.test(flatten(text));
      ended.push(...texts.filter(isPath));
      texts = texts.filter((text) => !isPath(text));
    }
    texts = texts.flatMap((text) => parts.map((part) => [...text, ...part])).slice(0, MAX_TEXTS);
  }
  texts = [...texts, ...ended].slice(0, MAX_TEXTS);
  return depth > 0 ? texts : texts.filter((text) => text.length > 0);
}

interface Piece {
  readonly text: string;
  readonly start: number;
  /** The variable's name. */
  readonly name?: string;
}

function splitWord(word: Word): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of word.text.matchAll(/\$\{(\w+)\}|\$(\w+)/g)) {
    if (match.index > at) pieces.push({ text: word.text.slice(at, match.index), start: word.start + at });
    pieces.push({ text: match[0], start: word.start + match.index, name: match[1] ?? match[2]! });
    at = match.index + match[0].length;
  }
  if (at < word.text.length) pieces.push({ text: word.text.slice(at), start: word.start + at });
  return pieces;
}

/** `set` runs before a request is passed on, outer blocks first; one inside `if` may or may not run. */
function valuesOf(name: string, chain: readonly (readonly Directive[])[], definitions: Definitions): readonly Word[] {
  const found: Word[] = [];
  for (const directives of [...chain].reverse()) {
    const set = definitions.sets.get(directives)?.get(`$${name}`);
    if (set) found.push(...set.maybe);
    if (set?.always) return [...found, set.always];
  }
  return found.length > 0 ? found : (definitions.choices.get(name) ?? []);
}

function isEnvironment(name: string, written: string, { names, template }: Definitions): boolean {
  if (names.has(name)) return false;
  return /^[A-Z][A-Z0-9_]*$/.test(name) || (template && written.startsWith('${') && !BUILT_IN.test(name));
}
