/**
 * The engine of one workspace folder: texts in, findings and answers out. It knows no disk, no editor and no terminal;
 * whoever owns it feeds it texts and asks it to bring its findings up to date.
 */
import type { Unit } from './deployments/deployment.ts';
import { Deployments } from './deployments/deployments.ts';
import { deploymentKinds } from './deployments/registry.ts';
import { unitFacts } from './deployments/units.ts';
import { formats, parse, parseManifest } from './formats/registry.ts';
import { Askers } from './graph/askers.ts';
import { canonicalName } from './graph/environments/environment-names.ts';
import { DEFAULT, environmentsOf } from './graph/environments/environments.ts';
import { Graph } from './graph/graph.ts';
import { type Place, samePlace } from './graph/nearest.ts';
import { environmentsAt } from './graph/shared-places.ts';
import type {
  Component,
  Edit,
  Environment,
  Facts,
  Finding,
  Format,
  Problem,
  Severity,
  Span,
  Suppression,
} from './model/index.ts';
import { isAlike, lineStarts, startsTogether } from './model/index.ts';
import { type Environments, gather, type Reported } from './rules/gathering.ts';
import { ruleOf, rules } from './rules/registry.ts';
import type { Rule } from './rules/rule.ts';
import { silence } from './rules/suppression.ts';

export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** @param file An absolute path. */
export type IsIgnored = (file: string, rule: string) => boolean;

export interface EngineOptions {
  /** Absolute path of the folder, with forward slashes and without one at the end. */
  readonly root: string;
  /** The environment that is looked at, by its name; absent: every one. Where none is called so, the default is. */
  readonly environment?: string;
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
  /** What each file says read alone, claimed by a deployment or not. */
  readonly #alone = new Map<string, Facts>();
  readonly #deployments: Deployments;
  #environment: string | undefined;
  readonly #environments: Environments = {
    count: (deployment) => this.#deployments.count(deployment),
    at: (place) => environmentsAt(this.graph.store, place),
  };
  /** Units that hold suppressions, by the file that these stand in. */
  readonly #suppressing = new Map<string, Map<string, readonly Suppression[]>>();
  readonly #changed = new Set<string>();
  /** Files whose links and findings, and those whose findings alone, may no longer hold. */
  readonly #toLink = new Set<string>();
  readonly #toCheck = new Set<string>();
  /** Files whose findings may hold elsewhere than before, or have other fixes that leave the rest alone. */
  readonly #toGather = new Set<string>();
  /** Who asked what while linking, and while checking. */
  readonly #linking = new Askers();
  readonly #checking = new Askers();
  /** Findings by the file, or the unit of a deployment, whose components were checked. */
  readonly #found = new Map<string, readonly Finding[]>();
  /** Files with findings that hold in some environments alone. */
  readonly #local = new Set<string>();
  /** Where the lines start of the text that somebody looked into last. */
  #lines: { readonly text: string; readonly starts: readonly number[] } = { text: '', starts: [0] };
  /** Findings by the file that they stand in, and which checks put some there. */
  readonly #standing = new Map<string, readonly Finding[]>();
  readonly #reporters = new Map<string, Set<string>>();

  constructor({ root, environment, severities = {}, isIgnored = () => false, onFault = () => {} }: EngineOptions) {
    this.root = root;
    this.#severities = severities;
    this.#rules = rules.filter((rule) => this.#isOn(rule));
    this.#isIgnored = isIgnored;
    this.#onFault = onFault;
    this.#deployments = new Deployments(
      deploymentKinds,
      (path) => this.#texts.get(path),
      (message) => this.#fault(message),
    );
    this.#select(environment);
  }

  /** Sets a file's text and parses it. Cheap where the text is the same as before. */
  update(file: string, text: string): void {
    if (this.#texts.get(file) === text) return;
    const facts = parse(file, text);
    this.#texts.set(file, text);
    this.#alone.set(file, facts);
    this.#deployments.touch(file, true);
    this.#set(file, this.#deployments.isClaimed(file) ? claimed(facts) : facts);
  }

  /** Forgets a file. */
  remove(file: string): void {
    if (!this.#texts.delete(file)) return;
    this.#alone.delete(file);
    this.#deployments.touch(file, false);
    this.#set(file, undefined);
  }

  #select(environment: string | undefined): void {
    if (environment === this.#environment) return;
    this.#environment = environment;
    this.#deployments.select(environment === undefined ? undefined : (name) => isCalled(name, environment));
  }

  /** False for what belongs to another environment than the one that is looked at. The default is the base of all. */
  #isLookedAt(component: Component): boolean {
    const environment = this.#environment;
    if (component.part) return false;
    if (environment === undefined || component.deployedIn) return true;
    const own = environmentsOf(this.graph.store, component);
    return own.some(({ name }) => name === DEFAULT || isCalled(name, environment));
  }

  #set(home: string, facts: Facts | undefined): void {
    const before = this.graph.store.facts(home);
    // What is typed in a comment, or moves nothing, changes no answer.
    if (before && facts && isAlike(before, facts)) return;
    const places = placesOf(home, before, facts);
    for (const key of this.#place(home, facts)) {
      for (const place of places) {
        this.#linking.collect(key, place, this.#toLink);
        this.#checking.collect(key, place, this.#toCheck);
      }
    }
    this.#changed.add(home);
  }

  /** One file's fault must not cost the others their answers. */
  #place(file: string, facts: Facts | undefined): ReadonlySet<string> {
    try {
      return this.graph.set(file, facts);
    } catch (error) {
      this.#fault(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      return this.graph.set(file, undefined);
    }
  }

  /**
   * Builds the deployments that may be others, and puts what they are made of in the place of what stood there. A refresh
   * does so first; alone it is for whoever asks what is deployed before everything is read.
   */
  deploy(): void {
    const { units, claims, recounted } = this.#deployments.build();
    for (const file of claims) {
      const facts = this.#alone.get(file);
      if (facts) this.#set(file, this.#deployments.isClaimed(file) ? claimed(facts) : facts);
    }
    for (const [id, unit] of units) this.#setUnit(id, unit);
    for (const file of this.#toldOf(recounted)) this.#toGather.add(file);
    if (units.size > 0) for (const file of this.#local) this.#toGather.add(file);
  }

  #setUnit(id: string, unit: Unit | undefined): void {
    const facts = unit && unitFacts(unit, parseManifest);
    for (const [file, byUnit] of this.#suppressing)
      if (byUnit.delete(id) && byUnit.size === 0) this.#suppressing.delete(file);
    for (const suppression of facts?.suppressions ?? []) {
      const { file } = suppression.span;
      const byUnit = this.#suppressing.get(file) ?? new Map<string, readonly Suppression[]>();
      this.#suppressing.set(file, byUnit.set(id, [...(byUnit.get(id) ?? []), suppression]));
    }
    this.#set(id, facts);
  }

  /** Changes what is reported; the next `refresh` checks everything again. */
  configure({ environment, severities = {}, isIgnored = () => false }: Omit<EngineOptions, 'root' | 'onFault'>): void {
    this.#select(environment);
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
    this.deploy();
    const standing = new Set(this.#toGather);
    this.#toGather.clear();
    const linking = new Set([...this.#toLink, ...this.#changed]);
    this.#toLink.clear();
    this.#changed.clear();
    const checking = new Set([...linking, ...this.#toCheck]);
    this.#toCheck.clear();
    for (const file of linking) {
      this.#link(file, checking);
      yield;
    }
    for (const file of checking) {
      this.#check(file, standing);
      yield;
    }
    this.graph.store.forget();
    return this.#settle(standing);
  }

  /** The files in which something is told of deployments. */
  *#toldOf(deployments: ReadonlySet<string>): Iterable<string> {
    if (deployments.size === 0) return;
    for (const [home, findings] of this.#found) {
      const environment = this.graph.store.facts(home)?.components[0]?.deployedIn;
      if (environment && deployments.has(environment.deployment)) for (const { span } of findings) yield span.file;
    }
  }

  #link(file: string, checking: Set<string>): void {
    try {
      const { asked, touched } = this.graph.link(file);
      for (const key of touched) this.#checking.collect(key, this.#placeOf(file), checking);
      this.#linking.remember(file, asked);
    } catch (error) {
      this.#fault(`linking ${file} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** A file, or any place of a unit: who leads to it is not asked by nearness. */
  #placeOf(home: string): Place {
    return this.graph.store.facts(home)?.components[0] ?? { file: home };
  }

  #check(file: string, standing: Set<string>): void {
    const components = this.graph.store.facts(file)?.components ?? [];
    const { result, asked } = this.graph.checking(file, () =>
      components.flatMap((c) => (this.#isLookedAt(c) ? this.#checkComponent(c) : [])),
    );
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
        return rule.check(this.graph, component).map(mendable);
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
      const found: Reported[] = [];
      // In one order, whichever file came in first: of two that report alike, the first is kept.
      for (const reporter of [...(this.#reporters.get(file) ?? [])].sort()) {
        const here = this.#found.get(reporter)?.filter((f) => f.span.file === file) ?? [];
        if (here.length === 0) this.#reporters.get(file)?.delete(reporter);
        const environment = this.graph.store.facts(reporter)?.components[0]?.deployedIn;
        for (const finding of here) found.push({ finding, environment });
      }
      const isOn = (id: string): boolean | undefined => {
        const rule = ruleOf(id);
        return rule && this.#isOn(rule);
      };
      const { findings, isLocal } = gather(found, this.#environments);
      if (isLocal) this.#local.add(file);
      else this.#local.delete(file);
      const now = silence(this.#suppressions(file), findings, isOn)
        .filter(({ rule }) => !this.#isIgnored(file, rule))
        .map((finding) => this.#graded(finding));
      const before = this.#standing.get(file);
      if (before === undefined && now.length === 0) continue;
      if (!isAlike(before ?? [], now)) changed.add(file);
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

  /** The suppressions that stand in a file: its own, and those that deployments made of it have. */
  #suppressions(file: string): readonly Suppression[] {
    const own = this.#alone.get(file)?.suppressions ?? [];
    const more = [...(this.#suppressing.get(file)?.values() ?? [])].flat();
    const all = [...own, ...more];
    return all.filter(({ span }, index) => all.findIndex((s) => startsTogether(s.span, span)) === index);
  }

  /** What there is: of every file that a format reads, and of every unit of a deployment. */
  files(): Iterable<Facts> {
    return this.graph.store.all();
  }

  facts(file: string): Facts | undefined {
    return this.graph.store.facts(file);
  }

  /** Every environment of the workspace's deployments, also those that are not looked at. */
  environments(): readonly Environment[] {
    return this.#deployments.environments();
  }

  /** What formats could not read and deployments could not build, each with its file. */
  *problems(): Iterable<Problem & { readonly file: string }> {
    for (const { file, problems } of this.#alone.values()) for (const problem of problems) yield { file, ...problem };
    yield* this.#deployments.problems();
  }

  /** The format that a file was read by; undefined where none reads it. */
  format(file: string): Format | undefined {
    const id = this.#alone.get(file)?.format;
    return formats.find((format) => format.id === id);
  }

  /** The text that a file's facts were read from. */
  text(file: string): string | undefined {
    return this.#texts.get(file);
  }

  /** What is written at a span; empty where nothing is. */
  textAt({ file, line, column, length }: Span): string {
    const text = this.#texts.get(file) ?? '';
    if (this.#lines.text !== text) this.#lines = { text, starts: lineStarts(text) };
    const start = (this.#lines.starts[line] ?? text.length) + column;
    return text.slice(start, start + length);
  }
}

/** A new engine with nothing in it. */
export function createEngine(options: EngineOptions): Engine {
  return new Engine(options);
}

/** Without the fixes that would write into a place where text stands in another form. */
function mendable(finding: Finding): Finding {
  const fits = ({ span, newText }: Edit): boolean => !span.encoded && (!span.numeric || /^\d+$/.test(newText));
  const fixes = finding.fixes.filter(({ edits }) => edits.length > 0 && edits.every(fits));
  return fixes.length === finding.fixes.length ? finding : { ...finding, fixes };
}

function isCalled(name: string, environment: string): boolean {
  return canonicalName(name) === canonicalName(environment);
}

/** A file that a deployment claims is only a part of it; what silences findings in it still does. */
function claimed(facts: Facts): Facts {
  return { ...facts, components: facts.components.map((component) => ({ ...component, part: true })) };
}

/** Where what changed stands, before and after. */
function placesOf(home: string, before: Facts | undefined, after: Facts | undefined): readonly Place[] {
  const places: Place[] = [];
  for (const component of [...(before?.components ?? []), ...(after?.components ?? [])]) {
    if (!places.some((place) => samePlace(place, component))) places.push(component);
  }
  return places.length > 0 ? places : [{ file: home }];
}
