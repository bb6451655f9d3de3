/** What a format finds in one file. Readonly and serialisable, so that it can cross threads and lie in a cache. */
import type { Component, Owner } from './component.ts';
import type { Edit } from './finding.ts';
import type { Named } from './site.ts';
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

/** A comment or an annotation that silences findings. */
export interface Suppression {
  /** The comment from its keyword on, or the annotation's value. */
  readonly span: Span;
  /** It silences what begins on these lines, from 0, both included. */
  readonly from: number;
  readonly to: number;
  /** Rules by their ids, as written; empty: every rule. */
  readonly rules: readonly Named[];
  readonly reason?: string;
  /** Takes the whole of it away, where that is a simple edit. */
  readonly removal?: Edit;
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
  /**
   * Ends a line that goes on on the next. Only a format has it whose comments stand on lines of their own, above all
   * that goes together: `\\` in a Dockerfile.
   */
  readonly continued?: RegExp;
  /** Read only where an image is built from the folder that the file lies in or below: source code and its like. */
  readonly ofBuilds?: true;
  /** True for a file that this format reads, by its path alone. */
  matches(path: string): boolean;
  /**
   * The components found. `problem` takes what could not be read; `embedded` takes a config that the text carries
   * whole, to be read by the format of its own name: `nginx.conf` in a ConfigMap; `suppressed` takes what silences
   * findings and is no comment.
   */
  parse(
    source: Source,
    problem: (message: string, span?: Span) => void,
    embedded: (config: Embedded) => void,
    suppressed?: (suppression: Suppression) => void,
  ): readonly Component[];
}

export interface Embedded {
  /** What a file of this content would be called: `nginx.conf`. */
  readonly name: string;
  readonly source: Source;
  readonly owner: Owner;
}
