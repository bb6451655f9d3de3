/**
 * The engine of one workspace folder: texts in, findings and answers out. It knows no disk, no editor and no terminal;
 * whoever owns it feeds it texts and asks it to bring its findings up to date.
 */
import { formats, parse } from './formats/registry.ts';
import { Askers } from './graph/askers.ts';
import { Graph } from './graph/graph.ts';
import type { Component, Facts, Finding, Format, Severity } from './model/index.ts';
import { compareSpans } from './model/index.ts';
import { ruleOf, rules } from './rules/registry.ts';
import type { Rule } from './rules/rule.ts';
import { silence } from './rules/suppression.ts';

export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** @param file An absolute path. */
export type IsIgnored = (file: string, rule: string) => boolean;

export interface EngineOptions {
  /** Absolute path of the folder, with forward slashes and without one at the end. */
  readonly root: string;
  /** What the user set per rule id; `off` silences it. Rules that are not named keep their own severities. */
  readonly severities?: Severities;
  /** What the user does not want to hear of, by file and rule. */
  readonly isIgnored?: IsIgnored;
  /** Told once for each fault inside a rule or a format: a line that names the rule and the file. */
  readonly onFault?: (message: string) => void;
}

export class Engine {
  readonly root: string;
  readonly graph = new Graph();
  #severities: Severities;
  /** The rules that are on. */
  #rules: readonly Rule[];
  #isIgnored: IsIgnored;
  readonly #onFault: (message: string) => void;
  readonly #told = new Set<string>();
  readonly #texts = new Map<string, string>();
  readonly #changed = new Set<string>();
  /** Files whose links, and whose findings, may no longer hold. */
  readonly #toLink = new Set<string>();
  /** Who asked what while linking, and while checking. */
  readonly #linking = new Askers();
  readonly #checking = new Askers();
  /** Findings by the file whose components were checked. */
  readonly #found = new Map<string, readonly Finding[]>();
  /** Findings by the file that they stand in, and which checks put some there. */
  readonly #standing = new Map<string, readonly Finding[]>();
  readonly #reporters = new Map<string, Set<string>>();

  constructor({ root, severities = {}, isIgnored = () => false, onFault = () => {} }: EngineOptions) {
    this.root = root;
    this.#severities = severities;
    this.#rules = rules.filter((rule) => this.#isOn(rule));
    this.#isIgnored = isIgnored;
    this.#onFault = onFault;
  }

  /** Sets a file's text and parses it. Cheap where the text is the same as before. */
  update(file: string, text: string): void {
    if (this.#texts.get(file) === text) return;
    const facts = parse(file, text);
    this.#texts.set(file, text);
    this.#set(file, facts);
  }

  /** Forgets a file. */
  remove(file: string): void {
    if (!this.#texts.delete(file)) return;
    this.#set(file, undefined);
  }

  #set(file: string, facts: Facts | undefined): void {
    for (const key of this.#place(file, facts)) {
      this.#linking.collect(key, file, this.#toLink);
      this.#checking.collect(key, file, this.#toLink);
    }
    this.#changed.add(file);
  }

  /** Changes what is reported; the next `refresh` checks everything again. */
  /** One file's fault must not cost the others their answers. */
  #place(file: string, facts: Facts | undefined): ReadonlySet<string> {
    try {
      return this.graph.set(file, facts);
    } catch (error) {
      this.#fault(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      return this.graph.set(file, undefined);
    }
  }

  configure({ severities = {}, isIgnored = () => false }: Pick<EngineOptions, 'severities' | 'isIgnored'>): void {
    this.#severities = severities;
    this.#rules = rules.filter((rule) => this.#isOn(rule));
    this.#isIgnored = isIgnored;
    for (const { file } of this.graph.store.all()) this.#changed.add(file);
  }

  /**
   * Checks what the updates since the last call can have changed.
   * @returns the files whose findings are not what they were.
   */
  refresh(): ReadonlySet<string> {
    const steps = this.refreshing();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /** The same in small steps, for a server that has requests to answer between them. */
  *refreshing(): Generator<void, ReadonlySet<string>> {
    const linking = new Set([...this.#toLink, ...this.#changed]);
    this.#toLink.clear();
    this.#changed.clear();
    const checking = new Set(linking);
    for (const file of linking) {
      this.#link(file, checking);
      yield;
    }
    const standing = new Set<string>();
    for (const file of checking) {
      this.#check(file, standing);
      yield;
    }
    this.graph.store.forget();
    return this.#settle(standing);
  }

  #link(file: string, checking: Set<string>): void {
    try {
      const { asked, touched } = this.graph.link(file);
      for (const key of touched) this.#checking.collect(key, file, checking);
      this.#linking.remember(file, asked);
    } catch (error) {
      this.#fault(`linking ${file} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #check(file: string, standing: Set<string>): void {
    const components = this.graph.store.facts(file)?.components ?? [];
    const { result, asked } = this.graph.checking(file, () => components.flatMap((c) => this.#checkComponent(c)));
    // A file that is linked anew is checked anew, so that what it asked for its links wakes it for both.
    this.#checking.remember(file, asked, this.#linking);
    for (const finding of this.#found.get(file) ?? []) standing.add(finding.span.file);
    standing.add(file);
    for (const finding of result) {
      standing.add(finding.span.file);
      const reporters = this.#reporters.get(finding.span.file);
      if (reporters) reporters.add(file);
      else this.#reporters.set(finding.span.file, new Set([file]));
    }
    if (result.length > 0) this.#found.set(file, result);
    else this.#found.delete(file);
  }

  #checkComponent(component: Component): readonly Finding[] {
    return this.#rules.flatMap((rule) => {
      try {
        return rule.check(this.graph, component);
      } catch (error) {
        this.#fault(
          `rule ${rule.id} failed on ${component.file}: ${error instanceof Error ? error.message : String(error)}`,
        );
        return [];
      }
    });
  }

  #isOn({ id, enabled }: Rule): boolean {
    return (this.#severities[id] ?? (enabled === false ? 'off' : 'on')) !== 'off';
  }

  /** With the severity that the user has set. */
  #graded(finding: Finding): Finding {
    const severity = this.#severities[finding.rule];
    return severity && severity !== 'off' ? { ...finding, severity } : finding;
  }

  #fault(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#onFault(message);
  }

  /** Gathers the findings of files again. @returns those that are not what they were. */
  #settle(files: ReadonlySet<string>): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const file of files) {
      const found: Finding[] = [];
      // In one order, whichever file came in first: of two that report alike, the first is kept.
      for (const reporter of [...(this.#reporters.get(file) ?? [])].sort()) {
        const here = this.#found.get(reporter)?.filter((f) => f.span.file === file) ?? [];
        if (here.length === 0) this.#reporters.get(file)?.delete(reporter);
        found.push(...here);
      }
      const isOn = (id: string): boolean | undefined => {
        const rule = ruleOf(id);
        return rule && this.#isOn(rule);
      };
      const now = silence(this.graph.store.facts(file), unique(found), isOn)
        .filter(({ rule }) => !this.#isIgnored(file, rule))
        .map((finding) => this.#graded(finding));
      const before = this.#standing.get(file);
      if (before === undefined && now.length === 0) continue;
      if (JSON.stringify(before ?? []) !== JSON.stringify(now)) changed.add(file);
      if (now.length > 0) this.#standing.set(file, now);
      else this.#standing.delete(file);
    }
    return changed;
  }

  /** The findings that stand in a file after the last `refresh`, in the order of their places. */
  findings(file: string): readonly Finding[] {
    return this.#standing.get(file) ?? [];
  }

  /** Every file that has findings. */
  filesWithFindings(): readonly string[] {
    return [...this.#standing.keys()].sort();
  }

  /** The facts of every file that a format reads. */
  files(): Iterable<Facts> {
    return this.graph.store.all();
  }

  facts(file: string): Facts | undefined {
    return this.graph.store.facts(file);
  }

  /** The format that a file was read by; undefined where none reads it. */
  format(file: string): Format | undefined {
    const id = this.facts(file)?.format;
    return formats.find((format) => format.id === id);
  }

  /** The text that a file's facts were read from. */
  text(file: string): string | undefined {
    return this.#texts.get(file);
  }
}

/** A new engine with nothing in it. */
export function createEngine(options: EngineOptions): Engine {
  return new Engine(options);
}

const CERTAINTY: readonly Severity[] = ['info', 'warning', 'error'];

/** Two components may report one mistake, such as two containers that take the same ConfigMap; the surer one is kept. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return [...findings]
    .sort(
      (a, b) =>
        compareSpans(a.span, b.span) ||
        compareTexts(a.rule, b.rule) ||
        compareTexts(a.message, b.message) ||
        CERTAINTY.indexOf(b.severity) - CERTAINTY.indexOf(a.severity),
    )
    .filter((f) => {
      const key = `${f.span.start} ${f.rule} ${f.message}`;
      return !seen.has(key) && seen.add(key);
    });
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
