/**
 * The parity of environments: for each deployment of which there are several ways, the ports of every component in each of
 * them, side by side.
 */
import { dirname } from 'node:path/posix';
import type { Engine } from '../engine.ts';
import { canonicalName } from '../graph/environments/environment-names.ts';
import { environmentOf } from '../graph/environments/environments.ts';
import { calledOf, ownedPorts } from '../graph/environments/owned-ports.ts';
import { bearsName, defaultFiles, filesUpTo, isComposeService } from '../graph/environments/projects.ts';
import { portRange } from '../graph/evidence/evidence.ts';
import { keys } from '../graph/keys.ts';
import type { PortSite } from '../graph/sites.ts';
import { mappingsOf } from '../graph/values/mappings.ts';
import type { Component, Container } from '../model/index.ts';
import { byDefaultFirst, compareTexts } from './environments.ts';

export interface Parity {
  /** The environments that are compared, the default first: the heads of the columns. */
  readonly environments: readonly string[];
  readonly rows: readonly ParityRow[];
}

export interface ParityRow {
  /** The deployment: `helm:/repo/chart`. */
  readonly deployment: string;
  readonly component: string;
  /** The ports in each environment, in the order of the columns; undefined where the component is not part of it. */
  readonly cells: readonly (readonly string[] | undefined)[];
  /** They are not the same in all environments of the deployment. */
  readonly differs: boolean;
}

/** Ports by component, by environment, by deployment. */
type Collected = Map<string, Map<string, Map<string, readonly string[]>>>;

export function parityOf(engine: Engine): Parity {
  const collected: Collected = new Map();
  const composed = new Set<string>();
  for (const { components } of engine.files()) {
    for (const component of components) {
      if (isComposeService(component)) composed.add(component.file);
      else collect(collected, engine, component);
    }
  }
  for (const file of composed) collectCompose(collected, engine, file);
  const compared = [...collected].filter(([, environments]) => environments.size > 1);
  const names = new Set(compared.flatMap(([, environments]) => [...environments.keys()]));
  const environments = [...names].sort(byDefaultFirst);
  const rows = compared
    .toSorted(([a], [b]) => compareTexts(a, b))
    .flatMap(([deployment, own]) => rowsOf(deployment, own, environments));
  return { environments, rows };
}

function rowsOf(
  deployment: string,
  own: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
  environments: readonly string[],
): readonly ParityRow[] {
  const components = new Set([...own.values()].flatMap((byComponent) => [...byComponent.keys()]));
  return [...components].sort(compareTexts).map((component): ParityRow => {
    const texts = new Set([...own.values()].map((byComponent) => byComponent.get(component)?.join(' ')));
    const cells = environments.map((name) => own.get(name)?.get(component));
    return { deployment, component, cells, differs: texts.size > 1 };
  });
}

function collect(collected: Collected, engine: Engine, component: Component): void {
  const ports = ownedPorts(engine.graph, component);
  if (ports.length === 0 || !['container', 'service', 'router', 'proxy'].includes(component.kind)) return;
  const { deployment, name } = environmentOf(engine.graph.store, component);
  add(collected, deployment, name, calledOf(component), ports.map(portText));
}

/** What starts with a Compose file: its own services, and those of the files that it is laid over. */
function collectCompose(collected: Collected, engine: Engine, file: string): void {
  const { store } = engine.graph;
  const byDefault = defaultFiles(store, dirname(file));
  const files = byDefault.includes(file) ? byDefault : filesUpTo(store, file);
  if (files.at(-1) !== file) return;
  const services = new Map<string, Container>();
  for (const each of files)
    for (const c of store.find(keys.file(each))) if (isComposeService(c)) services.set(c.name, c);
  for (const service of services.values()) {
    const { deployment, name } = environmentOf(store, store.find(keys.file(file)).find(isComposeService) ?? service);
    const mapped = mappingsOf(store, service).map(({ published, target }) =>
      published ? `${portText(published)}→${portText(target)}` : portText(target),
    );
    const exposed = files
      .flatMap((each) => store.find(keys.file(each)).filter(bearsName(service.name)))
      .flatMap((c) => engine.graph.sites(c).filter(({ site }) => site.role === 'declare'))
      .map(portText);
    add(collected, deployment, name, service.label, [...mapped, ...exposed]);
  }
}

function add(
  collected: Collected,
  deployment: string,
  name: string,
  component: string,
  ports: readonly string[],
): void {
  const environment = canonicalName(name);
  const environments = collected.get(deployment) ?? new Map<string, Map<string, readonly string[]>>();
  collected.set(deployment, environments);
  const components = environments.get(environment) ?? new Map<string, readonly string[]>();
  environments.set(environment, components);
  const all = new Set([...(components.get(component) ?? []), ...ports]);
  components.set(
    component,
    [...all].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || compareTexts(a, b)),
  );
}

/** `8080`, `53/udp`; `?` where it is not known. */
function portText({ value, site }: PortSite): string {
  const range = portRange(value);
  const number = !range ? '?' : range.from === range.to ? `${range.from}` : `${range.from}-${range.to}`;
  return site.protocol === 'udp' || site.protocol === 'sctp' ? `${number}/${site.protocol}` : number;
}
