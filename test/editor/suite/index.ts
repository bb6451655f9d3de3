/** The suite's entry, called by the editor's extension host: `run` resolves where every test passed. */
import { runTests } from './runner.ts';
import { restore } from './workspace.ts';
import './activation.ts';
import './diagnostics.ts';
import './hover.ts';
import './environments.ts';
import './fixes.ts';
import './clouds.ts';
import './navigation.ts';
import './languages.ts';
import './commands.ts';

export async function run(): Promise<void> {
  const report = process.env.PORTOLAN_SUITE_REPORT;
  if (!report) throw new Error('PORTOLAN_SUITE_REPORT names no file for the report');
  await runTests(restore, report);
}
