/** The built server's process and the messages to and from it, byte by byte where a test wants to. */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** Milliseconds after which an answer that has not come is a failure. */
const PATIENCE = 10_000;

export interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export class Wire {
  /** All that the server has sent, in order. */
  readonly received: Message[] = [];
  /** The answer to each item of `workspace/configuration`. */
  configuration: unknown;
  readonly exit: Promise<number | null>;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #listeners = new Set<() => void>();
  #stderr = '';
  #buffer = Buffer.alloc(0);
  #id = 0;

  /** Starts the server. */
  protected constructor(configuration: unknown) {
    this.configuration = configuration;
    const cli = process.env.PORTOLAN_CLI;
    assert.ok(cli, 'PORTOLAN_CLI names the built program; scripts/unit.mjs sets it');
    this.#process = spawn(process.execPath, [cli, 'lsp', '--stdio'], { stdio: 'pipe' });
    this.#process.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#process.stderr.on('data', (chunk: Buffer) => {
      this.#stderr += chunk;
    });
    this.#process.stdin.on('error', () => undefined); // The server may be gone; `exit` says so.
    this.exit = new Promise((resolve) => this.#process.on('exit', resolve));
  }

  async request(method: string, params: unknown): Promise<unknown> {
    return this.answer(this.send(method, params));
  }

  /** Sends a request without waiting. @returns its id. */
  send(method: string, params: unknown): number {
    const id = ++this.#id;
    this.#write({ id, method, params });
    return id;
  }

  /** The result of a request, or a rejection with the error that answered it. */
  async answer(id: number): Promise<unknown> {
    const find = () => this.received.find((message) => message.id === id && !message.method);
    await this.until(() => find() !== undefined, `an answer to request ${id}`);
    const { error, result } = find()!;
    if (error) throw Object.assign(new Error(error.message), { code: error.code });
    return result;
  }

  notify(method: string, params: unknown): void {
    this.#write({ method, params });
  }

  /** Sends bytes as they are, framed or not. */
  raw(bytes: string | Buffer): void {
    this.#process.stdin.write(bytes);
  }

  /** Closes the pipe without a word, as an editor that dies does. */
  hangUp(): void {
    this.#process.stdin.end();
  }

  /** Waits until a look at what was received says yes. */
  async until(test: () => boolean, what: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        settle();
      };
      const look = () => {
        if (test()) finish(resolve);
      };
      const fail = (why: string) =>
        finish(() => reject(new Error(`${why} ${what}; stderr: ${this.#stderr || 'empty'}`)));
      const timer = setTimeout(() => fail('waited in vain for'), PATIENCE);
      this.#listeners.add(look);
      void this.exit.then((code) => {
        look();
        fail(`the server exited with ${code} before`);
      });
      look();
    });
  }

  notifications<T>(method: string): T[] {
    return this.received.filter((message) => message.method === method).map((message) => message.params as T);
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #write(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.raw(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      if (head < 0) break;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString('ascii', 0, head))?.[1]);
      assert.ok(length > 0, `the server wrote no message: ${this.#buffer.toString('utf8', 0, 200)}`);
      if (this.#buffer.length < head + 4 + length) break;
      const message: Message = JSON.parse(this.#buffer.toString('utf8', head + 4, head + 4 + length));
      this.#buffer = this.#buffer.subarray(head + 4 + length);
      this.received.push(message);
      if (message.method !== undefined && message.id !== undefined) this.#reply(message);
      for (const listener of [...this.#listeners]) listener();
    }
  }

  #reply({ id, method, params }: Message): void {
    const items = method === 'workspace/configuration' ? (params as { items: unknown[] }).items : undefined;
    this.#write({ id, result: items ? items.map(() => this.configuration) : null });
  }
}
