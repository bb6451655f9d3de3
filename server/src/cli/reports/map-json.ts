/** The port map as JSON, for other programs. Its shape is a promise. */
import { toJson } from './json.ts';
import { type MapReporter, placeName } from './map.ts';
import { placeOf } from './place.ts';
import { siteFields } from './site.ts';

export const mapJson: MapReporter = ({ version, root, map }) =>
  toJson({
    version,
    root,
    environments: map.environments.map(({ name, written }) => ({ name, written })),
    components: map.components.map(({ component, kind, format, place, environments, span, ports }) => ({
      component,
      kind,
      format,
      place: placeName(place, root),
      environments,
      ...placeOf(span, root),
      ports: ports.map(({ field, ...port }) => ({ ...siteFields(port, root), field })),
    })),
    flows: map.flows.map(({ hops, environments }) => ({
      environments,
      hops: hops.map((hop) => ({ ...siteFields(hop, root), link: hop.link, ok: hop.ok, reason: hop.reason ?? null })),
    })),
    parity: {
      environments: map.parity.environments,
      rows: map.parity.rows.map(({ deployment, component, cells, differs }) => ({
        deployment: placeName(deployment, root),
        component,
        ports: Object.fromEntries(map.parity.environments.map((name, at) => [name, cells[at] ?? null])),
        differs,
      })),
    },
  });
