/** What a format finds in one file. Readonly and serialisable, so that it can cross threads and lie in a cache. */
import type { Component, Owner } from './component.ts';
import type { Source, Span } from './span.ts';

export interface Facts {
  readonly file: string;
  /** The format's id, or `none` where no format reads the file. */
  readonly format: string;
  readonly components: readonly Component[];
  readonly suppressions: readonly Suppression[];
  readonly problems: readonly Problem[];
}

/** One clear line about something that was left out. */
export interface Problem {
  readonly message: string;
  readonly span?: Span;
}

/** A comment that silences findings on its own line or, standing alone, on the next. */
export interface Suppression {
  readonly span: Span;
  /** The line it silences, from 0. */
  readonly line: number;
  /** Empty: every rule. */
  readonly rules: readonly string[];
  readonly reason?: string;
}

/**
 * Turns text into facts. Pure: no IO, never throws, resolves nothing that another file must answer, and gives
 * partial facts for a half-typed file.
 */
export interface Format {
  /** Also the name of its file, and what `ports` prints: `dockerfile`. */
  readonly id: string;
  /** What starts a comment that runs to the end of the line; absent where the format has none. */
  readonly comment?: string;
  /** True for a file that this format reads, by its path alone. */
  matches(path: string): boolean;
  /**
   * The components found. `problem` takes what could not be read; `embedded` takes a config that the text carries
   * whole, to be read by the format of its own name: `nginx.conf` in a ConfigMap.
   */
  parse(
    source: Source,
    problem: (message: string, span?: Span) => void,
    embedded: (config: Embedded) => void,
  ): readonly Component[];
}

export interface Embedded {
  /** What a file of this content would be called: `nginx.conf`. */
  readonly name: string;
  readonly source: Source;
  readonly owner: Owner;
}
