/**
 * A scripted editor: a folder on disk, documents that are typed into, and what a person would see. It knows the
 * protocol and nothing of Portolan's inside.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type {
  CodeAction,
  Diagnostic,
  Position,
  PublishDiagnosticsParams,
  Range,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { Wire } from './wire.ts';

export interface ClientOptions {
  /** Written into the folder before the server starts, by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Workspace folders, relative to the folder; the folder itself unless told. */
  readonly roots?: readonly string[];
  /** Added to the capabilities of the client, section by section. */
  readonly capabilities?: Readonly<Record<string, object>>;
  readonly initializationOptions?: unknown;
  /** The answer to each item of `workspace/configuration`; null unless told. */
  readonly configuration?: unknown;
  /** Do not wait for the end of the first index. */
  readonly impatient?: boolean;
}

export class TestClient extends Wire {
  readonly folder: string;
  readonly #texts = new Map<string, string>();
  #version = 0;

  private constructor(folder: string, configuration: unknown) {
    super(configuration);
    this.folder = folder;
  }

  /** Writes the files, starts the server, and waits until the first index has ended. All is gone after the test. */
  static async start(t: TestContext, options: ClientOptions = {}): Promise<TestClient> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'portolan-')));
    const client = new TestClient(folder, options.configuration ?? null);
    t.after(() => {
      client.kill();
      rmSync(folder, { recursive: true, force: true });
    });
    for (const [file, text] of Object.entries(options.files ?? {})) client.write(file, text);
    const workspaceFolders = (options.roots ?? ['.']).map((root) => ({ uri: client.uri(root), name: 'same name' }));
    const extra = options.capabilities ?? {};
    await client.request('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders,
      initializationOptions: options.initializationOptions,
      capabilities: {
        window: { workDoneProgress: true, ...extra.window },
        workspace: {
          configuration: true,
          workspaceFolders: true,
          workspaceEdit: { documentChanges: true },
          ...extra.workspace,
        },
        textDocument: {
          publishDiagnostics: { relatedInformation: true, versionSupport: true, dataSupport: true },
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } } },
          definition: { linkSupport: true },
          ...extra.textDocument,
        },
      },
    });
    client.notify('initialized', {});
    if (!options.impatient) await client.until(() => client.progress('end').length > 0, 'the end of the index');
    return client;
  }

  /** Ends the server as an editor does. @returns its exit code. */
  async stop(): Promise<number | null> {
    await this.request('shutdown', undefined);
    this.notify('exit', undefined);
    return this.exit;
  }

  // --- The disk ---

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  delete(file: string): void {
    rmSync(join(this.folder, file), { recursive: true });
  }

  uri(file: string): string {
    return pathToFileURL(join(this.folder, file)).href;
  }

  // --- The editor ---

  /** Opens a file with a text of its own, or as it is on disk, and waits for its diagnostics. */
  async open(file: string, text = readFileSync(join(this.folder, file), 'utf8')): Promise<Diagnostic[]> {
    const version = ++this.#version;
    this.#texts.set(file, text);
    this.notify('textDocument/didOpen', {
      textDocument: { uri: this.uri(file), languageId: 'plaintext', version, text },
    });
    return this.versioned(file, version);
  }

  /** Replaces the first `from` by `to`, as one keystroke would, and waits for the diagnostics of that version. */
  async edit(file: string, from: string, to: string): Promise<Diagnostic[]> {
    return this.versioned(file, this.type(file, from, to));
  }

  /** As `edit`, without waiting. @returns the document's new version. */
  type(file: string, from: string, to: string): number {
    const text = this.text(file);
    const at = text.indexOf(from);
    assert.ok(at >= 0, `${file} holds ${JSON.stringify(from)}`);
    const version = ++this.#version;
    const range = { start: positionAt(text, at), end: positionAt(text, at + from.length) };
    this.#texts.set(file, text.slice(0, at) + to + text.slice(at + from.length));
    const textDocument = { uri: this.uri(file), version };
    this.notify('textDocument/didChange', { textDocument, contentChanges: [{ range, text: to }] });
    return version;
  }

  close(file: string): void {
    this.#texts.delete(file);
    this.notify('textDocument/didClose', { textDocument: { uri: this.uri(file) } });
  }

  /** The text of a document as the editor shows it, open or not. */
  text(file: string): string {
    return this.#texts.get(file) ?? readFileSync(join(this.folder, file), 'utf8');
  }

  /** What the watcher of a client would tell. */
  changedOnDisk(...files: readonly string[]): void {
    const changes = files.map((file) => ({ uri: this.uri(file), type: 2 }));
    this.notify('workspace/didChangeWatchedFiles', { changes });
  }

  // --- What a person sees ---

  /** What was published last for a file. */
  diagnostics(file: string): Diagnostic[] {
    return this.#publishes(file).at(-1)?.diagnostics ?? [];
  }

  /** Each diagnostic of the workspace as one line: `a.yaml:3:5 error rule`, from 1, sorted. */
  problems(): string[] {
    const files = new Map(this.#publishes().map((params) => [params.uri, params.diagnostics]));
    return [...files]
      .flatMap(([uri, diagnostics]) =>
        diagnostics.map(({ range: { start }, severity, code }) => {
          const name = decodeURIComponent(uri.slice(this.uri('').length)).replace(/^\//, '');
          const level = ['', 'error', 'warning', 'info', 'hint'][severity ?? 1];
          return `${name}:${start.line + 1}:${start.character + 1} ${level} ${code}`;
        }),
      )
      .sort();
  }

  /** The diagnostics that answer a version of a document. */
  async versioned(file: string, version: number): Promise<Diagnostic[]> {
    const find = () => this.#publishes(file).find((params) => params.version === version);
    await this.until(() => find() !== undefined, `diagnostics of version ${version} of ${file}`);
    return find()!.diagnostics;
  }

  /** The quick fixes, and whatever else, for a range. */
  async actions(file: string, range: Range, diagnostics: Diagnostic[], only?: string[]): Promise<CodeAction[]> {
    const context = { diagnostics, ...(only ? { only } : {}) };
    return (await this.request('textDocument/codeAction', {
      textDocument: { uri: this.uri(file) },
      range,
      context,
    })) as CodeAction[];
  }

  /** Does in the editor what an action says, opening the files it concerns; waits for the diagnostics of each. */
  async apply(edit: WorkspaceEdit): Promise<void> {
    const parts = edit.documentChanges
      ? edit.documentChanges.map((change) => change as { textDocument: { uri: string }; edits: TextEdit[] })
      : Object.entries(edit.changes ?? {}).map(([uri, edits]) => ({ textDocument: { uri }, edits }));
    for (const { textDocument, edits } of parts) {
      const file = decodeURIComponent(textDocument.uri.slice(this.uri('').length)).replace(/^\//, '');
      if (!this.#texts.has(file)) await this.open(file);
      const version = ++this.#version;
      const sorted = [...edits].sort((a, b) => compare(b.range.start, a.range.start));
      let text = this.text(file);
      for (const { range, newText } of sorted) {
        text = text.slice(0, offsetAt(text, range.start)) + newText + text.slice(offsetAt(text, range.end));
      }
      this.#texts.set(file, text);
      const contentChanges = sorted.map(({ range, newText }) => ({ range, text: newText }));
      this.notify('textDocument/didChange', { textDocument: { uri: textDocument.uri, version }, contentChanges });
      await this.versioned(file, version);
    }
  }

  /** The values of `$/progress` of a kind. */
  progress(kind: 'begin' | 'report' | 'end'): { token: string; value: { kind: string } }[] {
    return this.notifications<{ token: string; value: { kind: string } }>('$/progress').filter(
      ({ value }) => value.kind === kind,
    );
  }

  /** Every line of the output channel. */
  log(): string[] {
    return this.notifications<{ message: string }>('window/logMessage').map(({ message }) => message);
  }

  #publishes(file?: string): PublishDiagnosticsParams[] {
    const all = this.notifications<PublishDiagnosticsParams>('textDocument/publishDiagnostics');
    return file === undefined ? all : all.filter(({ uri }) => uri === this.uri(file));
  }
}

/** Of a UTF-16 offset; lines end with \n or \r\n. */
export function positionAt(text: string, offset: number): Position {
  const line = text.slice(0, offset).split('\n').length - 1;
  return { line, character: offset - (text.lastIndexOf('\n', offset - 1) + 1) };
}

function offsetAt(text: string, { line, character }: Position): number {
  let start = 0;
  for (let at = 0; at < line; at++) start = text.indexOf('\n', start) + 1;
  return start + character;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
