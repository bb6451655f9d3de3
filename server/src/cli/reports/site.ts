/** A port site as JSON and CSV have it. Its shape is a promise. */
import type { PortRow } from '../../features/ports.ts';
import { placeOf } from './place.ts';

/** What is not there is null, so that every site has every field. */
export function siteFields({ span, text, value, name, protocol, role, component, format }: PortRow, root: string) {
  return { ...placeOf(span, root), text, value: value ?? null, name: name ?? null, protocol, role, component, format };
}
