/** The extension's entry: starts the language server and wires the status bar and the commands to it. No port logic. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { registerCommands } from './commands.ts';
import { createClient } from './server.ts';
import { createStatus } from './status.ts';

/** What `activate` hands to other extensions, and to the suite that runs in the editor. */
export interface PortolanApi {
  /** The item in the status bar that shows the counts. */
  readonly status: vscode.StatusBarItem;
  /** The one that shows the environment; hidden where there is none to choose. */
  readonly environment: vscode.StatusBarItem;
}

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<PortolanApi> {
  const output = vscode.window.createOutputChannel('Portolan', { log: true });
  client = createClient(context, output);
  const { status, environment, watching, environments } = createStatus(client);
  context.subscriptions.push(output, status, environment, watching, registerCommands(client, output, environments));
  // A failed start is shown by the client itself; the commands stay, so that the server can be started again.
  await client.start().catch((error: unknown) => output.error(String(error)));
  return { status, environment };
}

export async function deactivate(): Promise<void> {
  if (client?.needsStop()) await client.stop();
}
