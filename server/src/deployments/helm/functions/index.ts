/** Every function that a template may call: Go's, Sprig's and Helm's (helm.sh/docs/chart_template_guide/function_list). */
import { NIL, UNKNOWN_VALUE } from '../value.ts';
import { collections } from './collections.ts';
import { encoding } from './encoding.ts';
import { logic } from './logic.ts';
import { numeric } from './numeric.ts';
import { regexes } from './regex.ts';
import type { Apply, Library } from './signature.ts';
import { strings } from './strings.ts';

const templates: Library = {
  include: ([name, data], call) => (name?.kind === 'string' ? call.include(name.text, data ?? NIL) : UNKNOWN_VALUE),
  tpl: ([text, data], call) => {
    if (text?.kind === 'nil') call.shows(text);
    return text?.kind === 'string' ? call.tpl(text, data ?? NIL) : UNKNOWN_VALUE;
  },
};

const base: Library = { ...strings, ...regexes, ...logic, ...numeric, ...collections, ...encoding, ...templates };

/** Those whose errors end a template are named after the others: `mustMerge`. */
const strict: Library = Object.fromEntries(
  Object.entries(base).map(([name, apply]) => [`must${name[0]!.toUpperCase()}${name.slice(1)}`, apply]),
);

const aliases: Library = { int64: base.int!, atoi: base.int! };

export const functions: ReadonlyMap<string, Apply> = new Map(Object.entries({ ...strict, ...base, ...aliases }));

/** Those that stop at an argument that decides: `and` at one that is false, `or` at one that is true. */
export const LAZY: ReadonlyMap<string, { readonly on: boolean }> = new Map([
  ['and', { on: false }],
  ['or', { on: true }],
]);

/** Those that can make something of an argument that is not known. */
export const LENIENT: ReadonlySet<string> = new Set([
  ...['and', 'or', 'not', 'default', 'coalesce', 'ternary', 'empty', 'eq', 'ne', 'all', 'any', 'required', 'lookup'],
  ...['include', 'tpl', 'list', 'tuple', 'dict', 'set', 'append', 'prepend', 'concat', 'merge', 'mergeOverwrite'],
  ...[
    'print',
    'println',
    'printf',
    'quote',
    'squote',
    'cat',
    'toString',
    'join',
    'toYaml',
    'toJson',
    'toRawJson',
    'indent',
    'nindent',
  ],
]);

/** Those that look at no more of a map or list than that it is there; reading an element of it is noted by itself. */
export const SHALLOW: ReadonlySet<string> = new Set([
  ...['and', 'or', 'not', 'default', 'coalesce', 'ternary', 'empty', 'required', 'include', 'tpl', 'list', 'tuple'],
  ...['dict', 'set', 'get', 'hasKey', 'index', 'dig', 'kindOf', 'kindIs', 'typeOf', 'typeIs', 'typeIsLike'],
]);
