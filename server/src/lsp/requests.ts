/** The requests of the protocol, each answered by a feature. Only the conversion to and from the wire stands here. */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Command,
  type Definition,
  type DefinitionLink,
  type Diagnostic,
  type DocumentHighlight,
  DocumentHighlightKind,
  type Hover,
  type Location,
  MarkupKind,
  type Range,
  type ReferenceParams,
  type RenameParams,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Engine } from '../engine.ts';
import { type Action, codeActions, fixAll } from '../features/codeAction.ts';
import { definition } from '../features/definition.ts';
import { findingAt } from '../features/diagnostics.ts';
import { highlights } from '../features/documentHighlight.ts';
import { hover } from '../features/hover.ts';
import { references } from '../features/references.ts';
import { prepareRename, rename } from '../features/rename.ts';
import type { Edit, Finding, Position } from '../model/index.ts';
import { isRecord } from '../workspace/settings.ts';
import { IGNORE_RULE_COMMAND, SOURCE } from './client.ts';
import {
  type DiagnosticData,
  rangesMeet,
  toDiagnostic,
  toLink,
  toLocation,
  toRange,
  toWorkspaceEdit,
} from './convert.ts';
import type { Session } from './session.ts';
import { pathOf } from './uri.ts';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.${SOURCE}`;

interface Place {
  readonly engine: Engine;
  readonly file: string;
  readonly position: Position;
}

/** Where a position points; undefined in a document that is no file or was never opened. */
function placeOf(session: Session, { textDocument, position }: TextDocumentPositionParams): Place | undefined {
  const file = pathOf(textDocument.uri);
  if (file === undefined) return undefined;
  const document = session.documents.get(file)?.document;
  const engine = session.folderFor(file)?.engine;
  if (!document || !engine) return undefined;
  // Behind the end of its line, a position is at that end.
  const { line, character } = document.positionAt(document.offsetAt(position));
  return { engine, file, position: { line, column: character } };
}

export function answerHover(session: Session, params: TextDocumentPositionParams): Hover | null {
  const place = placeOf(session, params);
  const { uriOf } = session.publisher;
  const found = place && hover(place.engine, place.file, place.position, (span) => toLink(span, uriOf));
  if (!found) return null;
  const contents = session.client.markdown
    ? { kind: MarkupKind.Markdown, value: found.markdown }
    : { kind: MarkupKind.PlainText, value: plainText(found.markdown) };
  return { contents, range: toRange(found.span) };
}

/** Markdown without its marks, for clients that show none. */
function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^```.*$/gm, '')
    .replace(/(?<!\\)(?:\*\*|`)/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

export function answerDefinition(
  session: Session,
  params: TextDocumentPositionParams,
): Definition | DefinitionLink[] | null {
  const place = placeOf(session, params);
  const found = place && definition(place.engine, place.file, place.position);
  if (!found || found.targets.length === 0) return null;
  const { uriOf } = session.publisher;
  if (!session.client.definitionLinks) return found.targets.map((target) => toLocation(target, uriOf));
  return found.targets.map((target) => ({
    originSelectionRange: toRange(found.origin),
    targetUri: uriOf(target.file),
    targetRange: toRange(target),
    targetSelectionRange: toRange(target),
  }));
}

export function answerReferences(session: Session, params: ReferenceParams): Location[] {
  const place = placeOf(session, params);
  if (!place) return [];
  const includeDeclaration = params.context?.includeDeclaration ?? true;
  return references(place.engine, place.file, place.position, includeDeclaration).map((span) =>
    toLocation(span, session.publisher.uriOf),
  );
}

export function answerHighlights(session: Session, params: TextDocumentPositionParams): DocumentHighlight[] {
  const place = placeOf(session, params);
  if (!place) return [];
  return highlights(place.engine, place.file, place.position).map(({ span, kind }) => ({
    range: toRange(span),
    kind: kind === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

export function answerPrepareRename(
  session: Session,
  params: TextDocumentPositionParams,
): { range: Range; placeholder: string } | null {
  const place = placeOf(session, params);
  const found = place && prepareRename(place.engine, place.file, place.position);
  return found ? { range: toRange(found.span), placeholder: found.placeholder } : null;
}

/** Null where the port cannot have that number; the editor says so. */
export function answerRename(session: Session, params: RenameParams): WorkspaceEdit | null {
  const place = placeOf(session, params);
  const edits = place && rename(place.engine, place.file, place.position, params.newName);
  return edits ? editOf(session, edits) : null;
}

export function answerCodeActions(session: Session, params: CodeActionParams): (CodeAction | Command)[] {
  const file = pathOf(params.textDocument.uri);
  const folder = file === undefined ? undefined : session.folderFor(file);
  // The older form of the answer, a list of commands, could carry no edit.
  if (file === undefined || !folder || !session.client.codeActionLiterals) return [];
  const { engine } = folder;
  const actions: CodeAction[] = [];
  const wanted = (kind: string) =>
    !params.context.only || params.context.only.some((only) => kind === only || kind.startsWith(`${only}.`));

  if (wanted(CodeActionKind.QuickFix)) {
    const text = engine.text(file);
    for (const [finding, diagnostic] of chosenFindings(session, engine, file, params)) {
      for (const action of codeActions(engine, finding, text)) {
        const converted = toCodeAction(session, action, diagnostic);
        if (converted) actions.push(converted);
      }
    }
  }
  if (wanted(FIX_ALL)) {
    const edits = fixAll(engine.findings(file));
    if (edits.length > 0) {
      actions.push({ title: 'Fix all port problems of this file', kind: FIX_ALL, edit: editOf(session, edits) });
    }
  }
  return actions;
}

/** The findings that the request names by its diagnostics or covers with its range, each with its diagnostic. */
function chosenFindings(
  session: Session,
  engine: Engine,
  file: string,
  { context, range }: CodeActionParams,
): ReadonlyMap<Finding, Diagnostic> {
  const chosen = new Map<Finding, Diagnostic>();
  for (const diagnostic of context.diagnostics ?? []) {
    const finding = diagnostic.source === SOURCE ? findingOf(engine, file, diagnostic) : undefined;
    if (finding) chosen.set(finding, diagnostic);
  }
  for (const finding of engine.findings(file)) {
    if (chosen.has(finding) || !rangesMeet(toRange(finding.span), range)) continue;
    chosen.set(finding, toDiagnostic(finding, session.publisher.uriOf, session.client));
  }
  return chosen;
}

/** By the diagnostic's data, or by its place where the client has dropped the data. */
function findingOf(engine: Engine, file: string, { data, code, range }: Diagnostic): Finding | undefined {
  if (isDiagnosticData(data)) return findingAt(engine, file, data);
  const start = range.start;
  return engine
    .findings(file)
    .find(({ rule, span }) => rule === code && span.line === start.line && span.column === start.character);
}

function isDiagnosticData(data: unknown): data is DiagnosticData {
  return (
    isRecord(data) &&
    typeof data.rule === 'string' &&
    [data.line, data.column, data.length].every((number) => typeof number === 'number')
  );
}

function toCodeAction(session: Session, action: Action, diagnostic: Diagnostic): CodeAction | undefined {
  const { title } = action;
  const base = { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] };
  if (action.kind === 'fix') {
    return { ...base, ...(action.preferred ? { isPreferred: true } : {}), edit: editOf(session, action.edits) };
  }
  if (action.kind === 'ignore') return { ...base, edit: editOf(session, action.edits) };
  if (!session.client.commands.includes(IGNORE_RULE_COMMAND)) return undefined;
  return { ...base, command: { title, command: IGNORE_RULE_COMMAND, arguments: [action.rule] } };
}

function editOf(session: Session, edits: readonly Edit[]) {
  const versionOf = (file: string) => session.documents.get(file)?.document.version ?? null;
  const own = edits.map((edit) => ({ ...edit, newText: withLineEnds(edit.newText, session, edit.span.file) }));
  return toWorkspaceEdit(own, session.publisher.uriOf, versionOf, session.client);
}

/** New lines as the file's first one ends; not every editor does it. */
function withLineEnds(newText: string, session: Session, file: string): string {
  if (!newText.includes('\n')) return newText;
  const [lineEnd = '\n'] = /\r\n|\n|\r/.exec(session.folderFor(file)?.engine.text(file) ?? '') ?? [];
  return newText.replace(/\r\n|\n|\r/g, lineEnd);
}
