/** The language server's process as the editor's client of it. It starts again by itself up to three times. */
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { IGNORE_RULE } from './commands.ts';

/** @returns the client, not yet started. */
export function createClient(context: ExtensionContext, output: LogOutputChannel): LanguageClient {
  return new LanguageClient(
    'portolan',
    'Portolan',
    { module: context.asAbsolutePath('dist/cli.js'), args: ['lsp'], transport: TransportKind.stdio },
    {
      // Which files hold ports is the server's to know.
      documentSelector: [{ scheme: 'file' }],
      outputChannel: output,
      initializationOptions: { counts: true, commands: [IGNORE_RULE] },
      connectionOptions: { maxRestartCount: 3 },
    },
  );
}
