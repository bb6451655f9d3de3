/** Writes a file's new text, so that nothing but the text changes: encoding, BOM and permissions stay. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Decoded, encode } from './encoding.ts';

/**
 * True where the file is on the disk byte for byte what `source` says, so that writing it with another text changes
 * that text alone. False for bytes that are not valid in their encoding, and for a file that changed since.
 */
export function isFaithful(path: string, source: Decoded): boolean {
  try {
    return readFileSync(path).equals(encode(source));
  } catch {
    return false;
  }
}

/** Throws what the disk throws. */
export function writeSource(path: string, source: Decoded): void {
  writeFileSync(path, encode(source));
}
