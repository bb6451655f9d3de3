/**
 * Rendered texts: what a template or an overlay makes, every run of it with the place where it is written. The result
 * is a source like any other, so that whatever reads files reads it, with spans in the files that people edit.
 */
import type { Source, Span } from '../model/index.ts';
import { seenAt, upTo } from '../model/index.ts';

/** Where a run is written. */
export interface Origin {
  readonly source: Source;
  /** Offsets into `source.text`, from 0; a run whose length is another than its origin's is not there letter for letter. */
  readonly start: number;
  readonly end: number;
  /** The expressions that it came through, the outermost first. */
  readonly via?: readonly Span[];
}

interface Piece extends Omit<Origin, 'via'> {
  readonly via: readonly Span[] | undefined;
  /** Offset into the rendered text. */
  readonly at: number;
  readonly length: number;
}

/** A text that is put together piece by piece. */
export class Rendered {
  #text = '';
  readonly #pieces: Piece[] = [];

  get length(): number {
    return this.#text.length;
  }

  /** Appends a run; one that goes on where the last one ended is joined to it. */
  add(text: string, origin: Origin): void {
    if (text === '') return;
    const last = this.#pieces.at(-1);
    if (
      last &&
      isExact(last) &&
      last.source === origin.source &&
      last.end === origin.start &&
      origin.end - origin.start === text.length &&
      sameWay(last.via, origin.via)
    ) {
      this.#pieces[this.#pieces.length - 1] = { ...last, end: origin.end, length: last.length + text.length };
    } else {
      const { source, start, end, via } = origin;
      this.#pieces.push({ source, start, end, via, at: this.#text.length, length: text.length });
    }
    this.#text += text;
  }

  /** @param file The file that what is read from this text belongs to, an absolute path. */
  source(file: string): Source {
    return renderedSource(file, this.#text, this.#pieces);
  }
}

function renderedSource(file: string, text: string, pieces: readonly Piece[]): Source {
  const indexAt = (offset: number): number => {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pieces[middle]!.at <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const place = (piece: Piece, start: number, end: number): Span => {
    const from = start - piece.at;
    const span = isExact(piece)
      ? piece.source.span(piece.start + from, piece.start + from + Math.max(0, end - start))
      : piece.source.span(piece.start, piece.end);
    return piece.via && piece.via.length > 0 ? { ...span, via: [...piece.via, ...(span.via ?? [])] } : span;
  };
  return {
    file,
    text,
    span(start, end) {
      if (pieces.length === 0) return { file, line: 0, column: 0, length: 0 };
      const first = pieces[indexAt(start)]!;
      if (end <= first.at + first.length) return place(first, start, end);
      // Put together from several: where the reader sees it, from the first expression to the last.
      const last = pieces[indexAt(Math.max(start, end - 1))]!;
      const from = seenAt(place(first, start, first.at + first.length));
      const to = seenAt(place(last, last.at, end));
      return from.file === to.file && from.line === to.line ? upTo(from, to) : from;
    },
    runs(start, end) {
      const found: { text: string; span: Span }[] = [];
      for (let index = indexAt(start); index < pieces.length && pieces[index]!.at < end; index++) {
        const piece = pieces[index]!;
        const from = Math.max(start, piece.at);
        const to = Math.min(end, piece.at + piece.length);
        if (to > from) found.push({ text: text.slice(from, to), span: place(piece, from, to) });
      }
      return found;
    },
  };
}

function isExact({ start, end, length }: Piece): boolean {
  return end - start === length;
}

function sameWay(a: readonly Span[] | undefined, b: readonly Span[] | undefined): boolean {
  if (a === b) return true;
  return a?.length === b?.length && (a ?? []).every((span, index) => span === b?.[index]);
}
