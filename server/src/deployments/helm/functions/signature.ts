/** How functions are written: with the kinds of values that they take. Others give what cannot be known. */
import type { Call } from '../evaluate.ts';
import { formatValue } from '../format.ts';
import { type Text, UNKNOWN } from '../text.ts';
import { type Dict, float, int, type List, type Numeric, UNKNOWN_VALUE, type Value } from '../value.ts';

export type Apply = (args: readonly Value[], call: Call) => Value;
export type Library = Readonly<Record<string, Apply>>;

interface Kinds {
  readonly text: Text;
  readonly number: number;
  readonly list: List;
  readonly dict: Dict;
  readonly any: Value;
}

type Values<K extends readonly (keyof Kinds)[]> = { readonly [I in keyof K]: Kinds[K[I]] };

/** A function of so many arguments of these kinds. */
export function takes<const K extends readonly (keyof Kinds)[]>(
  kinds: K,
  apply: (args: Values<K>, call: Call) => Value,
): Apply {
  return (args, call) => {
    if (args.length !== kinds.length) return UNKNOWN_VALUE;
    const values: Kinds[keyof Kinds][] = [];
    for (const [index, kind] of kinds.entries()) {
      const value = converted(args[index]!, kind);
      if (value === undefined) {
        call.shows(args[index]!);
        return UNKNOWN_VALUE;
      }
      values.push(value);
    }
    return apply(values as unknown as Values<K>, call);
  };
}

function converted(value: Value, kind: keyof Kinds): Kinds[keyof Kinds] | undefined {
  if (kind === 'any') return value;
  if (kind === 'text') return value.kind === 'string' ? value : undefined;
  if (kind === 'number') return value.kind === 'number' ? value.value : undefined;
  return value.kind === kind ? value : undefined;
}

/** A function whose result nobody can tell, or needs to. */
export const opaque: Apply = () => UNKNOWN_VALUE;

/** Sprig's `strval`: what is no text is printed. */
export function textOf(value: Value, call: Call): Text {
  call.shows(value);
  return formatValue(value, call);
}

/** A text, and whether it is known in full. */
export function isKnown({ text }: Text): boolean {
  return !text.includes(UNKNOWN);
}

/** A number as cast.ToInt64 makes it (pkg.go.dev/github.com/spf13/cast): what is none is 0. */
export function toInteger(value: Value): Numeric {
  switch (value.kind) {
    case 'number':
      return same(int(value.value), value);
    case 'bool':
      return int(value.value ? 1 : 0);
    case 'string': {
      const text = value.text.trim().replace(/\.0*$/, '');
      const match = /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9]\d*|0)$/.exec(text);
      if (!match) return int(0);
      const digits = /^0[0-7]+$/.test(match[2]!) ? `0o${match[2]!.slice(1)}` : match[2]!;
      return same(int(Number(digits) * (match[1] === '-' ? -1 : 1)), value);
    }
    default:
      return int(0);
  }
}

export function toFloat(value: Value): Numeric {
  if (value.kind === 'number') return { ...float(value.value), ...(value.written ? { written: value.written } : {}) };
  if (value.kind === 'bool') return float(value.value ? 1 : 0);
  const number = value.kind === 'string' && value.text.trim() !== '' ? Number(value.text) : 0;
  return float(Number.isNaN(number) ? 0 : number);
}

/** Stays where it is written, if it is written as it prints. */
function same(number: Numeric, from: Value): Numeric {
  const written = from.kind === 'string' ? from : from.kind === 'number' ? from.written : undefined;
  return written?.text === String(number.value) ? { ...number, written } : number;
}
