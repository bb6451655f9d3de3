/**
 * The workspace as the editor has it: which folder a file belongs to, and what each event means for it. Text events
 * are answered at once and in order; everything that reads many files runs one after another in short slices.
 */
import type {
  Connection,
  DidChangeTextDocumentParams,
  DidOpenTextDocumentParams,
  WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver/node';
import { countFindings } from '../features/diagnostics.ts';
import { byDefaultFirst, environmentNames } from '../features/environments.ts';
import type { Finding } from '../model/index.ts';
import { folderOf, isWithin } from '../workspace/paths.ts';
import { readSettings, type SettingsLayer } from '../workspace/settings.ts';
import { type ClientAbilities, SOURCE } from './client.ts';
import { Documents, type OpenDocument } from './documents.ts';
import { Folder } from './folder.ts';
import { type Log, reasonOf } from './log.ts';
import { Progress } from './progress.ts';
import { Publisher } from './publisher.ts';
import { inSlices } from './slices.ts';
import { pathOf, uriOf } from './uri.ts';

/** Milliseconds to wait for a client's settings before going on without them. */
const PATIENCE = 3000;

export class Session {
  readonly documents = new Documents();
  readonly publisher: Publisher;
  /** None lies within another. */
  #folders: Folder[] = [];
  /** Directories of open documents that lie in no folder. */
  readonly #loose = new Map<string, Folder>();
  /** As the client names them, nested ones included. */
  readonly #roots: Set<string>;
  /** What counts where the client has set nothing: its `initializationOptions`, with what it last pushed. */
  #defaults: SettingsLayer;
  #looseSettings: SettingsLayer;
  /** Paths that changed on disk and were not looked at yet. */
  readonly #changed = new Set<string>();
  #work: Promise<void> = Promise.resolve();
  #indexing = true;
  /** The names of the environments that there are; looked for when files come and go, not at each keystroke. */
  #environments: readonly string[] = [];
  /** Stale folders will be read: at the start, or since one of them has become so. */
  #bringingUp = true;

  constructor(
    private readonly connection: Connection,
    readonly client: ClientAbilities,
    private readonly log: Log,
    private readonly initial: SettingsLayer,
    roots: Iterable<string>,
  ) {
    this.#defaults = initial;
    this.#looseSettings = initial;
    this.#roots = new Set(roots);
    this.publisher = new Publisher(connection, client, this.documents, this);
    this.#arrangeFolders();
  }

  /** After `initialized`: reads the settings and the folders, shown by one progress that ends in any case. */
  start(): void {
    this.#enqueue(() =>
      this.#withProgress(async (progress) => {
        this.#bringingUp = false;
        await this.#readSettings();
        await this.#chart(this.#folders, progress);
      }),
    );
  }

  open(params: DidOpenTextDocumentParams): void {
    this.#answer(this.documents.open(params));
  }

  change(params: DidChangeTextDocumentParams): void {
    const opened = this.documents.change(params);
    if (opened) this.#answer(opened);
  }

  close(uri: string): void {
    const file = this.documents.close(uri)?.path;
    if (file === undefined) return;
    const folder = this.folderFor(file);
    folder?.reload(file);
    const changed = new Set(folder?.refresh()).add(file);
    if (folder?.kind === 'loose' && ![...this.documents.files()].some(({ path }) => this.folderFor(path) === folder)) {
      this.#loose.delete(folder.root);
    }
    this.publisher.publish(changed);
    if (folder) this.#bringUpSoon(folder);
  }

  /** Files or folders that were made, changed or deleted on disk, by their URIs. */
  touch(uris: Iterable<string>): void {
    if (this.#changed.size === 0) this.#enqueue(() => this.#readChanged());
    for (const uri of uris) {
      const path = pathOf(uri);
      if (path !== undefined) this.#changed.add(path);
    }
  }

  changeFolders({ added, removed }: WorkspaceFoldersChangeEvent): void {
    for (const { uri } of removed) this.#roots.delete(pathOf(uri) ?? '');
    for (const { uri } of added) {
      const root = pathOf(uri);
      if (root !== undefined) this.#roots.add(root);
    }
    this.#arrangeFolders();
    this.#enqueue(() => this.#bringUp());
  }

  /** @param pushed The settings, from a client that does not wait to be asked. */
  changeSettings(pushed: unknown): void {
    if (!this.client.configuration) this.#defaults = readSettings(pushed, this.initial);
    this.#enqueue(() => this.#bringUp());
  }

  /** The folder that a file belongs to: the outermost that contains it, else the open documents beside it. */
  folderFor(file: string): Folder | undefined {
    return this.#folders.find(({ root }) => isWithin(root, file)) ?? this.#loose.get(folderOf(file));
  }

  findings(file: string): readonly Finding[] {
    return this.folderFor(file)?.engine.findings(file) ?? [];
  }

  *filesWithFindings(): Iterable<string> {
    for (const { engine } of this.#all()) yield* engine.filesWithFindings();
  }

  counts(): object {
    const counted = countFindings(this.#all().map(({ engine }) => engine));
    return { ...counted, indexing: this.#indexing, environments: this.#environments };
  }

  #all(): readonly Folder[] {
    return [...this.#folders, ...this.#loose.values()];
  }

  /** Answers an opened or changed document. It comes last, so that its version says: all of this change is told. */
  #answer({ uri, path, document }: OpenDocument): void {
    if (path !== undefined) {
      const folder = this.#adopt(path);
      folder.reload(path);
      const changed = new Set(folder.refresh());
      changed.delete(path);
      this.publisher.publish(changed);
      this.#bringUpSoon(folder);
    }
    this.publisher.publishOpen(uri, document.version, path);
  }

  #adopt(file: string): Folder {
    const found = this.folderFor(file);
    if (found) return found;
    const root = folderOf(file);
    const folder = new Folder(root, 'loose', this.#looseSettings, this.documents, this.log);
    this.#loose.set(root, folder);
    return folder;
  }

  /** Makes a folder for each outermost root, lets go of the others, and gives every open document to its owner. */
  #arrangeFolders(): void {
    const outermost = [...this.#roots].filter(
      (root) => ![...this.#roots].some((other) => other !== root && isWithin(other, root)),
    );
    const before = this.#all();
    const kept = this.#folders.filter(({ root }) => outermost.includes(root));
    const made = outermost
      .filter((root) => !kept.some((folder) => folder.root === root))
      .map((root) => new Folder(root, 'workspace', this.#defaults, this.documents, this.log));
    this.#folders = [...kept, ...made];
    this.#loose.clear();
    for (const { path } of this.documents.files()) this.#adopt(path).reload(path);
    const changed = new Set<string>();
    for (const folder of before) {
      if (this.#folders.includes(folder)) continue;
      folder.closed = true;
      for (const file of folder.engine.filesWithFindings()) changed.add(file);
    }
    for (const folder of this.#all()) for (const file of folder.refresh()) changed.add(file);
    this.publisher.publish(changed);
  }

  #enqueue(task: () => Promise<void>): void {
    this.#work = this.#work.then(task).catch((error) => this.log.error(reasonOf(error)));
  }

  /** Reads a folder anew whose own settings have changed what is left out; once, however often they change meanwhile. */
  #bringUpSoon(folder: Folder): void {
    if (!folder.stale || this.#bringingUp) return;
    this.#bringingUp = true;
    this.#enqueue(() => {
      this.#bringingUp = false;
      return this.#bringUp();
    });
  }

  /** Applies the settings as they are now, and reads every folder that has to be read. */
  async #bringUp(): Promise<void> {
    await this.#readSettings();
    for (const folder of this.#all()) if (!folder.stale) this.publisher.publish(folder.refresh());
    const stale = this.#folders.filter((folder) => folder.stale);
    if (stale.length > 0) await this.#withProgress((progress) => this.#chart(stale, progress));
  }

  /** Shows a progress while the work runs; it ends even where the work fails. */
  async #withProgress(work: (progress: Progress) => Promise<void>): Promise<void> {
    this.#indexing = true;
    this.publisher.tellCounts();
    const progress = new Progress(this.connection, 'Portolan: charting ports');
    try {
      await work(progress);
    } finally {
      progress.end();
      this.#indexing = false;
      this.#listEnvironments();
      this.publisher.tellCounts();
    }
  }

  async #chart(folders: readonly Folder[], progress: Progress): Promise<void> {
    for (const folder of folders) {
      const start = performance.now();
      let files = 0;
      const step = ({ done, total }: { done: number; total: number }) => {
        files = done;
        progress.report(done, total);
      };
      try {
        const changed = await inSlices(folder.chart(), step, () => folder.closed);
        if (!changed) continue;
        this.publisher.publish(changed);
        this.log.info(`${folder.root}: ${files} files in ${Math.round(performance.now() - start)} ms`);
      } catch (error) {
        this.log.error(`reading ${folder.root}: ${reasonOf(error)}`);
      }
    }
  }

  #listEnvironments(): void {
    this.#environments = [...new Set(this.#all().flatMap(({ engine }) => environmentNames(engine)))].sort(
      byDefaultFirst,
    );
  }

  async #readSettings(): Promise<void> {
    const folders = this.#all();
    const items = [...folders.map(({ root }) => ({ scopeUri: uriOf(root), section: SOURCE })), { section: SOURCE }];
    const answers = this.client.configuration ? await this.#ask(items) : [];
    this.#looseSettings = readSettings(answers.at(items.length - 1), this.#defaults);
    folders.forEach((folder, index) => {
      folder.configure(readSettings(answers.at(index), this.#defaults));
    });
  }

  async #ask(items: { scopeUri?: string; section: string }[]): Promise<readonly unknown[]> {
    const patience = new Promise<readonly unknown[]>((resolve) => setTimeout(resolve, PATIENCE, []).unref());
    try {
      return await Promise.race([this.connection.workspace.getConfiguration(items), patience]);
    } catch {
      return [];
    }
  }

  async #readChanged(): Promise<void> {
    const paths = [...this.#changed];
    this.#changed.clear();
    for (const folder of this.#folders) {
      const within = paths.filter((path) => this.folderFor(path) === folder);
      if (within.length === 0) continue;
      await inSlices(
        folder.reread(within),
        () => undefined,
        () => folder.closed,
      );
      if (!folder.closed) this.publisher.publish(folder.refresh());
    }
    this.#listEnvironments();
    if (this.#folders.some((folder) => folder.stale)) await this.#bringUp();
  }
}
