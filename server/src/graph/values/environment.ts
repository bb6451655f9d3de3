/** The environment of a container as its process sees it, and what each of its values takes the place of. */
import type { Component, Container, EnvironmentSource, Setting, Span, Variable } from '../../model/index.ts';
import { isVariable, startsTogether } from '../../model/index.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import { fileOf } from './env-files.ts';
import { stagesOf } from './images.ts';
import { partsOf } from './layers.ts';
import { type Found, settingsNamed } from './values.ts';

/** A variable as it is set, and what it would be otherwise. */
export interface Assigned {
  readonly setting: Setting;
  /** Whose variables the value's own variables are. */
  readonly owner: Component;
  readonly under?: Assigned;
}

export interface Variables {
  /** The value; undefined where there is none, or none that is known. */
  get(name: string): Found | undefined;
  /** True where the variable is set, be its value known or not. */
  has(name: string): boolean;
  /** Every name that is set, in the order in which they are first. */
  entries(): Iterable<readonly [string, Assigned]>;
}

/** A container's environment: the image's ENV, then files and ConfigMaps, then its own; a later one wins. */
export function environmentOf(store: Store, container: Container): Variables {
  return store.known('environment', container, () => {
    const found = new Map<string, Assigned>();
    const [stage] = stagesOf(store, container);
    for (const at of stage ? stagesOf(store, stage).toReversed() : []) {
      for (const setting of at.environment) assign(found, setting.name, setting, at);
    }
    for (const part of partsOf(store, container)) addDeclared(store, part, found);
    return {
      get: (name) => foundOf(found.get(name)),
      has: (name) => found.has(name),
      entries: () => found,
    };
  });
}

/** Where the values stand that a variable's value takes the place of, the weightiest first. */
export function overridden({ under }: Assigned): readonly Span[] {
  const spans: Span[] = [];
  for (let at = under; at; at = at.under) spans.push(at.setting.value?.[0]?.span ?? at.setting.span);
  return spans;
}

/**
 * The value that the kubelet puts in place of `$(NAME)`: within `env` from the entries above, elsewhere from all of
 * them, and never from the image (Kubernetes documentation, Define Dependent Environment Variables).
 */
export function declaredValue(store: Store, container: Container, variable: Variable): Found | undefined {
  const { environment } = container;
  const own = environment.findIndex(({ value }) => value?.includes(variable));
  const found = new Map<string, Assigned>();
  addDeclared(store, own < 0 ? container : { ...container, environment: environment.slice(0, own) }, found);
  return foundOf(found.get(variable.variable));
}

function foundOf(assigned: Assigned | undefined): Found | undefined {
  if (!assigned?.setting.value) return undefined;
  const { owner } = assigned;
  const over = overridden(assigned);
  return { value: assigned.setting.value, owner, ...(over.length > 0 ? { over } : {}) };
}

function assign(found: Map<string, Assigned>, name: string, setting: Setting, owner: Component): void {
  const under = found.get(name);
  if (setting.removed) found.delete(name);
  else found.set(name, under && !isSame(under.setting, setting) ? { setting, owner, under } : { setting, owner });
}

function isSame(a: Setting, b: Setting): boolean {
  return startsTogether(a.span, b.span);
}

function addDeclared(store: Store, container: Container, found: Map<string, Assigned>): void {
  if (container.replaces?.includes('environment')) found.clear();
  for (const from of container.environmentFrom) {
    for (const [owner, settings] of settingsOf(store, container, from)) {
      const prefix = from.kind === 'settings' ? from.prefix : '';
      for (const setting of settings) assign(found, prefix + setting.name, setting, owner);
    }
  }
  for (const setting of container.environment) assign(found, setting.name, setting, container);
}

function settingsOf(
  store: Store,
  container: Container,
  from: EnvironmentSource,
): readonly (readonly [Component, readonly Setting[]])[] {
  if (from.kind === 'settings') return settingsNamed(store, container, from.name).map((c) => [c, c.settings]);
  const path = fileOf(store, container, from);
  return store
    .find(keys.file(path))
    .flatMap((c) => (c.kind === 'settings' ? [[c, from.raw ? c.settings.map(asWritten) : c.settings] as const] : []));
}

/** Of a file that is taken line by line as it stands, a value with variables in it is not what its reader makes of it. */
function asWritten({ name, span, value }: Setting): Setting {
  return value?.some(isVariable) ? { name, span } : { name, span, ...(value ? { value } : {}) };
}
