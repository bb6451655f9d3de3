/**
 * Snippets of Caddyfiles put where they are imported (caddyserver.com/docs/caddyfile/directives/import): `(name) { ... }`
 * with `{args[0]}`, or `{args.0}` as it was written before. What is imported from other files is not looked up.
 */
import type { Source, Text } from '../model/index.ts';
import { isVariable, partOf } from '../model/index.ts';
import type { CaddyLine, CaddyWord } from './caddy-lines.ts';
import { readPlaceholders } from './placeholders.ts';

const VARIABLE = /\{(?:\$|env\.)(?<name>[A-Za-z_]\w*)(?::(?<fallback>[^{}]*))?\}/g;
const ARGUMENT = /\{args(?:\.(\d+)|\[(\d+)\])\}/g;
/** More lines than anybody wrote: snippets that multiply. */
const MAX_LINES = 20_000;

export interface Imported {
  /** Without the snippets themselves. */
  readonly lines: readonly CaddyLine[];
  /** Files and globs, as written. */
  readonly files: readonly string[];
}

export function resolveImports(source: Source, lines: readonly CaddyLine[]): Imported {
  const snippets = new Map<string, readonly CaddyLine[]>();
  for (const { words, block } of lines) {
    const name = /^\((.+)\)$/.exec(words[0]?.text ?? '')?.[1];
    if (name && block) snippets.set(name, block);
  }
  const files: string[] = [];
  let left = MAX_LINES;
  const resolve = (
    within: readonly CaddyLine[],
    values: readonly Text[] | undefined,
    using: readonly string[],
  ): readonly CaddyLine[] =>
    within.flatMap((line): readonly CaddyLine[] => {
      if (--left < 0) return [];
      const words = values ? line.words.map((word) => filled(source, word, values)) : line.words;
      const [first, name, ...rest] = words;
      if (first?.text !== 'import' || !name) {
        return [{ words, ...(line.block ? { block: resolve(line.block, values, using) } : {}) }];
      }
      const snippet = snippets.get(name.text);
      if (!snippet) files.push(name.text);
      // Caddy refuses one that imports itself.
      if (!snippet || using.includes(name.text)) return [];
      const given = rest.map((word) => caddyText(source, word));
      return resolve(snippet, given, [...using, name.text]);
    });
  const own = lines.filter(({ words, block }) => !block || !/^&?\(/.test(words[0]?.text ?? ''));
  return { lines: resolve(own, undefined, []), files };
}

/** A word as a text with the variables that Caddy takes from its environment. */
export function caddyText(source: Source, word: CaddyWord): Text {
  return word.parts ?? readPlaceholders(source, word.start, word.end, VARIABLE);
}

function filled(source: Source, word: CaddyWord, values: readonly Text[]): CaddyWord {
  if (!word.text.includes('{args')) return word;
  const parts: Text = caddyText(source, word).flatMap((part): Text => {
    if (isVariable(part)) return [part];
    const found: Text[number][] = [];
    let run = 0;
    const literal = (start: number, end: number): void => {
      const { span, text } = part;
      if (start === end) return;
      found.push({
        text: text.slice(start, end),
        span: partOf(span, start, end),
      });
    };
    for (const match of part.text.matchAll(ARGUMENT)) {
      literal(run, match.index);
      found.push(...(values[Number(match[1] ?? match[2])] ?? []));
      run = match.index + match[0].length;
    }
    literal(run, part.text.length);
    return found;
  });
  const text = parts.map((part) => (isVariable(part) ? `{$${part.variable}}` : part.text)).join('');
  return { ...word, text, parts };
}
