/**
 * Values: texts with their variables replaced, every character with the place that it is written at and the way it
 * came. What cannot be known stays unknown.
 */
import type { Component, ImageStage, Setting, Settings, Site, Span, Text, Value, Variable } from '../../model/index.ts';
import { endColumn, isSamePlace, isVariable, partOf } from '../../model/index.ts';
import { parseAddress } from '../../syntax/endpoint.ts';
import { parsePort } from '../../syntax/ports.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import { builtWith } from './builds.ts';
import { carriersOf } from './carriers.ts';
import { envFilesOf } from './env-files.ts';
import { declaredValue, environmentOf } from './environment.ts';
import { stagesOf } from './images.ts';

/** A text that is known, or as much of it as is. */
export interface Known {
  readonly text: string;
  /** Runs of `text`, in order, each with its place. */
  readonly runs: readonly Run[];
  /** False where a variable could not be resolved; its characters are `\uFFFC`, which no port or host holds. */
  readonly complete: boolean;
}

export interface Run {
  readonly start: number;
  readonly text: string;
  /** Where it is written. */
  readonly span: Span;
  /** The expressions that it came through, the reader's first: `${PORT}` in Compose, then `.env`. */
  readonly through: readonly Span[];
  /** The values of less weight that it takes the place of, the weightiest first. */
  readonly over?: readonly Span[];
}

export const UNKNOWN = '\uFFFC';
const DEPTH = 12;

type Way = Pick<Run, 'through' | 'over'>;

/** A port as far as it is known, with the place where it is written. */
export interface Port {
  readonly value: Exclude<Value, { kind: 'text' }>;
  readonly written: Span;
  readonly through: readonly Span[];
  readonly over?: readonly Span[];
}

/** Replaces a text's variables as the component that holds it sees them. */
export function resolveText(store: Store, component: Component, text: Text, depth = 0): Known {
  const runs: Run[] = [];
  let whole = '';
  let complete = true;
  const add = (part: string, span: Span, way: Way): void => {
    runs.push({ start: whole.length, text: part, span, ...way });
    whole += part;
  };
  const walk = (parts: Text, owner: Component, before: Way, depth: number): void => {
    for (const part of parts) {
      const { via } = part.span;
      const way = via ? { ...before, through: [...before.through, ...via] } : before;
      if (!isVariable(part)) {
        add(part.text, part.span, way);
        continue;
      }
      const found = depth > DEPTH ? undefined : lookUp(store, owner, part, depth);
      if (found) {
        const over = [...(found.over ?? []), ...(way.over ?? [])];
        const through = [...way.through, part.span];
        walk(found.value, found.owner, over.length > 0 ? { through, over } : { through }, depth + 1);
      } else {
        complete = false;
        add(UNKNOWN, part.span, way);
      }
    }
  };
  walk(text, component, { through: [] }, depth);
  return { text: whole, runs, complete };
}

/**
 * The place of `text.slice(start, end)`, where one run holds it letter for letter. What several runs make together has
 * the innermost place where all of it is one stretch: `${A}80` for a port whose `${A}` is written elsewhere.
 */
export function placeOf(known: Known, start: number, end: number): Omit<Port, 'value'> | undefined {
  const runs = known.runs.filter((r) => r.start < end && start < r.start + r.text.length);
  const [first = known.runs.find((r) => r.start <= start && end <= r.start + r.text.length), ...others] = runs;
  if (!first) return undefined;
  const last = others.at(-1);
  if (!last) return { written: within(first, start, end), ...wayOf(first) };
  const shared = first.through.findIndex((span, at) => others.some(({ through }) => !isSameSpan(span, through[at])));
  const depth = shared < 0 ? first.through.length : shared;
  const from = first.through[depth] ?? within(first, start, end);
  const to = last.through[depth] ?? within(last, start, end);
  const isStretch = from.file === to.file && from.line === to.line && from.column <= endColumn(to);
  return {
    written: isStretch ? { ...from, length: endColumn(to) - from.column } : from,
    through: first.through.slice(0, depth),
  };
}

function isSameSpan(a: Span, b: Span | undefined): boolean {
  return b !== undefined && isSamePlace(a, b);
}

/**
 * The part of a run that lies between two offsets of the whole text; all of it, as no text can be put there, where it is
 * not there letter for letter.
 */
function within({ start: at, text, span }: Run, start: number, end: number): Span {
  if (span.length !== text.length) return { ...span, encoded: true };
  if (span.encoded) return span;
  const from = Math.max(0, start - at);
  const to = Math.min(text.length, end - at);
  return partOf(span, from, to);
}

function wayOf({ through, over }: Way): Way {
  return over ? { through, over } : { through };
}

/** The port that a site stands for. */
export function resolvePort(store: Store, component: Component, site: Site): Port {
  if (site.value.kind !== 'text') return { value: site.value, written: site.span, through: site.span.via ?? [] };
  const known = resolveText(store, component, site.value.text);
  const trimmed = known.text.trim();
  const start = known.text.indexOf(trimmed);
  // What listens may be given a whole address: `:8080`, `0.0.0.0:8080`.
  const port = site.role === 'listen' && known.complete ? parseAddress(trimmed)?.port : undefined;
  const value = known.complete ? parsePort(port?.text ?? trimmed) : undefined;
  const from = start + (port?.start ?? 0);
  const place = placeOf(known, from, from + (port?.text ?? trimmed).length) ?? { written: site.span, through: [] };
  return { value: value ?? { kind: 'unknown' }, ...place };
}

export interface Found {
  readonly value: Text;
  /** Whose variables the value's own variables are. */
  readonly owner: Component;
  readonly over?: readonly Span[];
}

function lookUp(store: Store, owner: Component, variable: Variable, depth: number): Found | undefined {
  const set = variableValue(store, owner, variable);
  const { operator, fallback } = variable;
  const isMissing = !set || (operator?.startsWith(':') && isEmpty(store, set, depth));
  if (operator?.endsWith('+')) return !isMissing && fallback ? { value: fallback, owner } : undefined;
  if (!isMissing) return set;
  return fallback && operator?.endsWith('-') ? { value: fallback, owner } : undefined;
}

function isEmpty(store: Store, { value, owner }: Found, depth: number): boolean {
  if (value.length === 0) return true;
  return value.every((part) => isVariable(part)) && resolveText(store, owner, value, depth + 1).text === '';
}

function variableValue(store: Store, owner: Component, variable: Variable): Found | undefined {
  switch (variable.scope.kind) {
    case 'interpolation':
      return fromEnvFiles(store, owner, variable);
    case 'key': {
      const { settings, key } = variable.scope;
      return fromSettings(settingsNamed(store, owner, settings), key);
    }
    case 'environment':
      return fromEnvironment(store, owner, variable);
    // Whoever asks has looked whether the command line has the flag.
    case 'argument':
    case 'unknown':
      return undefined;
  }
}

function fromEnvironment(store: Store, owner: Component, variable: Variable): Found | undefined {
  const name = variable.variable;
  if (owner.kind === 'container') {
    const { declared = false } = variable.scope.kind === 'environment' ? variable.scope : {};
    return declared ? declaredValue(store, owner, variable) : environmentOf(store, owner).get(name);
  }
  if (owner.kind === 'image') return fromStage(store, owner, variable);
  if (owner.kind === 'proxy') {
    // A template is filled in by the container that carries it; where several do, they must agree.
    return agreed(
      store,
      carriersOf(store, owner).map((c) => environmentOf(store, c).get(name)),
    );
  }
  return undefined;
}

/** The first of several values that come to the same text; undefined where they do not. */
export function agreed(store: Store, values: readonly (Found | undefined)[]): Found | undefined {
  const [first, ...others] = values;
  if (!first || others.length === 0) return first;
  const textOf = (found: Found | undefined): string | undefined =>
    found && resolveText(store, found.owner, found.value).text;
  const text = textOf(first);
  return others.every((other) => textOf(other) === text) ? first : undefined;
}

/** What Compose puts in place of a variable: from the project's env files, else from the lines above in an env file. */
function fromEnvFiles(store: Store, owner: Component, variable: Variable): Found | undefined {
  for (const file of envFilesOf(store, owner)) {
    const found = fromSettings(store.find(keys.file(file)), variable.variable, variable.span);
    if (found) return found;
  }
  return owner.kind === 'settings' ? fromSettings([owner], variable.variable, variable.span) : undefined;
}

/** A variable of a Dockerfile: as the instructions above have set it, ENV before ARG, then as the stage below has. */
function fromStage(store: Store, stage: ImageStage, variable: Variable): Found | undefined {
  const named = (s: Setting): boolean => s.name === variable.variable && isBefore(s, variable.span);
  for (const at of stagesOf(store, stage)) {
    const setting = at.environment.findLast(named);
    if (setting?.value) return { value: setting.value, owner: at };
    const argument = at.arguments.findLast(named);
    const given = argument && builtWith(store, at, argument.name);
    if (given) return given.found && overriding(given.found, argument);
    if (argument?.value) return { value: argument.value, owner: at };
  }
  return undefined;
}

function overriding(found: Found, { value }: Setting): Found {
  const span = value?.[0]?.span;
  return span ? { ...found, over: [span] } : found;
}

/** True for a setting that a variable at a place sees: one of another file, or one that ends above it. */
function isBefore({ value, span }: Setting, place: Span): boolean {
  const last = value?.at(-1)?.span ?? span;
  return (
    last.file !== place.file || last.line < place.line || (last.line === place.line && endColumn(last) <= place.column)
  );
}

function fromSettings(candidates: readonly Component[], name: string, before?: Span): Found | undefined {
  for (const candidate of candidates) {
    if (candidate.kind !== 'settings') continue;
    const setting = candidate.settings.findLast((s) => s.name === name && (!before || isBefore(s, before)));
    if (setting?.value) return { value: setting.value, owner: candidate };
  }
  return undefined;
}

/** ConfigMaps and Secrets of a name that the component may use. */
export function settingsNamed(store: Store, component: Component, name: string): readonly Settings[] {
  const namespace = namespaceOf(component);
  const fits = (c: Component): c is Settings =>
    c.kind === 'settings' && c.format === 'kubernetes' && sameNamespace(c.namespace, namespace);
  return store.nearest(keys.settings(name), component, fits);
}

/** The namespace that a component stands in; undefined where none is written. */
export function namespaceOf(component: Component): string | undefined {
  if (component.kind === 'container') return component.pod?.namespace;
  if (component.kind === 'proxy') return component.owner?.namespace;
  return 'namespace' in component ? component.namespace : undefined;
}

/** An object without a namespace may be applied to any. */
export function sameNamespace(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
