/** The user's settings as they come from any client: whatever has the wrong shape counts as not set. */
import type { Severity } from '../model/index.ts';
import { DEFAULT_MAX_BYTES } from '../workspace/reading.ts';

export interface Settings {
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** Globs of files and folders to leave out, relative to the folder, in .gitignore's syntax. */
  readonly exclude: readonly string[];
  /** Bytes; larger files are left out. */
  readonly maxBytes: number;
}

const MEGABYTE = 1_000_000;
export const DEFAULT_SETTINGS: Settings = { severities: {}, exclude: [], maxBytes: DEFAULT_MAX_BYTES };

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSeverity(value: unknown): value is Severity | 'off' {
  return value === 'error' || value === 'warning' || value === 'info' || value === 'off';
}

/**
 * Reads `{severities, exclude, maxFileSize}`, `maxFileSize` in megabytes, or the same below a key `portolan`.
 * @param defaults What counts where a setting is absent.
 */
export function readSettings(value: unknown, defaults: Settings): Settings {
  if (!isRecord(value)) return defaults;
  if (isRecord(value.portolan)) return readSettings(value.portolan, defaults);
  const { severities, exclude, maxFileSize } = value;
  return {
    severities: isRecord(severities)
      ? Object.fromEntries(
          Object.entries(severities).filter((entry): entry is [string, Severity | 'off'] => isSeverity(entry[1])),
        )
      : defaults.severities,
    exclude: Array.isArray(exclude) ? exclude.filter((glob) => typeof glob === 'string') : defaults.exclude,
    maxBytes: typeof maxFileSize === 'number' && maxFileSize > 0 ? maxFileSize * MEGABYTE : defaults.maxBytes,
  };
}

/** True where the two settings read the same files. */
export function readSameFiles(a: Settings, b: Settings): boolean {
  return a.maxBytes === b.maxBytes && JSON.stringify(a.exclude) === JSON.stringify(b.exclude);
}

export function sameSeverities(a: Settings, b: Settings): boolean {
  return JSON.stringify(a.severities) === JSON.stringify(b.severities);
}
