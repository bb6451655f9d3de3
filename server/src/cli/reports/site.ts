/** A port site as reports write it. */
import type { PortRow } from '../../features/ports.ts';
import { placeOf } from './place.ts';

/** As JSON and CSV have it, which is a promise. What is not there is null, so that every site has every field. */
export function siteFields({ span, text, value, name, protocol, role, component, format }: PortRow, root: string) {
  return { ...placeOf(span, root), text, value: value ?? null, name: name ?? null, protocol, role, component, format };
}

/** `8080/tcp (http)`; where the value is written otherwise, `${PORT:-8080} = 8080/tcp`. */
export function portText({ text, value, name, protocol }: PortRow): string {
  const port = (value ?? text) + (protocol === 'unknown' ? '' : `/${protocol}`);
  const written = value === undefined || value === text ? '' : `${text} = `;
  return `${written}${port}${name === undefined || name === value ? '' : ` (${name})`}`;
}
