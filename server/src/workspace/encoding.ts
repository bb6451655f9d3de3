/** Bytes to text and back, as editors do it: UTF-8 with or without a BOM, UTF-16 with one. Touches no disk. */

export type Encoding = 'utf8' | 'utf8-bom' | 'utf16le' | 'utf16be';

export interface Decoded {
  /** Without the BOM, so that offsets are those that an editor shows. */
  readonly text: string;
  readonly encoding: Encoding;
}

const BOM = '\uFEFF';
/** A NUL among so many first characters makes a file binary, as git decides it. */
const NUL_WITHIN = 8192;

/** @returns undefined for a binary file. Bytes that are no valid UTF-8 become U+FFFD. */
export function decode(bytes: Buffer): Decoded | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: bytes.toString('utf16le', 2), encoding: 'utf16le' };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const whole = bytes.length - (bytes.length % 2);
    return { text: Buffer.from(bytes.subarray(2, whole)).swap16().toString('utf16le'), encoding: 'utf16be' };
  }
  const text = bytes.toString('utf8');
  const nul = text.indexOf('\0');
  if (nul >= 0 && nul < NUL_WITHIN) return undefined;
  return text.startsWith(BOM) ? { text: text.slice(1), encoding: 'utf8-bom' } : { text, encoding: 'utf8' };
}

/** The bytes of a text; the inverse of `decode` for every file that is valid in its encoding. */
export function encode({ text, encoding }: Decoded): Buffer {
  switch (encoding) {
    case 'utf8':
      return Buffer.from(text, 'utf8');
    case 'utf8-bom':
      return Buffer.from(BOM + text, 'utf8');
    case 'utf16le':
      return Buffer.from(BOM + text, 'utf16le');
    case 'utf16be':
      return Buffer.from(BOM + text, 'utf16le').swap16();
  }
}
