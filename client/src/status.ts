/** The status bar: how many findings the workspace has, whether the server lives, and which environment is looked at. */
import { type Disposable, StatusBarAlignment, type StatusBarItem, window, workspace } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { CHOOSE_ENVIRONMENT, RESTART } from './commands.ts';

/** What the server tells by the notification `portolan/counts`. */
interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** True while the workspace is read for the first time. */
  readonly indexing: boolean;
  /** The names of the environments that there are. */
  readonly environments: readonly string[];
}

export interface Status {
  readonly status: StatusBarItem;
  readonly environment: StatusBarItem;
  readonly watching: Disposable;
  environments(): readonly string[];
}

/** @returns the items, which the caller disposes of; they are shown once the server says something. */
export function createStatus(client: LanguageClient): Status {
  const item = window.createStatusBarItem('portolan.counts', StatusBarAlignment.Left);
  item.name = 'Portolan';
  const environment = window.createStatusBarItem('portolan.environment', StatusBarAlignment.Left);
  environment.name = 'Portolan environment';
  let environments: readonly string[] = [];
  client.onNotification('portolan/counts', (counts: Counts) => {
    item.text = textOf(counts);
    item.tooltip = `Portolan: ${inWords(counts)}. Click to see them in the Problems view.`;
    item.accessibilityInformation = { label: `Portolan: ${inWords(counts)}` };
    item.command = 'workbench.actions.view.problems';
    item.show();
    environments = counts.environments;
    showEnvironment(environment, environments);
  });
  const watching = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('portolan.environment')) showEnvironment(environment, environments);
  });
  client.onDidChangeState(({ newState }) => {
    if (newState !== State.Stopped && newState !== State.StartFailed) return;
    item.text = '$(compass) $(debug-disconnect)';
    item.tooltip = "Portolan's server does not run. Click to start it.";
    item.accessibilityInformation = { label: item.tooltip };
    item.command = RESTART;
    item.show();
  });
  return { status: item, environment, watching, environments: () => environments };
}

function showEnvironment(item: StatusBarItem, names: readonly string[]): void {
  const active = workspace.getConfiguration('portolan').get<string>('environment') ?? '';
  const said = active === '' ? 'all environments' : `environment ${active}`;
  item.text = `$(layers) ${active === '' ? 'all' : active}`;
  item.tooltip = `Portolan looks at ${said}. Click to choose.`;
  item.accessibilityInformation = { label: `Portolan: ${said}` };
  item.command = CHOOSE_ENVIRONMENT;
  if (names.length > 1 || active !== '') item.show();
  else item.hide();
}

function textOf({ errors, warnings, infos, indexing }: Counts): string {
  const counts = `$(error) ${errors} $(warning) ${warnings} $(info) ${infos}`;
  return `${indexing ? '$(loading~spin)' : '$(compass)'} ${counts}`;
}

function inWords({ errors, warnings, infos, indexing }: Counts): string {
  const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  const counts = [counted(errors, 'error'), counted(warnings, 'warning'), counted(infos, 'info')].join(', ');
  return indexing ? `${counts}, still reading the workspace` : counts;
}
