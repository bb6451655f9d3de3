/** Spans and findings as the protocol's ranges, diagnostics and edits. Pure; knows no session. */
import {
  type Diagnostic,
  DiagnosticSeverity,
  type Location,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { ruleUrl } from '../homepage.ts';
import { type Edit, endColumn, type Finding, type Severity, type Span } from '../model/index.ts';
import { type ClientAbilities, SOURCE } from './client.ts';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** The address of a file: the one its editor uses where it is open. */
export type UriOf = (file: string) => string;

/** What a diagnostic carries so that its finding, and so its fixes, can be found again. */
export interface DiagnosticData {
  readonly rule: string;
  /** The finding's span. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** Spans stand on one line and count UTF-16 units, as positions do, so that no text is needed. */
export function toRange(span: Span): Range {
  return {
    start: { line: span.line, character: span.column },
    end: { line: span.line, character: endColumn(span) },
  };
}

export function toLocation(span: Span, uriOf: UriOf): Location {
  return { uri: uriOf(span.file), range: toRange(span) };
}

/** A place as an address that editors open from Markdown: `file:///repo/a.yaml#L9,19`, line and column from 1. */
export function toLink(span: Span, uriOf: UriOf): string {
  // A bare parenthesis would end the link.
  const uri = uriOf(span.file).replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'));
  return `${uri}#L${span.line + 1},${span.column + 1}`;
}

export function toDiagnostic(finding: Finding, uriOf: UriOf, client: ClientAbilities): Diagnostic {
  const { rule, span } = finding;
  const diagnostic: Diagnostic = {
    range: toRange(span),
    severity: SEVERITIES[finding.severity],
    code: rule,
    codeDescription: { href: ruleUrl(rule) },
    source: SOURCE,
    message: finding.message,
    data: { rule, line: span.line, column: span.column, length: span.length } satisfies DiagnosticData,
  };
  if (client.relatedInformation && finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map((related) => ({
      location: toLocation(related.span, uriOf),
      message: related.message,
    }));
  }
  return diagnostic;
}

/**
 * Edits of any number of files as one edit of the workspace.
 * @param versionOf The version of an open document, null for a file that is not open.
 */
export function toWorkspaceEdit(
  edits: readonly Edit[],
  uriOf: UriOf,
  versionOf: (file: string) => number | null,
  client: ClientAbilities,
): WorkspaceEdit {
  const byFile = new Map<string, TextEdit[]>();
  for (const { span, end, newText } of edits) {
    const list = byFile.get(span.file) ?? [];
    byFile.set(span.file, list);
    const range = toRange(span);
    list.push({ range: end ? { ...range, end: { line: end.line, character: end.column } } : range, newText });
  }
  const files = [...byFile];
  if (!client.documentChanges) return { changes: Object.fromEntries(files.map(([file, list]) => [uriOf(file), list])) };
  return {
    documentChanges: files.map(([file, list]) => ({
      textDocument: { uri: uriOf(file), version: versionOf(file) },
      edits: list,
    })),
  };
}

/** True where two ranges share a character or touch. */
export function rangesMeet(a: Range, b: Range): boolean {
  const after = (one: Range, other: Range) =>
    one.start.line > other.end.line || (one.start.line === other.end.line && one.start.character > other.end.character);
  return !after(a, b) && !after(b, a);
}
