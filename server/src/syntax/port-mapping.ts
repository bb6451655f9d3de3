/** Port mappings as a command line's `-p` takes them: `[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]` (docs.docker.com, docker run). */
import type { Destination, Site, Span } from '../model/index.ts';
import { parsePort, splitProtocol } from './ports.ts';

const MAPPING =
  /^(?:(?<address>[\d.]+|\[[^\]]*\]|localhost):)??(?:(?<host>\d+(?:-\d+)?)?:)?(?<container>\d+(?:-\d+)?)$/d;

export interface MappingOptions {
  /** The place of a stretch of the mapping's text, both offsets from 0. */
  readonly place: (start: number, end: number) => Span;
  /** How many sites stand before it among those of the component. */
  readonly index: number;
  /** What the container's side is called: `appPort`. */
  readonly field: string;
  readonly to?: readonly Destination[];
}

/** The published port, where there is one, and the container's port behind it; none of a text that is no mapping. */
export function mappingSites(text: string, { place, index, field, to = [] }: MappingOptions): readonly Site[] {
  const { protocol, end } = splitProtocol(text);
  const found = MAPPING.exec(text.slice(0, end));
  const { address, host, container } = found?.indices?.groups ?? {};
  if (!container) return [];
  const site = (role: 'publish' | 'target', name: string, [from, until]: [number, number]): Site => ({
    role,
    field: name,
    protocol,
    span: place(from, until),
    value: parsePort(text.slice(from, until))!,
  });
  const target = { ...site('target', field, container), to };
  if (!host) return [target];
  const published = site('publish', 'published port', host);
  const at = address && { text: text.slice(...address), span: place(...address) };
  return [{ ...published, ...(at ? { address: at } : {}), to: [{ kind: 'site', index: index + 1 }] }, target];
}
