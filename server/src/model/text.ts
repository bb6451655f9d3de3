/**
 * Text as it was written: literal runs and variables, each with its place. Formats make texts; the graph resolves
 * them, and keeps the place that every character came from, so that a fix edits where a value is written.
 */
import type { Span } from './span.ts';

export type Text = readonly Part[];
export type Part = Literal | Variable;

/** A run of characters. Where the file has it letter for letter, `span` covers exactly `text`; else the whole token. */
export interface Literal {
  readonly text: string;
  readonly span: Span;
}

/** `${PORT:-8080}`, `$(PORT)`, or a reference to a key of a ConfigMap. */
export interface Variable {
  readonly variable: string;
  /** The whole expression, braces included. */
  readonly span: Span;
  readonly scope: VariableScope;
  /** What `:-`, `-` and `:+` stand before: `8080` in `${PORT:-8080}`. */
  readonly fallback?: Text;
  /** How `fallback` is used; `-` is taken when the variable is unset, `:-` when it is unset or empty, `:+` when it is set. */
  readonly operator?: ':-' | '-' | ':+' | '+' | ':?' | '?';
}

/** Where a variable's value is looked up. */
export type VariableScope =
  /** Compose interpolation: the `.env` file beside the Compose file. */
  | { readonly kind: 'interpolation' }
  /**
   * The container's own environment: `$PORT` in a shell form, envsubst in a template; `declared`: without what only the
   * image sets, as the kubelet replaces `$(PORT)`.
   */
  | { readonly kind: 'environment'; readonly declared?: true }
  /** A key of a ConfigMap or Secret. */
  | {
      readonly kind: 'key';
      readonly settings: string;
      readonly key: string;
      /** Without the key, the variable is not set; else the container is not started. */
      readonly optional?: true;
    }
  /** A flag of the program's own command line, `--port`, whose default is the fallback. */
  | { readonly kind: 'argument' }
  /** Nowhere in the workspace. */
  | { readonly kind: 'unknown' };

export function isVariable(part: Part): part is Variable {
  return 'variable' in part;
}

/** The text if it has no variable in it, else undefined. */
export function literalText(text: Text): string | undefined {
  let whole = '';
  for (const part of text) {
    if (isVariable(part)) return undefined;
    whole += part.text;
  }
  return whole;
}

/** The text as its author typed it, variables as `${NAME}`; for messages. */
export function writtenText(text: Text): string {
  return text.map((part) => (isVariable(part) ? `\${${part.variable}}` : part.text)).join('');
}

/** A name and the value given to it: an environment entry, a key of a ConfigMap, an `ARG`. */
export interface Setting {
  readonly name: string;
  /** The name's place. */
  readonly span: Span;
  /** Absent where the value comes from outside: `environment: [PORT]`. */
  readonly value?: Text;
  /** Takes away what a lower layer sets, and sets nothing itself. */
  readonly removed?: true;
}
