/** The files of a chart, read once for each text of theirs: as source, as YAML, as template. */
import type { Source } from '../../model/index.ts';
import { fileSource } from '../../syntax/source.ts';
import { parseYaml, type YamlNode } from '../../syntax/yaml.ts';
import type { Files } from '../deployment.ts';
import { fileText, valueOf } from './from-yaml.ts';
import { fileScript, type Script } from './script.ts';
import type { Text } from './text.ts';
import { type Dict, dictOf, type Path, type Value } from './value.ts';

export class ChartFile {
  readonly path: string;
  readonly source: Source;
  #text: Text | undefined;
  #yaml: ReadYaml | undefined;
  readonly #values = new Map<Path | undefined, Value>();
  readonly #scripts = new Map<string, Script>();

  constructor(path: string, text: string) {
    this.path = path;
    this.source = fileSource(path, text);
  }

  get text(): Text {
    this.#text ??= fileText(this.source);
    return this.#text;
  }

  get yaml(): ReadYaml {
    if (!this.#yaml) {
      const { documents, problems } = parseYaml(this.source);
      this.#yaml = { documents, document: documents[0], ...(problems[0] ? { fault: problems[0] } : {}) };
    }
    return this.#yaml;
  }

  /** Its first document as a map; the same object for the same path. What is no map counts for an empty one. */
  dict(path?: Path): Dict {
    let value = this.#values.get(path);
    if (!value) {
      value = valueOf(this.text, this.yaml.document, path);
      this.#values.set(path, value);
    }
    return value.kind === 'dict' ? value : { ...dictOf({}), ...(path === undefined ? {} : { path }) };
  }

  /** As a template, under whatever name. */
  anyScript(): Script {
    const [script] = this.#scripts.values();
    return script ?? this.script(this.path);
  }

  /** As a template of that name. */
  script(name: string): Script {
    let script = this.#scripts.get(name);
    if (!script) {
      script = fileScript(name, this.source);
      this.#scripts.set(name, script);
    }
    return script;
  }
}

/** The files that one build reads; those whose text is what it was are taken over from the build before. */
export class ChartFiles {
  readonly #files: Files;
  readonly #before: ReadonlyMap<string, ChartFile | undefined>;
  readonly #read = new Map<string, ChartFile | undefined>();

  constructor(files: Files, before: ReadonlyMap<string, ChartFile | undefined>) {
    this.#files = files;
    this.#before = before;
  }

  below(folder: string): readonly string[] {
    return this.#files.below(folder);
  }

  manifests(kinds: readonly string[]): readonly string[] {
    return this.#files.manifests?.(kinds) ?? [];
  }

  at(path: string): ChartFile | undefined {
    if (this.#read.has(path)) return this.#read.get(path);
    const text = this.#files.text(path);
    const before = this.#before.get(path);
    const file = text === undefined ? undefined : before?.source.text === text ? before : new ChartFile(path, text);
    this.#read.set(path, file);
    return file;
  }

  /** What was read; undefined for a path where nothing is. */
  get read(): ReadonlyMap<string, ChartFile | undefined> {
    return this.#read;
  }
}

interface ReadYaml {
  readonly documents: readonly YamlNode[];
  /** The first of them. */
  readonly document: YamlNode | undefined;
  readonly fault?: { readonly message: string; readonly offset: number };
}
