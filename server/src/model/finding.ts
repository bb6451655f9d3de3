/** What rules report. */
import { endColumn, type Position, type Span } from './span.ts';

export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  /** The rule's id: `target-port-unmatched`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  /** What is wrong and what is there instead; no advice that a fix already gives. */
  readonly message: string;
  readonly related: readonly Related[];
  /** The likeliest first. */
  readonly fixes: readonly Fix[];
}

/** Another place of the same story. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

export interface Fix {
  /** An imperative: `Change targetPort to 8080`. */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Others are as likely: it is offered, and never applied unasked. */
  readonly guess?: true;
}

/** Replaces what the span covers. */
export interface Edit {
  readonly span: Span;
  /** Where it ends, if that is not on the span's line: a line that goes together with its end. */
  readonly end?: Position;
  readonly newText: string;
}

/** Where an edit ends. */
export function endOf({ span, end }: Edit): Position {
  return end ?? { line: span.line, column: endColumn(span) };
}
