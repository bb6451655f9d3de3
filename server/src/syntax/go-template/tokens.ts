/** The tokens of one action. */
import type { Place } from './nodes.ts';

export interface Token extends Place {
  readonly kind: 'name' | 'field' | 'variable' | 'number' | 'string' | 'raw' | 'char' | 'mark' | 'fault';
  readonly text: string;
  /** White space stands before it. */
  readonly spaced: boolean;
}

const NAME = '[\\p{L}_][\\p{L}\\p{N}_]*';
const KINDS = ['field', 'variable', 'number', 'name', 'string', 'raw', 'char', 'mark'] as const;
const TOKEN = new RegExp(
  [
    `((?:\\.${NAME})+)`,
    `(\\$(?:${NAME}|\\d+)?(?:\\.${NAME})*)`,
    '([+-]?(?:0[xX][\\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\\d[\\d_]*(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?))',
    `(${NAME})`,
    '("(?:\\\\.|[^"\\\\\\n])*")',
    '(`[^`]*`)',
    "('(?:\\\\.|[^'\\\\\\n])+')",
    '(:=|[=|(),.])',
  ].join('|'),
  'uy',
);

/** Tokens between two offsets; what is none ends them as a `fault`. */
export function tokensOf(text: string, from: number, to: number): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = from; at < to; ) {
    const start = at;
    while (at < to && /\s/.test(text[at]!)) at++;
    if (at >= to) break;
    const spaced = at > start;
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match || TOKEN.lastIndex > to) {
      tokens.push({ kind: 'fault', text: text[at]!, start: at, end: at + 1, spaced });
      break;
    }
    const kind = KINDS.find((_, index) => match[index + 1] !== undefined)!;
    tokens.push({ kind, text: match[0], start: at, end: TOKEN.lastIndex, spaced });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

/** What a string of Go stands for, without its quotes (go.dev/ref/spec, rune and string literals). */
export function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replace(
      /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gs,
      (all, x, u, big, octal, char) => {
        const hex = x ?? u ?? big;
        const code =
          hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : -1;
        if (code >= 0) return code <= 0x10ffff ? String.fromCodePoint(code) : all;
        return ESCAPES[char as string] ?? char;
      },
    );
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
