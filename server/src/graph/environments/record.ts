/**
 * The record of ports, `ports.lock.yaml`: what a port is called in it, and how the ports that there are differ from those
 * that were written down. The record lies at the root of what it speaks of; places in it are relative to its folder.
 */
import { dirname } from 'node:path/posix';
import type { Component, PortRecord, RecordedPort } from '../../model/index.ts';
import { portRange } from '../evidence/evidence.ts';
import type { Graph } from '../graph.ts';
import { keys } from '../keys.ts';
import type { PortSite } from '../sites.ts';
import { portName, portsInScope, type Scope, scopeOf } from './owned-ports.ts';

const SEPARATOR = ' | ';

/** One port as it is to be recorded. */
export interface Entry {
  /** `shop | Deployment web | http/tcp | default`; the second of its name has `http/tcp#2`. */
  readonly key: string;
  readonly value: string;
  readonly port: PortSite;
}

/** What became of the ports of one component. */
export interface Comparison {
  readonly changed: readonly { readonly port: PortSite; readonly value: string; readonly then: RecordedPort }[];
  readonly added: readonly Entry[];
  readonly gone: readonly RecordedPort[];
}

/** What a record in `folder`, an absolute path, is to say of the components of a label. */
export function entriesOf(graph: Graph, component: Component, folder: string): readonly Entry[] {
  const scope = scopeOf(graph, component);
  return compare(graph, scope, component.label, folder, []).added.filter(({ port }) => port.component === component);
}

/** How a component's ports differ from the record; those of others that share its place and name among them. */
export function compareWith(graph: Graph, record: PortRecord, component: Component): Comparison {
  const scope = scopeOf(graph, component);
  const folder = dirname(record.file);
  return compare(graph, scope, component.label, folder, scopedEntries(record, scopeKey(folder, scope)));
}

/**
 * Equal values belong together, whatever their order; of the rest, the first that is there is what became of the first
 * that is recorded under its name.
 */
function compare(
  graph: Graph,
  scope: Scope,
  label: string,
  folder: string,
  entries: readonly RecordedPort[],
): Comparison {
  const left = new Set(entries);
  const now = portsInScope(graph, scope, label).map((port) => ({ port, value: valueOf(port), name: portName(port) }));
  const take = (fits: (entry: RecordedPort) => boolean): RecordedPort | undefined => {
    const found = [...left].find(fits);
    if (found) left.delete(found);
    return found;
  };
  const others = now.filter(({ name, value }) => !take((e) => nameOf(e.key) === name && e.value === value));
  const changed: Comparison['changed'][number][] = [];
  const added: Entry[] = [];
  const taken = new Set(entries.map(({ key }) => key));
  for (const { port, value, name } of others) {
    const then = take((e) => nameOf(e.key) === name);
    if (then) {
      changed.push({ port, value, then });
      continue;
    }
    const key = freeKey(folder, scope, name, taken);
    taken.add(key);
    added.push({ key, value, port });
  }
  return { changed, added, gone: [...left] };
}

function freeKey(
  folder: string,
  { place, component, environment }: Scope,
  name: string,
  taken: ReadonlySet<string>,
): string {
  for (let number = 1; ; number++) {
    const port = number === 1 ? name : `${name}#${number}`;
    const key = [relativePlace(folder, place), component, port, environment].join(SEPARATOR);
    if (!taken.has(key)) return key;
  }
}

/** The columns of a key. */
export function columnsOf(key: string): { place: string; component: string; port: string; environment: string } {
  const [place = '', component = '', port = '', environment = ''] = key.split(SEPARATOR);
  return { place, component, port, environment };
}

/** The port's name, whichever of its name it is. */
function nameOf(key: string): string {
  return columnsOf(key).port.replace(/#\d+$/, '');
}

function scopeKey(folder: string, { place, component, environment }: Scope): string {
  return [relativePlace(folder, place), component, environment].join(SEPARATOR);
}

/** The entries of one scope; gathered once for each record. */
function scopedEntries(record: PortRecord, scope: string): readonly RecordedPort[] {
  let byScope = scoped.get(record);
  if (!byScope) {
    byScope = new Map();
    for (const entry of record.entries) {
      const { place, component, environment } = columnsOf(entry.key);
      const key = [place, component, environment].join(SEPARATOR);
      const known = byScope.get(key);
      if (known) known.push(entry);
      else byScope.set(key, [entry]);
    }
    scoped.set(record, byScope);
  }
  return byScope.get(scope) ?? [];
}

const scoped = new WeakMap<PortRecord, Map<string, RecordedPort[]>>();

/** A key as YAML takes it. */
export function writtenKey(key: string): string {
  return /^[\w./][^"'\\]*$/.test(key) && !/: |:$|\s#/.test(key) ? key : JSON.stringify(key);
}

function valueOf({ value }: PortSite): string {
  const range = portRange(value);
  if (!range) return '';
  return range.from === range.to ? String(range.from) : `${range.from}-${range.to}`;
}

/** `shop`, `helm:charts/shop`; `.` for the folder itself. */
function relativePlace(folder: string, place: string): string {
  const at = place.indexOf('/');
  const path = place.slice(at);
  const below = path === folder ? '.' : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
  return place.slice(0, at) + below;
}

/** The record that speaks of a component: the nearest one above it. */
export function recordOf(graph: Graph, component: Component): PortRecord | undefined {
  const records = graph.store.find(keys.records()).filter((c): c is PortRecord => c.kind === 'record');
  if (records.length === 0) return undefined;
  const { place } = scopeOf(graph, component);
  const path = `${place.slice(place.indexOf('/'))}/`;
  return records
    .filter((c) => path.startsWith(`${dirname(c.file)}/`))
    .reduce<PortRecord | undefined>((best, c) => (best && best.file.length >= c.file.length ? best : c), undefined);
}

/**
 * The entries whose ports are no longer there. Those of an environment of which nothing is looked at may be, and are left
 * out.
 */
export function goneFrom(graph: Graph, record: PortRecord): readonly RecordedPort[] {
  const folder = dirname(record.file);
  const known = new Map<string, ReadonlySet<RecordedPort>>();
  return record.entries.filter((entry) => {
    const { place, component, environment } = columnsOf(entry.key);
    const scope = [place, component, environment].join(SEPARATOR);
    const left = known.get(scope) ?? new Set(goneOf(graph, record, scope, folder));
    known.set(scope, left);
    return left.has(entry);
  });
}

function goneOf(graph: Graph, record: PortRecord, scope: string, folder: string): readonly RecordedPort[] {
  const [place = '', called = '', environment = ''] = scope.split(SEPARATOR);
  const deployment = /^[\w-]+:/.exec(place)?.[0];
  if (deployment) {
    const path = place.slice(deployment.length);
    const id = deployment + (path === '.' ? folder : `${folder}/${path}`);
    if (!graph.store.find(keys.deployment(id)).some((c) => c.deployedIn?.name === environment)) return [];
  }
  const labels = new Set([called, called.replace(/\/[^/]*$/, '')]);
  const component = [...labels]
    .flatMap((label) => graph.store.find(keys.called(label)))
    .find((c) => scopeKey(folder, scopeOf(graph, c)) === scope);
  return component ? compareWith(graph, record, component).gone : scopedEntries(record, scope);
}
