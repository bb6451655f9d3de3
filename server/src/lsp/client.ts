/** What the client at the other end can do, read once from `initialize`. */
import type { InitializeParams } from 'vscode-languageserver/node';
import { isRecord } from '../workspace/settings.ts';

/** The `source` of every diagnostic, and the section of the settings. */
export const SOURCE = 'portolan';
/** Sets a rule to `off` in the workspace's settings; its argument is the rule's id. Commands are the client's to run. */
export const IGNORE_RULE_COMMAND = 'portolan.ignoreRule';
/** Tells the counts of findings to clients that ask for it by `initializationOptions: {"counts": true}`. */
export const COUNTS_NOTIFICATION = 'portolan/counts';

export interface ClientAbilities {
  readonly relatedInformation: boolean;
  readonly documentChanges: boolean;
  readonly codeActionLiterals: boolean;
  readonly definitionLinks: boolean;
  readonly prepareRename: boolean;
  readonly markdown: boolean;
  /** Answers `workspace/configuration`. */
  readonly configuration: boolean;
  readonly watchConfiguration: boolean;
  readonly watchFiles: boolean;
  readonly workspaceFolders: boolean;
  /**
   * Pulls diagnostics, and nothing is pushed: a client that did both would show each twice. Only where the client
   * asks for it by `initializationOptions: {"diagnostics": "pull"}`, since most that can pull, pull open files alone.
   */
  readonly pull: boolean;
  readonly refreshDiagnostics: boolean;
  /** `initializationOptions.counts`. */
  readonly counts: boolean;
  /** `initializationOptions.commands`: the commands that the client runs itself. */
  readonly commands: readonly string[];
}

export function abilitiesOf({ capabilities, initializationOptions }: InitializeParams): ClientAbilities {
  const { workspace, textDocument } = capabilities ?? {};
  const options = isRecord(initializationOptions) ? initializationOptions : {};
  return {
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    prepareRename: textDocument?.rename?.prepareSupport === true,
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? true,
    configuration: workspace?.configuration === true,
    watchConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    pull: options.diagnostics === 'pull' && textDocument?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    counts: options.counts === true,
    commands: Array.isArray(options.commands) ? options.commands.filter((name) => typeof name === 'string') : [],
  };
}
