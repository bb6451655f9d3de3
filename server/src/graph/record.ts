/**
 * The record of ports, `ports.lock.yaml`: what a port is called in it and what is written for it. The record lies at the
 * root of what it speaks of; places in it are relative to its folder.
 */
import { dirname } from 'node:path/posix';
import type { Component, PortRecord, RecordedPort } from '../model/index.ts';
import { portRange } from './evidence.ts';
import type { Graph } from './graph.ts';
import { keys } from './keys.ts';
import { keyedPorts, type Scope, scopeOf } from './owned-ports.ts';
import type { PortSite } from './sites.ts';

const SEPARATOR = ' | ';

/** One port as it is to be recorded. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  readonly port: PortSite;
}

/** What a record in `folder`, an absolute path, says of a component's ports. */
export function entriesOf(graph: Graph, component: Component, folder: string): readonly Entry[] {
  const scope = scopeOf(graph, component);
  return keyedPorts(graph, component)
    .filter(({ port }) => port.component === component)
    .map(({ key, port }) => ({ key: entryKey(folder, scope, key), value: valueOf(port), port }));
}

/** A key as YAML takes it. */
export function writtenKey(key: string): string {
  return /^[\w./][^#"'\\]*$/.test(key) && !/: | #|:$/.test(key) ? key : JSON.stringify(key);
}

function entryKey(folder: string, { place, component, environment }: Scope, port: string): string {
  return [relativePlace(folder, place), component, port, environment].join(SEPARATOR);
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
  const { place } = scopeOf(graph, component);
  const path = `${place.slice(place.indexOf('/'))}/`;
  return graph.store
    .find(keys.records())
    .filter((c): c is PortRecord => c.kind === 'record' && path.startsWith(`${dirname(c.file)}/`))
    .reduce<PortRecord | undefined>((best, c) => (best && best.file.length >= c.file.length ? best : c), undefined);
}

/**
 * True where the port of an entry is no longer there. One of an environment of which nothing is looked at may be; so may
 * one whose value is not known for the moment.
 */
export function isGone(graph: Graph, record: PortRecord, entry: RecordedPort): boolean {
  const folder = dirname(record.file);
  const [place = '', called = '', , environment = ''] = entry.key.split(SEPARATOR);
  const deployment = /^[\w-]+:/.exec(place)?.[0];
  if (deployment) {
    const path = place.slice(deployment.length);
    const id = deployment + (path === '.' ? folder : `${folder}/${path}`);
    if (!graph.store.find(keys.deployment(id)).some((c) => c.deployedIn?.name === environment)) return false;
  }
  const label = called.replace(/\/[^/]*$/, '');
  const candidates = [...graph.store.find(keys.called(called)), ...graph.store.find(keys.called(label))];
  return !candidates.some((c) => entriesOf(graph, c, folder).some(({ key }) => key === entry.key));
}
