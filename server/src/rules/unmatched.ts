/**
 * What the rules about sites that reach nothing share: which ends really miss, and whether the number is there under
 * another protocol or as the published side.
 */
import { dirname } from 'node:path/posix';
import type { End, Reached } from '../graph/ends.ts';
import { portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import { podContainers } from '../graph/namespaces.ts';
import { servicesPicking } from '../graph/pods.ts';
import type { PortSite } from '../graph/sites.ts';
import { overridesOf, partsOf } from '../graph/values/layers.ts';
import type { Component, Service, Severity } from '../model/index.ts';
import { startsTogether } from '../model/index.ts';
import { lower } from './wording.ts';

/**
 * The ends that a site should reach and does not. Empty where it cannot be said: the value is unknown, nothing is
 * known of the other end, or copies stand in several folders and one of them does have the port.
 */
export function missingEnds({ from, ends, destination }: Resolution): readonly End[] {
  if (from.value.kind === 'unknown' || from.value.kind === 'invalid') return [];
  const known = ends.filter((end) => end.offers.some((o) => refutes(o, from)) || from.value.kind === 'name');
  const missing = known.filter((end) => end.reached.length === 0);
  if (missing.length === 0) return [];
  const reaching = known.filter((end) => end.reached.length > 0);
  // Where any may be meant, one that fits is enough, and so is one of which nothing is known.
  if (destination.kind === 'pods' && destination.anywhere && missing.length < ends.length) return [];
  const here = scopeOf(from.component);
  const apart = reaching.some((end) => missing.every((m) => scopeOf(m.owner) !== scopeOf(end.owner)));
  // Of copies in other folders, each for an environment of its own, one that fits is enough.
  if (reaching.length > 0 && (apart || missing.some((m) => scopeOf(m.owner) !== here))) return [];
  // Of Services that bear one name in one folder, only one is applied.
  if (reaching.length > 0 && missing.every((m) => m.owner.kind === 'service')) return [];
  return missing;
}

/** What stands in one scope is deployed together: one environment, or else one folder. */
function scopeOf({ deployedIn, file }: Component): string {
  return deployedIn?.id ?? dirname(file);
}

/** A default that may not hold proves nothing, unless the number is one that the image has moved from. */
function refutes({ doubtful, formerly }: Reached, { value }: PortSite): boolean {
  return !doubtful || (value.kind === 'number' && (formerly?.includes(value.number) ?? false));
}

/**
 * How sure a finding is that rests on an end: one step less where only a name or a folder's name ties the two, or
 * where they lie in parts of the workspace that have nothing else to do with each other.
 */
export function certainty(severity: Severity, { from, inferred }: Resolution, end: End): Severity {
  const guessed = inferred || (end.offers.length > 0 && end.offers.every((o) => o.inferred));
  return guessed || areFar(from.component, end.owner) ? lower(severity) : severity;
}

/** Not deployed together, and neither folder lies in the other, nor do both lie in one. */
function areFar(one: Component, other: Component): boolean {
  if (one.deployedIn && one.deployedIn.id === other.deployedIn?.id) return false;
  const [a, b] = [dirname(one.file), dirname(other.file)];
  const below = (folder: string, parent: string): boolean => folder === parent || folder.startsWith(`${parent}/`);
  return !below(a, b) && !below(b, a) && dirname(a) !== dirname(b);
}

/** True where two lie two folders deep or more in parts of the workspace that have nothing else in common. */
export function areDeepApart(a: Component, b: Component): boolean {
  if (a.deployedIn && a.deployedIn.id === b.deployedIn?.id) return false;
  const [foldersA, foldersB] = [dirname(a.file).split('/'), dirname(b.file).split('/')];
  const shared = foldersA.findIndex((name, index) => name !== foldersB[index]);
  return shared >= 0 && Math.min(foldersA.length, foldersB.length) - shared > 1;
}

/** Offers of the same number under another transport protocol. */
export function otherProtocol(from: PortSite, end: End): readonly Reached[] {
  const range = portRange(from.value);
  const { protocol } = from.site;
  if (!range || protocol === 'unknown') return [];
  return end.offers.filter(
    (o) => o.from <= range.from && range.to <= o.to && o.protocol !== 'unknown' && o.protocol !== protocol,
  );
}

/** The published port of a Compose service that has this number, and the container port behind it. */
export function publishedAs(
  graph: Graph,
  owner: Component,
  number: number,
): { published: PortSite; inside: PortSite } | undefined {
  if (owner.kind !== 'container' || !owner.network) return undefined;
  const layers = [...partsOf(graph.store, owner), ...overridesOf(graph.store, owner)];
  for (const member of new Set([...podContainers(graph.store, owner), ...layers])) {
    for (const published of graph.sites(member)) {
      const range = published.site.role === 'publish' ? portRange(published.value) : undefined;
      if (!range || number < range.from || number > range.to) continue;
      const [inside] = graph.next(published);
      if (inside) return { published, inside };
    }
  }
  return undefined;
}

/** The Service before a pod that has a number as its own port: the one that was taken for the pod's. */
export function serviceWithPort(graph: Graph, { value }: PortSite, { owner }: End): Service | undefined {
  if (owner.kind !== 'container' || value.kind !== 'number') return undefined;
  return servicesPicking(graph.store, owner).find((service) =>
    graph.sites(service).some((s) => s.site.role === 'route' && portRange(s.value)?.from === value.number),
  );
}

/** Offers that no Service, mapping or `expose` leads to: the other half of a pair of orphans. */
export function orphans(
  graph: Graph,
  offers: readonly Reached[],
  except: (resolution: Resolution) => boolean,
): readonly Reached[] {
  return offers.filter((offer) => {
    const leading = graph.incoming(offer.component).filter((r) => !except(r));
    return !leading.some((r) => r.ends.some((end) => end.reached.some((x) => samePlace(x, offer))));
  });
}

function samePlace(a: Reached, b: Reached): boolean {
  if (a.site && b.site) return a.site === b.site;
  return startsTogether(a.place, b.place);
}
