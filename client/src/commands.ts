/** The commands that the editor runs itself. */
import { commands, Disposable, type LogOutputChannel, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

export const RESTART = 'portolan.restart';
/** Run by the server's quick fix `Ignore rule ...`; its argument is the rule's id. */
export const IGNORE_RULE = 'portolan.ignoreRule';

export function registerCommands(client: LanguageClient, output: LogOutputChannel): Disposable {
  return Disposable.from(
    commands.registerCommand(RESTART, () => client.restart()),
    commands.registerCommand('portolan.showOutput', () => output.show()),
    commands.registerCommand('portolan.fixAll', () =>
      commands.executeCommand('editor.action.sourceAction', { kind: 'source.fixAll.portolan', apply: 'first' }),
    ),
    commands.registerCommand(IGNORE_RULE, ignoreRule),
  );
}

/** Turns a rule off: in the workspace's settings, or in the user's where no folder is open. */
async function ignoreRule(rule: string): Promise<void> {
  const settings = workspace.getConfiguration('portolan');
  const inWorkspace = workspace.workspaceFolders !== undefined;
  const { workspaceValue, globalValue } = settings.inspect<Record<string, string>>('severities') ?? {};
  const severities = { ...(inWorkspace ? workspaceValue : globalValue), [rule]: 'off' };
  await settings.update('severities', severities, !inWorkspace);
}
