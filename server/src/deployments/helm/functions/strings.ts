/** Texts (masterminds.github.io/sprig/strings.html). Lengths are counted in UTF-16 units; names of objects are ASCII. */
import type { Call } from '../evaluate.ts';
import { printf, quoted } from '../format.ts';
import { concat, mapped, slice, splice, split, type Text, UNKNOWN } from '../text.ts';
import { bool, dictOf, list, UNKNOWN_VALUE, type Value } from '../value.ts';
import { type Apply, isKnown, type Library, takes, textOf } from './signature.ts';

/** From one text to another. */
const text = (apply: (text: Text, call: Call) => Text): Apply => takes(['text'], ([own], call) => apply(own, call));

/** Two texts that are asked something; unknown where either is not known. */
const question = (ask: (part: string, own: string) => boolean): Apply =>
  takes(['text', 'text'], ([part, own]) =>
    isKnown(part) && isKnown(own) ? bool(ask(part.text, own.text)) : UNKNOWN_VALUE,
  );

function trimmed(own: Text, left: RegExp | undefined, right: RegExp | undefined): Text {
  const from = left?.exec(own.text)?.[0].length ?? 0;
  const to = own.text.length - (right?.exec(own.text.slice(from))?.[0].length ?? 0);
  return slice(own, from, to);
}

/** A class of characters. */
function anyOf(characters: string): string {
  return characters === '' ? '[]' : `[${characters.replace(/[\\\]^-]/g, '\\$&')}]`;
}

/** Of a block that cannot be known, the place is: a line of its own, at the column that it is indented to. */
function block(before: string, apply: Apply): Apply {
  return (args, call) => {
    const [width, own] = args;
    if (width?.kind !== 'number' || own?.kind !== 'unknown') return apply(args, call);
    call.shows(own);
    return call.made(`${before}${' '.repeat(Math.max(0, Math.min(200, width.value)))}${UNKNOWN}`);
  };
}

function indented(own: Text, width: number, call: Call): Text {
  const by = call.made(' '.repeat(Math.max(0, Math.min(200, width))));
  const starts = [0, ...[...own.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return splice(
    own,
    starts.map((start) => ({ start, end: start, by })),
  );
}

function replaced(own: Text, old: string, by: Text): Text {
  if (old === '') return own;
  const edits = [];
  for (let at = own.text.indexOf(old); at >= 0; at = own.text.indexOf(old, at + old.length)) {
    edits.push({ start: at, end: at + old.length, by });
  }
  return splice(own, edits);
}

/** The texts of a list, what is no text printed, nothing left out but nil. */
export function textsOf(value: Value, call: Call): readonly Text[] {
  if (value.kind !== 'list') return value.kind === 'nil' ? [] : [textOf(value, call)];
  return value.items.flatMap((item) => (item.kind === 'nil' ? [] : textOf(item, call)));
}

function joined(texts: readonly Text[], separator: Text): Text {
  return concat(...texts.flatMap((each, index) => (index === 0 ? [each] : [separator, each])));
}

/** One after another with blanks between, each made by `spell`. */
const spelled =
  (spell: (own: Text, call: Call) => Text): Apply =>
  (args, call) => {
    for (const arg of args) call.shows(arg);
    const texts = args.flatMap((arg) => (arg.kind === 'nil' ? [] : spell(textOf(arg, call), call)));
    return joined(texts, call.made(' '));
  };

const words = (own: string): readonly string[] =>
  own
    .replace(
      /([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g,
      (_, before, first, last) => (last ?? `${before} ${first}`) + (last ? ' ' : ''),
    )
    .split(/[\s_-]+/)
    .filter((word) => word !== '');

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A new text of the whole old one, unless that changes nothing. */
const respelled = (change: (own: string) => string): Apply =>
  text((own, call) => {
    const after = change(own.text);
    return after === own.text ? own : call.made(after);
  });

const trimAll = takes(['text', 'text'], ([cut, own]) =>
  trimmed(own, new RegExp(`^${anyOf(cut.text)}+`), new RegExp(`${anyOf(cut.text)}+$`)),
);

export const strings: Library = {
  trim: text((own) => trimmed(own, /^\s+/, /\s+$/)),
  trimAll,
  trimall: trimAll,
  trimPrefix: takes(['text', 'text'], ([prefix, own]) =>
    own.text.startsWith(prefix.text) ? slice(own, prefix.text.length) : own,
  ),
  trimSuffix: takes(['text', 'text'], ([suffix, own]) =>
    own.text.endsWith(suffix.text) ? slice(own, 0, own.text.length - suffix.text.length) : own,
  ),
  trunc: takes(['number', 'text'], ([length, own]) =>
    length < 0 ? slice(own, Math.max(0, own.text.length + length)) : slice(own, 0, length),
  ),
  substr: takes(['number', 'number', 'text'], ([start, end, own]) =>
    slice(own, Math.max(0, start), end < 0 || end > own.text.length ? own.text.length : end),
  ),
  abbrev: takes(['number', 'text'], ([width, own], call) =>
    width < 4 || own.text.length <= width ? own : concat(slice(own, 0, width - 3), call.made('...')),
  ),
  upper: text((own) => mapped(own, (run) => run.toUpperCase())),
  lower: text((own) => mapped(own, (run) => run.toLowerCase())),
  title: respelled((own) =>
    own.replace(/(^|\s)(\S)/g, (_, before: string, first: string) => before + first.toUpperCase()),
  ),
  untitle: respelled((own) =>
    own.replace(/(^|\s)(\S)/g, (_, before: string, first: string) => before + first.toLowerCase()),
  ),
  swapcase: respelled((own) =>
    own.replace(/\p{L}/gu, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())),
  ),
  snakecase: respelled((own) => words(own).join('_').toLowerCase()),
  kebabcase: respelled((own) => words(own).join('-').toLowerCase()),
  camelcase: respelled((own) => words(own).map(capital).join('')),
  initials: respelled((own) =>
    own
      .split(/\s+/)
      .map((word) => word.charAt(0))
      .join(''),
  ),
  nospace: text((own) =>
    concat(...[...own.text.matchAll(/\S+/g)].map((m) => slice(own, m.index, m.index + m[0].length))),
  ),
  repeat: takes(['number', 'text'], ([count, own]) =>
    count * own.text.length > 100_000
      ? UNKNOWN_VALUE
      : concat(...Array.from({ length: Math.max(0, count) }, () => own)),
  ),
  replace: takes(['text', 'text', 'text'], ([old, by, own]) => replaced(own, old.text, by)),
  contains: question((part, own) => own.includes(part)),
  hasPrefix: question((part, own) => own.startsWith(part)),
  hasSuffix: question((part, own) => own.endsWith(part)),
  indent: block(
    '',
    takes(['number', 'text'], ([width, own], call) => indented(own, width, call)),
  ),
  nindent: block(
    '\n',
    takes(['number', 'text'], ([width, own], call) => concat(call.made('\n'), indented(own, width, call))),
  ),
  quote: spelled(quoted),
  squote: spelled((own, call) => concat(call.made("'"), own, call.made("'"))),
  cat: spelled((own) => own),
  toString: takes(['any'], ([value], call) => textOf(value, call)),
  toStrings: takes(['any'], ([value], call) => list(textsOf(value, call))),
  join: takes(['text', 'any'], ([separator, value], call) => joined(textsOf(value, call), separator)),
  splitList: takes(['text', 'text'], ([separator, own]) => list(split(own, separator.text))),
  split: takes(['text', 'text'], ([separator, own]) => numbered(split(own, separator.text))),
  splitn: takes(['text', 'number', 'text'], ([separator, count, own]) => {
    const parts = split(own, separator.text);
    if (count <= 0 || parts.length <= count) return numbered(parts);
    const last = parts.slice(count - 1);
    const from = parts.slice(0, count - 1).reduce((at, part) => at + part.text.length + separator.text.length, 0);
    return numbered([...parts.slice(0, count - 1), ...(last.length > 0 ? [slice(own, from)] : [])]);
  }),
  plural: takes(['text', 'text', 'number'], ([one, many, count]) => (count === 1 ? one : many)),
  print: (args, call) => {
    // Blanks stand between two of which neither is a text.
    const parts = args.flatMap((arg, index) => {
      const before = args[index - 1];
      const apart = before && before.kind !== 'string' && arg.kind !== 'string';
      return apart ? [call.made(' '), textOf(arg, call)] : [textOf(arg, call)];
    });
    return concat(...parts);
  },
  println: (args, call) =>
    concat(
      joined(
        args.map((arg) => textOf(arg, call)),
        call.made(' '),
      ),
      call.made('\n'),
    ),
  printf: (args, call) => {
    const [format, ...rest] = args;
    if (format?.kind !== 'string') return UNKNOWN_VALUE;
    for (const each of rest) call.shows(each);
    return printf(format, rest, call);
  },
  sortAlpha: takes(['any'], ([value], call) =>
    list([...textsOf(value, call)].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))),
  ),
  base: respelled((own) => own.replace(/\/+$/, '').split('/').at(-1) || (own === '' ? '.' : '/')),
  dir: respelled((own) => own.replace(/\/?[^/]*$/, '') || (own.startsWith('/') ? '/' : '.')),
  ext: respelled((own) => /\.[^./]*$/.exec(own)?.[0] ?? ''),
};

function numbered(parts: readonly Text[]): Value {
  return dictOf(Object.fromEntries(parts.map((part, index) => [`_${index}`, part])));
}
