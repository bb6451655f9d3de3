/**
 * The engine of one workspace folder: texts in, findings and answers out. It knows no disk, no editor and no terminal;
 * whoever owns it feeds it texts and asks it to bring its findings up to date.
 */
import type { Facts, Finding, Severity } from './model/index.ts';

export interface EngineOptions {
  /** Absolute path of the folder, with forward slashes and without one at the end. */
  readonly root: string;
  /** What the user set per rule id; `off` silences it. Rules that are not named keep their own severities. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  /** Told once for each fault inside a rule or a format: a line that names the rule and the file. */
  readonly onFault?: (message: string) => void;
}

export interface Engine {
  readonly root: string;
  /** Sets a file's text and parses it. Cheap where the text is the same as before. */
  update(file: string, text: string): void;
  /** Forgets a file. */
  remove(file: string): void;
  /** Changes the severities; the next `refresh` checks everything again. */
  configure(severities: Readonly<Record<string, Severity | 'off'>>): void;
  /**
   * Checks what the updates since the last call can have changed.
   * @returns the files whose findings are not what they were.
   */
  refresh(): ReadonlySet<string>;
  /** The findings of a file after the last `refresh`, in the order of their places. */
  findings(file: string): readonly Finding[];
  /** Every file that has findings. */
  filesWithFindings(): readonly string[];
  /** The facts of every file that a format reads. */
  files(): Iterable<Facts>;
  facts(file: string): Facts | undefined;
}
