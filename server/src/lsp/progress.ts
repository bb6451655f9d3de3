/** One `$/progress`: it begins, and it ends whatever happens in between. */
import type { Connection, WorkDoneProgressReporter } from 'vscode-languageserver/node';

/** Milliseconds between two reports. */
const PAUSE = 100;

export class Progress {
  #reporter: WorkDoneProgressReporter | undefined;
  readonly #begun: Promise<void>;
  #next = 0;

  /** Asks the client for a progress, where it knows them; until it agrees, and where it refuses, nothing is shown. */
  constructor(connection: Connection, title: string) {
    this.#begun = connection.window.createWorkDoneProgress().then(
      (reporter) => {
        reporter.begin(title, 0, undefined, false);
        this.#reporter = reporter;
      },
      () => undefined,
    );
  }

  report(done: number, total: number): void {
    const now = performance.now();
    if (!this.#reporter || now < this.#next) return;
    this.#next = now + PAUSE;
    this.#reporter.report(total === 0 ? 0 : (100 * done) / total, `${done} of ${total} files`);
  }

  /** Does not wait: a client that never answers must not hold up the work. */
  end(): void {
    void this.#begun.then(() => this.#reporter?.done());
  }
}
