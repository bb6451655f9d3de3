/** The item in the status bar: how many findings the workspace has, and whether the server lives. */
import { StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { RESTART } from './commands.ts';

/** What the server tells by the notification `portolan/counts`. */
interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** True while the workspace is read for the first time. */
  readonly indexing: boolean;
}

/** @returns the item, which the caller disposes of; it is shown once the server says something. */
export function createStatus(client: LanguageClient): StatusBarItem {
  const item = window.createStatusBarItem('portolan.counts', StatusBarAlignment.Left);
  item.name = 'Portolan';
  client.onNotification('portolan/counts', (counts: Counts) => {
    item.text = textOf(counts);
    item.tooltip = `Portolan: ${inWords(counts)}. Click to see them in the Problems view.`;
    item.accessibilityInformation = { label: `Portolan: ${inWords(counts)}` };
    item.command = 'workbench.actions.view.problems';
    item.show();
  });
  client.onDidChangeState(({ newState }) => {
    if (newState !== State.Stopped && newState !== State.StartFailed) return;
    item.text = '$(compass) $(debug-disconnect)';
    item.tooltip = "Portolan's server does not run. Click to start it.";
    item.accessibilityInformation = { label: item.tooltip };
    item.command = RESTART;
    item.show();
  });
  return item;
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
