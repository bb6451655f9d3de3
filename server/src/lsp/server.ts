/** The language server's entry: a connection on standard input and output, and which function answers what. */
import {
  CodeActionKind,
  type Connection,
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticRequest,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageserver/node';
import { absolutePath } from '../workspace/paths.ts';
import { NOTHING_SET, readSettings } from '../workspace/settings.ts';
import { abilitiesOf, type ClientAbilities, SOURCE } from './client.ts';
import { Framing } from './framing.ts';
import { createLog, type Log, reasonOf } from './log.ts';
import {
  answerCodeActions,
  answerDefinition,
  answerHighlights,
  answerHover,
  answerPrepareRename,
  answerReferences,
  answerRename,
  FIX_ALL,
} from './requests.ts';
import { Session } from './session.ts';
import { pathOf } from './uri.ts';

declare const PORTOLAN_VERSION: string;

/** Serves one client until it says `exit`, closes the pipe, or dies. */
export function startServer(): void {
  const connection = createConnection(ProposedFeatures.all, process.stdin.pipe(new Framing()), process.stdout);
  const log = createLog(connection);
  // A message that cannot be sent, or a fault in work that nobody waits for, must not end the server.
  process.on('unhandledRejection', (error) => log.error(reasonOf(error)));
  process.on('uncaughtException', (error) => log.error(error.stack ?? reasonOf(error)));

  let session: Session | undefined;
  connection.onInitialize((params) => {
    const client = abilitiesOf(params);
    const settings = readSettings(params.initializationOptions, NOTHING_SET);
    session = new Session(connection, client, log, settings, rootsOf(params));
    return capabilitiesFor(client);
  });
  connection.onInitialized(() => {
    if (!session) return;
    registerWatchers(connection, log, session);
    session.start();
  });
  wireEvents(connection, log, () => session);
  wireRequests(connection, log, () => session);
  connection.listen();
}

function rootsOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  if (uris.length === 0 && !workspaceFolders && rootPath) return [absolutePath(rootPath, '/')];
  return uris.map((uri) => pathOf(uri)).filter((path) => path !== undefined);
}

function capabilitiesFor(client: ClientAbilities): InitializeResult {
  return {
    serverInfo: { name: 'portolan', version: PORTOLAN_VERSION },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: client.prepareRename ? { prepareProvider: true } : true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] },
      ...(client.pull
        ? { diagnosticProvider: { identifier: SOURCE, interFileDependencies: true, workspaceDiagnostics: true } }
        : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

function registerWatchers(connection: Connection, log: Log, session: Session): void {
  const { client } = session;
  const failed = () => undefined; // The client refused; it may still send what it likes.
  if (client.workspaceFolders) {
    connection.workspace.onDidChangeWorkspaceFolders((event) =>
      guarded(log, 'didChangeWorkspaceFolders', undefined, () => session.changeFolders(event)),
    );
  }
  if (client.watchConfiguration) {
    connection.client.register(DidChangeConfigurationNotification.type, { section: SOURCE }).catch(failed);
  }
  if (client.watchFiles) {
    const watchers = [{ globPattern: '**/*' }];
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(failed);
  }
}

function wireEvents(connection: Connection, log: Log, current: () => Session | undefined): void {
  const on =
    <P>(name: string, handle: (session: Session, params: P) => void) =>
    (params: P) =>
      guarded(log, name, undefined, () => {
        const session = current();
        if (session) handle(session, params);
      });
  connection.onDidOpenTextDocument(on('didOpen', (session, params) => session.open(params)));
  connection.onDidChangeTextDocument(on('didChange', (session, params) => session.change(params)));
  connection.onDidCloseTextDocument(on('didClose', (session, params) => session.close(params.textDocument.uri)));
  connection.onDidChangeWatchedFiles(
    on('didChangeWatchedFiles', (session, params) => session.touch(params.changes.map(({ uri }) => uri))),
  );
  connection.onDidChangeConfiguration(
    on('didChangeConfiguration', (session, params) => session.changeSettings(params.settings)),
  );
}

function wireRequests(connection: Connection, log: Log, current: () => Session | undefined): void {
  const on =
    <P, R>(name: string, nothing: R, answer: (session: Session, params: P) => R) =>
    (params: P): R =>
      guarded(log, name, nothing, () => {
        const session = current();
        return session ? answer(session, params) : nothing;
      });
  connection.onHover(on('hover', null, answerHover));
  connection.onDefinition(on('definition', null, answerDefinition));
  connection.onReferences(on('references', [], answerReferences));
  connection.onDocumentHighlight(on('documentHighlight', [], answerHighlights));
  connection.onPrepareRename(on('prepareRename', null, answerPrepareRename));
  connection.onRenameRequest(on('rename', null, answerRename));
  connection.onCodeAction(on('codeAction', [], answerCodeActions));
  // Not by `connection.languages.diagnostics`, which keeps a reporter of progress for every pull, for ever.
  connection.onRequest(
    DocumentDiagnosticRequest.type,
    on(
      'diagnostic',
      { kind: 'full', items: [] } as DocumentDiagnosticReport,
      ({ publisher }, { textDocument, previousResultId }) =>
        publisher.pullFile(pathOf(textDocument.uri), previousResultId),
    ),
  );
  connection.onRequest(
    WorkspaceDiagnosticRequest.type,
    on('workspace/diagnostic', { items: [] }, ({ publisher }, { previousResultIds }) =>
      publisher.pullWorkspace(previousResultIds),
    ),
  );
}

/** Runs a handler; a fault in it is logged with its name, and `nothing` is the answer. */
function guarded<R>(log: Log, name: string, nothing: R, handle: () => R): R {
  try {
    return handle();
  } catch (error) {
    log.error(`${name}: ${reasonOf(error)}`);
    return nothing;
  }
}
