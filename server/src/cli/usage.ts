/** Wrong usage, and the arguments that commands share. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Told in one line, with exit code 2. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Node's `parseArgs`, with its complaints made one line. Positional arguments are always allowed. */
export function readArguments<O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/, 1);
    throw new UsageError(first.charAt(0).toLowerCase() + first.slice(1));
  }
}

/** The value of an option that takes one of a few; the first of them where it is not given. */
export function oneOf<const T extends string>(
  option: string,
  given: string | undefined,
  values: readonly [T, ...T[]],
): T {
  if (given === undefined) return values[0];
  const value = values.find((known) => known === given);
  if (value === undefined) throw new UsageError(`--${option} takes ${values.join(', ')}, not '${given}'`);
  return value;
}

/** For commands that take so many arguments and no more. */
export function atMost(count: number, positionals: readonly string[]): void {
  if (positionals.length > count) throw new UsageError(`unexpected argument '${positionals[count]}'`);
}
