/**
 * Shell command lines as words (POSIX.1-2017, Shell Command Language, 2.2 and 2.10). It owns quotes, separators,
 * redirections, here-documents, and the wrappers that only start another program; it runs and expands nothing. Command
 * substitutions stay in the words as they are written.
 */
import type { Part, Text } from '../model/index.ts';
import { isVariable, literalText } from '../model/index.ts';
import { interpolate, substitutionEnd } from './interpolation.ts';
import { cutText, flatten } from './text-address.ts';

/** A simple command: its words, leading `NAME=value` included. */
export type Command = readonly Text[];

/** Words that open, join or close compound commands, and so stand before a simple command or alone. */
const RESERVED = new Set(['{', '}', '!', 'if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'do', 'done']);

/**
 * Splits a command line, variables already read, into its simple commands. Quotes and redirections are gone; each
 * literal keeps its place. A quote that nothing closes runs to the end.
 */
export function splitShell(text: Text): readonly Command[] {
  const line = new Line(text);
  const { whole } = line;
  const commands: Command[] = [];
  const delimiters: string[] = [];
  let words: Text[] = [];
  let word: Part[] | undefined;
  let wordStart = 0;
  let redirected = false;
  const endWord = (): void => {
    if (word && !redirected) words.push(word);
    if (word) redirected = false;
    word = undefined;
  };
  const endCommand = (): void => {
    endWord();
    redirected = false;
    while (words[0] && RESERVED.has(literalText(words[0]) ?? '')) words.shift();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (let at = 0; at < whole.length; ) {
    const char = whole[at]!;
    const special = line.special(at);
    if (special) {
      // A line that goes on, by a backslash at its end, starts no word.
      if (special.parts) {
        if (!word) wordStart = at;
        word ??= [];
        word.push(...special.parts);
      }
      at = special.end;
    } else if (char === ' ' || char === '\t' || char === '\r') {
      endWord();
      at++;
    } else if (char === '\n') {
      endCommand();
      at++;
      for (const delimiter of delimiters.splice(0)) at = bodyEnd(whole, at, delimiter);
    } else if (char === '#' && !word) {
      const end = whole.indexOf('\n', at);
      at = end < 0 ? whole.length : end;
    } else if (char === '<' || char === '>' || (char === '&' && whole[at + 1] === '>')) {
      // Digits that touch the operator are the descriptor, not a word.
      if (!/^\d+$/.test(whole.slice(wordStart, at))) endWord();
      word = undefined;
      REDIRECTION.lastIndex = at;
      const [operator = char, delimiter, descriptor] = REDIRECTION.exec(whole) ?? [];
      if (delimiter !== undefined) delimiters.push(delimiter.replace(/^['"\\]|['"]$/g, ''));
      redirected = delimiter === undefined && descriptor === undefined;
      at += operator.length;
    } else if (SEPARATORS.includes(char)) {
      endCommand();
      at++;
    } else {
      if (!word) wordStart = at;
      const end = line.plainEnd(at);
      word ??= [];
      word.push(...cutText(text, at, end));
      at = end;
    }
  }
  endCommand();
  return commands;
}

/** Quote removal alone: the text as one word, as a Dockerfile's ENV takes it. */
export function unquote(text: Text): Text {
  if (!text.some((part) => !isVariable(part) && /["'\\]/.test(part.text))) return text;
  const line = new Line(text);
  const parts: Part[] = [];
  for (let at = 0; at < line.whole.length; ) {
    const special = line.special(at);
    const end = special?.end ?? line.plainEnd(at);
    parts.push(...(special ? (special.parts ?? []) : cutText(text, at, end)));
    at = end;
  }
  return parts;
}

/** Short options that take the next word as their value, and the words that precede the program. */
interface Wrapper {
  readonly valued: string;
  readonly operands: number;
}

/** Programs that become, or only start, the program that follows. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  exec: { valued: 'a', operands: 0 },
  env: { valued: 'uC', operands: 0 },
  'cross-env': { valued: '', operands: 0 },
  'cross-env-shell': { valued: '', operands: 0 },
  nohup: { valued: '', operands: 0 },
  time: { valued: 'fo', operands: 0 },
  nice: { valued: 'n', operands: 0 },
  timeout: { valued: 'ks', operands: 1 },
  tini: { valued: 'pe', operands: 0 },
  catatonit: { valued: '', operands: 0 },
  'dumb-init': { valued: 'r', operands: 0 },
  gosu: { valued: '', operands: 1 },
  'su-exec': { valued: '', operands: 1 },
  sudo: { valued: 'ugph', operands: 0 },
};
const SHELL = /^(?:ba|da|a|z|k)?sh$/;
const ASSIGNMENT = /^[A-Za-z_]\w*=/;
const DEPTH = 8;

/**
 * The commands that one command comes down to: `exec`, `env`, `tini` and their like taken off, and the script of
 * `sh -c` read, its variables included. Leading `NAME=value` words stay in front. A command that wraps nothing comes
 * back as it is.
 */
export function unwrapCommand(words: Command): readonly Command[] {
  return unwrap(words, DEPTH);
}

function unwrap(words: Command, depth: number): readonly Command[] {
  const start = words.findIndex((word) => !ASSIGNMENT.test(flatten(word)));
  if (start < 0 || depth === 0) return [words];
  const program = (literalText(words[start]!) ?? '').split('/').at(-1)!;
  const before = words.slice(0, start);
  if (SHELL.test(program)) {
    const script = scriptOf(words, start + 1);
    if (!script) return [words];
    const commands = splitShell(interpolate(script, 'shell'));
    return commands.flatMap((command, index) => unwrap(index === 0 ? [...before, ...command] : command, depth - 1));
  }
  if (!Object.hasOwn(WRAPPERS, program)) return [words];
  const { valued, operands } = WRAPPERS[program]!;
  const rest = optionsEnd(words, start + 1, valued) + operands;
  return rest < words.length ? unwrap([...before, ...words.slice(rest)], depth - 1) : [words];
}

/** The word behind `-c`, `-lc` and the like. */
function scriptOf(words: Command, from: number): Text | undefined {
  const end = optionsEnd(words, from, 'oO');
  const asked = words.slice(from, end).some((word) => /^-\w*c\w*$/.test(literalText(word) ?? ''));
  return asked ? words[end] : undefined;
}

/** The index of the first word that is no option, nor an option's value. */
function optionsEnd(words: Command, from: number, valued: string): number {
  let at = from;
  while (at < words.length) {
    const option = literalText(words[at]!);
    if (option === '--') return at + 1;
    if (option === undefined || !/^[-+]./.test(option)) break;
    at += /^[-+]\w+$/.test(option) && valued.includes(option.at(-1)!) ? 2 : 1;
  }
  return at;
}

const SEPARATORS = ';&|()';
const PLAIN = /[^\s'"\\$`;&|()<>]*/y;
/** A here-document with its delimiter, a copy of a descriptor, or an operator whose target is the next word. */
const REDIRECTION = /<<<|<<-?[ \t]*(\\?[\w.-]+|'[^'\n]*'|"[^"\n]*")|([<>]&(?:\d+|-))|&>>?|>>|>\||<>|[<>]&?/y;

/** The offset behind the here-document whose first line starts at `start`. */
function bodyEnd(whole: string, start: number, delimiter: string): number {
  for (let at = start; at < whole.length; ) {
    const newline = whole.indexOf('\n', at);
    const end = newline < 0 ? whole.length : newline;
    const found = whole.slice(at, end).trim() === delimiter;
    at = Math.min(end + 1, whole.length);
    if (found) return at;
  }
  return whole.length;
}

interface Special {
  /** What it contributes to the word that it stands in; absent where it is no part of a word. */
  readonly parts?: Text;
  readonly end: number;
}

/** A text as one string, with the places of its variables. */
class Line {
  readonly whole: string;
  readonly #text: Text;
  /** Start and end of each variable in `whole`. */
  readonly #variables = new Map<number, number>();

  constructor(text: Text) {
    this.#text = text;
    this.whole = flatten(text);
    let offset = 0;
    for (const part of text) {
      const length = isVariable(part) ? part.variable.length + 3 : part.text.length;
      if (isVariable(part)) this.#variables.set(offset, offset + length);
      offset += length;
    }
  }

  /** The end of the run that holds no character of meaning behind its first one. */
  plainEnd(at: number): number {
    PLAIN.lastIndex = at + 1;
    PLAIN.test(this.whole);
    return Math.max(PLAIN.lastIndex, at + 1);
  }

  /** A variable, a quoted stretch, an escaped character, a substitution; undefined for plain characters. */
  special(at: number): Special | undefined {
    const { whole } = this;
    const variableEnd = this.#variables.get(at);
    if (variableEnd !== undefined) return { parts: cutText(this.#text, at, variableEnd), end: variableEnd };
    switch (whole[at]) {
      case '\\':
        return this.#escape(at);
      case "'": {
        const close = whole.indexOf("'", at + 1);
        const end = close < 0 ? whole.length : close;
        return { parts: cutText(this.#text, at + 1, end), end: end + 1 };
      }
      case '"':
        return this.#doubleQuoted(at);
      case '`':
        return this.#substitution(at);
      case '$':
      case '<':
      case '>':
        return whole[at + 1] === '(' ? this.#substitution(at) : undefined;
      default:
        return undefined;
    }
  }

  #escape(at: number): Special {
    const { whole } = this;
    if (whole[at + 1] === '\n') return { end: at + 2 };
    if (whole.startsWith('\r\n', at + 1)) return { end: at + 3 };
    const end = this.#variables.get(at + 1) ?? at + 2;
    return { parts: cutText(this.#text, at + 1, end), end };
  }

  #doubleQuoted(start: number): Special {
    const { whole } = this;
    const parts: Part[] = [];
    let run = start + 1;
    let at = run;
    while (at < whole.length && whole[at] !== '"') {
      const variableEnd = this.#variables.get(at);
      if (variableEnd !== undefined) at = variableEnd;
      else if (whole[at] === '\\' && /["$`\\\r\n]/.test(whole[at + 1] ?? '')) {
        parts.push(...cutText(this.#text, run, at));
        run = whole[at + 1] === '\n' ? at + 2 : whole.startsWith('\r\n', at + 1) ? at + 3 : at + 1;
        at = Math.max(run, this.#variables.get(at + 1) ?? at + 2);
      } else if (whole[at] === '`' || whole.startsWith('$(', at)) at = substitutionEnd(whole, at, whole.length);
      else at++;
    }
    parts.push(...cutText(this.#text, run, at));
    return { parts, end: at + 1 };
  }

  #substitution(at: number): Special | undefined {
    const end = substitutionEnd(this.whole, at, this.whole.length);
    return end > at + 1 ? { parts: cutText(this.#text, at, end), end } : undefined;
  }
}
