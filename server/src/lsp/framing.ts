/**
 * The bytes that a client sends, cut into messages. The library's own reader is lost for good after one header that is
 * none or a wrong length; this stands before it and lets only whole messages through.
 */
import { Transform, type TransformCallback } from 'node:stream';

/** The last of a header: what stands before it may be anything. */
const LENGTH = /.*content-length[ \t]*:[ \t]*(\d+)/is;
const END = '\r\n\r\n';
/** No header is longer; what looks like one and is, was none. */
const LONGEST_HEADER = 1024;

/** Drops whatever stands between two messages. */
export class Framing extends Transform {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  /** With fewer bytes than these, looking again would find nothing new. */
  #needed = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= this.#needed) this.#passOn(Buffer.concat(this.#chunks));
    done();
  }

  #passOn(bytes: Buffer): void {
    let at = 0;
    this.#needed = 0;
    while (at < bytes.length) {
      const text = bytes.toString('latin1', at, at + LONGEST_HEADER);
      const end = text.indexOf(END);
      if (end < 0) {
        // A header may still be on its way: all that could be the beginning of one is kept.
        if (text.length < LONGEST_HEADER) break;
        at += LONGEST_HEADER / 2;
        continue;
      }
      const body = at + end + END.length;
      const length = LENGTH.exec(text.slice(0, end))?.[1];
      const next = body + Number(length ?? 0);
      if (next > bytes.length) {
        this.#needed = next - at;
        break;
      }
      if (length)
        this.push(Buffer.concat([Buffer.from(`Content-Length: ${length}${END}`), bytes.subarray(body, next)]));
      at = next;
    }
    const rest = bytes.subarray(at);
    this.#chunks.splice(0, this.#chunks.length, rest);
    this.#size = rest.length;
  }
}
