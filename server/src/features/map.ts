/** The port map of a workspace: every component with its ports and environment, every flow, and the parity matrix. */
import type { Engine } from '../engine.ts';
import { environmentsOf } from '../graph/environments/environments.ts';
import { calledOf, isOwned, scopeOf } from '../graph/environments/owned-ports.ts';
import { entriesOf, writtenKey } from '../graph/environments/record.ts';
import { flowsFrom, isEntry } from '../graph/flow.ts';
import type { Component, Span } from '../model/index.ts';
import { placeKey } from '../model/index.ts';
import { byDefaultFirst, compareTexts, type EnvironmentEntry, listEnvironments } from './environments.ts';
import { type Parity, parityOf } from './parity.ts';
import { type PortRow, rowOf } from './ports.ts';
import { type Flow, rowHop } from './trace.ts';

export interface PortMap {
  readonly environments: readonly EnvironmentEntry[];
  /** By place, component and environment. */
  readonly components: readonly MapComponent[];
  readonly flows: readonly MapFlow[];
  readonly parity: Parity;
}

export interface MapComponent {
  /** `Deployment web`, `Deployment web/sidecar`. */
  readonly component: string;
  /** `container`, `service`, `proxy`. */
  readonly kind: Component['kind'];
  readonly format: string;
  /** The folder that its file lies in, or its deployment. */
  readonly place: string;
  /** Those that it is the same in. */
  readonly environments: readonly string[];
  readonly span: Span;
  readonly ports: readonly MapPort[];
}

export interface MapPort extends PortRow {
  /** As users call it: `containerPort`, `published port`. */
  readonly field: string;
}

/** From where nobody in the workspace leads to, to the process that listens. */
export interface MapFlow extends Flow {
  /** Those that it is the same in. */
  readonly environments: readonly string[];
}

/** One line of the record of ports. */
export interface RecordLine {
  /** As YAML takes it. */
  readonly key: string;
  readonly value: string;
}

export function portMap(engine: Engine): PortMap {
  const components = [...allComponents(engine)].filter(isCharted);
  return {
    environments: listEnvironments(engine),
    components: merged(
      components.map((component) => ({ key: componentKey(engine, component), made: mapComponent(engine, component) })),
    ).sort((a, b) => compareTexts(a.place, b.place) || compareTexts(a.component, b.component)),
    flows: merged(components.flatMap((component) => flowsOf(engine, component))),
    parity: parityOf(engine),
  };
}

/** What `ports.lock.yaml` in the root says, in the order of the keys. */
export function portRecord(engine: Engine): readonly RecordLine[] {
  return [...allComponents(engine)]
    .flatMap((component) => entriesOf(engine.graph, component, engine.root))
    .sort((a, b) => compareTexts(a.key, b.key))
    .map(({ key, value }) => ({ key: writtenKey(key), value }));
}

function* allComponents(engine: Engine): Iterable<Component> {
  for (const { components } of engine.files()) yield* components;
}

const UNCHARTED: ReadonlySet<Component['kind']> = new Set(['settings', 'overlay', 'policy', 'monitor', 'record']);

function isCharted({ kind, format, part }: Component): boolean {
  return !UNCHARTED.has(kind) && format !== 'readme' && !part;
}

function mapComponent(engine: Engine, component: Component): MapComponent {
  const ports = engine.graph
    .sites(component)
    .filter((site) => isOwned(site) && !site.site.implied)
    .map((site): MapPort => ({ ...rowOf(engine, site), field: site.site.field }));
  return {
    component: calledOf(component),
    kind: component.kind,
    format: component.format,
    place: scopeOf(engine.graph, component).place,
    environments: namesOf(engine, component),
    span: component.span,
    ports,
  };
}

function flowsOf(engine: Engine, component: Component): readonly Merging<MapFlow>[] {
  const environments = namesOf(engine, component);
  return engine.graph
    .sites(component)
    .filter((site) => isEntry(engine.graph, site))
    .flatMap((site) => flowsFrom(engine.graph, site))
    .filter((flow) => flow.length > 1 || flow.some(({ broken }) => broken !== undefined))
    .map((flow) => {
      const hops = flow.map((hop) => rowHop(engine, hop));
      const key = hops.map((hop) => `${hop.component} ${placeKey(hop.span)} ${hop.value}`).join(' > ');
      return { key, made: { hops, environments } };
    });
}

function namesOf(engine: Engine, component: Component): readonly string[] {
  return environmentsOf(engine.graph.store, component).map(({ name }) => name);
}

/** The same in several environments, but for what the value of a port is there. */
function componentKey(engine: Engine, component: Component): string {
  const ports = engine.graph
    .sites(component)
    .filter(isOwned)
    .map(({ value }) => JSON.stringify(value));
  const { place } = scopeOf(engine.graph, component);
  return [place, calledOf(component), placeKey(component.span), ...ports].join(' ');
}

interface Merging<T> {
  readonly key: string;
  readonly made: T;
}

/** One for all that share a key, with the environments of each. */
function merged<T extends { readonly environments: readonly string[] }>(all: readonly Merging<T>[]): T[] {
  const byKey = new Map<string, T>();
  for (const { key, made } of all) {
    const known = byKey.get(key);
    const environments = [...new Set([...(known?.environments ?? []), ...made.environments])].sort(byDefaultFirst);
    byKey.set(key, { ...(known ?? made), environments });
  }
  return [...byKey.values()];
}
