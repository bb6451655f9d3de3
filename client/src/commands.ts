/** The commands that the editor runs itself. */
import { commands, Disposable, type LogOutputChannel, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

export const RESTART = 'portolan.restart';
/** Run by the server's quick fix `Ignore rule ...`; its argument is the rule's id. */
export const IGNORE_RULE = 'portolan.ignoreRule';

/** Chooses the environment that is looked at. */
export const CHOOSE_ENVIRONMENT = 'portolan.chooseEnvironment';

/** @param environments The names of the environments that there are. */
export function registerCommands(
  client: LanguageClient,
  output: LogOutputChannel,
  environments: () => readonly string[],
): Disposable {
  return Disposable.from(
    commands.registerCommand(RESTART, () => client.restart()),
    commands.registerCommand('portolan.showOutput', () => output.show()),
    commands.registerCommand('portolan.fixAll', () =>
      commands.executeCommand('editor.action.sourceAction', { kind: 'source.fixAll.portolan', apply: 'first' }),
    ),
    commands.registerCommand(IGNORE_RULE, ignoreRule),
    commands.registerCommand(CHOOSE_ENVIRONMENT, () => chooseEnvironment(environments())),
  );
}

/** Sets one environment, or all of them, in the workspace's settings. */
async function chooseEnvironment(names: readonly string[]): Promise<void> {
  const settings = workspace.getConfiguration('portolan');
  const active = settings.get<string>('environment') ?? '';
  const items = ['', ...names].map((name) => ({
    label: name === '' ? 'All environments' : name,
    description: name === active ? 'looked at now' : '',
    name,
  }));
  const chosen = await window.showQuickPick(items, { placeHolder: 'Environment that Portolan looks at' });
  if (!chosen || chosen.name === active) return;
  await settings.update('environment', chosen.name || undefined, workspace.workspaceFolders === undefined);
}

/** Turns a rule off: in the workspace's settings, or in the user's where no folder is open. */
async function ignoreRule(rule: string): Promise<void> {
  const settings = workspace.getConfiguration('portolan');
  const inWorkspace = workspace.workspaceFolders !== undefined;
  const { workspaceValue, globalValue } = settings.inspect<Record<string, string>>('severities') ?? {};
  const severities = { ...(inWorkspace ? workspaceValue : globalValue), [rule]: 'off' };
  await settings.update('severities', severities, !inWorkspace);
}
