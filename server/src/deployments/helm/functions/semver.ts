/** Versions and constraints (github.com/Masterminds/semver): `>=1.19-0`, `^1.2`, `~1.2.3`, `1.x`, `a, b || c`, `1 - 2`. */
import type { Call } from '../evaluate.ts';
import type { Text } from '../text.ts';
import { dictOf, int, UNKNOWN_VALUE, type Value } from '../value.ts';

interface Version {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: string;
}

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
const PARTIAL =
  /^(=|==|!=|>|<|>=|=>|<=|=<|~|~>|\^)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

function parse(text: string): Version | undefined {
  const match = VERSION.exec(text.trim());
  if (!match) return undefined;
  const [, major, minor = '0', patch = '0', prerelease = ''] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease };
}

function compare(a: Version, b: Version): number {
  for (const index of [0, 1, 2] as const) {
    if (a.numbers[index] !== b.numbers[index]) return a.numbers[index] - b.numbers[index];
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === '' || b.prerelease === '') return a.prerelease === '' ? 1 : -1;
  const [left, right] = [a.prerelease.split('.'), b.prerelease.split('.')];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [x, y] = [left[at], right[at]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    if (x === y) continue;
    const [m, n] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (m && n) return Number(x) - Number(y);
    return m !== n ? (m ? -1 : 1) : x < y ? -1 : 1;
  }
  return 0;
}

/** Undefined where either cannot be read. */
export function satisfies(text: string, constraint: string): boolean | undefined {
  const version = parse(text);
  if (!version) return undefined;
  const ranges = constraint.replace(/(\S+)\s+-\s+(\S+)/g, '>=$1, <=$2').split('||');
  let known = true;
  for (const range of ranges) {
    const answers = (range.match(/[^\s,<>=!~^]*(?:[<>=!~^]+\s*)?[^\s,<>=!~^]+/g) ?? []).map((each) =>
      fits(version, each),
    );
    if (answers.length === 0 || answers.includes(undefined)) known = false;
    else if (answers.every((answer) => answer)) return true;
  }
  return known ? false : undefined;
}

function fits(version: Version, constraint: string): boolean | undefined {
  const match = PARTIAL.exec(constraint.trim());
  if (!match) return undefined;
  const [, operator = '', ...rest] = match;
  const [major, minor, patch, prerelease = ''] = rest;
  const given = [major, minor, patch].findIndex((part) => part === undefined || /^[xX*]$/.test(part));
  const places = given < 0 ? 3 : given;
  const number = (part: string | undefined, index: number): number => (index < places ? Number(part) : 0);
  const least: Version = { numbers: [number(major, 0), number(minor, 1), number(patch, 2)], prerelease };
  // A release before its time only fits a constraint that names one.
  if (version.prerelease !== '' && prerelease === '') return false;
  const order = compare(version, least);
  switch (operator) {
    case '>':
      return places < 3 ? order > 0 && !within(version, least, places) : order > 0;
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return order <= 0 || (places < 3 && within(version, least, places));
    case '!=':
      return places < 3 ? !within(version, least, places) : order !== 0;
    case '~':
    case '~>':
      return order >= 0 && within(version, least, Math.min(2, places));
    case '^': {
      const leading = least.numbers.findIndex((each, index) => each > 0 || index >= places - 1);
      return order >= 0 && within(version, least, places === 0 ? 0 : Math.max(1, leading + 1));
    }
    default:
      return places < 3 ? within(version, least, places) : order === 0;
  }
}

/** True where the first so many numbers are the same. */
function within(version: Version, other: Version, places: number): boolean {
  return version.numbers.slice(0, places).every((each, index) => each === other.numbers[index]);
}

/** `(semver "1.2.3").Major` */
export function versionValue(text: Text, call: Call): Value {
  const version = parse(text.text);
  if (!version) return UNKNOWN_VALUE;
  const [major, minor, patch] = version.numbers;
  return dictOf({
    Major: int(major),
    Minor: int(minor),
    Patch: int(patch),
    Prerelease: call.made(version.prerelease),
    Original: text,
    Compare: { kind: 'method', call: () => UNKNOWN_VALUE },
  });
}
