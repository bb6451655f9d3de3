/**
 * What the user has set: in the editor, and in the workspace's own file, which settings-file.ts reads. This file owns
 * what the settings are and which of the two counts.
 */
import type { IsIgnored, Severities } from '../engine.ts';
import type { Severity } from '../model/index.ts';
import { type Ignores, ignoresOf, isIgnored } from './ignores.ts';
import { DEFAULT_MAX_BYTES } from './reading.ts';

/** What one place has set; what it has not is absent or empty. */
export interface SettingsLayer {
  readonly severities: Severities;
  /** Globs of files and folders to leave out, relative to the folder, in .gitignore's syntax. */
  readonly exclude: readonly string[];
  /** Bytes; larger files are left out. */
  readonly maxBytes?: number;
  readonly ignore: readonly Ignored[];
  /** The environment that is looked at, by its name; all of them where none is set. Whoever looks sets it, no file. */
  readonly environment?: string;
}

/** Findings that nobody wants to hear of. */
export interface Ignored {
  /** Globs as above. */
  readonly files: readonly string[];
  /** Rules by their ids; empty: every rule. */
  readonly rules: readonly string[];
}

export type Settings = SettingsLayer & { readonly maxBytes: number };

export const NOTHING_SET: SettingsLayer = { severities: {}, exclude: [], ignore: [] };
const MEGABYTE = 1_000_000;

/** The editor's settings before the file's; what both leave out or ignore is left out and ignored. */
export function combine(file: SettingsLayer, editor: SettingsLayer): Settings {
  return {
    severities: { ...file.severities, ...editor.severities },
    exclude: [...file.exclude, ...editor.exclude],
    maxBytes: editor.maxBytes ?? file.maxBytes ?? DEFAULT_MAX_BYTES,
    ignore: [...file.ignore, ...editor.ignore],
    ...environmentIn(editor.environment),
  };
}

/** Spread into settings: an environment, where one is named. */
export function environmentIn(name: unknown): { readonly environment?: string } {
  return typeof name === 'string' && name.trim() !== '' ? { environment: name.trim() } : {};
}

/** What the engine of a folder is to be told. `root` is its absolute path. */
export function reporting(
  root: string,
  settings: Settings,
): { severities: Severities; isIgnored: IsIgnored; environment?: string } {
  const lists = settings.ignore.map(({ files, rules }): { layer: Ignores; rules: readonly string[] } => ({
    layer: ignoresOf(root, files, undefined),
    rules,
  }));
  return {
    severities: settings.severities,
    ...environmentIn(settings.environment),
    isIgnored: (file, rule) =>
      lists.some(({ layer, rules }) => (rules.length === 0 || rules.includes(rule)) && isIgnored(layer, file, false)),
  };
}

/** True where the two settings read the same files. */
export function readSameFiles(a: Settings, b: Settings): boolean {
  return a.maxBytes === b.maxBytes && JSON.stringify(a.exclude) === JSON.stringify(b.exclude);
}

/** True where the two settings report the same of the same files. */
export function reportSame(a: Settings, b: Settings): boolean {
  const reported = ({ severities, ignore, environment }: Settings): string =>
    JSON.stringify([severities, ignore, environment]);
  return reported(a) === reported(b);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const SEVERITIES: readonly (Severity | 'off')[] = ['error', 'warning', 'info', 'off'];

export function isSeverity(value: unknown): value is Severity | 'off' {
  return SEVERITIES.some((severity) => severity === value);
}

/** A size in megabytes as bytes; undefined for what is none. */
export function bytesOf(megabytes: unknown): number | undefined {
  return typeof megabytes === 'number' && megabytes > 0 ? megabytes * MEGABYTE : undefined;
}

/**
 * Reads an editor's `{severities, exclude, maxFileSize, environment}`, `maxFileSize` in megabytes, or the same below a key
 * `portolan`. Whatever has the wrong shape counts as not set, from whatever client it comes.
 * @param defaults What counts where a setting is absent.
 */
export function readSettings(value: unknown, defaults: SettingsLayer): SettingsLayer {
  if (!isRecord(value)) return defaults;
  if (isRecord(value.portolan)) return readSettings(value.portolan, defaults);
  const { severities, exclude, maxFileSize, environment = defaults.environment } = value;
  const maxBytes = bytesOf(maxFileSize) ?? defaults.maxBytes;
  return {
    severities: isRecord(severities)
      ? Object.fromEntries(
          Object.entries(severities).filter((entry): entry is [string, Severity | 'off'] => isSeverity(entry[1])),
        )
      : defaults.severities,
    exclude: Array.isArray(exclude) ? exclude.filter((glob) => typeof glob === 'string') : defaults.exclude,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ignore: defaults.ignore,
    ...environmentIn(environment),
  };
}
