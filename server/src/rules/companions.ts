/** What repeats a port that a container or an image claims: it believes that port, and moves together with it. */

import { waitingFor } from '../graph/firewalls.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import type { Resolution } from '../graph/links.ts';
import type { PortSite } from '../graph/sites.ts';
import { buildersOf } from '../graph/values/builds.ts';
import { stageRun } from '../graph/values/images.ts';
import type { Component, Container, Edit } from '../model/index.ts';
import { placeKey, startsTogether } from '../model/index.ts';
import { changeTo } from './fixes.ts';

/** Sites that say what the container listens on. */
export function claims({ site }: PortSite): boolean {
  return (site.role === 'declare' || site.role === 'target') && site.implied === undefined;
}

/**
 * The sites that are wrong together with a claim. Of an image's EXPOSE: the mappings and containerPorts of the
 * containers that are built of it, and whoever is sent there. Of a container that a cloud runs: the EXPOSE of its image,
 * the registration with a balancer, and the rules of firewalls that let in nothing else.
 */
export function companions(graph: Graph, from: PortSite): readonly PortSite[] {
  const { component, value } = from;
  if (value.kind !== 'number') return [];
  const { number } = value;
  const found = new Map<string, PortSite>();
  for (const site of repeating(graph, from, component)) {
    const place = placeKey(site.written);
    if (site.value.kind === 'number' && site.value.number === number && site.site.implied !== true && !found.has(place))
      found.set(place, site);
  }
  found.delete(placeKey(from.written));
  return [...found.values()];
}

/** The edits that give them all another port. */
export function moving(sites: readonly PortSite[], port: string): readonly Edit[] {
  const edits = sites.flatMap((each): readonly Edit[] => {
    const { written, site } = each;
    if (site.implied) return changeTo(each, port).edits;
    const upper = site.permit?.upper;
    return [{ span: written, newText: port }, ...(upper ? [{ span: upper.span, newText: port }] : [])];
  });
  return edits.filter(({ span }, index) => edits.findIndex((e) => startsTogether(e.span, span)) === index);
}

/** The sites that lead to a claim's own place: Services, probes and policies of the pod. */
export function targeting(graph: Graph, claim: PortSite): readonly PortSite[] {
  const isReached = (r: Resolution): boolean =>
    r.ends.some((end) => end.reached.some(({ place }) => startsTogether(place, claim.written)));
  return graph.incoming(claim.component).flatMap((r) => (r.from !== claim && isReached(r) ? [r.from] : []));
}

function repeating(graph: Graph, from: PortSite, component: Component): readonly PortSite[] {
  if (component.kind === 'image') return believing(graph, component);
  if (component.kind === 'container' && component.format === 'kubernetes' && component.folder === undefined)
    return targeting(graph, from);
  if (component.kind !== 'container' || component.folder === undefined) return [];
  return [...exposed(graph, component), ...mapped(graph, from, component), ...registered(graph, component)];
}

function believing(graph: Graph, image: Component): readonly PortSite[] {
  return buildersOf(graph.store, image.file).flatMap((container) => {
    if (stageRun(graph.store, container)?.stage.id !== image.id) return [];
    const sent = graph.incoming(container).flatMap(({ from }) => (from.component.id === image.id ? [] : [from]));
    return [...graph.sites(container).filter(claims), ...sent];
  });
}

/** The EXPOSE of the image that says what a platform's port does. */
function exposed(graph: Graph, container: Container): readonly PortSite[] {
  const stage = stageRun(graph.store, container)?.stage;
  return stage ? graph.sites(stage).filter(({ site }) => site.role === 'declare') : [];
}

/** The host's port where none is mapped to another. */
function mapped(graph: Graph, from: PortSite, { unmapped }: Container): readonly PortSite[] {
  return unmapped ? graph.previous(from).filter(({ site }) => site.role === 'publish') : [];
}

/** What a balancer is told of the container, and the rules that let in what it sends there, and nothing else. */
function registered(graph: Graph, container: Container): readonly PortSite[] {
  const sent = graph.incoming(container).flatMap(({ from }) => (from.component.id === container.id ? [] : [from]));
  const members = new Set(sent.flatMap(({ component }) => (component.kind === 'member' ? [component] : [])));
  const firewalls = new Set([...members].flatMap(({ firewalls: worn = [] }) => worn.flat()));
  const rules = [...firewalls]
    .flatMap((address) => graph.store.find(keys.resource(address)))
    .flatMap((policy) => graph.sites(policy))
    .filter(
      (rule) =>
        rule.site.permit?.way === 'in' &&
        waitingFor(graph, rule, 'in').every((behind) => behind.kind === 'member' && members.has(behind)),
    );
  return [...sent, ...rules];
}
