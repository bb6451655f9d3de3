/** The documents that the editor holds open. Their text wins over the disk's. */
import type {
  DidChangeTextDocumentParams,
  DidOpenTextDocumentParams,
  TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOf } from './uri.ts';

export interface OpenDocument {
  /** As the editor writes it. */
  readonly uri: string;
  /** Absent where the document is no file. */
  readonly path?: string;
  readonly document: TextDocument;
}

export class Documents {
  readonly #byUri = new Map<string, OpenDocument>();
  readonly #byPath = new Map<string, OpenDocument>();

  open({ textDocument: { uri, languageId, version, text } }: DidOpenTextDocumentParams): OpenDocument {
    // Whatever else is missing does no harm.
    if (typeof uri !== 'string' || typeof text !== 'string') throw new TypeError('a document without URI or text');
    const path = pathOf(uri);
    const document = TextDocument.create(uri, languageId, version, text);
    const opened: OpenDocument = { uri, document, ...(path === undefined ? {} : { path }) };
    this.#byUri.set(uri, opened);
    if (path !== undefined) this.#byPath.set(path, opened);
    return opened;
  }

  /** Applies the changes in order. Undefined for a document that was never opened. */
  change({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams): OpenDocument | undefined {
    const opened = this.#byUri.get(uri);
    if (opened) TextDocument.update(opened.document, contentChanges as TextDocumentContentChangeEvent[], version);
    return opened;
  }

  close(uri: string): OpenDocument | undefined {
    const opened = this.#byUri.get(uri);
    if (!opened) return undefined;
    this.#byUri.delete(uri);
    if (opened.path !== undefined && this.#byPath.get(opened.path) === opened) this.#byPath.delete(opened.path);
    return opened;
  }

  /** By absolute path. */
  get(path: string): OpenDocument | undefined {
    return this.#byPath.get(path);
  }

  /** Those that are files. */
  files(): Iterable<OpenDocument & { readonly path: string }> {
    return this.#byPath.values() as Iterable<OpenDocument & { readonly path: string }>;
  }
}
