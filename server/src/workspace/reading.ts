/** Reads one file's text from the disk, and says in a few words why it was left out where it was. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Decoded, decode } from './encoding.ts';

/** Larger files hold data, not configuration; reading them would cost more than they can tell. */
export const DEFAULT_MAX_BYTES = 2_000_000;

export type Reading = Decoded | { readonly skipped: string };

/** What a test replaces to make the disk fail. */
export type OpenFile = (path: string, flags: 'r') => number;

/** Most files fit, and cost one read and no allocation of their own. */
const first = Buffer.allocUnsafe(65_536);

/**
 * The text of a file, or the reason why it is left out: a few words without the file's name, `larger than 2 MB`.
 * @returns undefined where there is no such file: deleted since it was listed, or a folder by now.
 */
export function readSource(path: string, maxBytes = DEFAULT_MAX_BYTES, open: OpenFile = openSync): Reading | undefined {
  try {
    const bytes = readBytes(path, maxBytes, open);
    if (!bytes) return { skipped: `larger than ${maxBytes / 1_000_000} MB` };
    return decode(bytes) ?? { skipped: 'binary' };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    return { skipped: unreadable(error) };
  }
}

/** Why the disk refused, in a few words. */
export function unreadable(error: unknown): string {
  const code = errorCode(error);
  return code === 'EACCES' || code === 'EPERM'
    ? 'no permission to read it'
    : `cannot be read (${code ?? String(error)})`;
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The bytes are valid until the next call. @returns undefined where there are more than `maxBytes`. */
function readBytes(path: string, maxBytes: number, open: OpenFile): Buffer | undefined {
  const file = open(path, 'r');
  try {
    const length = readSync(file, first, 0, first.length, 0);
    if (length > maxBytes) return undefined;
    if (length < first.length) return first.subarray(0, length);
    const { size } = fstatSync(file);
    if (size > maxBytes) return undefined;
    const bytes = Buffer.allocUnsafe(Math.max(size, length));
    first.copy(bytes);
    let at = length;
    for (let read = 1; read > 0 && at < bytes.length; at += read) {
      read = readSync(file, bytes, at, bytes.length - at, at);
    }
    return bytes.subarray(0, at);
  } finally {
    closeSync(file);
  }
}
