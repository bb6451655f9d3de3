/**
 * Values: texts with their variables replaced, every character with the place that it is written at and the way it
 * came. What cannot be known stays unknown.
 */
import { dirname, join } from 'node:path/posix';
import type {
  Component,
  Container,
  ImageStage,
  Setting,
  Settings,
  Site,
  Span,
  Text,
  Value,
  Variable,
} from '../model/index.ts';
import { isVariable } from '../model/index.ts';
import { parseAddress } from '../syntax/endpoint.ts';
import { parsePort } from '../syntax/ports.ts';
import { carriersOf } from './carriers.ts';
import { stagesOf } from './images.ts';
import { keys } from './keys.ts';
import { partsOf } from './layers.ts';
import type { Store } from './store.ts';

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
}

export const UNKNOWN = '\uFFFC';
const DEPTH = 12;

/** A port as far as it is known, with the place where it is written. */
export interface Port {
  readonly value: Exclude<Value, { kind: 'text' }>;
  readonly written: Span;
  readonly through: readonly Span[];
}

/** Replaces a text's variables as the component that holds it sees them. */
export function resolveText(store: Store, component: Component, text: Text): Known {
  const runs: Run[] = [];
  let whole = '';
  let complete = true;
  const add = (part: string, span: Span, through: readonly Span[]): void => {
    runs.push({ start: whole.length, text: part, span, through });
    whole += part;
  };
  const walk = (parts: Text, owner: Component, through: readonly Span[], depth: number): void => {
    for (const part of parts) {
      const { via } = part.span;
      const way = via ? [...through, ...via] : through;
      if (!isVariable(part)) {
        add(part.text, part.span, way);
        continue;
      }
      const found = depth > DEPTH ? undefined : lookUp(store, owner, part);
      if (found) {
        walk(found.value, found.owner, [...way, part.span], depth + 1);
      } else {
        complete = false;
        add(UNKNOWN, part.span, way);
      }
    }
  };
  walk(text, component, [], 0);
  return { text: whole, runs, complete };
}

/** The place of `text.slice(start, end)`, where one run holds it letter for letter; else the expression's place. */
export function placeOf(
  known: Known,
  start: number,
  end: number,
): { written: Span; through: readonly Span[] } | undefined {
  const run = known.runs.find((r) => r.start <= start && end <= r.start + r.text.length);
  if (!run) {
    const first = known.runs.find((r) => start < r.start + r.text.length);
    return first && { written: first.span, through: first.through };
  }
  const exact = run.span.end - run.span.start === run.text.length;
  const from = start - run.start;
  const written = exact
    ? {
        ...run.span,
        start: run.span.start + from,
        end: run.span.start + from + (end - start),
        column: run.span.column + from,
      }
    : run.span;
  return { written, through: run.through };
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

interface Found {
  readonly value: Text;
  /** Whose variables the value's own variables are. */
  readonly owner: Component;
}

function lookUp(store: Store, owner: Component, variable: Variable): Found | undefined {
  const set = variableValue(store, owner, variable);
  const { operator, fallback } = variable;
  if (operator === ':+' || operator === '+') return set && fallback ? { value: fallback, owner } : undefined;
  if (set && !(operator === ':-' && set.value.length === 0)) return set;
  return fallback && (operator === ':-' || operator === '-') ? { value: fallback, owner } : undefined;
}

function variableValue(store: Store, owner: Component, variable: Variable): Found | undefined {
  switch (variable.scope.kind) {
    case 'interpolation':
      return fromSettings(store.find(keys.file(join(dirname(owner.file), '.env'))), variable.variable);
    case 'key': {
      const { settings, key } = variable.scope;
      return fromSettings(settingsNamed(store, owner, settings), key);
    }
    case 'environment':
      return fromEnvironment(store, owner, variable);
    case 'unknown':
      return undefined;
  }
}

function fromEnvironment(store: Store, owner: Component, variable: Variable): Found | undefined {
  if (owner.kind === 'container') return environmentOf(store, owner).get(variable.variable);
  if (owner.kind === 'image') return fromStage(store, owner, variable);
  if (owner.kind === 'proxy') {
    // A template is filled in by the container that carries it; where several do, they must agree.
    const values = carriersOf(store, owner).map((c) => environmentOf(store, c).get(variable.variable));
    return values.length === 1 ? values[0] : undefined;
  }
  return undefined;
}

function fromStage(store: Store, stage: ImageStage, variable: Variable): Found | undefined {
  for (const at of stagesOf(store, stage)) {
    const setting =
      at.environment.findLast((s) => s.name === variable.variable) ??
      at.arguments.findLast((s) => s.name === variable.variable);
    if (setting?.value && !refersToItself(setting)) return { value: setting.value, owner: at };
  }
  return undefined;
}

function refersToItself(setting: Setting): boolean {
  return setting.value?.some((part) => isVariable(part) && part.variable === setting.name) ?? false;
}

function fromSettings(candidates: readonly Component[], name: string): Found | undefined {
  for (const candidate of candidates) {
    if (candidate.kind !== 'settings') continue;
    const setting = candidate.settings.findLast((s) => s.name === name);
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

export interface Variables {
  get(name: string): Found | undefined;
  /** Every name that is set, with its setting and whose variables its value holds; later ones win. */
  entries(): Iterable<readonly [string, { readonly setting: Setting; readonly owner: Component }]>;
}

/** A container's environment as its process sees it: the image's ENV, then files and ConfigMaps, then its own. */
export function environmentOf(store: Store, container: Container): Variables {
  return store.known('environment', container, () => gatherEnvironment(store, container));
}

function gatherEnvironment(store: Store, container: Container): Variables {
  const found = new Map<string, { setting: Setting; owner: Component }>();
  const [stage] = stagesOf(store, container);
  if (stage) {
    for (const at of stagesOf(store, stage).toReversed()) {
      for (const setting of at.environment) found.set(setting.name, { setting, owner: at });
    }
  }
  for (const part of partsOf(store, container)) addEnvironment(store, part, found);
  return {
    get(name) {
      const entry = found.get(name);
      return entry?.setting.value && !refersToItself(entry.setting)
        ? { value: entry.setting.value, owner: entry.owner }
        : undefined;
    },
    entries: () => found,
  };
}

function addEnvironment(
  store: Store,
  container: Container,
  found: Map<string, { setting: Setting; owner: Component }>,
): void {
  if (container.replaces?.includes('environment')) found.clear();
  for (const from of container.environmentFrom) {
    if (from.kind === 'file') {
      for (const c of store.find(keys.file(from.path))) {
        if (c.kind === 'settings') for (const setting of c.settings) found.set(setting.name, { setting, owner: c });
      }
    } else {
      for (const c of settingsNamed(store, container, from.name)) {
        for (const setting of c.settings) found.set(from.prefix + setting.name, { setting, owner: c });
      }
    }
  }
  for (const setting of container.environment) found.set(setting.name, { setting, owner: container });
}
