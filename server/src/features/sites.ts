/** The port sites under a cursor. */
import { dirname } from 'node:path/posix';
import type { Engine } from '../engine.ts';
import { keys } from '../graph/keys.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Position, Span } from '../model/index.ts';
import { compareSpans, placeKey, startsTogether, touches } from '../model/index.ts';

/**
 * Every site that stands in a file, in the order of their places: those of its own components, those that other files'
 * components take from its settings, and those of deployments that it is a part of, where they are written and where
 * they are seen. Of several environments, the default comes first.
 */
export function sitesIn(engine: Engine, file: string): readonly PortSite[] {
  const { graph } = engine;
  const own = engine.facts(file)?.components ?? [];
  const users = new Set<Component>([...own, ...graph.store.find(keys.writtenIn(file))]);
  for (const component of own) {
    if (component.kind !== 'settings') continue;
    for (const key of [keys.takesFile(file), keys.takesSettings(component.name)]) {
      for (const user of graph.store.find(key)) users.add(user);
    }
  }
  const seen = new Set<string>();
  return [...users]
    .flatMap((component) => graph.sites(component))
    .flatMap((site) => {
      const token = tokensOf(site).find((span) => span.file === file);
      return token ? [{ site, token }] : [];
    })
    .sort((a, b) => compareSpans(a.token, b.token))
    .filter(({ site: { site, component }, token }) => {
      const key = `${placeKey(token)} ${site.role} ${component.id}`;
      return !seen.has(key) && seen.add(key);
    })
    .map(({ site }) => site);
}

/** Where a site stands: its own place, and the expressions that it is seen through. */
function tokensOf({ site }: PortSite): readonly Span[] {
  return site.span.via ? [...site.span.via, site.span] : [site.span];
}

/** The sites that take their value from the place of another: those of the folder, and of whoever takes the settings. */
export function readersOf(engine: Engine, { written, component, site }: PortSite): readonly PortSite[] {
  const { graph } = engine;
  const near = [keys.folder(dirname(written.file)), keys.writtenIn(written.file)].flatMap((key) =>
    graph.store.find(key),
  );
  const takers = [keys.takesFile(written.file), keys.takesSettings(component.name)].flatMap((key) =>
    graph.store.find(key),
  );
  return [...new Set<Component>([...near, ...takers])]
    .flatMap((c) => graph.sites(c))
    .filter((s) => s.site !== site && s.through.length > 0 && startsTogether(s.written, written))
    .sort((a, b) => compareSpans(a.site.span, b.site.span));
}

/**
 * The site at a position. Where several share the token, the one that leads somewhere; a port that
 * stands for its own target too is the port. Of several environments, the default's.
 */
export function siteAt(engine: Engine, file: string, position: Position): PortSite | undefined {
  return sitesAt(engine, file, position)[0];
}

/** Every site at a position, the one that is meant first. */
export function sitesAt(engine: Engine, file: string, position: Position): readonly PortSite[] {
  const order = engine.environments().map(({ id }) => id);
  const rank = ({ site, component }: PortSite): number => {
    const environment = component.deployedIn ? order.indexOf(component.deployedIn.id) : -1;
    return environment * 3 + (site.role === 'assign' ? 2 : site.implied ? 1 : 0);
  };
  return sitesIn(engine, file)
    .filter((each) => tokenIn(each, file, position) !== undefined)
    .toSorted((a, b) => rank(a) - rank(b));
}

/** The token of a site that a position in a file touches: its value, an expression for it, or the name given to it. */
export function tokenIn(site: PortSite, file: string, position: Position): Span | undefined {
  const name = site.site.name?.span;
  return [...(name ? [name] : []), ...tokensOf(site)].find((span) => span.file === file && touches(span, position));
}
