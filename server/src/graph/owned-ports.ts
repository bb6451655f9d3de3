/**
 * The ports that a component owns: what it listens on, declares, publishes and accepts traffic at; not what it sends
 * traffic to. Each has a key that lasts when lines move: a port's name, or the field and its number among its like.
 */
import { dirname } from 'node:path/posix';
import type { Component, Role } from '../model/index.ts';
import { DEFAULT, environmentOf } from './environments.ts';
import type { Graph } from './graph.ts';
import { keys } from './keys.ts';
import type { PortSite } from './sites.ts';

const OWNING: ReadonlySet<Role> = new Set<Role>(['listen', 'declare', 'publish', 'route']);

/** The sites of a component that are ports of its own and whose value is known, in their order. */
export function ownedPorts(graph: Graph, component: Component): readonly PortSite[] {
  return graph
    .sites(component)
    .filter((site) => isOwned(site) && (site.value.kind === 'number' || site.value.kind === 'range'));
}

/** The container side of a Compose mapping is a port of the container; the target of anything else is another's. */
export function isOwned({ component, site }: PortSite): boolean {
  if (component.kind === 'settings' || component.format === 'readme') return false;
  return OWNING.has(site.role) || (site.role === 'target' && component.kind === 'container');
}

/** Where a component stands, as paths are written: the folder of its file, or its deployment. */
export interface Scope {
  /** `/repo/shop`, `helm:/repo/chart`. */
  readonly place: string;
  /** `Deployment web`, `Deployment web/sidecar`. */
  readonly component: string;
  readonly environment: string;
}

export function scopeOf(graph: Graph, component: Component): Scope {
  const { deployedIn, file } = component;
  return {
    place: deployedIn?.deployment ?? dirname(file),
    component: calledOf(component),
    environment: environmentOf(graph.store, component).name || DEFAULT,
  };
}

/** A pod's containers share its label; the one that is not called like the pod adds its own name. */
export function calledOf({ kind, label, name, ...rest }: Component): string {
  const pod = kind === 'container' && 'pod' in rest ? rest.pod : undefined;
  return pod && name !== pod.name ? `${label}/${name}` : label;
}

/** One port with its key among all of its component: `http/tcp`, `published port/tcp`, `published port/tcp 2`. */
export interface KeyedPort {
  readonly key: string;
  readonly port: PortSite;
}

/** The ports of all components that share a scope, which is one as a rule, in the order of their places. */
export function keyedPorts(graph: Graph, component: Component): readonly KeyedPort[] {
  const scope = scopeOf(graph, component);
  const same = graph.store.find(keys.called(component.label)).filter((c) => isSame(scope, scopeOf(graph, c)));
  const count = new Map<string, number>();
  return same
    .flatMap((c) => ownedPorts(graph, c))
    .map((port) => {
      const { site } = port;
      const protocol = site.protocol === 'unknown' ? 'tcp' : site.protocol;
      const key = `${site.name?.text ?? site.field}/${protocol}`;
      const number = (count.get(key) ?? 0) + 1;
      count.set(key, number);
      return { key: number === 1 ? key : `${key} ${number}`, port };
    });
}

function isSame(a: Scope, b: Scope): boolean {
  return a.place === b.place && a.component === b.component && a.environment === b.environment;
}
