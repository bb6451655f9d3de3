/**
 * Rename: another number for a port, at every place of its flow that says the same one. Names stay, and so do ports that
 * are published: they are other ports.
 */
import type { Engine } from '../engine.ts';
import { listenersOf } from '../graph/evidence/evidence.ts';
import { keys } from '../graph/keys.ts';
import type { Resolution } from '../graph/links.ts';
import { runAlone } from '../graph/run-alone.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Edit, Position, Span } from '../model/index.ts';
import { compareSpans, placeKey, startsTogether } from '../model/index.ts';
import { readersOf, siteAt, tokenIn } from './sites.ts';

/** What is renamed: the token under the cursor, and what stands in its field at first. */
export interface Renaming {
  readonly span: Span;
  readonly placeholder: string;
}

/**
 * @returns undefined where no port stands that can be given another number.
 */
export function prepareRename(engine: Engine, file: string, position: Position): Renaming | undefined {
  const site = siteAt(engine, file, position);
  const places = site && placesOf(engine, site);
  if (!site || !places || site.value.kind !== 'number') return undefined;
  const span = tokenIn(site, file, position);
  return span && span !== site.site.name?.span ? { span, placeholder: String(site.value.number) } : undefined;
}

/** @returns the edits, in the order of their places; undefined where the port or its new number is none. */
export function rename(engine: Engine, file: string, position: Position, newName: string): readonly Edit[] | undefined {
  if (!prepareRename(engine, file, position)) return undefined;
  const site = siteAt(engine, file, position);
  const newText = newName.trim();
  const isPort = /^\d{1,5}$/.test(newText) && Number(newText) >= 1 && Number(newText) <= 65535;
  const places = site && isPort ? placesOf(engine, site) : undefined;
  return places?.map((span) => ({ span, newText: String(Number(newText)) }));
}

/**
 * Every place that says a port's number along its flow: the listener's own, and those of whoever leads there by number.
 * Undefined where one of them cannot be written, since the others would no longer fit.
 */
function placesOf(engine: Engine, start: PortSite): readonly Span[] | undefined {
  const { graph } = engine;
  if (start.value.kind !== 'number' || start.site.role === 'publish') return undefined;
  const { number } = start.value;
  const places = new Map<string, Span>();
  const seen = new Set<PortSite>();
  const owners = new Set<Component>();
  let isWritable = true;
  const add = (span: Span): void => {
    const text = engine.textAt(span);
    if (text !== String(number)) isWritable = false;
    places.set(placeKey(span), span);
  };
  const takes = ({ ends }: Resolution, owner: Component): boolean =>
    ends.some((end) => end.owner.id === owner.id && end.reached.length > 0);

  const visitSite = (site: PortSite): void => {
    if (seen.has(site) || site.value.kind !== 'number' || site.value.number !== number || site.site.role === 'publish')
      return;
    seen.add(site);
    // A default that is written nowhere cannot follow, but where its own port is what it stands for.
    if (site.site.implied && !graph.previous(site).some((previous) => startsTogether(previous.written, site.written)))
      isWritable = false;
    else add(site.written);
    for (const next of graph.next(site)) if (next.site.implied) visitSite(next);
    for (const previous of graph.previous(site)) if (site.site.implied) visitSite(previous);
    if (site.site.role === 'route') visitIncoming(site.component, site);
    for (const resolution of graph.resolutions(site.component)) {
      if (resolution.from !== site) continue;
      for (const { owner, reached } of resolution.ends) {
        for (const each of reached) if (each.route) visitSite(each.route);
        if (owner.kind === 'container' && reached.length > 0) visitOwner(owner);
      }
    }
    if (LISTENS.has(site.site.role)) visitListener(site);
    if (site.component.deployedIn) deployedAlike(engine, site).forEach(visitSite);
    // A value that is written once for several is another for all of them.
    if (site.through.length > 0 || site.site.role === 'assign') readersOf(engine, site).forEach(visitSite);
  };
  /** A listener, or what declares one, belongs to the containers that it speaks for. */
  const visitListener = (site: PortSite): void => {
    const { component } = site;
    visitOwner(component);
    if (component.kind === 'image') visitOwner(runAlone(component));
    for (const { from, ends } of graph.incoming(component)) {
      for (const { owner, reached } of ends) {
        if (!reached.some((each) => startsTogether(each.place, site.written))) continue;
        visitSite(from);
        visitOwner(owner);
      }
    }
  };
  const visitIncoming = (owner: Component, route: PortSite): void => {
    for (const resolution of graph.incoming(owner)) {
      const leads = resolution.ends.some((end) =>
        end.reached.some((each) => each.route === route || startsTogether(each.place, route.written)),
      );
      if (leads) visitSite(resolution.from);
    }
  };
  /** The container that listens: what speaks for the port, and whoever leads there by its number. */
  const visitOwner = (owner: Component): void => {
    if (owner.kind !== 'container' || owners.has(owner)) return;
    owners.add(owner);
    for (const evidence of listenersOf(graph.store, owner).evidence) {
      if (evidence.from > number || evidence.to < number) continue;
      // What the image does by itself stays as it is.
      if (evidence.weight === 'default' || evidence.from !== evidence.to) isWritable = false;
      else add(evidence.place);
    }
    for (const site of graph.sites(owner)) if (LISTENS.has(site.site.role)) visitSite(site);
    for (const resolution of graph.incoming(owner)) if (takes(resolution, owner)) visitSite(resolution.from);
  };
  visitSite(start);
  return isWritable && places.size > 0 ? [...places.values()].sort(compareSpans) : undefined;
}

/** The sites of all environments that are written at a site's place: a deployment's parts are in several of them. */
function deployedAlike({ graph }: Engine, { written }: PortSite): readonly PortSite[] {
  return graph.store
    .find(keys.writtenIn(written.file))
    .flatMap((component) => graph.sites(component))
    .filter((site) => startsTogether(site.written, written));
}

/** What a container's own sites say of its own listeners. */
const LISTENS: ReadonlySet<string> = new Set(['declare', 'target', 'probe', 'listen', 'assign']);
