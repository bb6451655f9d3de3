/** Comparisons and choices (pkg.go.dev/text/template, masterminds.github.io/sprig/defaults.html). */
import { typeName } from '../format.ts';
import {
  bool,
  FALSE,
  holdsUnknown,
  isTrue,
  isUncertain,
  kindOf,
  NIL,
  sameValue,
  UNKNOWN_VALUE,
  type Unknown,
  type Value,
} from '../value.ts';
import { satisfies, versionValue } from './semver.ts';
import { type Apply, type Library, opaque, takes } from './signature.ts';

function unknown(assumed: boolean): Unknown {
  return { kind: 'unknown', assumed };
}

/** Texts, numbers and booleans only compare with their like; a value that is not there equals nothing. */
function equals(a: Value, b: Value): Value {
  if (holdsUnknown(a) || holdsUnknown(b)) return UNKNOWN_VALUE;
  if (a.kind === 'nil' || b.kind === 'nil') return bool(a.kind === b.kind);
  return a.kind === b.kind ? bool(sameValue(a, b)) : UNKNOWN_VALUE;
}

const ordered = (holds: (order: number) => boolean): Apply =>
  takes(['any', 'any'], ([a, b]) => {
    if (a.kind === 'number' && b.kind === 'number') return bool(holds(a.value - b.value));
    if (a.kind !== 'string' || b.kind !== 'string' || holdsUnknown(a) || holdsUnknown(b)) return UNKNOWN_VALUE;
    return bool(holds(a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  });

/** `and` and `or`: the first argument that decides, which nobody can tell behind one that is unknown. */
const chosen =
  (on: boolean): Apply =>
  (args) => {
    const decides = args.find((arg) => !isUncertain(arg) && isTrue(arg) === on);
    const doubt = args.find(isUncertain);
    if (!doubt) return decides ?? args.at(-1) ?? UNKNOWN_VALUE;
    // What decides for sure does so wherever it stands; which of the two is given does not matter to a condition.
    if (decides && !on) return decides;
    return unknown(on ? args.some(isTrue) : args.every(isTrue));
  };

const not: Apply = takes(['any'], ([value]) => (isUncertain(value) ? unknown(!isTrue(value)) : bool(!isTrue(value))));

/** `default 8080 .Values.port` */
const fallback: Apply = (args) => {
  const [otherwise, given] = args;
  if (!otherwise) return UNKNOWN_VALUE;
  if (!given) return otherwise;
  if (isUncertain(given)) return UNKNOWN_VALUE;
  return isTrue(given) ? given : otherwise;
};

const coalesce: Apply = (args) => {
  const found = args.find((arg) => isUncertain(arg) || isTrue(arg));
  return found ? (isUncertain(found) ? UNKNOWN_VALUE : found) : NIL;
};

const ternary: Apply = takes(['any', 'any', 'any'], ([yes, no, test]) => {
  if (isUncertain(test)) return sameValue(yes, no) ? yes : UNKNOWN_VALUE;
  return isTrue(test) ? yes : no;
});

const every =
  (all: boolean): Apply =>
  (args) =>
    args.some(isUncertain) ? UNKNOWN_VALUE : bool(all ? args.every(isTrue) : args.some(isTrue));

export const logic: Library = {
  eq: (args) => {
    const [first, ...others] = args;
    if (!first || others.length === 0) return UNKNOWN_VALUE;
    const answers = others.map((other) => equals(first, other));
    return answers.find((each) => each.kind === 'bool' && each.value) ?? answers.find(isUncertain) ?? FALSE;
  },
  ne: takes(['any', 'any'], ([a, b]) => {
    const same = equals(a, b);
    return same.kind === 'bool' ? bool(!same.value) : same;
  }),
  lt: ordered((order) => order < 0),
  le: ordered((order) => order <= 0),
  gt: ordered((order) => order > 0),
  ge: ordered((order) => order >= 0),
  and: chosen(false),
  or: chosen(true),
  not,
  default: fallback,
  coalesce,
  ternary,
  empty: takes(['any'], ([value]) => (isUncertain(value) ? unknown(!isTrue(value)) : bool(!isTrue(value)))),
  all: every(true),
  any: every(false),
  // An environment that lacks what a chart asks for is none that anybody deploys.
  required: takes(['any', 'any'], ([, value]) =>
    value.kind === 'nil' || (value.kind === 'string' && value.text === '') ? UNKNOWN_VALUE : value,
  ),
  fail: opaque,
  kindOf: takes(['any'], ([value], call) => call.made(kindOf(value))),
  kindIs: takes(['text', 'any'], ([kind, value]) => bool(kindOf(value) === kind.text)),
  typeOf: takes(['any'], ([value], call) => call.made(typeName(value))),
  typeIs: takes(['text', 'any'], ([type, value]) => bool(typeName(value) === type.text)),
  typeIsLike: takes(['text', 'any'], ([type, value]) => bool(typeName(value) === type.text.replace(/^\*/, ''))),
  deepEqual: takes(['any', 'any'], ([a, b]) => bool(sameValue(a, b))),
  semverCompare: takes(['text', 'text'], ([constraint, version]) => {
    const answer = satisfies(version.text, constraint.text);
    return answer === undefined ? UNKNOWN_VALUE : bool(answer);
  }),
  semver: takes(['text'], ([version], call) => versionValue(version, call)),
};
