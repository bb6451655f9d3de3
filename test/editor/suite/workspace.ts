/** The fixture workspace as a person has it before them: files, the cursor, what is underlined. Tests stand elsewhere. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
assert(folder, 'the suite runs in a workspace folder');
const root = folder;

const original = new Map(
  readdirSync(root.fsPath, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(root.fsPath, file)).isFile())
    .map((file) => [file, readFileSync(join(root.fsPath, file), 'utf8')]),
);

/** The address of a file of the workspace, by its relative path. */
export function uriOf(file: string): vscode.Uri {
  return vscode.Uri.joinPath(root, file);
}

/** The text that a file had when the suite began. */
export function originalText(file: string): string {
  const text = original.get(file);
  assert(text !== undefined, `${file} is in the workspace`);
  return text;
}

export async function open(file: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(file)));
}

/** The range of the only place where `text` stands in the document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert(start >= 0, `${text} stands in ${document.uri.path}`);
  assert.equal(document.getText().indexOf(text, start + 1), -1, `${text} stands once in ${document.uri.path}`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Types over the only place where `old` stands. Nothing is saved. */
export async function replace(editor: vscode.TextEditor, old: string, text: string): Promise<void> {
  const range = rangeOf(editor.document, old);
  assert(await editor.edit((edit) => edit.replace(range, text)));
}

/** The hover's Markdown over the only place where `text` stands. */
export async function hoverOver({ document }: vscode.TextEditor, text: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    rangeOf(document, text).start,
  );
  const contents = hovers.flatMap((hover) => hover.contents);
  return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
}

/** What Portolan says of a file, each as `8081: target-port-unmatched`, the underlined text first. */
export async function underlined(file: string): Promise<string[]> {
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  return findings(file).map(({ range, code }) => `${document.getText(range)}: ${ruleOf(code)}`);
}

export function findings(file: string): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uriOf(file)).filter(({ source }) => source === 'portolan');
}

export function ruleOf(code: vscode.Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** What the light bulb offers in a range, Portolan's alone. */
export async function lightBulb({ uri }: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
  // What the editor answers a command with names no diagnostics; another extension's actions are commands.
  return actions.filter(({ edit, command }) => edit !== undefined || command?.command.startsWith('portolan.'));
}

/** Takes what the light bulb offers. */
export async function apply({ edit, command }: vscode.CodeAction): Promise<void> {
  if (edit) assert(await vscode.workspace.applyEdit(edit));
  if (command) await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

/** Waits until a file is underlined as told, and says what it was instead where that does not come. */
export async function expectUnderlined(file: string, expected: readonly string[]): Promise<void> {
  await eventually(async () => assert.deepEqual(await underlined(file), expected));
}

/** Tries again until `check` throws no more; after ten seconds its last error counts. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  const end = Date.now() + 10_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Puts every file back as it was, open or not, and waits until the workspace has its one finding again. */
export async function restore(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await lookAt(undefined);
  for (const file of readdirSync(root.fsPath, { recursive: true, encoding: 'utf8' })) {
    const path = join(root.fsPath, file);
    const text = original.get(file);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    if (text === undefined) rmSync(path);
    else if (readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
  }
  await eventually(() => {
    for (const document of vscode.workspace.textDocuments) {
      const text = original.get(vscode.workspace.asRelativePath(document.uri));
      if (text !== undefined) assert.equal(document.getText(), text);
    }
    assert.deepEqual(everyFinding(), [FINDING]);
  });
}

/** Looks at one environment alone, or at all of them. */
export async function lookAt(environment: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('portolan');
  await settings.update('environment', environment, vscode.ConfigurationTarget.Workspace);
}

/** The one finding of the workspace as it was. */
export const FINDING = 'k8s/service.yaml:11 target-port-unmatched';

/** All that Portolan says of the workspace, each as `k8s/service.yaml:11 target-port-unmatched`. */
export function everyFinding(): string[] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, diagnostics]) =>
      diagnostics
        .filter(({ source }) => source === 'portolan')
        .map(({ range, code }) => `${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1} ${ruleOf(code)}`),
    );
}
