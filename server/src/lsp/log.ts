/** The output channel: one line a matter, and each matter once. */
import type { Connection } from 'vscode-languageserver/node';

export interface Log {
  error(line: string): void;
  warn(line: string): void;
  info(line: string): void;
}

/** How many lines are remembered as told; a fault that changes its words with every keystroke must not fill memory. */
const REMEMBERED = 1000;

/** Sends lines as `window/logMessage`, and the same line never twice. */
export function createLog(connection: Connection): Log {
  const told = new Set<string>();
  const once = (send: (line: string) => void) => (line: string) => {
    if (told.has(line)) return;
    if (told.size >= REMEMBERED) told.clear();
    told.add(line);
    send(line);
  };
  return {
    error: once((line) => connection.console.error(line)),
    warn: once((line) => connection.console.warn(line)),
    info: (line) => connection.console.info(line),
  };
}

/** What went wrong, in one line. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
