/**
 * Brings findings to the client: pushed, or kept for it to pull, and counted. It is told which files have changed and
 * asks for their findings; it decides nothing about them.
 */
import {
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type PreviousResultId,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import type { Finding } from '../model/index.ts';
import { type ClientAbilities, COUNTS_NOTIFICATION } from './client.ts';
import { toDiagnostic } from './convert.ts';
import type { Documents } from './documents.ts';
import { pathOf, uriOf } from './uri.ts';

/** What the publisher asks of the session. */
export interface FindingsSource {
  findings(file: string): readonly Finding[];
  filesWithFindings(): Iterable<string>;
  counts(): object;
}

/** Milliseconds between two notifications of counts, and between two requests to pull again. */
const PAUSE = 100;

export class Publisher {
  readonly #connection: Connection;
  readonly #client: ClientAbilities;
  readonly #documents: Documents;
  readonly #source: FindingsSource;
  /** How often a file's diagnostics have changed: the result id of a pull. */
  readonly #revisions = new Map<string, number>();
  #counts = '';
  #countsTimer: NodeJS.Timeout | undefined;
  #refreshTimer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, client: ClientAbilities, documents: Documents, source: FindingsSource) {
    this.#connection = connection;
    this.#client = client;
    this.#documents = documents;
    this.#source = source;
  }

  /** The address of a file, as the editor writes it where the file is open. */
  readonly uriOf = (file: string): string => this.#documents.get(file)?.uri ?? uriOf(file);

  /** Files whose findings are not what they were. */
  publish(files: Iterable<string>): void {
    for (const file of files) this.#publishFile(file);
    this.tellCounts();
  }

  /** A document was opened or changed; it is answered even where its findings are the same. */
  publishOpen(uri: string, version: number, file: string | undefined): void {
    if (file !== undefined) this.#revise(file);
    if (!this.#client.pull) this.#send({ uri, version, diagnostics: file === undefined ? [] : this.diagnostics(file) });
    this.tellCounts();
  }

  diagnostics(file: string): Diagnostic[] {
    return this.#source.findings(file).map((finding) => toDiagnostic(finding, this.uriOf, this.#client));
  }

  /** Answers `textDocument/diagnostic`. */
  pullFile(file: string | undefined, previous: string | undefined): DocumentDiagnosticReport {
    const resultId = String(file === undefined ? 0 : (this.#revisions.get(file) ?? 0));
    if (previous === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return {
      kind: DocumentDiagnosticReportKind.Full,
      resultId,
      items: file === undefined ? [] : this.diagnostics(file),
    };
  }

  /** Answers `workspace/diagnostic`: every file that has findings, and those that had some when last asked. */
  pullWorkspace(previous: readonly PreviousResultId[]): WorkspaceDiagnosticReport {
    const known = new Map(previous.map(({ uri, value }) => [pathOf(uri), value]));
    const files = new Set([...this.#source.filesWithFindings(), ...known.keys()]);
    return {
      items: [...files].flatMap((file) =>
        file === undefined
          ? []
          : [
              {
                ...this.pullFile(file, known.get(file)),
                uri: this.uriOf(file),
                version: this.#documents.get(file)?.document.version ?? null,
              },
            ],
      ),
    };
  }

  /** Tells the counts soon, if they have changed. */
  tellCounts(): void {
    if (!this.#client.counts) return;
    this.#countsTimer ??= setTimeout(() => {
      this.#countsTimer = undefined;
      const counts = this.#source.counts();
      const text = JSON.stringify(counts);
      if (text === this.#counts) return;
      this.#counts = text;
      void this.#connection.sendNotification(COUNTS_NOTIFICATION, counts);
    }, PAUSE);
  }

  #publishFile(file: string): void {
    this.#revise(file);
    if (this.#client.pull) {
      this.#askToPull();
      return;
    }
    const document = this.#documents.get(file)?.document;
    this.#send({
      uri: this.uriOf(file),
      ...(document ? { version: document.version } : {}),
      diagnostics: this.diagnostics(file),
    });
  }

  #send(params: { uri: string; version?: number; diagnostics: Diagnostic[] }): void {
    void this.#connection.sendDiagnostics(params);
  }

  #revise(file: string): void {
    this.#revisions.set(file, (this.#revisions.get(file) ?? 0) + 1);
  }

  #askToPull(): void {
    if (!this.#client.refreshDiagnostics) return;
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = undefined;
      this.#connection.languages.diagnostics.refresh().catch(() => undefined);
    }, PAUSE);
  }
}
