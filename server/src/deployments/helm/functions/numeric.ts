/** Numbers (masterminds.github.io/sprig/math.html). */
import { limited } from '../limits.ts';
import { float, int, list, UNKNOWN_VALUE, type Value } from '../value.ts';
import { type Apply, type Library, takes, toFloat, toInteger } from './signature.ts';

/** Folds integers; one alone stays as it is. */
const whole =
  (fold: (a: number, b: number) => number, start?: number): Apply =>
  (args) => {
    if (args.length === 0) return UNKNOWN_VALUE;
    const numbers = args.map((arg) => toInteger(arg).value);
    const result = start === undefined ? numbers.reduce(fold) : numbers.reduce(fold, start);
    return Number.isFinite(result) ? int(result) : UNKNOWN_VALUE;
  };

const real =
  (fold: (a: number, b: number) => number): Apply =>
  (args) => {
    const result = args.map((arg) => toFloat(arg).value).reduce(fold, args.length > 0 ? 0 : Number.NaN);
    return Number.isFinite(result) ? float(result) : UNKNOWN_VALUE;
  };

/** The argument that is the greatest or least, where it is written. */
const extreme =
  (better: (a: number, b: number) => boolean, read = toInteger): Apply =>
  (args) => {
    const numbers = args.map(read);
    return numbers.reduce<Value>(
      (best, each) => (best.kind !== 'number' || better(each.value, best.value) ? each : best),
      UNKNOWN_VALUE,
    );
  };

const rounded = (round: (value: number) => number): Apply =>
  takes(['any'], ([value]) => float(round(toFloat(value).value)));

function steps(from: number, to: number, step: number): Value {
  if (step === 0) return list([]);
  const count = Math.max(0, Math.ceil((to - from) / step));
  return limited(count) && list(Array.from({ length: count }, (_, index) => int(from + index * step)));
}

export const numeric: Library = {
  int: takes(['any'], ([value], call) => {
    call.shows(value);
    return toInteger(value);
  }),
  float64: takes(['any'], ([value], call) => {
    call.shows(value);
    return toFloat(value);
  }),
  toDecimal: takes(['any'], ([value], call) => {
    call.shows(value);
    const digits = value.kind === 'string' ? value.text : String(toInteger(value).value);
    return int(/^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : 0);
  }),
  add: whole((a, b) => a + b),
  add1: takes(['any'], ([value]) => int(toInteger(value).value + 1)),
  sub: whole((a, b) => a - b),
  mul: whole((a, b) => a * b),
  div: whole((a, b) => (b === 0 ? Number.NaN : Math.trunc(a / b))),
  mod: whole((a, b) => (b === 0 ? Number.NaN : a % b)),
  addf: real((a, b) => a + b),
  subf: (args) => {
    const [first = Number.NaN, ...rest] = args.map((arg) => toFloat(arg).value);
    return float(rest.reduce((a, b) => a - b, first));
  },
  mulf: (args) => float(args.map((arg) => toFloat(arg).value).reduce((a, b) => a * b, 1)),
  divf: (args) => {
    const [first = Number.NaN, ...rest] = args.map((arg) => toFloat(arg).value);
    const result = rest.reduce((a, b) => a / b, first);
    return Number.isFinite(result) ? float(result) : UNKNOWN_VALUE;
  },
  max: extreme((a, b) => a > b),
  biggest: extreme((a, b) => a > b),
  min: extreme((a, b) => a < b),
  maxf: extreme((a, b) => a > b, toFloat),
  minf: extreme((a, b) => a < b, toFloat),
  add1f: takes(['any'], ([value]) => float(toFloat(value).value + 1)),
  ceil: rounded(Math.ceil),
  floor: rounded(Math.floor),
  round: (args) => {
    const [value, places] = args;
    if (!value || !places) return UNKNOWN_VALUE;
    const scale = 10 ** toInteger(places).value;
    return float(Math.round(toFloat(value).value * scale) / scale);
  },
  until: takes(['number'], ([count]) => steps(0, count, count < 0 ? -1 : 1)),
  untilStep: takes(['number', 'number', 'number'], ([from, to, step]) => steps(from, to, step)),
  seq: (args, call) => {
    const numbers = args.map((arg) => toInteger(arg).value);
    const [first = 1, second, third] = numbers;
    const [from, step, to] =
      third !== undefined
        ? [first, second!, third]
        : second !== undefined
          ? [first, first > second ? -1 : 1, second]
          : [1, first < 1 ? -1 : 1, first];
    const items = steps(from, to + Math.sign(step), step);
    return items.kind === 'list'
      ? call.made(items.items.map((each) => (each.kind === 'number' ? each.value : '')).join(' '))
      : items;
  },
};
