/** Values as text: what `{{ }}` and `%v` print, and printf (pkg.go.dev/fmt). */
import { formatNumber } from './numbers.ts';
import { concat, made, type Run, slice, type Text, UNKNOWN } from './text.ts';
import { isUncertain, sortedEntries, type Value } from './value.ts';

/** Makes a new text, at the place of whoever formats. */
interface Maker {
  made(text: string): Text;
}

/** `%v`. A scalar that prints as it is written keeps its place. */
export function formatValue(value: Value, maker: Maker): Text {
  switch (value.kind) {
    case 'string':
      return value;
    case 'nil':
      return maker.made('<nil>');
    case 'bool':
      return placed(String(value.value), value.written, maker);
    case 'number':
      return placed(formatNumber(value.value, value.float), value.written, maker);
    case 'list': {
      const items = value.items.flatMap((item) => [maker.made(' '), formatValue(item, maker)]).slice(1);
      return concat(maker.made('['), ...items, maker.made(']'));
    }
    case 'dict': {
      const entries = sortedEntries(value).flatMap(([, { key, value: each }]) => [
        maker.made(' '),
        key,
        maker.made(':'),
        formatValue(each, maker),
      ]);
      return concat(maker.made('map['), ...entries.slice(1), maker.made(']'));
    }
    default:
      return maker.made(UNKNOWN);
  }
}

/** A scalar's new spelling: at the place of the old one, letter for letter if it is the same. */
export function placed(text: string, written: Text | undefined, maker: Maker): Text {
  if (written?.text === text) return written;
  const run: Run | undefined = written?.runs[0];
  return run ? made(text, run.origin) : maker.made(text);
}

const VERB = /%([-+ 0#]*)(\*|\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** `printf`. */
export function printf(format: Text, args: readonly Value[], maker: Maker): Text {
  const parts: Text[] = [];
  let at = 0;
  let next = 0;
  for (const match of format.text.matchAll(VERB)) {
    const [whole, flags = '', width, precision, verb = ''] = match;
    parts.push(slice(format, at, match.index));
    at = match.index + whole.length;
    if (verb === '%') {
      parts.push(maker.made('%'));
      continue;
    }
    const arg = args[next++];
    parts.push(
      arg === undefined ? maker.made(`%!${verb}(MISSING)`) : formatted(arg, verb, flags, width, precision, maker),
    );
  }
  parts.push(slice(format, at));
  const extra = args.slice(next);
  if (extra.length > 0) {
    const shown = extra.map((arg) => `${typeName(arg)}=${formatValue(arg, maker).text}`).join(', ');
    parts.push(maker.made(`%!(EXTRA ${shown})`));
  }
  return concat(...parts);
}

function formatted(
  arg: Value,
  verb: string,
  flags: string,
  width: string | undefined,
  precision: string | undefined,
  maker: Maker,
): Text {
  const text = isUncertain(arg) ? maker.made(UNKNOWN) : verbText(arg, verb, flags, precision, maker);
  const missing = Number(width ?? 0) - [...text.text].length;
  if (!(missing > 0) || isUncertain(arg)) return text;
  if (flags.includes('-')) return concat(text, maker.made(' '.repeat(Math.min(missing, 999))));
  const zero = flags.includes('0') && arg.kind === 'number';
  return concat(maker.made((zero ? '0' : ' ').repeat(Math.min(missing, 999))), text);
}

function verbText(arg: Value, verb: string, flags: string, precision: string | undefined, maker: Maker): Text {
  switch (verb) {
    case 'v':
      return formatValue(arg, maker);
    case 's':
      if (arg.kind === 'string') return precision === undefined ? arg : slice(arg, 0, Number(precision));
      if (arg.kind === 'list' || arg.kind === 'dict') return formatValue(arg, maker);
      return wrong(arg, verb, maker);
    case 'q':
      return arg.kind === 'string' ? quoted(arg, maker) : wrong(arg, verb, maker);
    case 'd':
      if (arg.kind !== 'number' || arg.float) return wrong(arg, verb, maker);
      return flags.includes('+') && arg.value >= 0 ? maker.made(`+${arg.value}`) : formatValue(arg, maker);
    case 't':
      return arg.kind === 'bool' ? formatValue(arg, maker) : wrong(arg, verb, maker);
    case 'f':
    case 'F':
      if (arg.kind !== 'number' || !arg.float) return wrong(arg, verb, maker);
      return placed(arg.value.toFixed(Math.min(100, Number(precision ?? 6))), arg.written, maker);
    case 'g':
    case 'e':
      return arg.kind === 'number' && arg.float ? formatValue(arg, maker) : wrong(arg, verb, maker);
    case 'x':
    case 'X':
    case 'o':
    case 'b': {
      if (arg.kind !== 'number' || arg.float) return maker.made(UNKNOWN);
      const digits = arg.value.toString(verb === 'o' ? 8 : verb === 'b' ? 2 : 16);
      return maker.made(verb === 'X' ? digits.toUpperCase() : digits);
    }
    case 'c':
      return maker.made(
        arg.kind === 'number' && arg.value >= 0 && arg.value <= 0x10ffff ? String.fromCodePoint(arg.value) : UNKNOWN,
      );
    case 'T':
      return maker.made(typeName(arg));
    default:
      return wrong(arg, verb, maker);
  }
}

function wrong(arg: Value, verb: string, maker: Maker): Text {
  if (arg.kind === 'nil') return maker.made(`%!${verb}(<nil>)`);
  return concat(maker.made(`%!${verb}(${typeName(arg)}=`), formatValue(arg, maker), maker.made(')'));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  '\x07': '\\a',
};

/** `%q`: in double quotes, as Go escapes; `astral`: characters beyond the first plane as well, as go-yaml does. */
export function quoted(text: Text, maker: Maker, astral = false): Text {
  const parts: Text[] = [maker.made('"')];
  let at = 0;
  for (const { 0: char, index } of text.text.matchAll(astral ? ESCAPED_IN_YAML : ESCAPED_IN_GO)) {
    parts.push(slice(text, at, index), maker.made(ESCAPES[char] ?? hexEscape(char.codePointAt(0)!)));
    at = index + char.length;
  }
  parts.push(slice(text, at), maker.made('"'));
  return concat(...parts);
}

const ESCAPED_IN_GO = /["\\]|\p{Cc}|\ufeff|[\u2028\u2029]/gu;
const ESCAPED_IN_YAML = /["\\]|\p{Cc}|\ufeff|[\u2028\u2029]|[\u{10000}-\u{10ffff}]/gu;

function hexEscape(code: number): string {
  const digits = code.toString(16);
  if (code < 0x80) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.toUpperCase().padStart(8, '0')}`;
}

/** `%T`. */
export function typeName(value: Value): string {
  switch (value.kind) {
    case 'nil':
      return '<nil>';
    case 'number':
      return value.float ? 'float64' : 'int';
    case 'list':
      return '[]interface {}';
    case 'dict':
      return 'map[string]interface {}';
    default:
      return value.kind;
  }
}
