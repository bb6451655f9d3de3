/** Registers tests and runs them one after the other in the editor. Knows nothing of what they test. */
import { appendFileSync } from 'node:fs';

/** One line of the report, as JSON. A report without a closing line is one of a run that broke off. */
export type ReportLine =
  | { readonly name: string; readonly milliseconds: number; readonly error?: string }
  | { readonly end: true };

/** Milliseconds that a test may take; a server that never answers must fail it, not hang the run. */
const LIMIT = 40_000;
const tests: { readonly name: string; readonly body: () => Promise<void> }[] = [];

/** @param name What a person sees, as a sentence without a full stop. */
export function test(name: string, body: () => Promise<void>): void {
  tests.push({ name, body });
}

/**
 * Runs all tests in the order of their registration.
 * @param afterEach Puts back what a test changed; a fault in it fails that test.
 * @param report Absolute path of the file that a line is appended to for each test.
 * @throws Error where a test failed, so that the editor ends with another code than 0.
 */
export async function runTests(afterEach: () => Promise<void>, report: string): Promise<void> {
  const write = (line: ReportLine) => appendFileSync(report, `${JSON.stringify(line)}\n`);
  let failed = 0;
  for (const { name, body } of tests) {
    const start = performance.now();
    const errors: string[] = [];
    for (const part of [body, afterEach]) {
      await withLimit(part()).catch((error: unknown) => errors.push(textOf(error)));
    }
    const milliseconds = Math.round(performance.now() - start);
    if (errors.length > 0) failed++;
    write({ name, milliseconds, ...(errors.length > 0 ? { error: errors.join('\n') } : {}) });
  }
  write({ end: true });
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests failed`);
}

async function withLimit(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${LIMIT / 1000} s`)), LIMIT);
  });
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
