/**
 * HAProxy's configuration syntax: sections of lines of words, as chapter 2 of its configuration manual has it. It owns
 * quotes, escapes, comments and environment variables, and knows no keyword but those that open a section.
 */
import type { Part, Source, Text } from '../model/index.ts';
import { Conditions } from './haproxy-conditions.ts';

export interface Word {
  /** Quotes and backslashes undone; variables as `${NAME}`. */
  readonly text: string;
  readonly parts: Text;
  /** Offsets of the whole word, quotes included. */
  readonly start: number;
  readonly end: number;
}

export interface Section {
  /** `frontend`. */
  readonly keyword: Word;
  readonly header: readonly Word[];
  /** At least one word each. */
  readonly lines: readonly (readonly Word[])[];
}

const SECTIONS = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'peers',
  'resolvers',
  'userlist',
  'mailers',
  'program',
  'http-errors',
  'ring',
  'log-forward',
  'log-profile',
  'cache',
  'fcgi-app',
  'crt-store',
  'traces',
  'acme',
]);

export interface Sections {
  readonly sections: readonly Section[];
  /** Some stand where only the machine decides. */
  readonly undecided: boolean;
}

/** Every section of a text that is in force. Lines before the first belong to none and are left out. */
export function parseSections(source: Source): Sections {
  const conditions = new Conditions();
  const sections: { keyword: Word; header: readonly Word[]; lines: (readonly Word[])[] }[] = [];
  const { text } = source;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const words: Word[] = [];
    while (at < text.length && text[at] !== '\n' && text[at] !== '\r') {
      if (text[at] === ' ' || text[at] === '\t') at++;
      else if (text[at] === '#') while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
      else {
        const word = readWord(source, at);
        words.push(word);
        at = Math.max(word.end, at + 1);
      }
    }
    at++;
    const [keyword, ...rest] = words;
    if (!keyword || !conditions.holds(words)) continue;
    if (SECTIONS.has(keyword.text)) sections.push({ keyword, header: rest, lines: [] });
    else sections.at(-1)?.lines.push(words);
  }
  return { sections, undecided: conditions.undecided };
}

// `${NAME-default}` and `${NAME[*]}` are HAProxy's own.
const VARIABLE = /\$\{(\w+)(?:\[\*\])?(?:-([^}\n]*))?\}|\$(\w+)/y;

function readWord(source: Source, start: number): Word {
  const { text } = source;
  const parts: Part[] = [];
  let literal = '';
  let literalStart = start;
  let quote = '';
  let at = start;
  const flush = (): void => {
    if (literal) parts.push({ text: literal, span: source.span(literalStart, at) });
    literal = '';
  };
  const add = (characters: string): void => {
    if (!literal) literalStart = at;
    literal += characters;
  };
  while (at < text.length) {
    const character = text[at]!;
    if (character === '\n' || character === '\r') break;
    if (!quote && /[ \t#]/.test(character)) break;
    if (quote ? character === quote : character === '"' || character === "'") {
      flush();
      quote = quote ? '' : character;
      at++;
    } else if (character === '\\' && quote !== "'" && /[\\ #"'$]/.test(text[at + 1] ?? '')) {
      flush();
      add(text[at + 1]!);
      at += 2;
      flush();
    } else if (character === '$' && quote !== "'") {
      VARIABLE.lastIndex = at;
      const match = VARIABLE.exec(text);
      if (match) {
        flush();
        const fallback = match[2];
        const from = at + match[0].length - 1 - (fallback?.length ?? 0);
        parts.push({
          variable: match[1] ?? match[3]!,
          span: source.span(at, at + match[0].length),
          scope: { kind: 'environment' },
          ...(fallback === undefined
            ? {}
            : { operator: '-', fallback: [{ text: fallback, span: source.span(from, from + fallback.length) }] }),
        });
        at += match[0].length;
      } else {
        add(character);
        at++;
      }
    } else {
      add(character);
      at++;
    }
  }
  flush();
  const flat = parts.map((part) => ('variable' in part ? `\${${part.variable}}` : part.text)).join('');
  return { text: flat, parts, start, end: at };
}
