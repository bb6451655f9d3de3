/** What a deployment of a cloud makes of a workspace, one line a site, for tests. */
import type { Destination, Site, Value } from '../../server/src/model/index.ts';
import { engineOf, type Files, placeOf } from '../support/workspace.ts';

/** `main.tf:3:10 target group web: target port 80 -> service web`, in the order of components. */
export function cloudLines(files: Files, environment?: string): readonly string[] {
  const engine = engineOf(files, environment === undefined ? {} : { environment });
  const components = [...engine.files()].flatMap((facts) => facts.components).filter((c) => c.deployedIn && !c.part);
  const labels = new Map(components.map(({ address, label }) => [address, label]));
  return components.flatMap(({ label, sites }) =>
    sites.map((site) => {
      const to = (site.to ?? []).map((each) => destination(each, sites, labels)).join(', ');
      const through = site.span.via ? ` (${site.span.via.map(placeOf).join(', ')})` : '';
      const what = `${site.role} ${site.field} ${shown(site.value)}${to ? ` -> ${to}` : ''}`;
      return `${placeOf(site.span)}${through} ${label}: ${what}`;
    }),
  );
}

function shown(value: Value): string {
  if (value.kind === 'number') return String(value.number);
  if (value.kind === 'range') return `${value.from}-${value.to}`;
  return value.kind === 'name' ? value.name : value.kind;
}

function destination(to: Destination, sites: readonly Site[], labels: ReadonlyMap<string | undefined, string>): string {
  if (to.kind === 'resource') return labels.get(to.address) ?? 'nobody';
  return to.kind === 'site' ? (sites[to.index]?.field ?? '') : to.kind;
}
