/** The port map as reports write it, whatever they write it as: rows of text, places relative to the root. */
import type { MapComponent, MapFlow, PortMap } from '../../features/map.ts';
import { relativePath } from '../../workspace/paths.ts';
import { placeText } from './place.ts';
import { portText } from './site.ts';

export interface MapReport {
  readonly version: string;
  /** Absolute. */
  readonly root: string;
  readonly map: PortMap;
}

/** @returns the whole map, with a line end at its end. */
export type MapReporter = (report: MapReport) => string;

/** One port of one component; a component without ports has a row of its own, with an empty port. */
export interface MapRow {
  readonly place: string;
  readonly component: string;
  /** `8080`; where the value is not known, as it is written. */
  readonly port: string;
  readonly protocol: string;
  readonly name: string;
  readonly field: string;
  readonly environments: string;
  /** `k8s/web.yaml:9:19`. */
  readonly site: string;
}

export function rowsOf({ root, map }: MapReport): readonly MapRow[] {
  return map.components.flatMap((component): MapRow[] => {
    const shared = {
      place: placeName(component.place, root),
      component: component.component,
      environments: component.environments.join(', '),
    };
    const rows = component.ports.map((port) => ({
      ...shared,
      port: port.value ?? port.text,
      protocol: port.protocol === 'unknown' ? '' : port.protocol,
      name: port.name ?? '',
      field: port.field,
      site: placeText(port.span, root),
    }));
    const none = { ...shared, port: '', protocol: '', name: '', field: '', site: placeText(component.span, root) };
    return rows.length > 0 ? rows : [none];
  });
}

/** `shop`, `helm:charts/shop`; `.` for the root. */
export function placeName(place: MapComponent['place'], root: string): string {
  const at = place.indexOf('/');
  return at < 0 ? place : place.slice(0, at) + (relativePath(root, place.slice(at)) || '.');
}

/** `443 Ingress shop → 80 Service web → 8080 Deployment web`. */
export function flowText({ hops }: MapFlow): string {
  return hops.map((hop) => `${portText(hop)} ${hop.component}${hop.ok ? '' : ` ✗ ${hop.reason ?? ''}`}`).join(' → ');
}

/** What a cell of the parity matrix says; empty where the component is not part of the environment. */
export function cellText(ports: readonly string[] | undefined): string {
  return ports ? ports.join(', ') || 'no port' : '';
}
