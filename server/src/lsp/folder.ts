/**
 * One workspace folder: its engine, and the texts that the engine gets, the editor's before the disk's. It publishes
 * nothing and knows no other folder.
 */
import { createEngine, type Engine } from '../engine.ts';
import { formatOf, isSourceCode } from '../formats/registry.ts';
import { discover, isListed, type Skipped } from '../workspace/discovery.ts';
import {
  type BuildFolders,
  buildFolders,
  indexFolder,
  isBuiltFrom,
  type Progress,
  problemsOf,
} from '../workspace/index-folder.ts';
import { folderOf, isWithin } from '../workspace/paths.ts';
import { readSource } from '../workspace/reading.ts';
import {
  combine,
  NOTHING_SET,
  readSameFiles,
  reporting,
  reportSame,
  type Settings,
  type SettingsLayer,
} from '../workspace/settings.ts';
import { type FileSettings, readSettingsFile, settingsFileOf } from '../workspace/settings-file.ts';
import type { Documents } from './documents.ts';
import { type Log, reasonOf } from './log.ts';

const NOTHING: ReadonlySet<string> = new Set();

export class Folder {
  readonly engine: Engine;
  /** Removed from the workspace: whatever still runs for it stops. */
  closed = false;
  /** Its files have to be listed and read: at the start, and when what is left out has changed. */
  stale: boolean;
  /** Every file was read once. Before, findings would be about what has not been read yet. */
  #charted: boolean;
  /** What the editor has set, what the folder's own file sets, and what comes of both. */
  #editor: SettingsLayer;
  #file: FileSettings = { settings: NOTHING_SET, problems: [] };
  #settings: Settings;
  /** Open documents that are left out; to find that out takes a look at the disk, too much for every keystroke. */
  readonly #leftOut = new Set<string>();

  /** The folders that images are built from, until a file that may say so changes. */
  #built: BuildFolders | undefined;

  /** @param kind `loose`: no workspace folder, only the open documents of a directory. */
  constructor(
    readonly root: string,
    readonly kind: 'workspace' | 'loose',
    editor: SettingsLayer,
    private readonly documents: Documents,
    private readonly log: Log,
  ) {
    this.#editor = editor;
    this.#settings = combine(this.#file.settings, editor);
    this.engine = createEngine({ root, ...reporting(root, this.#settings), onFault: (line) => log.error(line) });
    this.stale = kind === 'workspace';
    this.#charted = kind === 'loose';
  }

  /** Takes the editor's settings. */
  configure(editor: SettingsLayer): void {
    this.#editor = editor;
    this.#applySettings();
  }

  /** Takes the settings of the folder's own file, from the editor or else from the disk. */
  #readSettingsFile(): void {
    if (this.kind === 'loose') return;
    const text = this.documents.get(settingsFileOf(this.root))?.document.getText();
    const known = new Set(this.#file.problems);
    this.#file = readSettingsFile(this.root, text);
    for (const problem of this.#file.problems) if (!known.has(problem)) this.log.warn(`${this.root}: ${problem}`);
    this.#applySettings();
  }

  #applySettings(): void {
    const before = this.#settings;
    const settings = combine(this.#file.settings, this.#editor);
    this.#settings = settings;
    if (this.kind === 'workspace' && !readSameFiles(settings, before)) this.stale = true;
    if (!reportSame(settings, before)) this.engine.configure(reporting(this.root, settings));
  }

  /**
   * Lists, reads and checks every file; yields how far the reading is. What an earlier run found and this one does not
   * is forgotten at the end, so that nothing flickers meanwhile.
   * @returns the files whose findings are not what they were.
   */
  *chart(): Generator<Progress, ReadonlySet<string>> {
    this.#readSettingsFile();
    this.stale = false;
    const { exclude, maxBytes } = this.#settings;
    const isOpen = (file: string) => this.documents.get(file) !== undefined;
    const { files, skipped } = yield* indexFolder(this.engine, this.root, { exclude, maxBytes, isOpen });
    const listed = new Set(files);
    for (const { file } of [...this.engine.files()]) if (!listed.has(file)) this.engine.remove(file);
    this.#leftOut.clear();
    for (const { path } of this.documents.files()) if (isWithin(this.root, path)) this.reload(path);
    for (const left of [...skipped, ...problemsOf(this.engine)]) this.#tell(left);

    const done = { done: files.length, total: files.length };
    const changed = new Set<string>();
    try {
      const steps = this.engine.refreshing();
      let step = steps.next();
      for (; !step.done; step = steps.next()) yield done;
      for (const file of step.value) changed.add(file);
    } finally {
      this.#charted = true;
    }
    // Documents may have been edited between the steps.
    for (const file of this.refresh()) changed.add(file);
    return changed;
  }

  /** Reads files and folders again that were made, changed or deleted on disk; yields after each. */
  *reread(paths: Iterable<string>): Generator<void, void> {
    const gone = new Set<string>();
    for (const path of paths) {
      if (path.endsWith('/.gitignore')) this.stale = true;
      else if (!this.reload(path) && !(yield* this.#rereadBelow(path))) gone.add(path);
      yield;
    }
    if (gone.size === 0) return;
    for (const { file } of [...this.engine.files()]) {
      if (this.#liesIn(gone, file)) this.reload(file);
      yield;
    }
  }

  /**
   * Brings the engine's text of a file up to date, from the editor or else from the disk.
   * @returns false where there is no such file, or none that is read.
   */
  reload(file: string): boolean {
    if (file === settingsFileOf(this.root)) this.#readSettingsFile();
    if (!formatOf(file)) return false;
    if (!isSourceCode(file)) this.#built = undefined;
    const document = this.documents.get(file)?.document;
    const known = document !== undefined && this.engine.text(file) !== undefined;
    const { maxBytes } = this.#settings;
    if (!known && !this.#isRead(file)) {
      this.engine.remove(file);
      return false;
    }
    const reading = document ? { text: document.getText() } : readSource(file, maxBytes);
    if (reading && 'text' in reading && reading.text.length <= maxBytes) {
      this.engine.update(file, reading.text);
      return true;
    }
    this.engine.remove(file);
    if (reading) this.#tell({ file, reason: 'skipped' in reading ? reading.skipped : 'larger than the size limit' });
    return reading !== undefined;
  }

  /** Brings the findings up to date. @returns the files whose findings are not what they were. */
  refresh(): ReadonlySet<string> {
    if (!this.#charted) return NOTHING;
    try {
      return this.engine.refresh();
    } catch (error) {
      this.log.error(`checking ${this.root}: ${reasonOf(error)}`);
      return NOTHING;
    }
  }

  /** Whether a file is one of those that are read, by its place. */
  #isRead(file: string): boolean {
    const open = this.documents.get(file) !== undefined;
    if (this.kind === 'loose') return open;
    if (open && this.#leftOut.has(file)) return false;
    const read = isListed(this.root, file, this.#settings) && (!isSourceCode(file) || this.#isBuiltFrom(file));
    if (open && !read) this.#leftOut.add(file);
    return read;
  }

  /** Source code is read only where an image is built from it. */
  #isBuiltFrom(file: string): boolean {
    this.#built ??= buildFolders(this.engine);
    return isBuiltFrom(file, this.#built);
  }

  /** @returns false where there is no such file or folder any more. */
  *#rereadBelow(path: string): Generator<void, boolean> {
    // A file that no format reads, as most are that change.
    if (readSource(path, 0) !== undefined) return true;
    // Whether a folder is left out is asked by a file that every folder could hold.
    if (!isListed(this.root, `${path}/Dockerfile`, this.#settings)) return true;
    let exists = true;
    const onSkipped = ({ file }: Skipped) => {
      if (file === path) exists = false;
    };
    for (const files of discover(path, { onSkipped })) {
      for (const file of files) this.reload(file);
      yield;
    }
    return exists;
  }

  #liesIn(folders: ReadonlySet<string>, file: string): boolean {
    for (let path = file; path !== this.root && path !== folderOf(path); path = folderOf(path)) {
      if (folders.has(path)) return true;
    }
    return folders.has(this.root);
  }

  #tell({ file, reason }: Skipped): void {
    this.log.warn(`${file}: ${reason}`);
  }
}
