/**
 * The ports that a component owns: what it listens on, declares, publishes and accepts traffic at; not what it sends
 * traffic to. Each has a name that lasts when lines move: its own, or that of the field.
 */
import { dirname } from 'node:path/posix';
import type { Component, Role } from '../../model/index.ts';
import type { Graph } from '../graph.ts';
import { keys } from '../keys.ts';
import type { PortSite } from '../sites.ts';
import { DEFAULT, environmentOf } from './environments.ts';

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

/** The ports of all components that share a scope, which is one component as a rule, in the order of their places. */
export function portsInScope(graph: Graph, scope: Scope, label: string): readonly PortSite[] {
  const same = graph.store.find(keys.called(label)).filter((c) => isSame(scope, scopeOf(graph, c)));
  return same.flatMap((c) => ownedPorts(graph, c));
}

/** What a port is called among those of its component, the same for several that nothing else tells apart: `http/tcp`. */
export function portName({ site }: PortSite): string {
  return `${site.name?.text ?? site.field}/${site.protocol === 'unknown' ? 'tcp' : site.protocol}`;
}

function isSame(a: Scope, b: Scope): boolean {
  return a.place === b.place && a.component === b.component && a.environment === b.environment;
}
