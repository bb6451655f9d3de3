/**
 * Drives the built language server as an editor does, over stdio, and times what a person waits for. Every wait has
 * an end: a server that stays silent is an error that shows what it last wrote to standard error.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type Hover,
  type MessageConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const patience = 180_000;
const quiet = 1_000;

/** A running language server and what it has said. A class because it has a life: `start`, requests, `stop`. */
export class MeasuredServer {
  /** From `initialized` to the end of the first progress. */
  readonly coldIndex: number;
  /** The last diagnostics of each file that has any, by URI. */
  readonly diagnostics: ReadonlyMap<string, PublishDiagnosticsParams>;
  private readonly process: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly incoming: Incoming;

  private constructor(process: ChildProcess, connection: MessageConnection, incoming: Incoming, coldIndex: number) {
    this.process = process;
    this.connection = connection;
    this.incoming = incoming;
    this.coldIndex = coldIndex;
    this.diagnostics = incoming.diagnostics;
  }

  /** Starts `node cli lsp --stdio` on the folder and waits for the end of its first index. */
  static async start(cli: string, root: string): Promise<MeasuredServer> {
    const child = spawn(process.execPath, [cli, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const incoming = new Incoming(child, connection);
    try {
      const uri = pathToFileURL(root).href;
      await incoming.wait('the answer to initialize', () =>
        connection.sendRequest('initialize', {
          processId: process.pid,
          rootUri: uri,
          workspaceFolders: [{ uri, name: 'bench' }],
          capabilities: {
            window: { workDoneProgress: true },
            workspace: { workspaceFolders: true },
            textDocument: {
              hover: { contentFormat: ['markdown', 'plaintext'] },
              publishDiagnostics: { versionSupport: true, relatedInformation: true },
            },
          },
        }),
      );
      const indexed = incoming.wait('the end of the first index', () => incoming.indexed);
      const start = performance.now();
      await connection.sendNotification('initialized', {});
      await indexed;
      return new MeasuredServer(child, connection, incoming, performance.now() - start);
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  /** Waits until the server has said nothing for a second. */
  async settle(): Promise<void> {
    await this.incoming.wait('a quiet second', async () => {
      while (performance.now() - this.incoming.lastHeard < quiet) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    });
  }

  /** Resident memory in bytes. */
  memory(): number {
    const pid = String(this.process.pid);
    if (process.platform === 'linux') {
      const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      return Number(pages?.[1]) * 1024;
    }
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', pid], { encoding: 'utf8' })) * 1024;
  }

  /** Opens a document at version 1, and waits until the server has it: it answers in order. */
  async open(uri: string, languageId: string, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
    await this.hover(uri, 0, 0);
  }

  /** Replaces a range. @returns milliseconds until the diagnostics of that version arrive. */
  async change(uri: string, version: number, range: Range, text: string): Promise<number> {
    const start = performance.now();
    await this.incoming.wait(`the diagnostics of version ${version} of ${uri}`, async () => {
      const answer = this.incoming.version(uri, version);
      await this.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range, text }],
      });
      await answer;
    });
    return performance.now() - start;
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** @returns the hover's text, empty where there is none, and the milliseconds that it took. */
  async hover(uri: string, line: number, character: number): Promise<{ text: string; milliseconds: number }> {
    const start = performance.now();
    const hover: Hover | null = await this.incoming.wait('a hover', () =>
      this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } }),
    );
    const milliseconds = performance.now() - start;
    return { text: hover ? JSON.stringify(hover.contents) : '', milliseconds };
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    const late = setTimeout(() => this.process.kill('SIGKILL'), 5_000);
    await this.connection.sendRequest('shutdown').catch(() => undefined);
    await this.connection.sendNotification('exit').catch(() => undefined);
    await ended;
    clearTimeout(late);
    this.connection.dispose();
  }
}

/** What comes from the server. */
class Incoming {
  readonly diagnostics = new Map<string, PublishDiagnosticsParams>();
  readonly indexed: Promise<void>;
  lastHeard = performance.now();
  private readonly died: Promise<never>;
  private awaited: { readonly uri: string; readonly version: number; readonly resolve: () => void } | undefined;

  constructor(child: ChildProcess, connection: MessageConnection) {
    let standardError = '';
    child.stderr?.on('data', (chunk) => {
      standardError = (standardError + chunk).slice(-2_000);
    });
    this.died = new Promise((_, reject) => {
      child.once('exit', (code) => reject(new Error(`the language server ended with ${code}\n${standardError}`)));
    });
    this.died.catch(() => undefined);
    this.indexed = new Promise((resolve) => {
      connection.onUnhandledProgress(({ value }) => {
        this.lastHeard = performance.now();
        if ((value as { kind?: string }).kind === 'end') resolve();
      });
    });
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.lastHeard = performance.now();
      if (params.diagnostics.length > 0) this.diagnostics.set(params.uri, params);
      else this.diagnostics.delete(params.uri);
      if (this.awaited?.uri === params.uri && this.awaited.version === params.version) this.awaited.resolve();
    });
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
    connection.onUnhandledNotification(() => undefined);
    connection.onError(() => undefined);
    connection.listen();
  }

  version(uri: string, version: number): Promise<void> {
    return new Promise((resolve) => {
      this.awaited = { uri, version, resolve };
    });
  }

  /** What `action` gives, unless the server dies or stays silent too long first. */
  async wait<Result>(what: string, action: () => Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`waited ${patience / 1000} s in vain for ${what}`)), patience);
    });
    try {
      return await Promise.race([action(), this.died, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
